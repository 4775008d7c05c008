"""The search for what fits: extreme tables, component by component, each a witness for all its cells.

Only tables in whole numbers are witnesses. Where backgrounds are crossed or linked the extreme of a linear program
may have fractions: then its bound, rounded inward, is tried as a value of its own, and a search in whole numbers
of a bounded effort comes last. What that does not settle counts as no wider than the witnesses show.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from weerklank.stats.narrowing import narrowed, no_table
from weerklank.stats.programs import TOLERANCE, Program, is_whole

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray

    from weerklank.stats.knowledge import Knowledge

SWEEPS = 40
TRIES = 4
MENDS = (1, 2, 3)
REACHES = (2, 3, 4)
LARGE = 1500
"""Unknowns of a component from which an unknown is first asked for among those near it."""

FEW = 3
"""Narrow cells that are asked for one by one: a sweep over all takes longer."""
WORTH = 0.02
"""The share of narrow cells that a sweep must widen for another to be worth it."""


class Pool:
    """One component. `members`: its unknowns, ascending; `program`: the tables that fit it."""

    def __init__(self, members: NDArray[np.int64], program: Program) -> None:
        self.members = members
        self.program = program
        self._chance = np.random.default_rng(len(members))

    def extreme(self, place: int, *, sign: float) -> tuple[bool, NDArray[np.float64] | None]:
        """Return the table with the least ``sign * x[place]`` in whole numbers, as `Program.whole` does."""
        costs = np.zeros(len(self.members))
        costs[place] = sign
        table = self.program.found(costs)
        if table is None:
            return False, None
        if is_whole(table).all():
            return True, np.rint(table)
        nearest = sign * np.ceil(sign * table[place] - TOLERANCE)
        with self._at(place, nearest):
            for _ in range(TRIES):
                table = self.program.found(self._chance.normal(size=len(self.members)))
                if table is None:
                    break
                if is_whole(table).all():
                    return True, np.rint(table)
        return self.program.whole(costs)

    def _at(self, place: int, value: float) -> AbstractContextManager[None]:
        at = np.array([float(value)])
        return self.program.within(np.array([place]), least=at, greatest=at)


class Search:
    """The search for the extremes of every unknown, with all that was found so far.

    `low` and `high`: shape (unknowns,), the least and greatest value seen in a table that fits. `least` and
    `greatest`: the same shape, limits that no table passes. `component`: the component of each, −1 where the
    limits leave one value.
    """

    def __init__(self, known: Knowledge) -> None:
        self._known = known
        self.least, self.greatest = narrowed(
            known.relations, known.sums, least=known.least, greatest=known.greatest
        )
        self._settled = self.least == self.greatest
        self.free = np.flatnonzero(~self._settled)
        self.low = np.where(self._settled, self.least, np.inf)
        self.high = np.where(self._settled, self.least, -np.inf)
        fixed = np.where(self._settled, self.least, 0.0)
        self._columns = sparse.csc_array(known.relations)
        self._sums = known.sums - known.relations @ fixed
        self._pools: dict[int, Pool] = {}
        self._base: NDArray[np.float64] | None = None
        self.component, self._members = _components(self._columns, self.free)

    @cached_property
    def groups(self) -> NDArray[np.int64]:
        """Return the group of each unknown."""
        return np.array([cells[0][0] for cells in self._known.cells], dtype=np.int64)

    @property
    def widths(self) -> NDArray[np.float64]:
        """Return the width that witnesses show so far."""
        widths: NDArray[np.float64] = self.high - self.low
        return widths

    @property
    def components(self) -> int:
        """Return the number of components."""
        return len(self._members)

    def members(self, component: int) -> NDArray[np.int64]:
        """Return the unknowns of a component, ascending."""
        return self._members[component]

    @cached_property
    def program(self) -> Program:
        """Return the program of all components at once."""
        return self._program(self.free)

    def table(self, costs: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return a table with the least ``costs @ x``, and for each unknown whether its component is whole.

        The limits that the program has now hold. Where fractions were mended the table is not quite the least.
        """
        found = self.program.table(costs[self.free])
        return self.completed(found, limits=None if is_whole(found).all() else self.program.limits)

    def completed(
        self,
        found: NDArray[np.float64],
        *,
        limits: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None,
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return a table of all unknowns from one of those that are free, and whether each component is whole.

        Fractions are mended where that takes no more than the unknowns near them. `limits`: those of the unknowns
        that are free, where they are other than of all tables that fit.
        """
        found = self.mended(found, members=self.free, limits=limits)
        table = self.least.copy()
        table[self.free] = np.rint(found)
        broken = np.zeros(len(self._members) + 1, dtype=np.bool_)
        broken[self.component[self.free][~is_whole(found)]] = True
        return table, ~broken[self.component]

    def mended(
        self,
        found: NDArray[np.float64],
        *,
        members: NDArray[np.int64],
        limits: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None,
    ) -> NDArray[np.float64]:
        """Return a table of whole components with its fractions mended, where unknowns near them are enough.

        `members`: the unknowns of the table, ascending; `limits`: theirs, as of `completed`.
        """
        least, greatest = limits or (self.least[members], self.greatest[members])
        for reach in MENDS if not is_whole(found).all() else ():
            mended = self._mended(found, members, least=least, greatest=greatest, reach=reach)
            if mended is not None:
                return mended
        return found

    def _mended(
        self,
        found: NDArray[np.float64],
        members: NDArray[np.int64],
        *,
        least: NDArray[np.float64],
        greatest: NDArray[np.float64],
        reach: int,
    ) -> NDArray[np.float64] | None:
        """Return a table in whole numbers that differs only near the fractions, or `None` where none was found."""
        whole = np.zeros(len(self._known))
        whole[members] = np.rint(found)
        near, program = self.nearby(members[~is_whole(found)], reach=reach, table=whole)
        places = np.searchsorted(members, near)
        with program.within(np.arange(len(near)), least=least[places], greatest=greatest[places]):
            table = program.whole(np.zeros(len(near)))[1]
        if table is None:
            return None
        mended = np.rint(found)
        mended[places] = table
        return mended

    def nearby(
        self, unknowns: NDArray[np.int64], *, reach: int, table: NDArray[np.float64] | None = None
    ) -> tuple[NDArray[np.int64], Program]:
        """Return the unknowns at most so many relations away, ascending, and the program of these alone.

        All others are as in `table`, shape (unknowns,), 0 where it says nothing; without one the program is
        looser: relations that reach further are left out.
        """
        members, rows = self._near(unknowns, reach=reach)
        sums = self._sums
        if table is None:
            rows = rows[self._inside(rows, members)]
        else:
            rest = np.zeros(len(self._known))
            rest[self.free] = table[self.free]
            rest[members] = 0.0
            sums = sums - self._columns @ rest
        near = sparse.csr_array(sparse.csr_array(self._columns[:, members])[rows])
        return members, Program(near, sums[rows], least=self.least[members], greatest=self.greatest[members])

    def sweep(self) -> None:
        """Ask for tables that move as many narrow cells as can be, all components at once, while that pays."""
        signs = np.random.default_rng(0)
        idle = 0
        for number in range(SWEEPS):
            narrow = self.too_narrow()
            if len(narrow) <= FEW or idle > 1:
                return
            costs = np.zeros(len(self._known))
            costs[narrow] = signs.choice([-1.0, 1.0], size=len(narrow)) if number > 1 else 2.0 * number - 1
            self.witness(*self.table(costs))
            widened = len(narrow) - len(self.too_narrow())
            idle = 0 if number < 2 or widened > WORTH * len(narrow) else idle + 1  # noqa: PLR2004 — down and up

    def too_narrow(self) -> NDArray[np.int64]:
        """Return the unknowns that no two tables found so far show to be wide enough."""
        wide = self.widths >= self._known.needs - TOLERANCE
        return np.flatnonzero(~wide & ~self._settled)

    def widen(self, unknown: int) -> None:
        """Look for tables near an unknown, all else as in a table that fits, until it is wide enough.

        Sooner than `settle`, and what it finds is as certain; what it does not find may be there.
        """
        for reach in REACHES:
            if self._base is None or self.widths[unknown] >= self._known.needs[unknown] - TOLERANCE:
                return
            members, program = self.nearby(np.array([unknown]), reach=reach, table=self._base)
            if len(members) > LARGE:
                return
            own = (members == unknown).astype(np.float64)
            for costs in (own, -own):
                table = program.found(costs)
                if table is not None and not is_whole(table).all():
                    table = program.whole(costs)[1]
                if table is not None:
                    self.low[members] = np.minimum(self.low[members], np.rint(table))
                    self.high[members] = np.maximum(self.high[members], np.rint(table))

    def settle(self, unknown: int) -> None:
        """Find the least and the greatest value of an unknown."""
        if self._settled[unknown] or self._shown_near(unknown):
            self._settled[unknown] = True
            return
        pool = self.pool(unknown)
        place = int(np.searchsorted(pool.members, unknown))
        for sign, seen, limit in ((1.0, self.low, self.least), (-1.0, self.high, self.greatest)):
            if seen[unknown] != limit[unknown]:
                possible, table = pool.extreme(place, sign=sign)
                if not possible:
                    raise no_table()
                self._seen(pool, table)
        if self.low[unknown] > self.high[unknown]:  # nothing is shown: taken to be known
            self.low[unknown] = self.high[unknown] = self.least[unknown]
        self._settled[unknown] = True

    def _shown_near(self, unknown: int) -> bool:
        """Return whether the relations near an unknown alone keep it to what witnesses show of it."""
        component = int(self.component[unknown])
        if len(self._members[component]) < LARGE or self.low[unknown] > self.high[unknown]:
            return False
        for reach in REACHES:
            members, program = self.nearby(np.array([unknown]), reach=reach)
            if len(members) > LARGE:
                return False
            costs = (members == unknown).astype(np.float64)
            low = np.ceil(costs @ program.table(costs) - TOLERANCE)
            high = np.floor(costs @ program.table(-costs) + TOLERANCE)
            if low == self.low[unknown] and high == self.high[unknown]:
                return True
        return False

    def _inside(self, rows: NDArray[np.int64], members: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which relations are between members alone, but for unknowns that are not free."""
        free = np.zeros(len(self._known))
        free[self.free] = 1.0
        free[members] = 0.0
        return np.asarray((abs(self._known.relations[rows]) @ free) == 0, dtype=np.bool_)

    def _near(
        self, unknowns: NDArray[np.int64], *, reach: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the unknowns that are free and at most so many relations away, and all relations they are in."""
        members = unknowns
        for _ in range(reach):
            rows = np.unique(self._columns[:, members].indices)
            found = np.unique(self._known.relations[rows].indices)
            members = found[self.component[found] >= 0].astype(np.int64)
        return members, np.unique(self._columns[:, members].indices).astype(np.int64)

    def _seen(self, pool: Pool, table: NDArray[np.float64] | None) -> None:
        if table is not None:
            self.low[pool.members] = np.minimum(self.low[pool.members], table)
            self.high[pool.members] = np.maximum(self.high[pool.members], table)

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
        self._settled |= self.widths >= self.greatest - self.least - TOLERANCE
        return float(np.min(self.widths, where=self._settled, initial=np.inf))

    def pool(self, unknown: int) -> Pool:
        """Return the component of an unknown that is free."""
        component = int(self.component[unknown])
        if component not in self._pools:
            members = self._members[component]
            self._pools[component] = Pool(members, self._program(members))
        return self._pools[component]

    def relations_of(self, members: NDArray[np.int64]) -> sparse.csr_array[np.float64]:
        """Return the relations between some unknowns, a column each."""
        relations = sparse.csr_array(self._columns[:, members])
        return sparse.csr_array(relations[np.flatnonzero(np.diff(relations.indptr))])

    def split_program(
        self,
        members: NDArray[np.int64],
        extras: NDArray[np.int64],
        *,
        least: NDArray[np.float64],
        greatest: NDArray[np.float64],
    ) -> Program:
        """Return the program of whole components, with parts of some unknowns (by place) beside the rest."""
        columns = self._columns[:, np.concatenate([members, members[extras]])]
        relations = sparse.csr_array(columns)
        rows = np.flatnonzero(np.diff(relations.indptr))
        return Program(
            sparse.csr_array(relations[rows]),
            self._sums[rows],
            least=least,
            greatest=greatest,
            limits_change="often",
        )

    def _program(self, members: NDArray[np.int64]) -> Program:
        relations = sparse.csr_array(self._columns[:, members])
        rows = np.flatnonzero(np.diff(relations.indptr))
        return Program(
            sparse.csr_array(relations[rows]),
            self._sums[rows],
            least=self.least[members],
            greatest=self.greatest[members],
        )

    def witness(self, table: NDArray[np.float64], sound: NDArray[np.bool_]) -> None:
        """Keep what a table shows of the unknowns that are sound in it: those of whole components."""
        if sound[self.free].all():
            self._base = table
        self.low = np.where(sound, np.minimum(self.low, table), self.low)
        self.high = np.where(sound, np.maximum(self.high, table), self.high)


def _components(
    columns: sparse.csc_array[np.float64], free: NDArray[np.int64]
) -> tuple[NDArray[np.int64], list[NDArray[np.int64]]]:
    """Return the component of every unknown, −1 where it is not free, and the members of each."""
    found = np.full(columns.shape[1], -1, dtype=np.int64)
    if not len(free):
        return found, []
    held = columns[:, free]
    relations, places = held.tocoo().coords
    count = held.shape[0] + len(free)
    joined = sparse.csr_array(
        (np.ones(len(places)), (relations, held.shape[0] + places)), shape=(count, count)
    )
    labels = connected_components(joined, directed=False)[1][held.shape[0] :].astype(np.int64)
    _, numbers = np.unique(labels, return_inverse=True)
    found[free] = numbers
    order = free[np.argsort(found[free], kind="stable")]
    starts = np.flatnonzero(np.diff(found[order])) + 1
    return found, np.split(order, starts)
