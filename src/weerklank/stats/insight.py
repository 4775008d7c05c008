"""What respondents work out of a published table: whoever knows one answer, their own.

With what a respondent knows every hidden cell must still have two values. Most respondents are cleared together:
a *round* draws a table in which as many facts as can be hold at once, and looks for two values of every cell among
the tables in which these facts hold. Whoever knows only such facts leaves at least those tables, so what has two
values there has two values for them. Combinations of linked backgrounds are cleared by the same rounds, and rounds
are drawn towards those that are not cleared yet. What rounds leave, a pair of a respondent and a cell, is asked
for itself.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats.central import Central
from weerklank.stats.circles import Circle
from weerklank.stats.nearby import Nearby, nearby
from weerklank.stats.programs import is_whole
from weerklank.stats.respondents import respondents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from weerklank.stats.knowledge import Knowledge
    from weerklank.stats.search import Search
    from weerklank.stats.tables import SafeTable

SHARES = (1.0, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.1, 0.1, 0.1, 0.1)
"""The share of the seats of which the first rounds ask all facts to hold; then come chosen respondents."""

ROUNDS = 60
SWEEPS = 8
IDLE = 2
CHOSEN = 0.3
TOGETHER = 4
LATEST = 400
CROWD = 2000
VAST = 5000
"""Unknowns of a component from which it pays to ask near a cell first."""
SIDES = (1.0, -1.0)


@dataclass(frozen=True)
class Found:
    """An unknown that a respondent works out, and the cells (group, answer) that they know themselves to be in."""

    unknown: int
    by: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Round:
    """Which respondents know only facts of this round, and the unknowns that it may leave one value."""

    covers: NDArray[np.bool_]
    stuck: NDArray[np.bool_]


def insight(safe: SafeTable, known: Knowledge, search: Search) -> list[Found]:
    """Return every unknown that some respondent works out exactly, and a reader does not, with one who does.

    A group whose only member is the respondent is excepted: they know their own answer. Where a search in whole
    numbers is not settled in its effort, the unknown counts as worked out.
    """
    for unknown in np.flatnonzero(search.widths <= 0).tolist():
        search.settle(unknown)
    return Insight(safe, known, search).everything() if len(search.free) else []


class Insight:
    """The search for what respondents work out."""

    def __init__(self, safe: SafeTable, known: Knowledge, search: Search) -> None:
        self._layout, self._known, self._search = safe.layout, known, search
        self._people = respondents(safe, known, search)
        self._open = search.widths > 0
        self._chance = np.random.default_rng(2)
        self._circles = {
            number: Circle(search, self._people, component=number) for number in range(search.components)
        }
        self._found: list[Found] = []
        self._covered = np.zeros(len(self._people), dtype=np.int64)  # by which rounds, a bit each
        self._even = self._chance.uniform(0.9, 1.1, size=len(self._people.unknowns))

    def everything(self) -> list[Found]:
        """Return what is worked out, after all rounds and all questions that they leave."""
        rounds, cleared = self._rounds()
        for number, one in enumerate(rounds):
            self._covered |= one.covers.astype(np.int64) << number
        if rounds:
            for unknown in np.flatnonzero(np.any([one.stuck for one in rounds], axis=0)).tolist():
                self._pursue(unknown, self._suspects(unknown, rounds))
        for person in np.flatnonzero(~cleared).tolist():
            self._question(person)
        return self._found

    def _rounds(self) -> tuple[list[Round], NDArray[np.bool_]]:
        """Return rounds, and which respondents know only facts of some round."""
        rounds: list[Round] = []
        cleared = np.zeros(len(self._people), dtype=np.bool_)
        central, idle = self._central, 0
        while len(rounds) < ROUNDS and idle < IDLE and len(cleared):
            if len(rounds) < len(SHARES):
                wanted = self._chance.random(self._seats) < SHARES[len(rounds)]
                asked = wanted[self._people.seat_of_facts]
            elif cleared.all():
                break
            else:
                asked = self._chosen(cleared)
            rounds.append(self._round(central.table(self._wishes(asked)), asked=asked))
            before = cleared.sum()
            cleared |= rounds[-1].covers
            idle = 0 if cleared.sum() > before or len(rounds) <= len(SHARES) else idle + 1
        return rounds, cleared

    @cached_property
    def _central(self) -> Central:
        return Central(self._search, self._people)

    @property
    def _seats(self) -> int:
        return int(self._people.seats.max(initial=-1)) + 1

    def _chosen(self, cleared: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return the facts of one respondent who is not cleared of some seats."""
        waiting = self._chance.permutation(np.flatnonzero(~cleared))
        chosen = waiting[np.unique(self._people.seats[waiting], return_index=True)[1]]
        chosen = chosen[self._chance.random(len(chosen)) < CHOSEN]
        asked = np.zeros(len(self._people.unknowns) + 1, dtype=np.bool_)
        asked[self._people.know[chosen].ravel()] = True
        return asked[:-1]

    def _wishes(self, asked: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return how much each fact is wanted: those asked for most."""
        return self._chance.uniform(0.5, 1.0, size=len(asked)) * np.where(asked, 20.0, 1.0)

    def _round(
        self, drawn: tuple[NDArray[np.float64], NDArray[np.bool_]], *, asked: NDArray[np.bool_]
    ) -> Round:
        search, people = self._search, self._people
        table, sound = drawn
        holds = people.true_in(table, search=search)
        holds[:-1] &= sound[people.unknowns] & asked
        self._keep(table, sound)
        low, high = table.copy(), table.copy()
        with self._knowing(np.flatnonzero(holds[:-1])):
            for _ in range(SWEEPS):
                stuck = self._open & (low == high)
                costs = np.where(stuck, self._chance.choice(SIDES, size=len(stuck)), 0.0)
                other, also = search.table(costs)
                self._keep(other, also)
                both = sound & also
                low[both], high[both] = np.minimum(low, other)[both], np.maximum(high, other)[both]
                if (self._open & (low == high)).sum() == stuck.sum():
                    break
        covers = np.asarray(holds[people.know].all(axis=1), dtype=np.bool_)
        return Round(covers, self._open & (low == high))

    def _keep(self, table: NDArray[np.float64], sound: NDArray[np.bool_]) -> None:
        for circle in self._circles.values():
            if sound[circle.members[0]]:
                circle.keep(table[circle.members])

    @contextmanager
    def _knowing(self, facts: NDArray[np.int64]) -> Iterator[None]:
        unknowns, least, greatest = self._people.limits(facts, search=self._search)
        places = np.searchsorted(self._search.free, unknowns)
        with self._search.program.within(places, least=least, greatest=greatest):
            yield

    def _suspects(self, unknown: int, rounds: list[Round]) -> NDArray[np.int64]:
        """Return the respondents of some round who are not cleared of working an unknown out."""
        near = self._circle(unknown).people
        clearing = sum(1 << number for number, one in enumerate(rounds) if not one.stuck[unknown])
        inside = self._covered[near]
        left = np.asarray(near[(inside != 0) & (inside & clearing == 0)], dtype=np.int64)
        return left[~self._own(unknown, left)]

    def _own(self, unknown: int, people: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which respondents are the only member of the group of an unknown."""
        group = self._known.cells[unknown][0][0]
        own = np.zeros(len(people), dtype=np.bool_)
        if unknown in self._known.alone:
            for number, person in enumerate(people.tolist()):
                cells = self._people.cells[self._people.facts(person), 0].tolist()
                own[number] = any(self._layout.contains(group, other) for other in cells)
        return own

    def _circle(self, unknown: int) -> Circle:
        return self._circles[int(self._search.component[unknown])]

    def _pursue(self, unknown: int, suspects: NDArray[np.int64]) -> None:
        """Clear suspects together, or ask them one by one, until one works the unknown out or none is left."""
        circle = self._circle(unknown)
        if len(circle.members) > VAST:
            suspects = self._cleared_nearby(unknown, suspects, circle)
        if len(suspects) > CROWD:
            self._part(unknown, suspects)
            suspects = circle.left(unknown, suspects, start=circle.kept - 3)
        suspects = circle.left(unknown, suspects, start=max(0, circle.kept - LATEST))
        while len(suspects) and self._open[unknown]:
            start = circle.kept
            if len(suspects) > TOGETHER:
                self._part(unknown, suspects)
                suspects = circle.left(unknown, suspects, start=start)
                start = circle.kept
            if len(suspects):
                self._ask(int(suspects[0]), unknown, circle)
                suspects = circle.left(unknown, suspects[1:], start=start)

    def _cleared_nearby(self, unknown: int, suspects: NDArray[np.int64], circle: Circle) -> NDArray[np.int64]:
        """Ask suspects one by one, near the unknown alone; return those of whom that does not settle it."""
        unsettled: list[int] = []
        while len(suspects) and self._open[unknown] and len(unsettled) < TOGETHER:
            person = int(suspects[0])
            told = nearby(self._search, self._people, circle, unknown=unknown, suspects=suspects)
            if told is Nearby.WORKED_OUT and self._possible(person):
                self._tell(person, unknown)
            if told is Nearby.UNSETTLED:
                unsettled.append(person)
            suspects = circle.left(unknown, suspects[1:], start=max(0, circle.kept - 2))
        return np.concatenate([np.array(unsettled, dtype=np.int64), suspects])

    def _part(self, unknown: int, suspects: NDArray[np.int64]) -> None:
        """Keep tables in which an unknown differs, and the facts hold that most suspects know."""
        known = self._people.know[suspects]
        often = np.bincount(known[known >= 0], minlength=len(self._people.unknowns)) / len(suspects)
        wishes = self._even + 50.0 * often
        table, sound = self._central.table(wishes)
        self._keep(table, sound)
        for value in (table[unknown] - 1, table[unknown] + 1):
            if self._search.least[unknown] <= value <= self._search.greatest[unknown]:
                found = self._central.pinned(unknown, value, wishes=wishes)
                if found is not None:
                    self._keep(*found)

    def _ask(self, person: int, unknown: int, circle: Circle) -> None:
        if circle.works_out(unknown, person) and self._possible(person):
            self._tell(person, unknown)

    def _tell(self, person: int, unknown: int) -> None:
        cells = self._people.cells[self._people.facts(person)].tolist()
        self._found.append(Found(unknown, tuple((group, answer) for group, answer in cells)))
        self._open[unknown] = False

    def _possible(self, person: int) -> bool:
        """Return whether the table leaves room for a respondent in every component that they know something of."""
        return all(circle.fits(person) for circle in self._around(person))

    def _around(self, person: int) -> list[Circle]:
        unknowns = self._people.unknowns[self._people.facts(person)]
        return [self._circles[number] for number in np.unique(self._search.component[unknowns]).tolist()]

    def _question(self, person: int) -> None:
        """Ask one respondent about all that they could work out."""
        if not self._possible(person):
            return
        for circle in self._around(person):
            for unknown in self._narrow(person, circle).tolist():
                if not self._own(unknown, np.array([person]))[0]:
                    self._ask(person, unknown, circle)

    def _narrow(self, person: int, circle: Circle) -> NDArray[np.int64]:
        """Return the unknowns of a component that a few tables do not show to have two values for a respondent."""
        low, high = circle.seen(person)
        stuck = self._open[circle.members] & (low >= high)
        with circle.knowing(person):
            for number in range(SWEEPS):
                if not stuck.any():
                    break
                signs = SIDES[number] if number < len(SIDES) else self._chance.choice(SIDES, size=len(stuck))
                table = circle.pool.program.found(np.where(stuck, signs, 0.0))
                if table is not None and is_whole(table).all():
                    circle.keep(np.rint(table))
                    low, high = np.minimum(low, np.rint(table)), np.maximum(high, np.rint(table))
                    stuck = self._open[circle.members] & (low >= high)
        return circle.members[stuck]
