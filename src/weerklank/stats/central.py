"""Tables in the midst of those that fit: as many facts of respondents as can be hold in them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.search import Search

NO_FACTS = np.empty(0, dtype=np.int64)


class Central:
    """A program that is paid for every fact that holds.

    Fact f says that unknown `unknowns[f]` is one over its least value (`over[f]`), or one under its greatest: that
    one is an unknown of its own beside the rest, so that the program keeps its form, and a network its whole
    numbers. `members`: the unknowns of the program, ascending; all that are free where they are left out.
    """

    def __init__(
        self,
        search: Search,
        unknowns: NDArray[np.int64],
        over: NDArray[np.bool_],
        *,
        members: NDArray[np.int64] | None = None,
    ) -> None:
        self._search, self._facts_over = search, over
        self._members = search.free if members is None else members
        least, greatest = search.least[self._members], search.greatest[self._members]
        self._extras, self._parts = _split(
            np.searchsorted(self._members, unknowns), over, room=(search.greatest - search.least)[unknowns]
        )
        extra = np.bincount(self._extras, minlength=len(least))
        self._program = search.split_program(
            self._members,
            self._extras,
            least=np.append(least, np.zeros(len(self._extras))),
            greatest=np.append(greatest - extra, np.ones(len(self._extras))),
        )

    def table(
        self, wishes: NDArray[np.float64], *, holding: NDArray[np.int64] = NO_FACTS
    ) -> NDArray[np.float64] | None:
        """Return a table in which facts hold that are wanted, and some by all means; `None` where none can.

        Shape (members,), perhaps with fractions. `wishes`: shape (facts,), what each is worth.
        """
        size = len(self._members)
        costs = np.zeros(size + len(self._extras))
        np.add.at(costs, size + self._parts, np.where(self._facts_over, -wishes, wishes))
        ones = self._facts_over[holding].astype(np.float64)
        with self._program.within(size + self._parts[holding], least=ones, greatest=ones):
            found = self._program.found(costs)
        if found is None:
            return None
        joined: NDArray[np.float64] = found[:size] + np.bincount(self._extras, found[size:], minlength=size)
        return joined


def _split(
    place: NDArray[np.int64], over: NDArray[np.bool_], *, room: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return of which unknowns one is split off, and which of these parts each fact is about.

    An unknown of two values has one part, for both facts.
    """
    kind = np.where(room > 1, over.astype(np.int64), 1)
    keys, parts = np.unique(np.stack([place, kind]), axis=1, return_inverse=True)
    return keys[0], parts.ravel()
