"""Published percentages against every count, and every weighting, that gives them."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stats import disclosure_twin as twin
from weerklank.errors import BadInput
from weerklank.stats.audit import audit, bounds
from weerklank.stats.percentages import counts_that_give, spread_of, told_by_percentages
from weerklank.stats.policy import A2, Policy
from weerklank.stats.tables import rolled_up
from weerklank.stats.together import narrow_together

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.tables import Layout

NAN = float("nan")


def rounded(share: Fraction, *, decimals: int, rounding: str) -> Decimal:
    exact = Decimal(100 * share.numerator) / Decimal(share.denominator)
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=rounding)


@given(size=st.integers(1, 240), decimals=st.integers(0, 2), yes=st.integers(0, 240))
def test_the_counts_are_those_that_round_to_it_either_way(size: int, decimals: int, yes: int) -> None:
    ways = (ROUND_HALF_EVEN, ROUND_HALF_UP)
    seen = {
        y: {rounded(Fraction(y, size), decimals=decimals, rounding=way) for way in ways}
        for y in range(size + 1)
    }
    for shown in seen[min(yes, size)]:
        fits = [y for y, each in seen.items() if shown in each]
        least, greatest = counts_that_give(float(shown), size=size, decimals=decimals)
        # a half that was rounded down is a possibility as well: it is the only other one
        halves = [y for y in (least, greatest) if y not in fits]
        assert all(abs(Fraction(100 * y, size) - Fraction(shown)) * 2 * 10**decimals == 1 for y in halves)
        assert [y for y in range(least, greatest + 1) if y not in halves] == fits


@settings(max_examples=60)
@given(size=st.integers(1, 7), spread=st.sampled_from([1.0, 1.5, 2.0, 4.0]), shown=st.integers(0, 100))
def test_weights_leave_the_counts_that_some_weighting_gives(size: int, spread: float, shown: int) -> None:
    low, high = max(shown - 0.5, 0), min(shown + 0.5, 100)
    fits = []
    for yes in range(size + 1):
        shares = [100 * sum(w[:yes]) / sum(w) for w in product([Fraction(1), Fraction(spread)], repeat=size)]
        if min(shares) <= high and max(shares) >= low:  # the shares between are given by weights between
            fits.append(yes)
    if not fits:
        with pytest.raises(BadInput):
            counts_that_give(shown, size=size, spread=spread)
        return
    assert counts_that_give(shown, size=size, spread=spread) == (fits[0], fits[-1])


def test_equal_weights_hide_nothing_and_unequal_ones_a_little() -> None:
    assert counts_that_give(40, size=30) == (12, 12)
    assert counts_that_give(40, size=30, spread=1.0) == (12, 12)
    assert counts_that_give(40, size=30, spread=1.5) == (10, 15)
    assert counts_that_give(40, size=30, spread=float("inf")) == (0, 30)
    assert spread_of(np.array([2.0, 3.0])) == 1.5
    assert spread_of(np.array([0.0, 3.0])) == float("inf")


@pytest.mark.parametrize("wrong", [{"percentage": 33.0, "size": 4}, {"percentage": 33.3, "size": 3}])
def test_a_percentage_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(BadInput, match="no count of people"):
        counts_that_give(wrong["percentage"], size=int(wrong["size"]))


@settings(max_examples=60, deadline=None)
@given(table=twin.small_tables(codes=(0,), most=3), hidden=st.sets(st.integers(0, 6), min_size=1))
def test_the_audit_of_percentages_is_that_of_all_tables_that_round_to_them(
    table: tuple[Layout, NDArray[np.int64]], hidden: set[int]
) -> None:
    layout, inner = table
    counts = rolled_up(layout, inner)
    sizes = counts.sum(axis=1)
    shown = np.where(sizes > 0, np.rint(100 * counts[:, 1] / np.maximum(sizes, 1)), NAN)
    withheld = np.isin(np.arange(layout.groups), list(hidden))
    published = told_by_percentages(layout, np.where(withheld, NAN, shown), sizes=sizes, yes=1)
    policy = Policy(smallest_group=1)
    least, greatest = twin.bounds_by_trying(published)
    found = bounds(published, policy=policy, attacker=A2())
    assert (found.least[:, :2] == least).all()
    assert (found.greatest[:, :2] == greatest).all()
    width = (greatest - least)[:, 1]
    narrow = withheld & (sizes > 0) & (width < np.minimum(3, sizes))
    codes = np.array(layout.hierarchy.codes)
    seen = narrow_together([published], names=[layout.hierarchy.codes], policy=policy)
    assert seen & set(codes[withheld]) == set(codes[narrow])


def test_a_lone_gap_is_found_behind_rounded_percentages() -> None:
    layout = twin.layout_of(((3,),), codes=0, answers=2)
    sizes = np.array([80, 12, 28, 40])
    published = told_by_percentages(layout, np.array([45.0, NAN, 50.0, 50.0]), sizes=sizes, yes=1)
    assert layout.hierarchy.codes[1] in narrow_together(
        [published], names=[layout.hierarchy.codes], policy=Policy()
    )
    guarded = told_by_percentages(layout, np.array([45.0, NAN, NAN, 50.0]), sizes=sizes, yes=1)
    assert audit(guarded, policy=Policy(), attacker=A2()).narrow == 0
