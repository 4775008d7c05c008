"""What respondents work out of a published table: whoever knows one answer, their own.

With what a respondent knows every hidden cell must still have two values. What is known of one component says
nothing of another, and those who know the same of a component are asked together (`weerklank.stats.holdings`). Of
every component a few tables are drawn, so that each holding holds in one (`weerklank.stats.bases`). Around each of
these tables moves to others are looked for (`weerklank.stats.around`). A move is a second value of all cells on
its way to everybody whose facts it leaves true, so that one serves thousands. Where somebody has no move of a
cell, in fractions either, they work it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats.around import Around
from weerklank.stats.bases import NONE, Bases
from weerklank.stats.circles import Circle
from weerklank.stats.holdings import holdings_of
from weerklank.stats.respondents import respondents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from weerklank.stats.around import Move
    from weerklank.stats.knowledge import Knowledge
    from weerklank.stats.search import Search
    from weerklank.stats.tables import SafeTable


@dataclass(frozen=True)
class Found:
    """An unknown that a respondent works out, and the cells (group, answer) that they know themselves to be in."""

    unknown: int
    by: tuple[tuple[int, int], ...]


def insight(safe: SafeTable, known: Knowledge, search: Search) -> list[Found]:
    """Return every unknown that some respondent works out exactly, and a reader does not, with one who does.

    A group whose only member is the respondent is excepted: they know their own answer. Where a search in whole
    numbers is not settled in its effort, the unknown counts as worked out.
    """
    for unknown in np.flatnonzero(search.widths <= 0).tolist():
        search.settle(unknown)
    return list(Insight(safe, known, search).everything()) if len(search.free) else []


class Insight:
    """The search for what respondents work out."""

    def __init__(self, safe: SafeTable, known: Knowledge, search: Search) -> None:
        self._layout, self._known, self._search = safe.layout, known, search
        self._people = respondents(safe, known, search)
        self._open = search.widths > 0
        self._alone = frozenset(known.alone)
        self._holdings = holdings_of(self._people, search)

    def everything(self) -> Iterator[Found]:
        """Return what is worked out, each once."""
        circles = {number: self._circle(number) for number in np.unique(self._holdings.components).tolist()}
        bases = {number: Bases(circle) for number, circle in circles.items()}
        may_be = np.concatenate([each.may_be for each in bases.values()] or [np.zeros(0, dtype=np.bool_)])
        asked = self._holdings.of_those_who(may_be)
        for number, circle in circles.items():
            own = self._holdings.of(number)
            for place, holding in self._seen(circle, bases[number], asked[own]):
                person = self._holdings.somebody(own.start + holding, may_be=may_be)
                cells = self._people.cells[self._people.facts(person)].tolist()
                yield Found(int(circle.members[place]), tuple((group, answer) for group, answer in cells))

    def _circle(self, number: int) -> Circle:
        facts = self._holdings.facts[self._holdings.of(number)]
        return Circle(self._search, self._people, component=number, holdings=facts, layout=self._layout)

    def _seen(self, circle: Circle, bases: Bases, asked: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
        """Return each unknown that is worked out (its place), with a holding that does."""
        left = self._open[circle.members]
        moves: list[Move] = []
        for number, table in enumerate(bases.tables):
            holdings = np.flatnonzero(asked & (bases.of == number))
            if len(holdings):
                around = Around(circle, table, holdings)
                around.retry(moves)
                around.sweep(left)
                for place, holding in self._asked(circle, around, around.uncleared(left)):
                    left[place] = False
                    yield place, holding
                moves += around.found
        for holding in np.flatnonzero(asked & (bases.of == NONE))[:1].tolist():
            yield from ((place, holding) for place in np.flatnonzero(left).tolist())

    def _asked(self, circle: Circle, around: Around, places: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
        for place in places.tolist():
            holdings = around.left(place, self._others(circle, place, around.holdings))
            while len(holdings):
                if around.works_out(place, holdings):
                    yield place, int(holdings[0])
                    break
                holdings = around.left(place, holdings)

    def _others(self, circle: Circle, place: int, holdings: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the holdings of some that are not of the only member of an unknown's group."""
        unknown = int(circle.members[place])
        if unknown not in self._alone:
            return holdings
        own = self._layout.inside(self._known.cells[unknown][0][0], circle.cells[:, 0])
        return holdings[~np.append(own, False)[circle.know[holdings]].any(axis=1)]
