"""What an attacker can work out of a published table: the least and the greatest value of every hidden cell.

For each hidden cell two linear programs give the least and the greatest value that fits everything the attacker
knows (Fischetti and Salazar 2001, "Solving the cell suppression problem on tabular data with linear constraints").
It sees only what was published and shares nothing with the protection but the description of a table. The table
falls apart into components that say nothing about each other; every table found on the way is a witness for all
cells, so most programs need not be solved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats.choices import bounds_of_choices
from weerklank.stats.choosers import audit_choices
from weerklank.stats.insight import insight
from weerklank.stats.knowledge import knowledge_of, sizes_known
from weerklank.stats.policy import A3
from weerklank.stats.programs import TOLERANCE
from weerklank.stats.search import Search

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.policy import Attacker, Policy
    from weerklank.stats.tables import SafeTable


@dataclass(frozen=True)
class Audit:
    """What an attacker gets: numbers of cells. `narrow` counts the `exact` ones too.

    A respondent (A3) is one person more than the policy's width allows for: to them a cell is narrow where it is
    narrow to everybody, or exact to some respondent.

    `narrowest` is the least width (greatest − least) of a hidden cell to a reader, 0 where a cell is exact to a
    respondent, `None` where nothing is hidden.

    Widths are of tables in whole numbers. Where a search for them is not settled in a fixed effort, a cell counts
    as no wider than the tables found show: never wider than it is.
    """

    attacker: str
    hidden: int
    exact: int
    narrow: int
    narrowest: int | None


@dataclass(frozen=True)
class Bounds:
    """The least and the greatest value of every hidden cell: shape (groups, answers + 1), the total last.

    A cell that is shown has its count for both.
    """

    least: NDArray[np.float64]
    greatest: NDArray[np.float64]


def audit(
    safe: SafeTable, *, policy: Policy, attacker: Attacker, sizes: NDArray[np.int64] | None = None
) -> Audit:
    """Return how many hidden cells an attacker works out exactly, or more narrowly than the policy allows.

    `sizes`: shape (groups,), for an attacker who knows sizes that the table hides. Raises `BadInput` where the
    published cells do not add up.
    """
    if safe.layout.any_of:
        seen = audit_choices(safe, policy=policy, attacker=attacker)
        return Audit(
            attacker.name, safe.hidden, int(seen.exact.sum()), int(seen.narrow.sum()), seen.narrowest
        )
    known = knowledge_of(safe, policy=policy, attacker=attacker, sizes=sizes)
    if not len(known):
        return Audit(attacker.name, safe.hidden, 0, 0, None)
    search = Search(known)
    search.sweep()
    for unknown in search.too_narrow():
        search.widen(unknown)
    for unknown in search.too_narrow():
        search.settle(unknown)
    told = np.array([len(cells) for cells in known.cells])
    exact, narrowest = search.widths < TOLERANCE, search.narrowest()
    narrow = search.widths < known.needs - TOLERANCE
    if isinstance(attacker, A3):
        theirs = [found.unknown for found in insight(safe, known, search)]
        exact[theirs] = narrow[theirs] = True
    least = 0 if exact.any() else round(narrowest)
    return Audit(attacker.name, safe.hidden, int(told[exact].sum()), int(told[narrow].sum()), least)


@dataclass(frozen=True)
class WorkedOut:
    """A hidden cell (group, answer) that a respondent works out exactly.

    `respondent`: the hidden cells (group, answer) of the finest groups that they know themselves to be in; one,
    or where backgrounds are linked up to one for each background.
    """

    cell: tuple[int, int]
    respondent: tuple[tuple[int, int], ...]


def worked_out(safe: SafeTable, *, policy: Policy) -> list[WorkedOut]:
    """Return every hidden cell that some respondent (A3) works out exactly, with one respondent who does.

    What any reader (A2) works out is not among them. Of two answers that tell each other only the first is.
    """
    known = knowledge_of(safe, policy=policy, attacker=A3())
    if not len(known):
        return []
    search = Search(known)
    search.sweep()
    return [WorkedOut(known.cells[found.unknown][0], found.by) for found in insight(safe, known, search)]


def bounds(
    safe: SafeTable, *, policy: Policy, attacker: Attacker, sizes: NDArray[np.int64] | None = None
) -> Bounds:
    """Return the least and the greatest value of every cell that fit all that an attacker knows."""
    if safe.layout.any_of:
        ends = bounds_of_choices(safe, policy=policy, attacker=attacker)
        return Bounds(*(np.column_stack([end, safe.sizes]) for end in ends))
    known = knowledge_of(safe, policy=policy, attacker=attacker, sizes=sizes)
    theirs = sizes_known(safe, attacker=attacker, sizes=sizes)
    least, greatest = (np.column_stack([safe.told[..., end], theirs]).astype(np.float64) for end in (0, 1))
    search = Search(known)
    for unknown, cells in enumerate(known.cells):
        search.settle(unknown)
        low, high = search.low[unknown], search.high[unknown]
        least[cells[0]], greatest[cells[0]] = low, high
        for group, answer in cells[1:]:
            least[group, answer], greatest[group, answer] = theirs[group] - high, theirs[group] - low
    return Bounds(least, greatest)
