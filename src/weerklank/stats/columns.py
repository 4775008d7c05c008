"""The columns of a table: what each unit is crossed with.

A column is a code (or the total) of every background. Backgrounds are *crossed*: every combination is a column;
or *linked*: each is a table of its own beside the unit, and the tables share the column of totals.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Background:
    """A background of the respondents: its column and its codes, sorted, without the total."""

    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Columns:
    """The columns of backgrounds that are crossed, or linked. Column 0 is the total of all."""

    backgrounds: tuple[Background, ...]
    linked: bool = False

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def codes(self) -> NDArray[np.int64]:
        """Return the code of each background in every column, 0 for its total: shape (columns, backgrounds)."""
        sizes = [len(background.codes) for background in self.backgrounds]
        if not self.linked:
            every = list(product(*(range(size + 1) for size in sizes)))
            return np.array(every, dtype=np.int64).reshape(len(every), len(sizes))
        each = [np.zeros((1, len(sizes)), dtype=np.int64)]
        for axis, size in enumerate(sizes):
            block = np.zeros((size, len(sizes)), dtype=np.int64)
            block[:, axis] = np.arange(1, size + 1)
            each.append(block)
        return np.concatenate(each)

    @cached_property
    def finest(self) -> NDArray[np.int64]:
        """Return the columns that are not a sum of others, ascending."""
        depth = (self.codes > 0).sum(axis=1)
        return np.flatnonzero(depth == depth.max())

    @cached_property
    def sums(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """Return the relations between columns: (the sum, the columns that add up to it), each once."""
        found = []
        for axis in range(len(self.backgrounds)):
            for total in np.flatnonzero(self.codes[:, axis] == 0).tolist():
                same = np.delete(self.codes == self.codes[total], axis, axis=1).all(axis=1)
                members = np.flatnonzero(same & (self.codes[:, axis] > 0))
                if len(members):
                    found.append((total, tuple(members.tolist())))
        return tuple(found)

    @cached_property
    def made_of(self) -> NDArray[np.int64]:
        """Return which finest columns make each column: shape (columns, finest columns), 0 or 1.

        A linked total is made of the codes of the first background; those of the others give the same.
        """
        fine = self.codes[self.finest]
        held: NDArray[np.int64] = (
            ((self.codes[:, None] == 0) | (self.codes[:, None] == fine[None])).all(axis=2).astype(np.int64)
        )
        if self.linked and self.backgrounds:
            held[0] = fine[:, 0] > 0
        return held

    def contains(self, column: int, other: int) -> bool:
        """Return whether everybody of a column `other` is in `column`: its codes are the same or sums."""
        wide, narrow = self.codes[column], self.codes[other]
        return bool(((wide == 0) | (wide == narrow)).all())
