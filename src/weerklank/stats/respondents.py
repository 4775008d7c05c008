"""Who could have answered: every respondent that a published table leaves room for, by what they know.

Whoever gave an answer in a group knows that it was given there at least once, and so do all groups above. Where
backgrounds are linked a respondent has one code of *each* background at their deepest unit, and knows this of all
these groups at once. The audit tries every combination that the table leaves room for, also of people who are not
there: it does not know who is. What a respondent knows already from the table is left out; those who know nothing
more than any reader are left out altogether.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats.tables import NO_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from weerklank.stats.knowledge import Knowledge
    from weerklank.stats.search import Search
    from weerklank.stats.tables import Layout, SafeTable

NOTHING_NEW = -1
IMPOSSIBLE = -2


@dataclass(frozen=True)
class Respondents:
    """Facts that a respondent may know beyond a reader, and which respondents know which.

    Fact f: the unknown `unknowns[f]` is over its least value (`over`) or under its greatest, for somebody is in
    the cell `cells[f]` (group, answer). `know`: shape (respondents, backgrounds, at least 1), facts, −1 where
    there is none. `seats`: shape (respondents,), the same number for those of one unit with the same answer.
    """

    unknowns: NDArray[np.int64]
    over: NDArray[np.bool_]
    cells: NDArray[np.int64]
    know: NDArray[np.int64]
    seats: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.know)

    @cached_property
    def seat_of_facts(self) -> NDArray[np.int64]:
        """Return the seat whose respondents know each fact: shape (facts,)."""
        seats = np.zeros(len(self.unknowns) + 1, dtype=np.int64)
        seats[self.know] = self.seats[:, None]
        return seats[:-1]

    def facts(self, person: int) -> NDArray[np.int64]:
        """Return the facts that a respondent knows."""
        known: NDArray[np.int64] = self.know[person]
        return known[known >= 0]


def respondents(safe: SafeTable, known: Knowledge, search: Search) -> Respondents:
    """Return everybody who could have answered and knows more than a reader."""
    facts, numbers = _facts(safe, known, search)
    parts, seats = [], []
    for seat, there in enumerate(_seats(safe.layout, numbers)):
        every = there[(there >= 0).any(axis=1)]
        parts.append(every)
        seats.append(np.full(len(every), seat))
    know = np.concatenate(parts) if parts else np.zeros((0, 1), dtype=np.int64)
    where = np.concatenate(seats) if seats else np.zeros(0, dtype=np.int64)
    return Respondents(facts[:, 0], facts[:, 1] == 1, facts[:, 2:], know, where)


def _facts(safe: SafeTable, known: Knowledge, search: Search) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the facts (unknown, over, group, answer), and which of them each cell of the table is."""
    least, greatest = safe.told[..., 0], safe.told[..., 1]
    numbers = np.where(greatest == 0, IMPOSSIBLE, NOTHING_NEW)
    numbers[(least == 0) & (greatest == NO_LIMIT)] = NOTHING_NEW
    facts: list[tuple[int, int, int, int]] = []
    for unknown, cells in enumerate(known.cells):
        low, high = search.least[unknown], search.greatest[unknown]
        size = known.sizes[unknown]
        for (group, answer), over in zip(cells, (1, 0), strict=False):
            lowest, highest = (low, high) if over else (size - high, size - low)
            numbers[group, answer] = IMPOSSIBLE if highest == 0 else NOTHING_NEW
            if lowest == 0 < highest:
                numbers[group, answer] = len(facts)
                facts.append((unknown, over, group, answer))
    return np.array(facts, dtype=np.int64).reshape(-1, 4), numbers


def _seats(layout: Layout, numbers: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Return, for every deepest unit and answer, what each respondent may know by each part: one a row."""
    columns = layout.crossings
    for unit in layout.hierarchy.leaves.tolist():
        for answer in range(len(layout.answers)):
            known = numbers[unit * layout.columns : (unit + 1) * layout.columns, answer]
            if layout.parts:
                every = known[columns.everybody]
                yield np.unique(every[(every != IMPOSSIBLE).all(axis=1)], axis=0)
            else:
                yield _every([_options(known[block]) for block in columns.blocks])


def _options(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.unique(numbers[numbers != IMPOSSIBLE])


def _every(options: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.stack(np.meshgrid(*options, indexing="ij"), axis=-1).reshape(-1, len(options))
