"""What the search sees near a cell can be: against all tables that fit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stats import disclosure_twin as twin
from weerklank.stats.knowledge import knowledge_of
from weerklank.stats.policy import ATTACKERS, Policy
from weerklank.stats.search import Search
from weerklank.stats.tables import Layout, RawTable

if TYPE_CHECKING:
    from random import Random

    from numpy.typing import NDArray

OPEN = Policy(smallest_group=1, smallest_yes=2, smallest_no=2)


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
