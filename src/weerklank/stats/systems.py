"""A table of any number of dimensions as a system: cells, and the relations between them.

Two backgrounds crossed, or linked tables, are no network: a cell stands in three relations or more. A table that
fits what is published differs from the true one by a *move*: whole numbers that every relation leaves at zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from weerklank.stats.hierarchy import Hierarchy
    from weerklank.stats.tables import Layout

WHOLE = -1
"""The scope of all cells."""


@dataclass(frozen=True, eq=False)
class System:
    """The cells of a table whose group sizes are known; groups without respondents have none.

    Shape (cells,) each: `groups` and `answers` say which cell it is; `values` of `sizes` respondents gave the
    answer; `needs` is the width it must have when hidden, `prices` what hiding it costs, `units` its unit.
    `relations` @ move == 0 for every move: shape (relations, cells). `top`: the unit below which all cells are.
    """

    hierarchy: Hierarchy
    groups: NDArray[np.int64]
    answers: NDArray[np.int64]
    values: NDArray[np.int64]
    sizes: NDArray[np.int64]
    needs: NDArray[np.int64]
    prices: NDArray[np.float64]
    units: NDArray[np.int64]
    relations: sparse.csc_array[np.float64]
    top: int = WHOLE

    def __len__(self) -> int:
        return len(self.groups)

    def relations_of(self, cell: int) -> NDArray[np.int32]:
        """Return the relations that a cell stands in."""
        at = self.relations.indptr
        rows: NDArray[np.int32] = self.relations.indices[at[cell] : at[cell + 1]]
        return rows

    def scopes(self, cell: int) -> Iterator[int]:
        """Return the units above a cell, the nearest first, up to the top."""
        unit = int(self.units[cell])
        while unit > max(self.top, 0):
            unit = int(self.hierarchy.parents[unit])
            yield unit
        if self.top == WHOLE:
            yield WHOLE

    def within(self, scope: int) -> NDArray[np.int64]:
        """Return the cells of the units below a unit, itself left out, or of all."""
        if scope == WHOLE:
            return np.arange(len(self))
        return np.flatnonzero((self.units > scope) & (self.units <= self.hierarchy.last[scope]))

    def branches(self) -> list[int]:
        """Return the units right below the whole that have units below them."""
        units = np.flatnonzero(self.hierarchy.parents == 0)
        return [int(unit) for unit in units if unit > 0 and self.hierarchy.last[unit] > unit]

    def below(self, unit: int) -> tuple[NDArray[np.int64], System]:
        """Return the cells below a unit, and the system of these alone, all others left as they are."""
        cells = self.within(unit)
        relations = sparse.csr_array(self.relations[:, cells])
        return cells, System(
            self.hierarchy,
            self.groups[cells],
            self.answers[cells],
            self.values[cells],
            self.sizes[cells],
            self.needs[cells],
            self.prices[cells],
            self.units[cells],
            sparse.csc_array(relations[np.flatnonzero(np.diff(relations.indptr))]),
            unit,
        )


def system_of(
    layout: Layout, counts: NDArray[np.int64], *, width: int, known: NDArray[np.bool_] | None = None
) -> System:
    """Return the system of a table whose sizes are known. `counts`: shape (groups, answers).

    Two answers need one cell a group, for the other is the rest; more need one each. A cell that is `known` to
    readers anyway (shape (groups, answers)) has no room to move.
    """
    sizes = counts.sum(axis=1)
    asked = np.flatnonzero(sizes > 0)
    if counts.shape[1] == 2:  # noqa: PLR2004 — yes and no
        groups, answers = asked, np.ones(len(asked), dtype=np.int64)
        relations = layout.margins[:, asked]
    else:
        groups, answers = np.repeat(asked, counts.shape[1]), np.tile(np.arange(counts.shape[1]), len(asked))
        relations = _with_answers(layout, asked, counts.shape[1])
    unknown = np.True_ if known is None else ~known[groups, answers]
    room = sizes[groups] * unknown
    return System(
        layout.hierarchy,
        groups,
        answers,
        counts[groups, answers] * unknown,
        room,
        np.minimum(width, room),
        1 + 0.01 * np.log2(1 + sizes[groups]),
        groups // layout.columns,
        sparse.csc_array(relations),
    )


def _with_answers(layout: Layout, asked: NDArray[np.int64], answers: int) -> sparse.csr_array[np.float64]:
    """Return the sums of each answer over groups, and of each group over answers."""
    sums = sparse.kron(layout.margins[:, asked], sparse.eye_array(answers))
    across = sparse.kron(sparse.eye_array(len(asked)), np.ones((1, answers)))
    return sparse.csr_array(sparse.vstack([sums, across], format="csr"))
