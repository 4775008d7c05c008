"""The reporting gap: an interval that holds the figure, and grows with what is not known."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerklank.errors import BadInput
from weerklank.stats.estimate import Estimate
from weerklank.stats.gap import Gap, Headcount, reporting_gap

STAFF = Headcount(150_000, 140_000, 160_000)


def share(est: float, se: float) -> Estimate:
    return Estimate(est, se, est - 2 * se, est + 2 * se, 100)


def width(gap: Gap) -> float:
    return gap.affected_high - gap.affected_low


@settings(max_examples=40)
@given(st.floats(0.01, 0.99), st.floats(0, 0.1), st.floats(1, 1e6), st.floats(0, 0.5), st.floats(0, 0.5))
def test_the_interval_holds_the_figure(
    est: float, se: float, likely: float, under: float, over: float
) -> None:
    staff = Headcount(likely, likely * (1 - (under + over) / 2), likely * (1 + (under + over) / 2))
    gap = reporting_gap(share(est, se), staff, reporters=(3, 8))
    assert gap.affected == pytest.approx(est * likely)
    assert gap.affected_low <= gap.affected * (1 + 1e-9)
    assert gap.affected_high >= gap.affected * (1 - 1e-9)
    assert gap.ratio_low == pytest.approx(3 / gap.affected_high)
    assert gap.ratio_high == pytest.approx(8 / gap.affected_low)
    assert (gap.gap_low, gap.gap_high) == (1 - gap.ratio_high, 1 - gap.ratio_low)


def test_it_grows_with_the_standard_error_and_with_the_range_of_the_headcount() -> None:
    errors = [width(reporting_gap(share(0.1, se), STAFF, reporters=(1, 2))) for se in (0, 0.005, 0.01, 0.02)]
    ranges = [
        width(
            reporting_gap(
                share(0.1, 0.005), replace(STAFF, low=150_000 - by, high=150_000 + by), reporters=(1, 2)
            )
        )
        for by in (0, 10_000, 40_000)
    ]
    for widths in (errors, ranges):
        assert widths == sorted(set(widths))


def test_a_level_closer_to_one_gives_a_wider_interval() -> None:
    of = share(0.1, 0.01)
    narrow, wide = (reporting_gap(of, STAFF, reporters=(1, 2), level=level) for level in (0.8, 0.99))
    assert width(narrow) < width(wide)


def test_what_is_known_exactly_has_no_width_and_more_reports_than_people_are_not_cut_off() -> None:
    gap = reporting_gap(share(0.25, 0), Headcount(400, 400, 400), reporters=(50, 150))
    assert (gap.affected_low, gap.affected, gap.affected_high) == pytest.approx((100, 100, 100))
    assert (gap.ratio_low, gap.ratio_high, gap.gap_low) == pytest.approx((0.5, 1.5, -0.5))


def test_the_interval_is_that_of_the_share_where_the_headcount_is_known() -> None:
    gap = reporting_gap(share(0.2, 0.02), Headcount(1000, 1000, 1000), reporters=(1, 1))
    reach = 1.959964 * 0.02 / (0.2 * 0.8)
    low, high = (1000 / (1 + math.exp(-(math.log(0.25) + side * reach))) for side in (-1, 1))
    assert (gap.affected_low, gap.affected_high) == pytest.approx((low, high), rel=5e-3)


@pytest.mark.parametrize("est", [0.0, 1.0, 1.2, math.nan])
def test_a_share_that_is_not_between_none_and_all_is_refused(est: float) -> None:
    with pytest.raises(BadInput, match="the share affected"):
        reporting_gap(share(est, 0.01), STAFF, reporters=(1, 2))


@pytest.mark.parametrize("numbers", [(5, 6, 7), (5, 0, 7), (5, 4, 4), (5, math.nan, 7), (-1, -2, 3)])
def test_a_headcount_out_of_order_is_refused(numbers: tuple[float, float, float]) -> None:
    with pytest.raises(BadInput, match="the headcount"):
        reporting_gap(share(0.1, 0.01), Headcount(*numbers), reporters=(1, 2))


@pytest.mark.parametrize("reporters", [(3, 2), (-1, 2)])
def test_reporters_out_of_order_are_refused(reporters: tuple[int, int]) -> None:
    with pytest.raises(BadInput, match="reporters"):
        reporting_gap(share(0.1, 0.01), STAFF, reporters=reporters)
