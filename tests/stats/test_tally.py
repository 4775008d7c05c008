"""What was counted in whole: intervals that equal known values, and cover as often as they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from weerklank.errors import BadInput
from weerklank.stats.tally import mean_of, median_of, share_of


def test_the_interval_of_a_share_ends_where_the_score_test_does() -> None:
    found = share_of(15, 20)
    for end in (found.ci_lo, found.ci_hi):
        score = (found.est - end) / np.sqrt(end * (1 - end) / 20)
        assert abs(score) == pytest.approx(norm.ppf(0.975), rel=1e-12)


def test_a_mean_has_the_t_interval() -> None:
    # R: t.test(c(1, 2, 3, 4, 5))$conf.int
    found = mean_of([1, 2, 3, 4, 5])
    assert (found.est, found.ci_lo, found.ci_hi) == pytest.approx((3.0, 1.036757, 4.963243), abs=5e-7)


@given(part=st.integers(0, 200), more=st.integers(0, 200))
def test_an_interval_holds_its_share_and_stays_between_none_and_all(part: int, more: int) -> None:
    if part + more:
        found = share_of(part, part + more)
        assert 0 <= found.ci_lo <= found.est <= found.ci_hi <= 1


@pytest.mark.parametrize("count", [8, 25, 100])
def test_the_interval_of_a_median_covers_as_often_as_it_says(count: int) -> None:
    drawn = np.random.default_rng(1).integers(0, 1_000_000, size=(1000, count))
    found = [median_of([*map(int, row)]) for row in drawn]
    covering = np.mean([one.ci_lo <= 499_999.5 <= one.ci_hi for one in found])
    assert covering >= 0.94


@pytest.mark.parametrize(("part", "whole"), [(1, 0), (-1, 3), (4, 3)])
def test_a_share_of_more_than_there_is_is_refused(part: int, whole: int) -> None:
    with pytest.raises(BadInput):
        share_of(part, whole)


def test_one_value_has_no_interval() -> None:
    with pytest.raises(BadInput):
        mean_of([3])
    with pytest.raises(BadInput):
        median_of([3])
