"""The search for what fits: extreme tables, component by component, each a witness for all its cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from weerklank.stats.programs import Program

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.knowledge import Knowledge, Respondent

TOLERANCE = 1e-6
SWEEPS = 12
CORNERS = 10


class Pool:
    """The tables found of one component. `members`: the unknowns in it, ascending."""

    def __init__(self, known: Knowledge, members: NDArray[np.int64]) -> None:
        self.members = members
        self._known = known
        self._tables = np.empty((16, len(members)))
        self._found = 0
        self._program: Program | None = None

    @property
    def program(self) -> Program:
        """Return the program of this component alone."""
        if self._program is None:
            known, members = self._known, self.members
            relations = sparse.csr_array(known.relations[:, members])
            rows = np.flatnonzero(np.diff(relations.indptr))
            self._program = Program(
                sparse.csr_array(relations[rows]),
                known.sums[rows],
                least=known.least[members],
                greatest=known.greatest[members],
            )
        return self._program

    def add(self, table: NDArray[np.float64]) -> None:
        """Keep a table: shape (members,)."""
        if self._found == len(self._tables):
            self._tables = np.vstack([self._tables, np.empty_like(self._tables)])
        self._tables[self._found] = table
        self._found += 1

    def fitting(self, place: int, respondent: Respondent) -> NDArray[np.float64]:
        """Return the tables kept in which the member at `place` is what a respondent knows it to be."""
        tables = self._tables[: self._found]
        value = tables[:, place]
        fits = (value >= respondent.least - TOLERANCE) & (value <= respondent.greatest + TOLERANCE)
        return tables[fits]


class Search:
    """The search for the extremes of every unknown, with all that was found so far.

    `low` and `high`: shape (unknowns,), the least and greatest value seen in a table that fits.
    """

    def __init__(self, known: Knowledge) -> None:
        self._known = known
        self._pools: dict[int, Pool] = {}
        self.low = np.full(len(known), np.inf)
        self.high = np.full(len(known), -np.inf)
        self._settled = np.zeros(len(known), dtype=np.bool_)
        self._component = _components(known)
        self._members = _members(self._component)

    @property
    def widths(self) -> NDArray[np.float64]:
        """Return the width that witnesses show so far."""
        widths: NDArray[np.float64] = self.high - self.low
        return widths

    def sweep(self) -> None:
        """Ask for tables that move as many narrow cells as can be, all components at once."""
        known = self._known
        program = Program(known.relations, known.sums, least=known.least, greatest=known.greatest)
        signs = np.random.default_rng(0)
        everyone = np.arange(len(known))
        for number in range(SWEEPS):
            narrow = self.too_narrow()
            if not len(narrow):
                return
            costs = np.zeros(len(known))
            costs[narrow] = signs.choice([-1.0, 1.0], size=len(narrow)) if number > 1 else 2.0 * number - 1
            self._witness(everyone, program.table(costs))

    def too_narrow(self) -> NDArray[np.int64]:
        """Return the unknowns that no two tables found so far show to be wide enough."""
        wide = self.widths >= self._known.needs - TOLERANCE
        return np.flatnonzero(~wide & ~self._settled)

    def settle(self, unknown: int) -> None:
        """Find the least and the greatest value of an unknown."""
        if self._settled[unknown]:
            return
        pool = self.pool(unknown)
        for sign in (1.0, -1.0):
            table = pool.program.table(sign * (pool.members == unknown))
            self._witness(pool.members, table)
            pool.add(table)
        self._settled[unknown] = True

    def narrowest(self) -> float:
        """Return the least width of all unknowns."""
        least = self._least_settled()
        while True:
            widths = np.where(self._settled, np.inf, self.widths)
            unknown = int(np.argmin(widths))
            if widths[unknown] >= least - TOLERANCE:
                return float(least)
            self.settle(unknown)
            least = min(least, self.widths[unknown])

    def _least_settled(self) -> float:
        limits = self._known.greatest - self._known.least
        self._settled |= self.widths >= limits - TOLERANCE
        return float(np.min(self.widths, where=self._settled, initial=np.inf))

    def pool(self, unknown: int) -> Pool:
        """Return what is found of the component of an unknown."""
        component = int(self._component[unknown])
        if component not in self._pools:
            self._pools[component] = Pool(self._known, self._members[component])
        return self._pools[component]

    def scatter(self) -> None:
        """Ask for tables in every corner, and keep them in the pools of their components."""
        known = self._known
        program = Program(known.relations, known.sums, least=known.least, greatest=known.greatest)
        chance = np.random.default_rng(1)
        for _ in range(CORNERS):
            costs = chance.normal(size=len(known))
            for sign in (1.0, -1.0):
                self._spread(program.table(sign * costs))

    def _spread(self, table: NDArray[np.float64]) -> None:
        for members in self._members.values():
            self.pool(int(members[0])).add(table[members])

    def _witness(self, members: NDArray[np.int64], table: NDArray[np.float64]) -> None:
        self.low[members] = np.minimum(self.low[members], table)
        self.high[members] = np.maximum(self.high[members], table)


def _components(known: Knowledge) -> NDArray[np.int64]:
    touching = sparse.csr_array(abs(known.relations.T) @ abs(known.relations))
    return connected_components(touching, directed=False)[1].astype(np.int64)


def _members(component: NDArray[np.int64]) -> dict[int, NDArray[np.int64]]:
    order = np.argsort(component, kind="stable")
    starts = np.flatnonzero(np.diff(component[order], prepend=-1))
    return dict(enumerate(np.split(order, starts[1:])))
