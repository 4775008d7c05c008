"""Several tables read together: groups that stand in more than one of them are the same unknowns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from weerklank.stats.knowledge import Knowledge, knowledge_of
from weerklank.stats.policy import A2
from weerklank.stats.programs import TOLERANCE
from weerklank.stats.search import Search

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from weerklank.stats.policy import Policy
    from weerklank.stats.tables import SafeTable

Cell = tuple[str, int]
"""The name of a group, and an answer."""


def narrow_together(
    tables: Sequence[SafeTable], *, names: Sequence[Sequence[str]], policy: Policy
) -> frozenset[str]:
    """Return the groups whose answers a reader of all tables (A2) knows more narrowly than a policy allows.

    `names`: for each table, those of its groups; a name that stands in several tables is the same group, and the
    tables have the same answers. Cells that are shown are not among what is returned. Raises `BadInput` where no
    counts fit all tables.
    """
    told = _told(tables, names)
    known = [
        knowledge_of(replace(table, told=_of(told, table, each)), policy=policy, attacker=A2())
        for table, each in zip(tables, names, strict=True)
    ]
    cells = [
        (each[known_cells[0][0]], known_cells[0][1])
        for one, each in zip(known, names, strict=True)
        for known_cells in one.cells
    ]
    if not cells:
        return frozenset()
    every = _joined(known, cells)
    search = Search(every)
    search.sweep()
    for unknown in search.too_narrow().tolist():
        search.settle(unknown)
    narrow = np.flatnonzero(search.widths < every.needs - TOLERANCE)
    return frozenset(cells[unknown][0] for unknown in narrow.tolist())


def _told(tables: Sequence[SafeTable], names: Sequence[Sequence[str]]) -> Mapping[str, NDArray[np.int64]]:
    """Return what all tables together tell of each group: shape (answers, 2)."""
    found: dict[str, NDArray[np.int64]] = {}
    for table, each in zip(tables, names, strict=True):
        for name, ends in zip(each, table.told, strict=True):
            other = found.get(name, ends)
            found[name] = np.stack(
                [np.maximum(ends[:, 0], other[:, 0]), np.minimum(ends[:, 1], other[:, 1])], -1
            )
    return found


def _of(told: Mapping[str, NDArray[np.int64]], table: SafeTable, names: Sequence[str]) -> NDArray[np.int64]:
    every = np.array([told[name] for name in names])
    return np.where(table.exact[..., None], table.told, every)


def _joined(known: Sequence[Knowledge], cells: Sequence[Cell]) -> Knowledge:
    """Return what is known of all tables, with a relation for every cell that stands in more than one."""
    first: dict[Cell, int] = {}
    same = [(first[cell], here) for here, cell in enumerate(cells) if first.setdefault(cell, here) != here]
    rows = np.repeat(np.arange(len(same)), 2)
    values = np.tile([1.0, -1.0], len(same))
    columns = np.array(same, dtype=np.int64).reshape(-1)
    equal = sparse.csr_array((values, (rows, columns)), shape=(len(same), len(cells)))
    relations = sparse.vstack([sparse.block_diag([one.relations for one in known]), equal], format="csr")
    return Knowledge(
        sparse.csr_array(relations),
        np.concatenate([*(one.sums for one in known), np.zeros(len(same))]),
        np.concatenate([one.least for one in known]),
        np.concatenate([one.greatest for one in known]),
        np.concatenate([one.needs for one in known]),
        np.concatenate([one.sizes for one in known]),
        (),
        tuple(told for one in known for told in one.cells),
    )
