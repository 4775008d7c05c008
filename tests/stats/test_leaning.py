"""Every witness is a table that fits, also one that was made of two others or found for many cells together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stats import disclosure_twin as twin
from weerklank.stats.crossings import Hiding, hide_besides
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.leaning import leaning_on
from weerklank.stats.systems import System, system_of
from weerklank.stats.tables import Layout, RawTable

if TYPE_CHECKING:
    from random import Random

    from numpy.typing import NDArray

LAYOUTS = [
    twin.layout_of(((2,), (3, 2)), codes=(2, 3), answers=2),
    twin.layout_of(((4,),), codes=(3, 2), answers=2),
    twin.layout_of(((2,), (3, 2)), codes=(2, 3), answers=2, linked=True),
    twin.layout_of(((3,),), codes=2, answers=3),
]
FREE = np.array([4, 4, 4, 4])


def hidden_in(layout: Layout, chance: Random) -> Hiding | None:
    """Return what hides a chance table with many cells of few people, `None` where that cannot be."""
    codes = [len(one.codes) for one in layout.backgrounds]
    shape = (len(layout.hierarchy.leaves), *codes, len(layout.answers))
    drawn = [chance.choice([0, 0, 1, 1, 3, 9]) for _ in range(int(np.prod(shape)))]
    inner = np.array(drawn, dtype=np.int64).reshape(shape)
    if layout.linked:
        inner = np.concatenate([inner.sum(axis=2), inner.sum(axis=1)], axis=1)
    system = system_of(layout, RawTable.counts_for_protection(RawTable(layout, inner)), width=3)
    small = np.flatnonzero(np.minimum(system.values, system.sizes - system.values) < 2)
    try:
        return hide_besides(system, primaries=small.tolist())
    except UnsafeTable:
        return None


def fits(system: System, hidden: set[int], flow: dict[int, int]) -> bool:
    move = np.zeros(len(system))
    move[list(flow)] = list(flow.values())
    inside = (system.values + move >= 0) & (system.values + move <= system.sizes)
    return bool(inside.all()) and set(flow) <= hidden and not np.asarray(system.relations @ move).any()


@settings(max_examples=60, deadline=None)
@given(layout=st.sampled_from(LAYOUTS), chance=st.randoms(use_true_random=False))
def test_every_proof_is_a_table_that_fits(layout: Layout, chance: Random) -> None:
    state = hidden_in(layout, chance)
    if state is None:
        return
    for (cell, direction), proof in state.proofs.items():
        flow = state.flow(cell, direction)
        assert flow[cell] == direction * proof.amount
        assert fits(state.system, state.hidden, flow)
    assert all(state.lacks(cell) <= 0 for cell in state.hidden)


def limits(cells: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return -FREE[: len(cells)], FREE[: len(cells)]


def test_two_witnesses_make_one_that_leaves_a_cell_at_rest() -> None:
    one, other = {0: 1, 1: -1, 2: 1}, {0: 1, 1: -1, 3: 2}
    leaning = leaning_on(0, [one, other], limits=limits)
    assert leaning.without(one, (2, 1)) == {2: 1, 3: -2}
    assert leaning.without(one, (2, -1)) is None  # it would have to be turned round
    assert leaning.without(one, (1, -1)) is None  # it comes to rest as well


def test_a_witness_is_taken_as_often_as_the_cell_moves_and_there_is_room() -> None:
    leaning = leaning_on(0, [{0: 1, 1: 2}, {0: 3, 2: 1}, {0: 2, 3: 1}], limits=limits)
    assert leaning.without({0: 2, 3: 1}, (3, 1)) == {1: -4, 3: 1}
    assert leaning.without({0: 3, 2: 1}, (2, 1)) is None  # six of one is more than there is room for


def test_a_witness_of_other_cells_is_left_alone() -> None:
    assert leaning_on(0, [{0: 1, 1: 2}], limits=limits).without({0: 1, 9: 1}, (9, 1)) is None
