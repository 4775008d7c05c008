"""Tables of counts: what a table is made of, one that cannot be shown, and one that may be.

A **group** is a unit of a hierarchy crossed with a column: a code, or the total, of every background. A **cell**
is the number of respondents of a group who gave one answer. `Layout` describes the groups and how they add up; it
is all that the protection and the audit share.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn

import numpy as np
from scipy import sparse

from weerklank.stats.columns import Background, Columns
from weerklank.stats.hierarchy import TOTAL, Hierarchy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

HIDDEN = -1

NO_LIMIT = 10**9
"""Greatest value of a cell that nothing bounds: more people than any table has."""


YES = frozenset({"1", "ja", "j", "true", "waar", "y", "yes"})
"""Codes of an answer that are read as yes, in small letters, where a response has two codes."""


@dataclass(frozen=True)
class Layout:
    """The groups of a table: hierarchy × columns, and the answers that are counted in each.

    Groups are numbered unit by unit in the order of the hierarchy, within a unit column by column with the total
    first. `answers` are the codes of the response, sorted. The backgrounds are crossed, or `linked`, and then
    perhaps in `parts` that are each crossed: see `weerklank.stats.columns`. `any_of` is the answer that says
    whether any of the others was given, where one person may give several: see `weerklank.stats.choices`; empty
    where everybody gives one.
    """

    hierarchy: Hierarchy
    response: str
    answers: tuple[str, ...]
    backgrounds: tuple[Background, ...] = ()
    linked: bool = False
    any_of: str = ""
    parts: tuple[tuple[int, ...], ...] = ()

    @cached_property
    def crossings(self) -> Columns:
        """Return the columns that every unit has."""
        return Columns(self.backgrounds, self.linked, self.parts)

    @property
    def columns(self) -> int:
        """Return how many groups each unit has."""
        return len(self.crossings)

    @property
    def groups(self) -> int:
        """Return the number of groups."""
        return len(self.hierarchy) * self.columns

    @cached_property
    def margins(self) -> sparse.csr_array[np.float64]:
        """Return the relations of the groups: shape (relations, groups), such that ``margins @ y == 0``.

        One relation for every unit with children in every column, and one for every sum of columns at the deepest
        units; every other sum follows from these.
        """
        return sparse.csr_array(sparse.vstack([self._unit_sums(), *self._column_sums()], format="csr"))

    @cached_property
    def inner(self) -> NDArray[np.bool_]:
        """Return, for every group, whether it is a deepest unit in a column that is no sum."""
        inside = np.zeros((len(self.hierarchy), self.columns), dtype=np.bool_)
        inside[np.ix_(self.hierarchy.leaves, self.crossings.finest)] = True
        return inside.ravel()

    def _unit_sums(self) -> sparse.coo_array[np.float64]:
        parents, columns = self.hierarchy.parents[1:], self.columns
        each = np.arange(columns)
        children = (np.arange(1, len(self.hierarchy))[:, None] * columns + each).ravel()
        above = (parents[:, None] * columns + each).ravel()
        relations, row = np.unique(above, return_inverse=True)
        rows = np.concatenate([row, np.arange(len(relations))])
        values = np.concatenate([np.ones(len(children)), -np.ones(len(relations))])
        cells = (values, (rows, np.concatenate([children, relations])))
        return sparse.coo_array(cells, shape=(len(relations), self.groups))

    def _column_sums(self) -> Iterator[sparse.coo_array[np.float64]]:
        leaves = self.hierarchy.leaves
        for total, members in self.crossings.sums:
            line = leaves[:, None] * self.columns + np.array([total, *members])
            values = np.where(np.arange(line.shape[1]) == 0, -1.0, 1.0)
            rows = np.repeat(np.arange(len(line)), line.shape[1])
            cells = (np.tile(values, len(line)), (rows, line.ravel()))
            yield sparse.coo_array(cells, shape=(len(line), self.groups))

    def contains(self, group: int, other: int) -> bool:
        """Return whether everybody of a group `other` is in `group`: its unit and codes are the same or sums."""
        unit, column = divmod(group, self.columns)
        inside, within = divmod(other, self.columns)
        while inside > unit:
            inside = int(self.hierarchy.parents[inside])
        return inside == unit and self.crossings.contains(column, within)

    def inside(self, group: int, others: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which of some groups `contains` says yes to, all at once: shape (others,)."""
        unit, column = divmod(group, self.columns)
        units, codes = others // self.columns, self.crossings.codes
        same = ((codes[column] == 0) | (codes[column] == codes[others % self.columns])).all(axis=1)
        below: NDArray[np.bool_] = (units >= unit) & (units <= self.hierarchy.last[unit]) & same
        return below

    def label(self, group: int) -> tuple[str, ...]:
        """Return the codes of a group: the unit's, then each background's, `Total` for a sum."""
        unit, column = divmod(group, self.columns)
        named = zip(self.backgrounds, self.crossings.codes[column].tolist(), strict=True)
        return (
            self.hierarchy.codes[unit],
            *(TOTAL if code == 0 else background.codes[code - 1] for background, code in named),
        )


def yes_of(layout: Layout) -> int:
    """Return which of two answers is the yes: the one that says so (`YES`), else the last in order."""
    said = [number for number, code in enumerate(layout.answers) if code.lower() in YES]
    return said[0] if len(said) == 1 else len(layout.answers) - 1


def rolled_up(layout: Layout, finest: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the counts of every group from those of the deepest units in the finest columns.

    `finest`: shape (deepest units, finest columns, answers), or with an axis for each background where they are
    crossed. Returns shape (groups, answers).
    """
    answers = len(layout.answers)
    leaves = finest.reshape(len(layout.hierarchy.leaves), -1, answers)
    deepest = np.einsum("cf,ufa->uca", layout.crossings.made_of, leaves)
    counts = np.zeros((len(layout.hierarchy), layout.columns, answers), dtype=np.int64)
    for above in layout.hierarchy.lines:
        np.add.at(counts, above, deepest)
    return counts.reshape(layout.groups, answers)


class RawTable:
    """Counts that have not been protected. There is no way to show them: only `protect` reads them.

    `layout` may be seen; the counts are in no attribute, no text, no copy and no pickle.
    """

    __slots__ = ("__counts", "layout")

    def __init__(self, layout: Layout, inner: NDArray[np.int64]) -> None:
        self.layout = layout
        self.__counts = rolled_up(layout, inner)
        self.__counts.setflags(write=False)

    def __repr__(self) -> str:
        return "RawTable(not protected, not shown)"

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __iter__(self) -> NoReturn:
        raise TypeError("a raw table cannot be shown: protect it")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a raw table cannot be copied or stored: protect it")

    def __getstate__(self) -> NoReturn:
        raise TypeError("a raw table cannot be copied or stored: protect it")

    @staticmethod
    def counts_for_protection(raw: RawTable) -> NDArray[np.int64]:
        """Return the counts, shape (groups, answers). For `weerklank.stats.disclosure` alone: a test checks it."""
        return raw.__counts


@dataclass(frozen=True, eq=False)
class SafeTable:
    """What may be shown of a table, and no more: not which cell was hidden first, nor why.

    `sizes`: shape (groups,), the number of respondents; `counts`: shape (groups, answers); −1 where hidden.
    `told`: shape (groups, answers, 2), the least and the greatest count that the reader is told a cell can have:
    the count itself where it is shown, a band, what noise it may carry, or everything from 0 to the size. Left
    out, a cell is told exactly or not at all.
    """

    layout: Layout
    sizes: NDArray[np.int64]
    counts: NDArray[np.int64]
    told: NDArray[np.int64] = None  # type: ignore[assignment]  # made in __post_init__ where it is left out

    def __post_init__(self) -> None:
        if self.told is None:
            object.__setattr__(self, "told", _told(self.sizes, self.counts))
        for part in (self.sizes, self.counts, self.told):
            part.setflags(write=False)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, SafeTable)
            and self.layout == other.layout
            and np.array_equal(self.sizes, other.sizes)
            and np.array_equal(self.counts, other.counts)
            and np.array_equal(self.told, other.told)
        )

    __hash__ = None  # type: ignore[assignment]  # equal by content that is too large to hash

    @property
    def cells(self) -> int:
        """Return the number of cells, those of every margin included."""
        return self.counts.size + self.sizes.size

    @cached_property
    def exact(self) -> NDArray[np.bool_]:
        """Return, for every cell, whether it is shown as it is: shape (groups, answers)."""
        shown: NDArray[np.bool_] = (self.counts != HIDDEN) & (self.told[..., 0] == self.told[..., 1])
        return shown

    @property
    def hidden(self) -> int:
        """Return how many cells are not shown as they are: hidden, in a band, or with noise."""
        return int(np.count_nonzero(~self.exact) + np.count_nonzero(self.sizes == HIDDEN))

    def rows(self) -> Iterator[tuple[tuple[str, ...], str, int]]:
        """Return (codes of the group, answer or `Total`, count or −1), in an order that tells the hierarchy.

        The totals of a unit open its block, then come the blocks of its children, and its answers close it.
        """
        for unit, opens in self.layout.hierarchy.brackets:
            first = unit * self.layout.columns
            for group in range(first, first + self.layout.columns):
                label = self.layout.label(group)
                if opens:
                    yield label, TOTAL, int(self.sizes[group])
                else:
                    counted = zip(self.layout.answers, self.counts[group], strict=True)
                    yield from ((label, answer, int(count)) for answer, count in counted)


def _told(sizes: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what is told of cells that are shown or hidden."""
    size = np.where(sizes == HIDDEN, NO_LIMIT, sizes)[:, None]
    return np.stack([np.maximum(counts, 0), np.where(counts == HIDDEN, size, counts)], axis=-1)
