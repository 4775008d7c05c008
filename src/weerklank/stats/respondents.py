"""What a respondent works out of a published table: someone who knows one answer, their own.

Whoever answered in a group knows that this answer was given there at least once. With that one more thing known,
every hidden cell must still have two values that fit. The audit tries every respondent that the published table
leaves room for, also those who are not there: it does not know who is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats.knowledge import Respondent
from weerklank.stats.search import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from weerklank.stats.knowledge import Knowledge
    from weerklank.stats.search import Search
    from weerklank.stats.tables import Layout


@dataclass(frozen=True)
class Found:
    """A cell that a respondent works out: the unknown, and who."""

    unknown: int
    by: Respondent


@dataclass
class Insight:
    """What respondents work out so far: cells known exactly, and the least width of all others."""

    found: list[Found]
    narrowest: float


def insight(layout: Layout, known: Knowledge, search: Search, *, widths: bool) -> Insight:
    """Return every cell that some respondent works out exactly and, with `widths`, the least width left to any.

    A group whose only member is the respondent is excepted: they know their own answer.
    """
    search.scatter()
    so_far = Insight([], max(search.narrowest(), 1.0))
    for respondent in respondents(layout, known):
        if (widths and so_far.narrowest > 1 + TOLERANCE) or _at_edge(respondent, search):
            _ask(respondent, _own(layout, known, respondent), search, so_far)
    return so_far


def _at_edge(respondent: Respondent, search: Search) -> bool:
    """Return whether what a respondent knows leaves their unknown one value.

    Else it leaves a table in the midst of those that fit: whatever could move before, still can. Then every width
    is at least 1, for in a network the extremes are whole numbers.
    """
    unknown = respondent.unknown
    if _has_room(respondent, search):
        return False
    search.settle(unknown)
    return not _has_room(respondent, search)


def _has_room(respondent: Respondent, search: Search) -> bool:
    low = max(float(search.low[respondent.unknown]), respondent.least)
    high = min(float(search.high[respondent.unknown]), respondent.greatest)
    return high > low + TOLERANCE


def respondents(layout: Layout, known: Knowledge) -> Iterator[Respondent]:
    """Return who could have answered in a group that is hidden, one for each answer."""
    for unknown, cells in enumerate(known.cells):
        if layout.inner[cells[0][0]]:
            least, greatest = float(known.least[unknown]), float(known.greatest[unknown])
            yield Respondent(unknown, max(least, 1.0), greatest)
            if len(cells) > 1:
                yield Respondent(unknown, least, greatest - 1.0)


def _own(layout: Layout, known: Knowledge, respondent: Respondent) -> NDArray[np.int64]:
    """Return the unknowns that are about the respondent alone."""
    group = known.cells[respondent.unknown][0][0]
    alone = [k for k in known.alone if layout.contains(known.cells[k][0][0], group)]
    return np.array(alone, dtype=np.int64)


def _ask(respondent: Respondent, own: NDArray[np.int64], search: Search, so_far: Insight) -> None:
    pool = search.pool(respondent.unknown)
    own = np.flatnonzero(np.isin(pool.members, own))
    place = int(np.searchsorted(pool.members, respondent.unknown))
    suspects = _suspects(pool.fitting(place, respondent), own, so_far.narrowest)
    if not len(suspects):
        return
    with pool.program.within(place, respondent.least, respondent.greatest) as program:
        if not program.fits():
            return
        for sign in (1.0, -1.0):
            costs = np.zeros(len(pool.members))
            costs[suspects] = sign
            pool.add(program.table(costs))
        for suspect in suspects.tolist():
            fitting = pool.fitting(place, respondent)[:, suspect]
            if len(fitting) and np.ptp(fitting) >= so_far.narrowest - TOLERANCE:
                continue
            costs = (np.arange(len(pool.members)) == suspect).astype(np.float64)
            low, high = program.table(costs), program.table(-costs)
            pool.add(low)
            pool.add(high)
            _note(float(high[suspect] - low[suspect]), Found(int(pool.members[suspect]), respondent), so_far)


def _note(width: float, found: Found, so_far: Insight) -> None:
    if width < TOLERANCE:
        so_far.found.append(found)
    else:
        so_far.narrowest = min(so_far.narrowest, width)


def _suspects(fitting: NDArray[np.float64], own: NDArray[np.int64], width: float) -> NDArray[np.int64]:
    """Return the members that the tables which fit do not show to be as wide as the narrowest so far."""
    if not len(fitting):
        narrow = np.ones(fitting.shape[1], dtype=np.bool_)
    else:
        narrow = np.ptp(fitting, axis=0) < width - TOLERANCE
    narrow[own] = False
    return np.flatnonzero(narrow)
