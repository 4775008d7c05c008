"""What was opened for nothing is shown again, also where one cell that was opened needs another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stats import disclosure_twin as twin
from weerklank.stats.disclosure import protect_explained
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.policy import Policy
from weerklank.stats.tables import HIDDEN, Layout, RawTable, SafeTable

if TYPE_CHECKING:
    from random import Random

    from numpy.typing import NDArray

OPEN = Policy(smallest_group=1, smallest_yes=2, smallest_no=2, smallest_width=2)
NETWORKS = [
    twin.layout_of(((2,), (2, 1)), codes=2, answers=2),
    twin.layout_of(((2,), (2, 3)), codes=0, answers=2),
]


def wide(safe: SafeTable) -> bool:
    """Return whether every hidden cell is as wide as it must be, by trying every table."""
    least, greatest = twin.bounds_by_trying(safe)
    needs = np.minimum(OPEN.smallest_width, safe.sizes)
    return bool((safe.exact.all(axis=1) | ((greatest - least)[:, 0] >= needs)).all())


@settings(max_examples=100, deadline=None)
@given(layout=st.sampled_from(NETWORKS), chance=st.randoms(use_true_random=False))
def test_no_group_of_a_network_is_hidden_that_could_be_shown(layout: Layout, chance: Random) -> None:
    shape = (len(layout.hierarchy.leaves), *(len(one.codes) for one in layout.backgrounds), 2)
    inner = np.array([chance.randint(0, 3) for _ in range(int(np.prod(shape)))]).reshape(shape)
    raw = RawTable(layout, inner)
    try:
        safe, working = protect_explained(raw, policy=OPEN)
    except UnsafeTable:
        return
    counts: NDArray[np.int64] = RawTable.counts_for_protection(raw)
    assert wide(safe)
    hidden = ~safe.exact
    for group in np.flatnonzero(hidden.any(axis=1) & ~working.first.any(axis=1)):
        fewer = hidden.copy()
        fewer[group] = False
        assert not wide(SafeTable(layout, safe.sizes, np.where(fewer, HIDDEN, counts)))
