from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.stats import disclosure_twin as twin
from tests.stats import ranges_twin
from weerklank.errors import BadInput
from weerklank.stats.audit import audit
from weerklank.stats.cellkey import chances, key, noisy
from weerklank.stats.counting import raw_table
from weerklank.stats.disclosure import protect
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.policy import ATTACKERS, Policy
from weerklank.stats.tables import HIDDEN, Layout, RawTable, SafeTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

SALT = "a secret of a test"
NOISE = replace(twin.GOLDEN_POLICY, method="cellkey", salt=SALT)
SMALL = Policy(smallest_group=1, smallest_yes=2, smallest_no=2, method="cellkey", noise_most=3, salt=SALT)
MOVES = st.integers(0, 6)


@settings(max_examples=100, deadline=None)
@given(down=MOVES, up=MOVES, variance=st.floats(1, 9))
def test_noise_is_centred_and_bounded_and_nothing_more(down: int, up: int, variance: float) -> None:
    found = chances(down, up, variance=variance)
    moves = np.arange(-down, up + 1)
    assert found.sum() == pytest.approx(1)
    assert found.min() > 0
    assert found @ moves**2 <= variance + 1e-9
    if down and up:
        assert found @ moves == pytest.approx(0, abs=1e-9)
    bends = np.diff(np.log(found), 2)
    assert np.ptp(bends) < 1e-6 if len(bends) else True
    """The greatest entropy: the logarithm is a parabola, so that all second differences are the same."""


def test_noise_has_the_variance_asked_for_where_there_is_room() -> None:
    assert chances(4, 4, variance=2.0) @ np.arange(-4, 5) ** 2 == pytest.approx(2)


def test_keys_are_even_and_depend_on_the_salt() -> None:
    drawn = np.array([key(SALT, (str(number),)) for number in range(4000)])
    assert np.abs(np.histogram(drawn, bins=10, range=(0, 1))[0] - 400).max() < 90
    assert key(SALT, ("a", "bc")) != key(SALT, ("ab", "c"))
    assert key(SALT, ("a",)) != key(SALT + ".", ("a",))


def test_without_a_salt_there_is_no_noise() -> None:
    with pytest.raises(BadInput, match="column salt: the cell key needs a secret"):
        protect(twin.golden("S1"), policy=replace(NOISE, salt=""))


def test_the_salt_is_in_no_text() -> None:
    assert SALT not in repr(NOISE)
    with pytest.raises(BadInput) as refused:
        replace(NOISE, salt="short secret")
    assert "short secret" not in str(refused.value)


def test_noise_that_leaves_less_open_than_the_policy_asks_is_refused() -> None:
    with pytest.raises(BadInput, match="column noise_most: noise this small"):
        replace(NOISE, noise_most=2)
    with pytest.raises(BadInput, match="column noise_variance: noise cannot vary"):
        replace(NOISE, noise_variance=17.0)


def test_noisy_golden_tables_withstand_readers_and_respondents() -> None:
    policy = replace(NOISE, attacker="A3")
    raw = twin.golden("S2")
    safe = protect(raw, policy=policy)
    counts = RawTable.counts_for_protection(raw)
    assert ((safe.told[..., 0] <= counts) & (counts <= safe.told[..., 1])).all()
    shown = (safe.counts != HIDDEN).all(axis=1)
    assert shown.mean() > 0.99
    assert (safe.counts[shown].sum(axis=1) == safe.sizes[shown]).all()
    assert (safe.counts[shown] != counts[shown]).mean() > 0.5
    for attacker in ("A2", "A3"):
        found = audit(safe, policy=policy, attacker=ATTACKERS[attacker])
        assert (found.exact, found.narrow) == (0, 0)


def test_a_group_under_the_floor_stays_hidden() -> None:
    safe = protect(twin.golden("S2"), policy=replace(NOISE, smallest_group=25))
    small = (safe.sizes > 0) & (safe.sizes < 25)
    assert small.any()
    assert (safe.counts[small] == HIDDEN).all()


def table_by(role: str) -> SafeTable:
    """The golden table of three levels by a role whose codes are named otherwise."""
    frame = pl.read_csv(twin.GOLDEN / "S3.csv", infer_schema=False).rename({"role": role})
    raw = raw_table(frame, levels=twin.LEVELS["S3"], response="exp_bullying", by=(role,))
    counts = RawTable.counts_for_protection(raw)
    return noisy(raw.layout, counts, withheld=np.zeros(len(counts), dtype=np.bool_), policy=NOISE)


def test_the_same_cell_has_the_same_noise_in_every_table_so_that_averages_take_nothing_off() -> None:
    units = RawTable.counts_for_protection(twin.golden("S2"))[:, 1]
    same = np.array([totals(table_by(f"role{number}")) for number in range(6)])
    assert (same == same[0]).all()
    once = (same[0] == units).mean()
    fresh = [_units_with(f"a secret of a test {number}") for number in range(6)]
    averaged = (np.rint(np.mean(fresh, axis=0)) == units).mean()
    assert (np.rint(same.mean(axis=0)) == units).mean() == once
    assert averaged > once + 0.2
    """Six draws of their own say of many more cells what they were."""


def totals(safe: SafeTable) -> NDArray[np.int64]:
    return safe.counts[:: safe.layout.columns, 1]


def _units_with(salt: str) -> NDArray[np.int64]:
    raw = twin.golden("S2")
    counts = RawTable.counts_for_protection(raw)
    free = np.zeros(len(counts), dtype=np.bool_)
    return noisy(raw.layout, counts, withheld=free, policy=replace(NOISE, salt=salt)).counts[:, 1]


def test_groups_of_the_same_people_have_the_same_noise() -> None:
    layout = twin.layout_of(((1,), (1,), (3,)), codes=2, answers=2)
    inner = np.zeros((3, 2, 2), dtype=np.int64)
    inner[:, 0] = [[9, 8], [7, 9], [8, 8]]
    raw = RawTable(layout, inner)
    counts = RawTable.counts_for_protection(raw)
    for number in range(20):
        policy = replace(NOISE, salt=f"sixteen letters {number:02}")
        safe = noisy(layout, counts, withheld=np.zeros(len(counts), dtype=np.bool_), policy=policy)
        shown = safe.counts[:, 1].reshape(-1, 3)
        assert (shown[:3, :2] == shown[0, 0]).all()
        assert (shown[:, 0] == shown[:, 1]).all()


def nobody_in_one_group() -> tuple[Layout, NDArray[np.int64]]:
    layout = twin.layout_of(((2,),), codes=2, answers=2)
    return layout, np.array([[[3, 0], [0, 1]], [[0, 0], [1, 4]]])


@settings(max_examples=60, deadline=None)
@given(table=twin.small_tables(most=5, codes=(0, 2)), salt=st.integers(0, 99))
@example(table=nobody_in_one_group(), salt=48)
def test_no_noisy_table_gives_anything_away(table: tuple[Layout, NDArray[np.int64]], salt: int) -> None:
    policy = replace(SMALL, attacker="A3", salt=f"sixteen letters {salt:02}")
    try:
        safe = protect(RawTable(*table), policy=policy)
    except UnsafeTable as refused:
        assert "Nothing could be shown" in str(refused)  # noqa: PT017 - the other branch is as good
        return
    assert not safe.exact[safe.sizes > 0].any()
    assert not ranges_twin.narrow(safe, width=3).any()
    assert not ranges_twin.exact_to_respondents(safe).any()
