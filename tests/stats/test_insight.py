"""What respondents work out of a table that is too large to try, against a program for every one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.stats import disclosure_twin as twin
from weerklank.stats.disclosure import sensitive
from weerklank.stats.holdings import holdings_of
from weerklank.stats.insight import insight
from weerklank.stats.knowledge import knowledge_of
from weerklank.stats.policy import ATTACKERS
from weerklank.stats.respondents import Respondents, respondents
from weerklank.stats.search import Search
from weerklank.stats.tables import HIDDEN, Layout, RawTable, SafeTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.knowledge import Knowledge


def hidden_by_chance(raw: RawTable, *, share: float, seed: int) -> SafeTable:
    """The table with its small cells hidden, and a share of all others: more than nothing, less than is safe."""
    counts, policy = RawTable.counts_for_protection(raw), twin.GOLDEN_POLICY
    also = np.random.default_rng(seed).random(len(counts)) < share
    hidden = sensitive(raw.layout, counts, policy=policy) | also[:, None]
    return SafeTable(raw.layout, counts.sum(axis=1), np.where(hidden, HIDDEN, counts))


def searched(safe: SafeTable) -> tuple[Knowledge, Search]:
    known = knowledge_of(safe, policy=twin.GOLDEN_POLICY, attacker=ATTACKERS["A3"])
    search = Search(known)
    search.sweep()
    return known, search


def cells_of(people: Respondents, person: int) -> tuple[tuple[int, int], ...]:
    return tuple((group, answer) for group, answer in people.cells[people.facts(person)].tolist())


def nearest(unknown: int, *, people: Respondents, known: Knowledge, search: Search) -> int:
    """Return a respondent who knows something of an unknown that stands in a relation with one, else of any."""
    beside = sparse.csc_array(known.relations)
    rows = set(beside[:, [unknown]].indices.tolist())
    for person in range(len(people)):
        about = people.unknowns[people.facts(person)]
        if unknown not in about and rows & set(beside[:, about].indices.tolist()):
            return person
    own = search.component[people.unknowns] == search.component[unknown]
    return next(one for one in range(len(people)) if own[people.facts(one)].any())


def values_left(
    unknown: int, *, person: int, people: Respondents, known: Knowledge, search: Search
) -> set[int] | None:
    """Return the least and the greatest value of an unknown to one respondent; `None` where they cannot be."""
    least, greatest = known.least.copy(), known.greatest.copy()
    for fact in people.facts(person).tolist():
        about = people.unknowns[fact]
        least[about] = max(least[about], search.least[about] + people.over[fact])
        greatest[about] = min(greatest[about], search.greatest[about] - (not people.over[fact]))
    whole = np.ones(len(least), dtype=np.int64)
    fits = LinearConstraint(sparse.csr_array(known.relations), known.sums, known.sums)
    ends = set()
    for sign in (1.0, -1.0):
        costs = np.zeros(len(least))
        costs[unknown] = sign
        table = milp(costs, integrality=whole, bounds=Bounds(least, greatest), constraints=fits).x
        if table is None:
            return None
        ends.add(round(table[unknown]))
    return ends


@pytest.mark.parametrize(("name", "share"), [("S3", 0.3), ("S3a", 0.1)])
def test_a_larger_table_tells_respondents_what_a_program_for_each_says(name: str, share: float) -> None:
    safe = hidden_by_chance(twin.golden(name), share=share, seed=1)
    known, search = searched(safe)
    seen = {found.unknown: found for found in insight(safe, known, search)}
    people, chance = respondents(safe, known, search), np.random.default_rng(1)
    numbers = {cells_of(people, one): one for one in range(len(people))}
    for unknown in chance.permutation(sorted(seen))[:8].tolist():
        person = numbers[seen[unknown].by]
        ends = values_left(unknown, person=person, people=people, known=known, search=search)
        assert ends is not None
        assert len(ends) == 1
    wide = np.flatnonzero((search.widths > 0) & ~np.isin(np.arange(len(known)), list(seen)))
    for unknown in chance.permutation(wide)[:12].tolist():
        person = nearest(unknown, people=people, known=known, search=search)
        ends = values_left(unknown, person=person, people=people, known=known, search=search)
        own = safe.layout.inside(known.cells[unknown][0][0], people.cells[people.facts(person), 0]).any()
        assert ends is None or len(ends) > 1 or (own and known.sizes[unknown] == 1)
    assert seen


@settings(max_examples=30, deadline=None)
@given(drawn=twin.wide_tables(linked=True))
def test_holdings_are_what_everybody_knows_of_each_component(
    drawn: tuple[Layout, NDArray[np.int64]],
) -> None:
    safe = hidden_by_chance(RawTable(*drawn), share=0.5, seed=1)
    known, search = searched(safe)
    people = respondents(safe, known, search)
    holdings = holdings_of(people, search)
    sets = [frozenset(row[row >= 0].tolist()) for row in holdings.facts]
    assert len(set(sets)) == len(sets)
    theirs: dict[int, set[frozenset[int]]] = {person: set() for person in range(len(people))}
    for person, holding in holdings.pairs.T.tolist():
        theirs[person].add(sets[holding])
    for person, parts in theirs.items():
        assert set().union(*parts) == set(people.facts(person).tolist())
        components = [{int(search.component[people.unknowns[fact]]) for fact in part} for part in parts]
        assert all(len(each) == 1 for each in components)
        assert len(set().union(*components)) == len(parts)


@settings(max_examples=20, deadline=None)
@given(drawn=twin.wide_tables(linked=False))
def test_groups_inside_a_group_are_found_at_once(
    drawn: tuple[Layout, NDArray[np.int64]],
) -> None:
    layout, every = drawn[0], np.arange(drawn[0].groups)
    for group in every.tolist():
        one_by_one = [layout.contains(group, other) for other in every.tolist()]
        assert layout.inside(group, every).tolist() == one_by_one
