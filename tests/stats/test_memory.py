"""A reader who keeps every table: what A4 finds equals what brute force over both tables finds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.stats import disclosure_twin as twin
from weerklank.stats.audit import audit
from weerklank.stats.columns import Background
from weerklank.stats.disclosure import protect
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.hierarchy import hierarchy_of
from weerklank.stats.memory import audit_with, findings
from weerklank.stats.policy import ATTACKERS, Policy
from weerklank.stats.remembering import protect_remembering
from weerklank.stats.tables import Layout, RawTable, SafeTable

if TYPE_CHECKING:
    from random import Random

    from numpy.typing import NDArray

OPEN = Policy(smallest_group=4, smallest_yes=2, smallest_no=2, smallest_width=2, attacker="A4")
YES = 1


Counts = dict[tuple[str, ...], tuple[int, int]]


def table(counts: Counts, *, answers: tuple[str, ...] = ("b0", "b1")) -> RawTable:
    """Return so many no and yes of each deepest unit, given by its path."""
    levels = [f"level{depth}" for depth in range(len(next(iter(counts))))]
    hierarchy = hierarchy_of(levels, paths=list(counts))
    order = [hierarchy.codes[leaf] for leaf in hierarchy.leaves]
    inner = np.array([next(n for path, n in counts.items() if path[-1] == code) for code in order])
    return RawTable(Layout(hierarchy, "told", answers), inner)


def as_it_is(raw: RawTable) -> SafeTable:
    counts = RawTable.counts_for_protection(raw)
    return SafeTable(raw.layout, counts.sum(axis=1), counts)


def group(safe: SafeTable, code: str) -> int:
    return safe.layout.hierarchy.codes.index(code)


BEFORE: Counts = {("A", "a1"): (30, 12), ("A", "a2"): (40, 20), ("B", "b1"): (35, 15), ("B", "b2"): (28, 13)}
GONE = (5, 2)
"""A team of seven, of whom two said yes, that moved from a1 to b1."""
AFTER: Counts = BEFORE | {("A", "a1"): (25, 10), ("B", "b1"): (40, 17)}
TEN = Policy(attacker="A4")


def test_the_differencing_case_a_team_reorganised_away() -> None:
    first = protect(table(BEFORE), policy=replace(TEN, attacker="A3"))
    second = protect(table(AFTER), policy=replace(TEN, attacker="A3"))
    assert first.exact.all()
    assert second.exact.all()  # each alone is safe: nobody is in a small group
    assert audit(second, policy=TEN, attacker=ATTACKERS["A3"]).exact == 0
    found = list(findings(second, earlier=[first], policy=TEN))
    told = {(one.group, one.least, one.greatest) for one in found if one.answer == YES}
    assert (group(second, "a1"), GONE[YES], GONE[YES]) in told  # and together they tell of the seven
    assert audit_with(second, earlier=[first], policy=TEN).exact > 0

    changed, _ = protect_remembering(table(AFTER), earlier=[first], policy=TEN)
    assert not changed.exact[group(changed, "a1")].any()
    assert not changed.exact[group(changed, "b1")].any()
    seen = audit_with(changed, earlier=[first], policy=TEN)
    assert (seen.attacker, seen.exact, seen.narrow) == ("A4", 0, 0)
    for one in findings(changed, earlier=[first], policy=TEN):
        if one.difference:
            assert one.least <= GONE[one.answer] <= one.greatest
            assert one.greatest - one.least >= 3


def test_late_answers_are_a_group_of_their_own() -> None:
    late: Counts = BEFORE | {("A", "a2"): (41, 21)}
    first = protect(table(BEFORE), policy=replace(TEN, attacker="A3"))
    changed, _ = protect_remembering(table(late), earlier=[first], policy=TEN)
    assert not changed.exact[group(changed, "a2")].any()
    assert not changed.exact[group(changed, "Total")].any()


def test_the_same_table_again_changes_nothing() -> None:
    first = protect(table(BEFORE), policy=replace(TEN, attacker="A3"))
    again, _ = protect_remembering(table(BEFORE), earlier=[first, first], policy=TEN)
    assert again == first
    golden = protect(twin.golden("S2"), policy=twin.GOLDEN_POLICY)
    assert protect_remembering(twin.golden("S2"), earlier=[golden], policy=twin.GOLDEN_POLICY)[0] == golden


def test_other_answers_raise_no_alarm() -> None:
    first = protect(table(BEFORE), policy=replace(TEN, attacker="A3"))
    other = table({path: (no + 9, yes) for path, (no, yes) in AFTER.items()}, answers=("never", "often"))
    alone = protect(other, policy=replace(TEN, attacker="A3"))
    assert protect_remembering(other, earlier=[first], policy=TEN)[0] == alone
    assert audit_with(alone, earlier=[first], policy=TEN).exact == 0


def test_what_was_shown_before_cannot_be_hidden_now() -> None:
    first = as_it_is(table(BEFORE))
    with pytest.raises(UnsafeTable, match="cannot be taken back"):
        protect_remembering(table(BEFORE), earlier=[first], policy=replace(TEN, smallest_yes=14))


def test_what_was_hidden_of_a_team_that_is_gone_stays_hidden() -> None:
    hierarchy = hierarchy_of(["dg", "team"], paths=[("d", "gone"), ("d", "stays"), ("d", "smaller")])
    layout = Layout(hierarchy, "told", ("b0", "b1"), (Background("role", ("r0", "r1")),))
    before = RawTable(layout, np.array([[[1, 1], [1, 0]], [[1, 1], [0, 0]], [[0, 0], [1, 2]]]))
    after = RawTable(layout, np.array([[[0, 0], [0, 0]], [[1, 1], [0, 0]], [[0, 0], [1, 1]]]))
    policy = replace(OPEN, method="band", salt="a salt of this test")
    first = protect(before, policy=replace(policy, attacker="A2"))
    alone = protect(after, policy=replace(policy, attacker="A3"))
    told = [one for one in findings(alone, earlier=[first], policy=policy) if one.before >= 0]
    assert {one.group // layout.columns for one in told} == {group(alone, "gone")}
    assert [(one.least, one.greatest, one.size) for one in told] == [(1, 2, 3)] * 2
    assert audit_with(alone, earlier=[first], policy=policy).narrow == 2
    changed, _ = protect_remembering(after, earlier=[first], policy=policy)
    seen = audit_with(changed, earlier=[first], policy=policy)
    assert (seen.exact, seen.narrow) == (0, 0)


def test_by_role_after_by_age_shares_the_units() -> None:
    hierarchy = hierarchy_of(["unit"], paths=[("u",), ("v",)])
    roles = Background("role", ("r0", "r1"))
    ages = Background("age", ("g0", "g1"))
    by_role = RawTable(
        Layout(hierarchy, "told", ("b0", "b1"), (roles,)),
        np.array([[[30, 9], [40, 12]], [[50, 20], [20, 10]]]),
    )
    by_age = RawTable(
        Layout(hierarchy, "told", ("b0", "b1"), (ages,)),
        np.array([[[68, 18], [2, 3]], [[60, 20], [10, 10]]]),
    )
    policy = replace(TEN, smallest_group=6)
    first = protect(by_role, policy=replace(policy, attacker="A3"))
    assert first.exact.all()
    second, _ = protect_remembering(by_age, earlier=[first], policy=policy)
    assert not second.exact.all()
    assert audit_with(second, earlier=[first], policy=policy).exact == 0


# --- tried against every pair of tables

SHAPES = [((2,),), ((2,), (2, 1)), ((3,),)]


def hidden_at_random(raw: RawTable, chance: Random) -> SafeTable:
    return twin.published(raw, chance=chance, way="both")


def left_over(inner: NDArray[np.int64], chance: Random) -> NDArray[np.int64]:
    """Who is left where some have gone, at most one of each answer in a cell."""
    gone = np.array([chance.randint(0, 1) for _ in range(inner.size)]).reshape(inner.shape)
    left: NDArray[np.int64] = np.maximum(inner - gone, 0)
    return left


def pairs_that_fit(first: SafeTable, second: SafeTable) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every pair of tables, of all who answered before and of those who did after, a part of them in each unit."""
    ones, others = twin.tables_that_fit(first), twin.tables_that_fit(second)
    assume(len(ones) * len(others) < 20_000)
    less = ones[:, None] - others[None, :]
    fits = ((less >= 0) & (less <= (first.sizes - second.sizes)[:, None])).all(axis=(2, 3))
    one, other = np.nonzero(fits)
    return ones[one], others[other]


@settings(max_examples=80, deadline=None)
@given(
    table=twin.small_tables(codes=(0, 2), most=2),
    chance=st.randoms(use_true_random=False),
    leave=st.booleans(),
)
def test_a4_finds_what_trying_every_pair_finds(
    table: tuple[Layout, NDArray[np.int64]], chance: Random, *, leave: bool
) -> None:
    layout, inner = table
    fewer = left_over(inner, chance) if leave else inner
    first = hidden_at_random(RawTable(layout, inner), chance)
    second = hidden_at_random(RawTable(layout, fewer), chance)
    ones, others = pairs_that_fit(first, second)
    policy = replace(OPEN, smallest_width=100)
    for found in findings(second, earlier=[first], policy=policy):
        if found.before >= 0:
            continue  # the next test looks at what an earlier table hides
        theirs = (ones - others if found.difference else others)[:, found.group, found.answer]
        assert (found.least, found.greatest) == (theirs.min(), theirs.max())


def linked(
    table: tuple[Layout, NDArray[np.int64]], fewer: NDArray[np.int64]
) -> tuple[Layout, list[NDArray[np.int64]]]:
    """The same people in two tables that share their units, one by each background, before and after."""
    of, inner = table
    layout = Layout(of.hierarchy, of.response, of.answers, of.backgrounds, linked=True)
    return layout, [np.concatenate([one.sum(axis=2), one.sum(axis=1)], axis=1) for one in (inner, fewer)]


@pytest.mark.parametrize("method", ["suppress", "band"])
@settings(max_examples=40, deadline=None)
@given(
    table=st.one_of(twin.small_tables(codes=(0, 2), most=4), twin.wide_tables(linked=False, most=3)),
    chance=st.randoms(use_true_random=False),
)
def test_nothing_comes_out_of_what_is_protected_beside_an_earlier_table(
    method: str, table: tuple[Layout, NDArray[np.int64]], chance: Random
) -> None:
    policy = replace(OPEN, method=method, salt="a salt of this test")
    layout, inner = table
    fewer = left_over(inner, chance)
    if len(layout.backgrounds) > 1:
        layout, (inner, fewer) = linked(table, fewer)
    try:
        first = protect(RawTable(layout, inner), policy=replace(policy, attacker="A2"))
        second, _ = protect_remembering(RawTable(layout, fewer), earlier=[first], policy=policy)
    except UnsafeTable:
        return
    counts = RawTable.counts_for_protection(RawTable(layout, fewer))
    shown = second.exact
    assert (second.counts[shown] == counts[shown]).all()
    ones, others = pairs_that_fit(first, second)
    gone = ones - others
    sizes = first.sizes - second.sizes
    for people, tables in ((second.sizes, others), (sizes, gone)):
        width = (tables.max(axis=0) - tables.min(axis=0))[:, YES]
        few = (people < OPEN.smallest_group) | (tables.min(axis=0) < 2).any(axis=1)
        known = shown.all(axis=1) if people is second.sizes else np.zeros(len(people), dtype=np.bool_)
        assert (known | ~few | (width >= np.minimum(OPEN.smallest_width, people)))[people > 0].all()
    few = (first.sizes < OPEN.smallest_group) | (ones.min(axis=0) < 2).any(axis=1)
    before, now = (np.ptp(tables[:, :, YES], axis=0) for tables in (twin.tables_that_fit(first), ones))
    wide = now >= np.minimum(OPEN.smallest_width, first.sizes)
    assert (~few | wide | (now == before)).all()
