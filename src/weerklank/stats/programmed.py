"""Bands of a table that is no network, backgrounds crossed or tables linked: whole tables by integer programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse.csgraph import connected_components

from weerklank.stats.bands import READABLE, WIDE, Bands

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.networks import Cells
    from weerklank.stats.tables import Layout
    from weerklank.stats.witnesses import Flow

NEAR_ENOUGH = 0.1
"""How far from the best a table may be, as a share: it is one of many."""
PATIENCE, WORTH = 3, 0.98
"""After how many sweeps in a row that leave more than this share lacking, it goes another way."""


@dataclass(frozen=True)
class System:
    """The cells of a table and its relations: any move d of the counts has ``relations @ d == 0``."""

    values: list[int]
    sizes: list[int]
    needs: list[int]
    relations: sparse.csc_array[np.float64]


def system_of(layout: Layout, counts: NDArray[np.int64], *, width: int) -> tuple[System, Cells]:
    """Return the system of a table whose sizes are known, and the group and the answer of each of its cells.

    `counts`: shape (groups, answers). Two answers need one cell a group, for the other answer is the rest.
    """
    kinds = counts.shape[1]
    answers = np.array([1]) if kinds == 2 else np.arange(kinds)  # noqa: PLR2004 — yes and no
    cells = np.repeat(np.arange(layout.groups), len(answers)), np.tile(answers, layout.groups)
    relations = [sparse.kron(layout.margins, sparse.eye_array(len(answers)))]
    if len(answers) > 1:
        relations.append(sparse.kron(sparse.eye_array(layout.groups), np.ones((1, kinds))))
    sizes = counts.sum(axis=1)[cells[0]]
    needs = np.minimum(width, sizes)
    whole = sparse.csc_array(sparse.vstack(relations))
    return System(counts[cells].tolist(), sizes.tolist(), needs.tolist(), whole), cells


class SystemBands(Bands):
    """The bands of a system: tables are found by integer programs, component by component."""

    def __init__(self, system: System, *, hidden: list[int], free: frozenset[int]) -> None:
        super().__init__(system, hidden, free)
        self._parts = _parts(system, hidden)
        self._part = {cell: part for part in self._parts for cell in part.cells}

    def move(self, cell: int, *, by: int, flow: Flow, barred: int = -1) -> int:
        """Move a cell by so many, or as near to that as can be."""
        now = flow.get(cell, 0)
        for moved in range(by, 0, -1 if by > 0 else 1):
            fixed = {cell: now + moved, barred: flow.get(barred, 0)}
            table = self._part[cell].cheapest(self, fixed)
            if table is not None:
                flow.update(table)
                return moved
        return 0

    def sweep(self, shares: NDArray[np.float64]) -> None:
        """Look for tables that move many cells at once: first within narrow bands, then wherever it is cheapest.

        `shares`: for every cell, which part of its width is up: shape (cells,), 0 to 1.
        """
        for part in self._parts:
            chance = np.random.default_rng(len(part.cells))
            for find in (part.most_moved, part.most_moved_cheaply):
                idle = 0
                while idle < PATIENCE and (lacking := part.lacking(self)):
                    signs = chance.choice([-1.0, 1.0], size=len(part.cells))
                    table = find(self, signs, shares)
                    self.let_in(table or {})
                    idle = 0 if part.lacking(self) < WORTH * lacking else idle + 1


@dataclass(frozen=True, eq=False)
class Part:
    """A component of the hidden cells, and the relations within it."""

    cells: list[int]
    relations: sparse.csc_array[np.float64]

    def lacking(self, bands: Bands) -> int:
        """Return how many cells have not the width they need."""
        needs = bands.counts.needs
        return sum(bands.high[cell] - bands.low[cell] < needs[cell] for cell in self.cells)

    def cheapest(self, bands: Bands, fixed: Flow) -> Flow | None:
        """Return the table with some cells as they are fixed that widens bands least, `None` where none is."""
        least, greatest, low, high = self._ends(bands)
        for place, cell in enumerate(self.cells):
            if cell in fixed:
                if not least[place] <= fixed[cell] <= greatest[place]:
                    return None
                least[place] = greatest[place] = fixed[cell]
        return self._priced(np.zeros(len(low)), (least, greatest), (low, high), bands)

    def most_moved_cheaply(
        self, bands: Bands, wanted: NDArray[np.float64], shares: NDArray[np.float64]
    ) -> Flow | None:
        """Return a table in which many cells that lack width have moved the way wanted, and others little."""
        least, greatest, low, high = self._ends(bands)
        need = self._needs(bands)
        lacks = high - low < need
        down, up = _drawn(need, least, greatest, shares[self.cells])
        low, high = np.where(lacks, np.minimum(low, down), low), np.where(lacks, np.maximum(high, up), high)
        ends = np.where(lacks, low, least), np.where(lacks, high, greatest)
        return self._priced(np.where(lacks, -wanted, 0.0), ends, (low, high), bands)

    def _priced(
        self,
        costs: NDArray[np.float64],
        ends: tuple[NDArray[np.float64], NDArray[np.float64]],
        within: tuple[NDArray[np.float64], NDArray[np.float64]],
        bands: Bands,
    ) -> Flow | None:
        """Return the table of least cost between ends, where every step outside a range has a price too."""
        size, count = self._sizes(bands), len(self.cells)
        price = np.where(size >= READABLE, 1.0, 0.2) / np.maximum(size, 1)
        each = sparse.eye_array(count)
        beyond = sparse.csc_array(sparse.block_array([[each, -each, None], [-each, None, -each]]))
        nothing = sparse.csc_array((self.relations.shape[0], 2 * count))
        whole = sparse.csc_array(sparse.hstack([self.relations, nothing]))
        limits = [
            LinearConstraint(whole, 0.0, 0.0),
            LinearConstraint(beyond, -np.inf, np.concatenate([within[1], -within[0]])),
        ]
        none, much = np.zeros(2 * count), np.full(2 * count, np.inf)
        bounds = Bounds(np.concatenate([ends[0], none]), np.concatenate([ends[1], much]))
        return self._solved(np.concatenate([costs, price, price]), bounds, limits)

    def most_moved(
        self, bands: Bands, wanted: NDArray[np.float64], shares: NDArray[np.float64]
    ) -> Flow | None:
        """Return a table in which many cells that lack width have moved the way wanted, all in narrow bands."""
        least, greatest, low, high = self._ends(bands)
        need, size = self._needs(bands), self._sizes(bands)
        room = np.maximum(np.minimum(need, size), np.floor(size * WIDE))
        down, up = _drawn(room, least, greatest, shares[self.cells])
        bounds = Bounds(np.minimum(low, down), np.maximum(high, up))
        costs = np.where(high - low < need, -wanted, 0.0)
        return self._solved(costs, bounds, [LinearConstraint(self.relations, 0.0, 0.0)])

    def _solved(
        self, costs: NDArray[np.float64], bounds: Bounds, limits: list[LinearConstraint]
    ) -> Flow | None:
        count = len(self.cells)
        whole = (np.arange(len(costs)) < count).astype(np.int64)
        found = milp(
            costs, integrality=whole, bounds=bounds, constraints=limits, options={"mip_rel_gap": NEAR_ENOUGH}
        ).x
        if found is None:
            return None
        return dict(zip(self.cells, np.rint(found[:count]).astype(np.int64).tolist(), strict=True))

    def _needs(self, bands: Bands) -> NDArray[np.float64]:
        return np.array([bands.counts.needs[cell] for cell in self.cells], dtype=np.float64)

    def _sizes(self, bands: Bands) -> NDArray[np.float64]:
        return np.array([bands.counts.sizes[cell] for cell in self.cells], dtype=np.float64)

    def _ends(self, bands: Bands) -> tuple[NDArray[np.float64], ...]:
        """Return how far the cells can go down and up, and how far their bands do."""
        counts = bands.counts
        ends = [
            (-counts.values[c], counts.sizes[c] - counts.values[c], bands.low[c], bands.high[c])
            for c in self.cells
        ]
        return tuple(np.array(ends, dtype=np.float64).T)


def _drawn(
    width: NDArray[np.float64],
    least: NDArray[np.float64],
    greatest: NDArray[np.float64],
    shares: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how far down and up a band of a width goes by its share, within the least and the greatest."""
    lowest, highest = np.maximum(0, width + least), np.minimum(width, greatest)
    up = lowest + np.floor(shares * (highest - lowest + 1))
    return up - width, up


def _parts(system: System, hidden: list[int]) -> list[Part]:
    held: sparse.csc_array[np.float64] = sparse.csc_array(system.relations[:, hidden])
    joined = sparse.csr_array(abs(held.T) @ abs(held))
    component = connected_components(joined, directed=False)[1]
    parts = []
    for number in np.unique(component):
        places = np.flatnonzero(component == number)
        inside = sparse.csr_array(held[:, places])
        rows = np.flatnonzero(np.diff(inside.indptr))
        parts.append(Part([hidden[place] for place in places], sparse.csc_array(inside[rows])))
    return parts
