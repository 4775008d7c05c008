"""What a respondent works out, asked near the cell alone: a small program in the place of a large one.

Two answers are certain. Where the cells near it, loosened from all others, leave an unknown one value for whoever
knows certain facts, it is worked out. Where a table that fits can be changed near it so that the facts still hold
and the unknown differs, it is not. Between the two nothing is settled.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats.programs import TOLERANCE, is_whole

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.circles import Circle
    from weerklank.stats.respondents import Respondents
    from weerklank.stats.search import Search

REACHES = (2, 3, 4)
LARGE = 1500
"""Unknowns beyond which a program is not small."""


class Nearby(Enum):
    """What asking near a cell settles."""

    WORKED_OUT = "worked out"
    CLEARED = "cleared"
    UNSETTLED = "unsettled"


def nearby(
    search: Search, people: Respondents, circle: Circle, *, unknown: int, suspects: NDArray[np.int64]
) -> Nearby:
    """Return whether the first of some suspects works an unknown out, as far as that shows near it.

    Where they are cleared the two tables that show it are the last two that the circle keeps, with as many facts
    of the other suspects as can be.
    """
    person = int(suspects[0])
    base = circle.table_of(person)
    if base is None:
        return Nearby.UNSETTLED
    table = np.zeros(len(search.least))
    table[circle.members] = base
    limits = people.limits(people.facts(person), search=search)
    wishes = _wishes(people, suspects, unknowns=len(table))
    for reach in REACHES:
        ends = _ends(search, unknown, limits, reach=reach)
        if ends is None:
            return Nearby.UNSETTLED
        if ends[0] == ends[1]:
            return Nearby.WORKED_OUT
        other = _other(search, table, unknown, limits, ends=ends, reach=reach, wishes=wishes)
        if other is not None:
            circle.keep(base)
            circle.keep(other[circle.members])
            return Nearby.CLEARED
    return Nearby.UNSETTLED


Limits = tuple["NDArray[np.int64]", "NDArray[np.float64]", "NDArray[np.float64]"]
"""Unknowns, and their least and greatest values for a respondent."""


def _ends(search: Search, unknown: int, limits: Limits, *, reach: int) -> tuple[float, float] | None:
    """Return between which values an unknown lies by the relations near it; `None` where too much is near."""
    members, program = search.nearby(np.array([unknown]), reach=reach)
    if len(members) > LARGE:
        return None
    places, least, greatest = _among(limits, members)
    costs = (members == unknown).astype(np.float64)
    with program.within(places, least=least, greatest=greatest):
        low, high = program.found(costs), program.found(-costs)
    if low is None or high is None:
        return None
    return float(np.ceil(costs @ low - TOLERANCE)), float(np.floor(costs @ high + TOLERANCE))


def _other(
    search: Search,
    table: NDArray[np.float64],
    unknown: int,
    limits: Limits,
    *,
    ends: tuple[float, float],
    reach: int,
    wishes: NDArray[np.float64],
) -> NDArray[np.float64] | None:
    """Return a table that differs in an unknown, and only near it, and in which the facts hold still."""
    members, program = search.nearby(np.array([unknown]), reach=reach, table=table)
    places, least, greatest = _among(limits, members)
    own = np.searchsorted(members, [unknown])
    few = np.arange(len(members))
    lowest, highest = program.limits
    lowest, highest = np.maximum(lowest, table[members] - 1), np.minimum(highest, table[members] + 1)
    lowest[places] = np.maximum(lowest[places], least)
    highest[places] = np.minimum(highest[places], greatest)
    with program.within(few, least=lowest, greatest=highest):
        for value in (table[unknown] - 1, table[unknown] + 1):
            if ends[0] <= value <= ends[1]:
                with program.within(own, least=np.array([value]), greatest=np.array([value])):
                    found = program.found(wishes[members])
                if found is not None and is_whole(found).all():
                    other = table.copy()
                    other[members] = np.rint(found)
                    return other
    return None


def _wishes(people: Respondents, suspects: NDArray[np.int64], *, unknowns: int) -> NDArray[np.float64]:
    """Return what it costs to raise each unknown by one: less than nothing where suspects know it is over 0."""
    known = people.know[suspects]
    often = np.bincount(known[known >= 0], minlength=len(people.unknowns)) / len(suspects)
    signs = np.where(people.over, -often, often)
    costs: NDArray[np.float64] = np.bincount(people.unknowns, signs, minlength=unknowns).astype(np.float64)
    return costs


def _among(limits: Limits, members: NDArray[np.int64]) -> Limits:
    """Return the limits of those that are members, by their places."""
    unknowns, least, greatest = limits
    places = np.searchsorted(members, unknowns)
    inside = members[np.minimum(places, len(members) - 1)] == unknowns
    return places[inside], least[inside], greatest[inside]
