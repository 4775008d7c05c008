"""The columns of a table: what each unit is crossed with.

A column is a code (or the total) of every background. Backgrounds are *crossed*: every combination is a column;
or *linked*: each is a table of its own beside the unit, and the tables share the column of totals. In between
stand *parts*: the backgrounds of a part are crossed, the parts are linked and share what they have in common.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Background:
    """A background of the respondents: its column and its codes, sorted, without the total."""

    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Columns:
    """The columns of backgrounds that are crossed, or linked. Column 0 is the total of all.

    `parts`: the numbers of the backgrounds of each part, ascending, no part within another; where they are left
    out, one part of all that are crossed, or one for each that is linked.
    """

    backgrounds: tuple[Background, ...]
    linked: bool = False
    parts: tuple[tuple[int, ...], ...] = ()

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def crossed(self) -> tuple[tuple[int, ...], ...]:
        """Return the numbers of the backgrounds of each part."""
        every = tuple(range(len(self.backgrounds)))
        return self.parts or (tuple((axis,) for axis in every) if self.linked and every else (every,))

    @cached_property
    def codes(self) -> NDArray[np.int64]:
        """Return the code of each background in every column, 0 for its total: shape (columns, backgrounds)."""
        seen: dict[tuple[int, ...], None] = {}
        for part in self.crossed:
            options = [
                range(len(background.codes) + 1 if axis in part else 1)
                for axis, background in enumerate(self.backgrounds)
            ]
            seen |= dict.fromkeys(product(*options))
        return np.array(list(seen), dtype=np.int64).reshape(len(seen), len(self.backgrounds))

    @cached_property
    def blocks(self) -> tuple[NDArray[np.int64], ...]:
        """Return the finest columns of each part, ascending: everybody is in just one of each."""
        within = self.codes > 0
        wholes = [np.isin(np.arange(len(self.backgrounds)), part) for part in self.crossed]
        return tuple(np.flatnonzero((within == whole).all(axis=1)) for whole in wholes)

    @cached_property
    def everybody(self) -> NDArray[np.int64]:
        """Return the finest column of each part for everybody there can be: shape (sets of codes, parts)."""
        codes = np.array(
            list(product(*(range(1, len(background.codes) + 1) for background in self.backgrounds))),
            dtype=np.int64,
        )
        found = []
        for part, block in zip(self.crossed, self.blocks, strict=True):
            same = codes[:, None, list(part)] == self.codes[None, block][..., list(part)]
            found.append(block[np.argmax(same.all(axis=2), axis=1)])
        return np.stack(found, axis=1)

    @cached_property
    def finest(self) -> NDArray[np.int64]:
        """Return the columns that are not a sum of others, ascending."""
        return np.concatenate(self.blocks)

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

        What parts have in common is made of the columns of the first; those of the others give the same.
        """
        fine = self.codes[self.finest]
        held = ((self.codes[:, None] == 0) | (self.codes[:, None] == fine[None])).all(axis=2)
        part = np.repeat(np.arange(len(self.crossed)), [len(block) for block in self.blocks])
        first = np.argmax(held, axis=1)
        made: NDArray[np.int64] = (held & (part == part[first][:, None])).astype(np.int64)
        return made

    def contains(self, column: int, other: int) -> bool:
        """Return whether everybody of a column `other` is in `column`: its codes are the same or sums."""
        wide, narrow = self.codes[column], self.codes[other]
        return bool(((wide == 0) | (wide == narrow)).all())


def parts_of(supports: Iterable[tuple[int, ...]], *, backgrounds: int) -> tuple[tuple[int, ...], ...]:
    """Return the largest of some sets of backgrounds, sorted; empty where each background stands alone."""
    every = {tuple(sorted(support)) for support in supports if support}
    largest = sorted(one for one in every if not any(set(one) < set(other) for other in every))
    alone = [(axis,) for axis in range(backgrounds)]
    return () if largest == alone else tuple(largest)


def is_ring_free(parts: Iterable[Iterable[int]]) -> bool:
    """Return whether whatever agrees where parts overlap can be of the same people.

    Three parts that overlap two by two, (role, age), (age, scale) and (role, scale), form a ring: counts of each
    may agree with both others and still be of nobody, so that together they tell more than their sums. Without a
    ring (Graham 1979; Yu and Özsoyoğlu 1979) all counts that agree are of some people.
    """
    left = [set(part) for part in parts]
    while left:
        often = Counter(axis for part in left for axis in part)
        inner = [{axis for axis in part if often[axis] > 1} for part in left]
        kept = [
            part
            for number, part in enumerate(inner)
            if part
            and not any(
                part < other or (part == other and number < place) for place, other in enumerate(inner)
            )
        ]
        if kept == left:
            return False
        left = kept
    return True
