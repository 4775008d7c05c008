"""A table of two dimensions as a network, for the protection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats.suppress import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.tables import Layout

Cells = tuple["NDArray[np.int64]", "NDArray[np.int64]"]
"""The group and the answer of every arc."""


def is_network(layout: Layout) -> bool:
    """Return whether a table has at most two dimensions besides the sum of its answers."""
    return len(layout.backgrounds) + (len(layout.answers) > 2) <= 1  # noqa: PLR2004 — yes and no


def network_of(
    layout: Layout, counts: NDArray[np.int64], *, width: int, known: NDArray[np.bool_] | None = None
) -> tuple[Network, Cells]:
    """Return the network of a table of at most two dimensions whose sizes are known, and the cell of each arc.

    `counts`: shape (groups, answers). Two answers need one arc a group, for the other answer is the rest; the
    columns are then the backgrounds' codes with the total. More answers need an arc each, and the columns are the
    answers, whose total is known. Every arc needs min(`width`, N). A cell that is `known` to readers anyway (shape
    (groups, answers)) has no room.

    A unit's column sums over its children: a node. A deepest unit's row sums over the columns: a node, and the
    total's column runs the other way so that every arc leaves one node and enters one.
    """
    two = counts.shape[1] == 2  # noqa: PLR2004 — yes and no
    columns = layout.columns if two else counts.shape[1]
    groups = np.arange(layout.groups) if two else np.repeat(np.arange(layout.groups), columns)
    answers = np.ones(layout.groups, dtype=np.int64) if two else np.tile(np.arange(columns), layout.groups)
    tails, heads, nodes = _ends(layout, columns=columns, reversed_first=two)
    unknown = np.True_ if known is None else ~known[groups, answers]
    sizes = counts.sum(axis=1)[groups] * unknown
    network = Network(
        values=(counts[groups, answers] * unknown).tolist(),
        sizes=sizes.tolist(),
        needs=np.minimum(width, sizes).tolist(),
        prices=(1 + 0.01 * np.log2(1 + sizes)).tolist(),
        tails=tails,
        heads=heads,
        nodes=nodes,
        sinks=frozenset({nodes - 1}),
    )
    return network, (groups, answers)


def _ends(layout: Layout, *, columns: int, reversed_first: bool) -> tuple[list[int], list[int], int]:
    hierarchy = layout.hierarchy
    units, outside = len(hierarchy), len(hierarchy) * columns
    each = np.arange(columns)
    own = np.arange(units)[:, None] * columns + each
    own[hierarchy.leaves] = outside if columns == 1 else hierarchy.leaves[:, None] * columns
    above = np.where(hierarchy.parents[:, None] < 0, outside, hierarchy.parents[:, None] * columns + each)
    backwards = (each == 0) & reversed_first
    tails, heads = np.where(backwards, above, own), np.where(backwards, own, above)
    return tails.ravel().tolist(), heads.ravel().tolist(), outside + 1
