"""Tables that share groups, read together: against all pairs of tables that agree."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stats import disclosure_twin as twin
from weerklank.stats.audit import audit
from weerklank.stats.hierarchy import hierarchy_of
from weerklank.stats.policy import A2, Policy
from weerklank.stats.tables import HIDDEN, Layout, SafeTable, rolled_up
from weerklank.stats.together import narrow_together

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from numpy.typing import NDArray

POLICY = Policy(smallest_width=2)
MINISTRY = {"x1": "A", "x2": "A", "x3": "B"}


def layout_of(codes: dict[str, str]) -> Layout:
    paths = [(ministry, code) for code, ministry in codes.items()]
    return Layout(hierarchy_of(["ministry", "unit"], paths=paths), "told", ("no", "yes"))


def tables_of(people: Sequence[tuple[str, str, int]]) -> list[tuple[Layout, NDArray[np.int64]]]:
    """Two divisions of the same people below the same ministries, `x1`… and `y1`…."""
    found = []
    for place, codes in ((0, MINISTRY), (1, {"y1": "A", "y2": "A", "y3": "B", "y4": "B"})):
        layout = layout_of(codes)
        leaves = [layout.hierarchy.codes[unit] for unit in layout.hierarchy.leaves]
        inner = np.zeros((len(leaves), 2), dtype=np.int64)
        for person in people:
            inner[leaves.index(person[place]), person[2]] += 1
        found.append((layout, rolled_up(layout, inner)))
    return found


def published(layout: Layout, counts: NDArray[np.int64], hidden: set[str]) -> SafeTable:
    gone = np.isin(layout.hierarchy.codes, sorted(hidden))[:, None]
    return SafeTable(layout, counts.sum(axis=1), np.where(gone, HIDDEN, counts))


def narrow_by_trying(tables: list[SafeTable]) -> set[str]:
    """The hidden groups that are too narrow over all pairs of tables that agree where they share groups."""
    first, second = (twin.tables_that_fit(safe)[:, :, 1] for safe in tables)
    names = [safe.layout.hierarchy.codes for safe in tables]
    shared = [name for name in names[0] if name in names[1]]
    places = [[each.index(name) for name in shared] for each in names]
    agree = [
        (one, other) for one, other in product(first, second) if (one[places[0]] == other[places[1]]).all()
    ]
    found = set()
    for side, (safe, codes) in enumerate(zip(tables, names, strict=True)):
        width = np.ptp(np.array([pair[side] for pair in agree]), axis=0)
        thin = (width < np.minimum(2, safe.sizes)) & ~safe.exact.all(axis=1)
        found |= {codes[group] for group in np.flatnonzero(thin).tolist()}
    return found


people = st.lists(
    st.sampled_from(
        [("x1", "y1"), ("x1", "y2"), ("x2", "y1"), ("x2", "y2"), ("x3", "y3"), ("x3", "y4")]
    ).flatmap(lambda codes: st.tuples(st.just(codes[0]), st.just(codes[1]), st.integers(0, 1))),
    min_size=2,
    max_size=9,
)


@settings(max_examples=120, deadline=None)
@given(people=people, chance=st.randoms(use_true_random=False))
def test_what_is_narrow_is_what_all_tables_that_agree_leave_narrow(
    people: list[tuple[str, str, int]], chance: Random
) -> None:
    made = tables_of(people)
    codes = {code for layout, _ in made for code in layout.hierarchy.codes}
    hidden = {code for code in sorted(codes) if chance.random() < 0.6}
    tables = [published(layout, counts, hidden) for layout, counts in made]
    names = [safe.layout.hierarchy.codes for safe in tables]
    assert narrow_together(tables, names=names, policy=POLICY) == narrow_by_trying(tables)


def test_tables_that_are_each_safe_can_tell_more_together() -> None:
    """By one division ministry A is 0 to 2, by the other 2 to 4: so it is 2."""
    people = [("x1", "y1", 1)] * 2 + [("x2", "y2", 0)] * 2
    people += [("x3", "y3", yes) for yes in (1, 1, 0)] + [("x3", "y4", yes) for yes in (1, 0, 0)]
    made = tables_of(people)
    hidden = [{"A", "B", "x1", "x3"}, {"A", "B", "y2", "y3"}]
    tables = [published(*table, gone) for table, gone in zip(made, hidden, strict=True)]
    assert [audit(safe, policy=POLICY, attacker=A2()).narrow for safe in tables] == [0, 0]
    names = [safe.layout.hierarchy.codes for safe in tables]
    assert "A" in narrow_together(tables, names=names, policy=POLICY)


def test_nothing_hidden_leaves_nothing_narrow() -> None:
    tables = [published(*table, set()) for table in tables_of([("x1", "y1", 1), ("x3", "y3", 0)])]
    names = [safe.layout.hierarchy.codes for safe in tables]
    assert narrow_together(tables, names=names, policy=POLICY) == frozenset()
