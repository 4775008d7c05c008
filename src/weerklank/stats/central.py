"""Tables in the midst of those that fit: as many facts of respondents as can be hold in them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.respondents import Respondents
    from weerklank.stats.search import Search


class Central:
    """A program that is paid for every fact that holds.

    A fact says that an unknown is one over its least value, or one under its greatest: that one is an unknown of
    its own beside the rest, so that the program keeps its form, and a network its whole numbers.
    """

    def __init__(self, search: Search, people: Respondents) -> None:
        self._search, self._people = search, people
        free = search.free
        place = np.searchsorted(free, people.unknowns)
        self._extras, self._over, self._parts = _split(search, place, people)
        count = len(free) + len(self._extras)
        least, greatest = np.zeros(count), np.ones(count)
        least[: len(free)] = search.least[free]
        greatest[: len(free)] = search.greatest[free] - np.bincount(self._extras, minlength=len(free))
        self._program = search.split_program(self._extras, least=least, greatest=greatest)

    def table(self, wishes: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return a table in which facts hold that are wanted, and whether each component of it is whole."""
        return self._search.completed(self._joined(self._program.table(self._costs(wishes))))

    def pinned(
        self, unknown: int, value: float, *, wishes: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]] | None:
        """Return the same where an unknown has a value of its own; `None` where no table has that."""
        search = self._search
        place = int(np.searchsorted(search.free, unknown))
        parts = np.flatnonzero(self._extras == place)
        edge = np.where(self._over[parts], search.least[unknown], search.greatest[unknown] - 1)
        ones = (value > edge).astype(np.float64)
        columns = np.append(place, len(search.free) + parts)
        at = np.append(value - ones.sum(), ones)
        with self._program.within(columns, least=at, greatest=at):
            found = self._program.found(self._costs(wishes))
        return None if found is None else search.completed(self._joined(found))

    def _costs(self, wishes: NDArray[np.float64]) -> NDArray[np.float64]:
        free = len(self._search.free)
        costs = np.zeros(free + len(self._extras))
        np.add.at(costs, free + self._parts, np.where(self._people.over, -wishes, wishes))
        return costs

    def _joined(self, parts: NDArray[np.float64]) -> NDArray[np.float64]:
        free = len(self._search.free)
        joined: NDArray[np.float64] = parts[:free] + np.bincount(self._extras, parts[free:], minlength=free)
        return joined


def _split(
    search: Search, place: NDArray[np.int64], people: Respondents
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:
    """Return of which unknowns one is split off, whether at the least value, and which part each fact is about.

    An unknown of two values has one part, for both facts.
    """
    room = (search.greatest - search.least)[people.unknowns]
    kind = np.where(room > 1, people.over.astype(np.int64), 1)
    keys, parts = np.unique(np.stack([place, kind]), axis=1, return_inverse=True)
    return keys[0], keys[1] == 1, parts.ravel()
