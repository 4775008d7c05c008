"""Tables to start from: in one of them everything holds that a respondent knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats.programs import is_whole

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.circles import Circle

MOST_WANTED = 20.0
"""How much more a fact is worth of one who is chosen than one of all others."""
ALIKE = 1.0
"""How much more one is worth that holds in the first table: moves serve around tables that are alike."""
TRIES = 3
NONE = -1


class Bases:
    """The tables of a circle from which its holdings are asked.

    `tables`: shape (members,) each; `of`: shape (holdings,), the table in which each holds, −1 where none was
    found. `may_be`: shape (holdings,), false where it is proven that no table fits.
    """

    def __init__(self, circle: Circle) -> None:
        self._circle, self._central = circle, circle.central()
        self._chance = np.random.default_rng(len(circle.members))
        self.tables: list[NDArray[np.float64]] = []
        self.of = np.full(len(circle.know), NONE)
        self.may_be = np.ones(len(circle.know), dtype=np.bool_)
        self._waiting = self.may_be.copy()
        self._start()
        while self._waiting.any():
            self._next(int(np.flatnonzero(self._waiting)[0]))

    def _start(self) -> None:
        every = np.arange(len(self.of))
        table = self._drawn(self._circle.shares(every), np.empty(0, dtype=np.int64))
        if table is not None:
            self._keep(table)

    def _next(self, holding: int) -> None:
        """Look for a table in which a holding holds, and as much as can be of those that wait."""
        facts = self._circle.known_by(np.array([holding]))
        table = self._drawn(self._wishes(), facts)
        if table is not None:
            self._keep(table)
        elif self._possible(facts):
            self._waiting[holding] = False
        else:
            self._rule_out(facts)

    def _wishes(self) -> NDArray[np.float64]:
        """Return what facts are worth: those of one holding of every seat the most."""
        circle, waiting = self._circle, self._chance.permutation(np.flatnonzero(self._waiting))
        wishes = circle.shares(waiting)
        seats = circle.seats[circle.know[waiting].min(axis=1)]
        chosen = waiting[np.unique(seats, return_index=True)[1]]
        wishes[circle.known_by(chosen)] += MOST_WANTED
        if self.tables:
            wishes[circle.hold(self.tables[0])[:-1]] += ALIKE
        return wishes

    def _drawn(self, wishes: NDArray[np.float64], facts: NDArray[np.int64]) -> NDArray[np.float64] | None:
        """Return a table in which facts hold, and others by what they are worth; `None` where none was found."""
        found = None
        for number in range(TRIES):
            nudged = wishes * self._chance.uniform(0.9, 1.1, len(wishes)) if number else wishes
            found = self._central.table(nudged, holding=facts)
            if found is None or is_whole(found).all():
                return None if found is None else np.rint(found)
        table = None if found is None else self._circle.whole(found, knowing=facts)
        return self._searched(facts) if table is None else table

    def _searched(self, facts: NDArray[np.int64]) -> NDArray[np.float64] | None:
        circle = self._circle
        least, greatest = circle.limits(facts)
        with circle.program.within(np.arange(len(least)), least=least, greatest=greatest):
            return circle.program.whole(np.zeros(len(least)))[1]

    def _possible(self, facts: NDArray[np.int64]) -> bool:
        """Return whether facts may hold together: false where that is proven."""
        least, greatest = self._circle.limits(facts)
        with self._circle.program.within(np.arange(len(least)), least=least, greatest=greatest):
            return self._circle.program.whole(np.zeros(len(least)))[0]

    def _rule_out(self, facts: NDArray[np.int64]) -> None:
        """Rule out every holding that has what cannot hold together of some facts."""
        core = facts.tolist()
        for fact in facts.tolist():
            rest = [other for other in core if other != fact]
            if not self._possible(np.array(rest, dtype=np.int64)):
                core = rest
        has = (self._circle.know[:, :, None] == np.array(core)).any(axis=1).all(axis=1)
        self.may_be &= ~has
        self._waiting &= ~has

    def _keep(self, table: NDArray[np.float64]) -> None:
        holds = self._waiting & self._circle.hold(table)[self._circle.know].all(axis=1)
        self.of[holds] = len(self.tables)
        self._waiting &= ~holds
        self.tables.append(table)
