"""A tree of units: every unit has one parent, every code stands at one level."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

TOTAL = "Total"


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """Units from the whole (`Total`, number 0) to the deepest level, parents before children, depth first.

    `levels`: the columns, coarse to fine. `codes`: one a unit. `parents`: shape (units,), −1 for the whole.
    `depths`: shape (units,), 0 for the whole, ``len(levels)`` for a deepest unit. Siblings are in the order of
    their codes.
    """

    levels: tuple[str, ...]
    codes: tuple[str, ...]
    parents: NDArray[np.int64]
    depths: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.codes)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Hierarchy)
            and self.codes == other.codes
            and np.array_equal(self.parents, other.parents)
        )

    def __hash__(self) -> int:
        return hash(self.codes)

    @cached_property
    def leaves(self) -> NDArray[np.int64]:
        """Return the numbers of the deepest units, in order."""
        return np.flatnonzero(self.depths == len(self.levels))

    @cached_property
    def lines(self) -> NDArray[np.int64]:
        """Return, for every deepest unit, itself and each unit above it: shape (levels + 1, deepest units)."""
        line = [self.leaves]
        for _ in self.levels:
            line.append(self.parents[line[-1]])
        return np.array(line)

    @cached_property
    def last(self) -> NDArray[np.int64]:
        """Return the last unit below each unit, itself where there is none: those between are all below it."""
        last = np.arange(len(self))
        for unit in range(len(last) - 1, 0, -1):
            above = self.parents[unit]
            last[above] = max(last[above], last[unit])
        return last

    @property
    def brackets(self) -> Iterator[tuple[int, bool]]:
        """Return every unit twice: (unit, True) before its children, (unit, False) after them."""
        opened: list[int] = []
        for unit, depth in enumerate(self.depths.tolist()):
            while len(opened) > depth:
                yield opened.pop(), False
            yield unit, True
            opened.append(unit)
        while opened:
            yield opened.pop(), False

    def find(self, code: str) -> int:
        """Return the number of a unit; raise `KeyError` where there is none."""
        return self._numbers[code]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {code: number for number, code in enumerate(self.codes)}


def hierarchy_of(levels: Iterable[str], *, paths: Iterable[tuple[str, ...]]) -> Hierarchy:
    """Return the tree of the deepest units, each given by its codes from coarse to fine.

    The paths must be of a tree: `weerklank.stats.counting` checks what comes from a file.
    """
    levels = tuple(levels)
    codes, parents, depths = [TOTAL], [-1], [0]
    opened: list[tuple[str, int]] = []
    for path in sorted(set(paths)):
        shared = sum(1 for _ in _common(path, opened))
        del opened[shared:]
        for depth in range(shared, len(levels)):
            codes.append(path[depth])
            parents.append(opened[-1][1] if opened else 0)
            depths.append(depth + 1)
            opened.append((path[depth], len(codes) - 1))
    return Hierarchy(
        levels, tuple(codes), np.array(parents, dtype=np.int64), np.array(depths, dtype=np.int64)
    )


def _common(path: tuple[str, ...], opened: list[tuple[str, int]]) -> Iterator[str]:
    for code, (above, _) in zip(path, opened, strict=False):
        if code != above:
            return
        yield code
