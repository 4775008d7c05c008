"""One component of a table with the respondents who know something of it, and the tables found of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray

    from weerklank.stats.respondents import Respondents
    from weerklank.stats.search import Pool, Search

FEW, MANY = 8, 20_000
"""Tables, and pairs of a table and a respondent, that are compared in one go."""


class Circle:
    """A component. `members`: its unknowns, ascending; `people`: the respondents who know something of it."""

    def __init__(self, search: Search, everyone: Respondents, *, component: int) -> None:
        self._search, self._everyone = search, everyone
        self.members = search.members(component)
        self._facts = np.flatnonzero(search.component[everyone.unknowns] == component)
        self._tables: list[NDArray[np.float64]] = []
        self._holds: list[NDArray[np.bool_]] = []

    @cached_property
    def people(self) -> NDArray[np.int64]:
        """Return the respondents who know something of this component."""
        return np.flatnonzero((self._local[self._everyone.know] < len(self._facts)).any(axis=1))

    @cached_property
    def _local(self) -> NDArray[np.int64]:
        """Return the number of every fact among those of this component; those of others, and none, come last."""
        local = np.full(len(self._everyone.unknowns) + 1, len(self._facts))
        local[self._facts] = np.arange(len(self._facts))
        return local

    @cached_property
    def pool(self) -> Pool:
        """Return the programs of this component."""
        return self._search.pool(int(self.members[0]))

    @property
    def kept(self) -> int:
        """Return how many tables are kept."""
        return len(self._tables)

    def keep(self, table: NDArray[np.float64]) -> None:
        """Keep a table in whole numbers: shape (members,)."""
        search, everyone = self._search, self._everyone
        unknowns = everyone.unknowns[self._facts]
        value = table[np.searchsorted(self.members, unknowns)]
        over = everyone.over[self._facts]
        holds = np.where(over, value > search.least[unknowns], value < search.greatest[unknowns])
        self._tables.append(table)
        self._holds.append(np.append(holds, True))

    def left(self, unknown: int, suspects: NDArray[np.int64], *, start: int = 0) -> NDArray[np.int64]:
        """Return the suspects for whom no two tables kept since `start` fit in which the unknown differs."""
        place = int(np.searchsorted(self.members, unknown))
        low, high = np.full(len(suspects), np.inf), np.full(len(suspects), -np.inf)
        while start < self.kept and len(suspects):
            end = min(start + max(FEW, MANY // len(suspects)), self.kept)
            tables, fits = self._fitting(suspects, range(start, end))
            value = np.array([table[place] for table in tables])[:, None]
            low = np.minimum(low, np.where(fits, value, np.inf).min(axis=0))
            high = np.maximum(high, np.where(fits, value, -np.inf).max(axis=0))
            same = low >= high
            suspects, low, high, start = suspects[same], low[same], high[same], end
        return suspects

    def seen(self, person: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the least and greatest value of every member in the tables kept that fit a respondent."""
        low, high = np.full(len(self.members), np.inf), np.full(len(self.members), -np.inf)
        tables, fits = self._fitting(np.array([person]), range(self.kept))
        chosen = [table for table, fit in zip(tables, fits[:, 0].tolist(), strict=True) if fit]
        if not chosen:
            return low, high
        return np.min(chosen, axis=0), np.max(chosen, axis=0)

    def _fitting(
        self, people: NDArray[np.int64], chosen: range
    ) -> tuple[list[NDArray[np.float64]], NDArray[np.bool_]]:
        known = self._local[self._everyone.know[people]]
        holds = np.array(self._holds[chosen.start : chosen.stop]).reshape(len(chosen), -1)
        fits: NDArray[np.bool_] = np.ones((len(chosen), len(people)), dtype=np.bool_)
        for column in known.T:
            fits &= holds[:, column]
        return self._tables[chosen.start : chosen.stop], fits

    def table_of(self, person: int) -> NDArray[np.float64] | None:
        """Return the last table kept that fits a respondent: shape (members,)."""
        for last in range(self.kept, 0, -FEW):
            tables, fits = self._fitting(np.array([person]), range(max(0, last - FEW), last))
            chosen = np.flatnonzero(fits[:, 0])
            if len(chosen):
                return tables[int(chosen[-1])]
        return None

    def knowing(self, person: int) -> AbstractContextManager[None]:
        """Let the programs of this component hold only tables that fit a respondent."""
        facts = self._everyone.facts(person)
        facts = facts[self._local[facts] < len(self._facts)]
        unknowns, least, greatest = self._everyone.limits(facts, search=self._search)
        places = np.searchsorted(self.members, unknowns)
        return self.pool.program.within(places, least=least, greatest=greatest)

    def fits(self, person: int) -> bool:
        """Return whether a table fits a respondent; where that is not settled, that one may."""
        if self._fitting(np.array([person]), range(self.kept))[1].any():
            return True
        with self.knowing(person):
            return self.pool.extreme(0, sign=1.0)[0]

    def works_out(self, unknown: int, person: int) -> bool:
        """Return whether a respondent works an unknown out, given that a table fits them; keep what was found."""
        place = int(np.searchsorted(self.members, unknown))
        with self.knowing(person):
            possible, low = self.pool.extreme(place, sign=1.0)
            high = self.pool.extreme(place, sign=-1.0)[1] if possible else None
        for table in (low, high):
            if table is not None:
                self.keep(table)
        return possible and (low is None or high is None or bool(low[place] == high[place]))
