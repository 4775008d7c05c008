"""Asked near a cell, a respondent works out what they work out of the whole table, or it stays open."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stats import disclosure_twin as twin
from weerklank.stats.circles import Circle
from weerklank.stats.knowledge import knowledge_of
from weerklank.stats.nearby import Nearby, nearby
from weerklank.stats.policy import ATTACKERS, Policy
from weerklank.stats.respondents import respondents
from weerklank.stats.search import Search
from weerklank.stats.tables import Layout, RawTable

if TYPE_CHECKING:
    from random import Random

    from numpy.typing import NDArray

    from weerklank.stats.knowledge import Knowledge
    from weerklank.stats.respondents import Respondents

OPEN = Policy(smallest_group=1, smallest_yes=2, smallest_no=2, attacker="A3")
LAYOUTS = [twin.layout_of(((2,), (2, 1)), codes=0, answers=2), twin.layout_of(((3,),), codes=2, answers=2)]


@settings(max_examples=40, deadline=None)
@given(layout=st.sampled_from(LAYOUTS), chance=st.randoms(use_true_random=False))
def test_what_is_settled_near_a_cell_is_what_all_tables_say(layout: Layout, chance: Random) -> None:
    shape = (len(layout.hierarchy.leaves), *(len(one.codes) for one in layout.backgrounds), 2)
    inner = np.array([chance.randint(0, 2) for _ in range(int(np.prod(shape)))]).reshape(shape)
    safe = twin.published(RawTable(layout, inner), chance=chance, way="both")
    known = knowledge_of(safe, policy=OPEN, attacker=ATTACKERS["A3"])
    search = Search(known)
    search.sweep()
    people, every = respondents(safe, known, search), twin.tables_that_fit(safe)
    settled: Counter[Nearby] = Counter()
    for person in range(len(people)):
        settled += _asked(known, search, people, person, every=every)
    assert settled[Nearby.WORKED_OUT] + settled[Nearby.CLEARED] >= settled[Nearby.UNSETTLED]


def _asked(
    known: Knowledge, search: Search, people: Respondents, person: int, *, every: NDArray[np.int64]
) -> Counter[Nearby]:
    """Ask one respondent about every unknown, and compare with the tables in which they are there."""
    facts = people.facts(person)
    theirs = every[(every[:, people.cells[facts, 0], people.cells[facts, 1]] > 0).all(axis=1)]
    settled: Counter[Nearby] = Counter()
    for number in range(search.components):
        circle = Circle(search, people, component=number)
        cells = [known.cells[unknown][0] for unknown in circle.members.tolist()]
        for one in theirs[:3]:
            circle.keep(np.array([one[cell] for cell in cells], dtype=np.float64))
        for unknown, cell in zip(circle.members.tolist(), cells, strict=True):
            told = nearby(search, people, circle, unknown=unknown, suspects=np.array([person]))
            settled[told] += 1
            if told is not Nearby.UNSETTLED:
                values = set(theirs[:, cell[0], cell[1]].tolist())
                assert (len(values) == 1) == (told is Nearby.WORKED_OUT)
    return settled


@settings(max_examples=40, deadline=None)
@given(drawn=twin.wide_tables(linked=False), chance=st.randoms(use_true_random=False))
def test_what_is_seen_near_a_cell_can_be(drawn: tuple[Layout, NDArray[np.int64]], chance: Random) -> None:
    safe = twin.published(RawTable(*drawn), chance=chance, way="both")
    known = knowledge_of(safe, policy=replace(OPEN, smallest_width=9), attacker=ATTACKERS["A2"])
    if not len(known):
        return
    search = Search(known)
    search.sweep()
    for unknown in search.too_narrow().tolist():
        search.widen(unknown)
    least, greatest = twin.bounds_by_trying(safe)
    groups, answers = np.array([told[0] for told in known.cells]).T
    assert (search.low >= least[groups, answers]).all()
    assert (search.high <= greatest[groups, answers]).all()
