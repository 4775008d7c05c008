"""What an attacker can work out of a published table: the least and the greatest value of every hidden cell.

For each hidden cell two linear programs give the least and the greatest value that fits everything the attacker
knows (Fischetti and Salazar 2001, "Solving the cell suppression problem on tabular data with linear constraints").
It sees only what was published and shares nothing with the protection but the description of a table. The table
falls apart into components that say nothing about each other; every table found on the way is a witness for all
cells, so most programs need not be solved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from weerklank.stats.knowledge import Knowledge, knowledge_of
from weerklank.stats.programs import Program

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.policy import Attacker, Policy
    from weerklank.stats.tables import SafeTable

TOLERANCE = 1e-6
SWEEPS = 12


@dataclass(frozen=True)
class Audit:
    """What an attacker gets: numbers of cells. `narrow` counts the `exact` ones too.

    `narrowest` is the least width (greatest − least) of a hidden cell, `None` where nothing is hidden.
    """

    attacker: str
    hidden: int
    exact: int
    narrow: int
    narrowest: int | None


@dataclass(frozen=True)
class Bounds:
    """The least and the greatest value of every hidden cell: shape (groups, answers + 1), the total last.

    A cell that is shown has its count for both.
    """

    least: NDArray[np.float64]
    greatest: NDArray[np.float64]


def audit(
    safe: SafeTable, *, policy: Policy, attacker: Attacker, sizes: NDArray[np.int64] | None = None
) -> Audit:
    """Return how many hidden cells an attacker works out exactly, or more narrowly than the policy allows.

    `sizes`: shape (groups,), for an attacker who knows sizes that the table hides. Raises `BadInput` where the
    published cells do not add up.
    """
    known = knowledge_of(safe, policy=policy, attacker=attacker, sizes=sizes)
    if not len(known):
        return Audit(attacker.name, safe.hidden, 0, 0, None)
    search = Search(known)
    search.sweep()
    for unknown in search.too_narrow():
        search.settle(unknown)
    told = np.array([len(cells) for cells in known.cells])
    width = search.widths
    exact, narrow = width < TOLERANCE, width < known.needs - TOLERANCE
    narrowest = round(search.narrowest())
    return Audit(attacker.name, safe.hidden, int(told[exact].sum()), int(told[narrow].sum()), narrowest)


def bounds(
    safe: SafeTable, *, policy: Policy, attacker: Attacker, sizes: NDArray[np.int64] | None = None
) -> Bounds:
    """Return the least and the greatest value of every cell that fit all that an attacker knows."""
    known = knowledge_of(safe, policy=policy, attacker=attacker, sizes=sizes)
    values = np.column_stack([safe.counts, safe.sizes]).astype(np.float64)
    least, greatest = values.copy(), values.copy()
    search = Search(known)
    for unknown, cells in enumerate(known.cells):
        search.settle(unknown)
        low, high = search.low[unknown], search.high[unknown]
        least[cells[0]], greatest[cells[0]] = low, high
        for group, answer in cells[1:]:
            least[group, answer], greatest[group, answer] = safe.sizes[group] - high, safe.sizes[group] - low
    return Bounds(least, greatest)


class Search:
    """The search for the extremes of every unknown, with all that was found so far.

    `low` and `high`: shape (unknowns,), the least and greatest value seen in a table that fits.
    """

    def __init__(self, known: Knowledge) -> None:
        self._known = known
        self.low = np.full(len(known), np.inf)
        self.high = np.full(len(known), -np.inf)
        self._settled = np.zeros(len(known), dtype=np.bool_)
        self._component = _components(known)
        self._members = _members(self._component)
        self._programs: dict[int, Program] = {}

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
        for sign in (1.0, -1.0):
            members = self._members[self._component[unknown]]
            program = self._program(int(self._component[unknown]))
            self._witness(members, program.table(sign * (members == unknown)))
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

    def _program(self, component: int) -> Program:
        if component not in self._programs:
            known, members = self._known, self._members[component]
            relations = sparse.csr_array(known.relations[:, members])
            rows = np.flatnonzero(np.diff(relations.indptr))
            self._programs[component] = Program(
                sparse.csr_array(relations[rows]),
                known.sums[rows],
                least=known.least[members],
                greatest=known.greatest[members],
            )
        return self._programs[component]

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
