"""Tables of counts: what a table is made of, one that cannot be shown, and one that may be.

A **group** is a unit of a hierarchy crossed with one code (or the total) of every background. A **cell** is the
number of respondents of a group who gave one answer. `Layout` describes the groups and how they add up; it is
all that the protection and the audit share.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn

import numpy as np
from scipy import sparse

from weerklank.stats.hierarchy import TOTAL, Hierarchy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

HIDDEN = -1


@dataclass(frozen=True)
class Background:
    """A background of the respondents: its column and its codes, sorted, without the total."""

    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """The groups of a table: hierarchy × backgrounds, and the answers that are counted in each.

    Groups are numbered unit by unit in the order of the hierarchy, within a unit background by background with
    the total first. `answers` are the codes of the response, sorted.
    """

    hierarchy: Hierarchy
    response: str
    answers: tuple[str, ...]
    backgrounds: tuple[Background, ...] = ()

    @property
    def shape(self) -> tuple[int, ...]:
        """Return the shape of the groups: units, then codes and total of each background."""
        return (len(self.hierarchy), *(len(b.codes) + 1 for b in self.backgrounds))

    @property
    def columns(self) -> int:
        """Return how many groups each unit has."""
        return int(np.prod(self.shape[1:], dtype=np.int64))

    @property
    def groups(self) -> int:
        """Return the number of groups."""
        return int(np.prod(self.shape, dtype=np.int64))

    @cached_property
    def margins(self) -> sparse.csr_array[np.float64]:
        """Return the relations of the groups: shape (relations, groups), such that ``margins @ y == 0``.

        One relation for every unit with children in every column, and one for every background at the deepest
        units; every other sum follows from these.
        """
        parts = [self._unit_sums(), *(self._background_sums(axis) for axis in range(len(self.backgrounds)))]
        return sparse.csr_array(sparse.vstack(parts, format="csr"))

    @cached_property
    def inner(self) -> NDArray[np.bool_]:
        """Return, for every group, whether it is a deepest unit with a code of every background."""
        inside = np.zeros(self.shape, dtype=np.bool_)
        inside[np.ix_(self.hierarchy.leaves, *(np.arange(1, n) for n in self.shape[1:]))] = True
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

    def _background_sums(self, axis: int) -> sparse.coo_array[np.float64]:
        numbers = np.arange(self.groups).reshape(self.shape)[self.hierarchy.leaves]
        lines = np.moveaxis(numbers, axis + 1, -1).reshape(-1, self.shape[axis + 1])
        values = np.where(np.arange(lines.shape[1]) == 0, -1.0, 1.0)
        rows = np.repeat(np.arange(len(lines)), lines.shape[1])
        cells = (np.tile(values, len(lines)), (rows, lines.ravel()))
        return sparse.coo_array(cells, shape=(len(lines), self.groups))

    def contains(self, group: int, other: int) -> bool:
        """Return whether everybody of a group `other` is in `group`: its unit and codes are the same or sums."""
        unit, *codes = (int(place) for place in np.unravel_index(group, self.shape))
        inside, *others = (int(place) for place in np.unravel_index(other, self.shape))
        while inside > unit:
            inside = int(self.hierarchy.parents[inside])
        return inside == unit and all(code in {0, more} for code, more in zip(codes, others, strict=True))

    def label(self, group: int) -> tuple[str, ...]:
        """Return the codes of a group: the unit's, then each background's, `Total` for a sum."""
        unit, *codes = np.unravel_index(group, self.shape)
        named = zip(self.backgrounds, codes, strict=True)
        return (
            self.hierarchy.codes[int(unit)],
            *(TOTAL if code == 0 else background.codes[int(code) - 1] for background, code in named),
        )


def rolled_up(layout: Layout, inner: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the counts of every group from those of the inner groups.

    `inner`: shape (deepest units, codes of each background …, answers). Returns shape (groups, answers).
    """
    for axis in range(1, inner.ndim - 1):
        inner = np.concatenate([inner.sum(axis=axis, keepdims=True), inner], axis=axis)
    counts = np.zeros((len(layout.hierarchy), *inner.shape[1:]), dtype=np.int64)
    for above in layout.hierarchy.lines:
        np.add.at(counts, above, inner)
    return counts.reshape(layout.groups, len(layout.answers))


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
    """

    layout: Layout
    sizes: NDArray[np.int64]
    counts: NDArray[np.int64]

    def __post_init__(self) -> None:
        self.sizes.setflags(write=False)
        self.counts.setflags(write=False)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, SafeTable)
            and self.layout == other.layout
            and np.array_equal(self.sizes, other.sizes)
            and np.array_equal(self.counts, other.counts)
        )

    __hash__ = None  # type: ignore[assignment]  # equal by content that is too large to hash

    @property
    def cells(self) -> int:
        """Return the number of cells, those of every margin included."""
        return self.counts.size + self.sizes.size

    @property
    def hidden(self) -> int:
        """Return how many cells are hidden."""
        return int(np.count_nonzero(self.counts == HIDDEN) + np.count_nonzero(self.sizes == HIDDEN))

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
