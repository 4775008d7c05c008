"""One component of a table, and what respondents know of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats.central import NO_FACTS, Central
from weerklank.stats.moving import Parts
from weerklank.stats.programs import is_whole

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.programs import Program
    from weerklank.stats.respondents import Respondents
    from weerklank.stats.search import Search
    from weerklank.stats.tables import Layout


class Circle:
    """A component. `members`: its unknowns, ascending; unknowns are told by their place among them.

    `know`: shape (holdings, most), the facts of each holding by their number here, and the number of facts where
    there is none. `places`, `over`: shape (facts,), of which unknown each is, as in `Respondents`. `seats`:
    shape (facts,), whose respondents know each.
    """

    def __init__(
        self,
        search: Search,
        people: Respondents,
        *,
        component: int,
        holdings: NDArray[np.int64],
        layout: Layout,
    ) -> None:
        self._search, self._layout = search, layout
        self.members = search.members(component)
        self.facts = np.unique(holdings[holdings >= 0])
        self.know = np.where(holdings < 0, len(self.facts), np.searchsorted(self.facts, holdings))
        self.places = np.searchsorted(self.members, people.unknowns[self.facts])
        self.over = people.over[self.facts]
        self.cells = people.cells[self.facts]
        self.seats = people.seat_of_facts[self.facts]
        self.least, self.greatest = search.least[self.members], search.greatest[self.members]

    @cached_property
    def program(self) -> Program:
        """Return the program of the tables of this component that fit."""
        return self._search.pool(int(self.members[0])).program

    @cached_property
    def parts(self) -> Parts:
        """Return the moves of its tables."""
        return Parts(
            self._search.relations_of(self.members), units=self.units, hierarchy=self._layout.hierarchy
        )

    @cached_property
    def units(self) -> NDArray[np.int64]:
        """Return the unit of each unknown."""
        return self._search.groups[self.members] // self._layout.columns

    def central(self) -> Central:
        """Return a program for tables in which many facts hold."""
        return Central(self._search, self.members[self.places], self.over, members=self.members)

    def hold(self, table: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which facts hold in a table: shape (facts + 1,), the last always true."""
        value = table[self.places]
        above, below = value > self.least[self.places], value < self.greatest[self.places]
        return np.append(np.where(self.over, above, below), True)

    def limits(self, facts: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the least and the greatest value of every unknown to who knows facts."""
        least, greatest, over = self.least.copy(), self.greatest.copy(), self.over[facts]
        above, below = self.places[facts[over]], self.places[facts[~over]]
        least[above] = self.least[above] + 1
        greatest[below] = self.greatest[below] - 1
        return least, greatest

    def known_by(self, holdings: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the facts that somebody of some holdings knows, ascending."""
        facts: NDArray[np.int64] = np.unique(self.know[holdings])
        return facts[facts < len(self.facts)]

    def shares(self, holdings: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return in which part of some holdings each fact is: shape (facts,)."""
        often = np.bincount(self.know[holdings].ravel(), minlength=len(self.facts) + 1)[:-1]
        return np.asarray(often / len(holdings))

    def whole(
        self, found: NDArray[np.float64], *, knowing: NDArray[np.int64] = NO_FACTS
    ) -> NDArray[np.float64] | None:
        """Return a table in whole numbers near one with fractions, in which facts hold; `None` if none is."""
        if not is_whole(found).all():
            found = self._search.mended(found, members=self.members, limits=self.limits(knowing))
        return np.rint(found) if is_whole(found).all() else None
