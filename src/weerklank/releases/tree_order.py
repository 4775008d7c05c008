"""Which unit is part of which, read from the order and the totals of a safe table."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats.hierarchy import TOTAL, Hierarchy, hierarchy_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Parents = dict[str, str]
"""The parent of every unit but the whole."""


def from_brackets(rows: Iterable[tuple[str, bool]], *, levels: Sequence[str]) -> Hierarchy | None:
    """Return the hierarchy of rows (unit, whether the row is a total) in the order in which Weerklank writes them.

    The totals of a unit open its block, its answers close it, and the blocks of its children stand between; so
    the order alone tells the tree. `None` where the rows are in another order.
    """
    opened: list[str] = []
    parents: Parents = {}
    deepest: set[str] = set()
    for (unit, opens), _ in groupby(rows):
        if opens:
            if unit in parents or (opened and unit == TOTAL):
                return None
            if opened:
                parents[unit] = opened[-1]
            opened.append(unit)
            deepest |= {unit} if len(opened) == len(levels) + 1 else set()
        elif not opened or opened.pop() != unit:
            return None
    whole = not opened and bool(deepest)
    return _hierarchy(parents, levels=levels) if whole else None


def from_totals(totals: Mapping[str, int], *, levels: Sequence[str]) -> Hierarchy | None:
    """Return the hierarchy that the totals tell, in the order of the file: level by level, or depth first.

    A unit's children follow each other and sum to it. Units without respondents say nothing, and are taken as
    deepest units. `None` where the totals do not tell, or one is negative (hidden).
    """
    if TOTAL not in totals or min(totals.values()) < 0:
        return None
    filled = {unit: total for unit, total in totals.items() if total > 0 and unit != TOTAL}
    empty = [unit for unit, total in totals.items() if total == 0 and unit != TOTAL]
    if not filled:
        return _hierarchy(_anyhow(empty, levels), levels=levels) if len(empty) >= len(levels) else None
    parents = _level_by_level(filled, totals[TOTAL], levels) or _depth_first(filled, totals[TOTAL], levels)
    if parents is None:
        return None
    lowest = [unit for unit in [TOTAL, *filled] if _depth(unit, parents) == len(levels) - 1]
    return _hierarchy(parents | dict.fromkeys(empty, lowest[0]), levels=levels)


def _hierarchy(parents: Parents, *, levels: Sequence[str]) -> Hierarchy | None:
    paths = []
    above = set(parents.values())
    for unit in parents.keys() - above:
        path = [unit]
        while path[-1] != TOTAL:
            path.append(parents[path[-1]])
        paths.append(tuple(reversed(path[:-1])))
    if any(len(path) != len(levels) for path in paths):
        return None
    return hierarchy_of(levels, paths=paths)


def _anyhow(units: list[str], levels: Sequence[str]) -> Parents:
    chain = [TOTAL, *units[: len(levels) - 1]]
    return dict(zip(chain[1:], chain, strict=False)) | dict.fromkeys(units[len(levels) - 1 :], chain[-1])


def _depth(unit: str, parents: Parents) -> int:
    depth = 0
    while unit != TOTAL:
        unit, depth = parents[unit], depth + 1
    return depth


def _level_by_level(totals: Mapping[str, int], whole: int, levels: Sequence[str]) -> Parents | None:
    """Return the parents where each level is a run of units that sums to the whole."""
    units, ends = list(totals), np.cumsum(list(totals.values()))
    lasts = np.searchsorted(ends, whole * np.arange(1, len(levels) + 1))
    if ends[-1] != whole * len(levels) or (ends[lasts] % whole).any():
        return None
    runs = [[str(unit) for unit in run] for run in np.split(np.array(units), lasts[:-1] + 1)]
    parents: Parents = {}
    above = [TOTAL]
    for run in sorted(runs, key=len):
        found = _children(run, above, {**totals, TOTAL: whole})
        if found is None:
            return None
        parents |= found
        above = run
    return parents


def _children(run: Sequence[str], above: Sequence[str], totals: Mapping[str, int]) -> Parents | None:
    below = np.cumsum([totals[unit] for unit in run])
    ends = np.cumsum([totals[unit] for unit in above])
    if not np.isin(ends, below).all():
        return None
    return {unit: above[int(place)] for unit, place in zip(run, np.searchsorted(ends, below), strict=True)}


def _depth_first(totals: Mapping[str, int], whole: int, levels: Sequence[str]) -> Parents | None:
    """Return the parents where each unit is followed by its children, until they sum to it."""
    parents: Parents = {}
    opened = [(TOTAL, whole)]
    for unit, total in totals.items():
        if not opened or total > opened[-1][1]:
            return None
        above, left = opened.pop()
        parents[unit] = above
        opened.append((above, left - total))
        if len(opened) <= len(levels) - 1:
            opened.append((unit, total))
        while opened and opened[-1][1] == 0:
            opened.pop()
    return None if opened else parents
