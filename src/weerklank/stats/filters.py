"""Filters that are safe by construction: what can be asked is a table, protected and audited as one beforehand.

An answer to a filter is a cell of that table: a unit, and for every filter a code or all. Whatever a reader makes
of answers, a filter and its complement or a sum over codes, they make of these cells; the audit has tried all of
them at once. Nothing is worked out when a question is asked, so no question can tell more.

All filters together are tried first. Where their table cannot be made safe, or too little of it would be left to
show, one combination is given up, the one that loses the fewest figures, and its parts stay: so filters that
cannot be combined are each offered alone, as linked tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from weerklank.errors import Refused, bad_input
from weerklank.stats.columns import is_ring_free
from weerklank.stats.disclosure import protect
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.hierarchy import TOTAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from weerklank.stats.policy import Policy
    from weerklank.stats.tables import RawTable, SafeTable

Combination = tuple[str, ...]
"""Names of filters that can be set at the same time."""
LEAST_SHOWN = 0.5
"""The share of the groups of a combination that must have figures for it to be worth offering."""


class Why(StrEnum):
    """Why a combination of filters is not offered."""

    UNSAFE = "unsafe"
    TOO_LITTLE_LEFT = "too little left"
    RING = "ring"


@dataclass(frozen=True)
class Declined:
    """A combination that is not offered, and why."""

    filters: Combination
    why: Why


@dataclass(frozen=True)
class Offer:
    """What can be asked: one safe table, the largest combinations that it answers, and those that it does not."""

    table: SafeTable
    filters: tuple[str, ...]
    declined: tuple[Declined, ...]

    @cached_property
    def offered(self) -> tuple[Combination, ...]:
        """Return every combination of filters that may be set together, the smallest first."""
        names = [background.name for background in self.table.layout.backgrounds]
        parts = [tuple(names[axis] for axis in part) for part in self.table.layout.crossings.crossed]
        every = {
            one for part in parts for many in range(1, len(part) + 1) for one in combinations(part, many)
        }
        return tuple(sorted(every, key=lambda one: (len(one), [self.filters.index(name) for name in one])))

    def shown(self, filters: Combination) -> tuple[int, int]:
        """Return how many groups with respondents a combination has, and how many of them have figures."""
        told, asked = _told(self.table, filters)
        return int(asked.sum()), int(told.sum())

    def answer(self, unit: str, codes: Mapping[str, str]) -> int:
        """Return the group that answers a question: a unit, and a code for each filter that is set.

        Raises `Refused("not_offered")` for a combination, unit or code that is not in the table.
        """
        label = (unit, *(codes.get(b.name, TOTAL) for b in self.table.layout.backgrounds))
        if label not in self._groups or not set(codes) <= {b.name for b in self.table.layout.backgrounds}:
            raise Refused("not_offered", "This question is not offered. Ask one that the offer lists.")
        return self._groups[label]

    @cached_property
    def _groups(self) -> dict[tuple[str, ...], int]:
        return {self.table.layout.label(group): group for group in range(self.table.layout.groups)}


def offer(
    make: Callable[[Sequence[Combination]], RawTable],
    *,
    filters: Sequence[str],
    policy: Policy,
    least_shown: float = LEAST_SHOWN,
) -> Offer:
    """Return what can be asked of a table by filters.

    `make` returns the table whose parts are the combinations it is given: see `raw_table`. A combination is
    offered where at least `least_shown` (0 to 1) of its groups with respondents have figures. Raises
    `UnsafeTable` where not even the units alone can be shown, `BadInput` for a share that is none.
    """
    if not 0 <= least_shown <= 1:
        raise bad_input("this is no share", "Give a number from 0 to 1", column="least-shown")
    alone = cache(lambda one: _shown_alone(make, one, policy))
    parts: list[Combination] = [tuple(filters)]
    declined: list[Declined] = []
    while True:
        safe = _tried(make, parts, policy)
        reason, found = _fault(safe, parts, least_shown)
        if reason is None and safe is not None:
            return Offer(safe, tuple(filters), tuple(declined))
        if parts == [()]:
            raise UnsafeTable("Not even the units alone can be shown: no filter can be offered")
        worst = min(found, key=lambda one: (alone(one), -len(one), one)) if len(found) > 1 else found[0]
        declined.append(Declined(worst, reason or Why.UNSAFE))
        parts = _without(parts, worst)


def _tried(
    make: Callable[[Sequence[Combination]], RawTable], parts: Sequence[Combination], policy: Policy
) -> SafeTable | None:
    if not _ring_free(parts):
        return None
    try:
        return protect(make(parts), policy=policy)
    except UnsafeTable:
        return None


def _fault(
    safe: SafeTable | None, parts: Sequence[Combination], least_shown: float
) -> tuple[Why | None, Sequence[Combination]]:
    """Return why parts cannot be offered together, and those of them of which one must be given up."""
    if safe is None:
        return (Why.UNSAFE if _ring_free(parts) else Why.RING), parts
    poor = [part for part in parts if part and _share(safe, part) < least_shown]
    return (Why.TOO_LITTLE_LEFT, poor) if poor else (None, ())


def _ring_free(parts: Iterable[Combination]) -> bool:
    numbers = {name: number for number, name in enumerate(sorted({name for part in parts for name in part}))}
    return is_ring_free([numbers[name] for name in part] for part in parts)


def _without(parts: Sequence[Combination], one: Combination) -> list[Combination]:
    """Return the parts when one is given up: what is left of it, where no other part holds it."""
    smaller = [tuple(name for name in one if name != left_out) for left_out in one]
    others = [part for part in parts if part != one]
    left = [part for part in smaller if not any(set(part) <= set(other) for other in others)]
    found = [*others, *dict.fromkeys(left)]
    return [part for part in found if part] or [()]


def _shown_alone(make: Callable[[Sequence[Combination]], RawTable], one: Combination, policy: Policy) -> int:
    """Return how many groups of a combination would be shown if nothing else were offered."""
    try:
        safe = protect(make([one]), policy=policy)
    except UnsafeTable:
        return 0
    return int(_told(safe, one)[0].sum())


def _share(safe: SafeTable, part: Combination) -> float:
    told, asked = _told(safe, part)
    return float(told.sum() / max(1, asked.sum()))


def _told(safe: SafeTable, part: Combination) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return of which groups of a combination something is told, and which have respondents."""
    columns = _columns_of(safe, part)
    closed = (safe.told[..., 1] - safe.told[..., 0] >= safe.sizes[:, None]).any(axis=1)
    asked = safe.sizes.reshape(-1, safe.layout.columns)[:, columns] > 0
    return ~closed.reshape(-1, safe.layout.columns)[:, columns] & asked, asked


def _columns_of(safe: SafeTable, part: Combination) -> NDArray[np.int64]:
    """Return the columns in which just these filters have a code."""
    names = np.array([background.name for background in safe.layout.backgrounds])
    set_here = np.isin(names, part)
    return np.flatnonzero(((safe.layout.crossings.codes > 0) == set_here).all(axis=1))
