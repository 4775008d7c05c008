"""Questions to which one person gives several answers: grounds, and whether any was given.

Each ground is a yes or no of its own over the same respondents. Of N respondents of a group, y said yes to any and
y₁ … yₖ to each ground. Who said no to the question before was not asked for grounds, and who said yes gave one or
more; so

    yⱼ ≤ y  for every ground,   y ≤ y₁ + … + yₖ,   y ≤ N,

and counts that keep to this are those of some N people: nothing else follows. The audit holds these as relations
with an unknown for what each leaves over, in the groups that are no sums; for sums it follows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from weerklank.errors import bad_input
from weerklank.stats.knowledge import Knowledge
from weerklank.stats.policy import A1, A4, not_yet
from weerklank.stats.search import Search
from weerklank.stats.systems import System
from weerklank.stats.tables import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from weerklank.stats.policy import Attacker, Policy
    from weerklank.stats.tables import Layout, RawTable, SafeTable

NONE_GIVEN = "-"
JOINED = "+"


@dataclass(frozen=True)
class RawChoices:
    """Counts of what people gave, not protected and not shown.

    `table`: its response is the set of all grounds that one person gave (`pattern`). `grounds` and `any_of` name
    the answers that are told.
    """

    table: RawTable
    grounds: tuple[str, ...]
    any_of: str

    @property
    def layout(self) -> Layout:
        """Return the layout of what is told: a count of everybody who gave each ground, and of who gave any."""
        answers = tuple(sorted((self.any_of, *self.grounds)))
        whole = self.table.layout
        return replace(whole, response=self.any_of, answers=answers, any_of=self.any_of)

    def told(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many gave each answer, from how many gave each pattern: shape (groups, answers)."""
        given = [self.said(code) for code in self.table.layout.answers]
        told: NDArray[np.int64] = counts @ np.array(given, dtype=np.int64)
        return told

    def said(self, code: str) -> list[bool]:
        """Return which answers of the layout belong to a pattern."""
        named = set() if code == NONE_GIVEN else {self.any_of, *code.split(JOINED)}
        return [answer in named for answer in self.layout.answers]


def pattern(grounds: Sequence[str]) -> str:
    """Return the code of all grounds that one person gave."""
    return JOINED.join(grounds) or NONE_GIVEN


def unsafe_for_themselves(
    layout: Layout, counts: NDArray[np.int64], *, sizes: NDArray[np.int64], policy: Policy
) -> NDArray[np.bool_]:
    """Return the cells that a policy hides for their own sake: shape (groups, answers).

    A ground is as sensitive as the question before it.
    """
    floors = [max(policy.floor(answer), policy.floor(layout.any_of)) for answer in layout.answers]
    small = sizes[:, None] < np.array(floors)
    rare = (counts < policy.smallest_yes) | (sizes[:, None] - counts < policy.smallest_no)
    first: NDArray[np.bool_] = (small | rare) & (sizes > 0)[:, None]
    return first


def require_no_links(layout: Layout) -> None:
    """Refuse linked tables: who gave which grounds together must be the same by every background.

    That is more than sums say, and sums are all that links hold.
    """
    if layout.linked and len(layout.backgrounds) > 1:
        raise not_yet("linked tables where one person gives several answers", mend="Cross the backgrounds")


# --- relations


@dataclass(frozen=True)
class Slack:
    """What a relation leaves over in a group: y − yⱼ for a ground (its number), y₁ + … + yₖ − y for −1."""

    group: int
    ground: int


def _slacks(layout: Layout, sizes: NDArray[np.int64]) -> list[Slack]:
    grounds = [number for number, answer in enumerate(layout.answers) if answer != layout.any_of]
    inner = np.flatnonzero(layout.inner & (sizes > 0)).tolist()
    return [Slack(group, ground) for group in inner for ground in (*grounds, -1)]


def _relations(layout: Layout, slacks: Sequence[Slack]) -> sparse.csr_array[np.float64]:
    """Return the relations of all cells (group by group) and slacks, each of which comes to 0."""
    answers, whole = len(layout.answers), layout.answers.index(layout.any_of)
    sums = sparse.kron(layout.margins, sparse.eye_array(answers))
    over = sparse.lil_array((len(slacks), layout.groups * answers))
    for row, slack in enumerate(slacks):
        first = slack.group * answers
        if slack.ground >= 0:
            over[row, first + slack.ground] = -1.0
            over[row, first + whole] = 1.0
        else:
            over[row, first : first + answers] = 1.0
            over[row, first + whole] = -1.0
    left = -sparse.eye_array(len(slacks))
    none = sparse.coo_array((sums.shape[0], len(slacks)))
    return sparse.csr_array(sparse.block_array([[sums, none], [over, left]], format="csr"))


def _most(layout: Layout, slacks: Sequence[Slack], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the most that each slack can be."""
    beyond = len(layout.answers) - 2
    return np.array([sizes[s.group] * (1 if s.ground >= 0 else beyond) for s in slacks], dtype=np.int64)


def choice_system(
    layout: Layout, counts: NDArray[np.int64], *, sizes: NDArray[np.int64], width: int
) -> tuple[System, NDArray[np.int64]]:
    """Return the system of a table, and the numbers of its slacks: nobody is shown them, they are hidden free.

    `counts`: shape (groups, answers). Cells of groups without respondents are left out.
    """
    slacks, answers = _slacks(layout, sizes), len(layout.answers)
    every = _relations(layout, slacks)
    asked = np.flatnonzero(np.repeat(sizes > 0, answers))
    cells = asked.size
    kept = sparse.csc_array(every[:, np.concatenate([asked, counts.size + np.arange(len(slacks))])])
    values = counts.ravel()[asked]
    left = np.rint(every[-len(slacks) :, : counts.size] @ counts.ravel()).astype(np.int64)
    known = np.repeat(sizes, answers)[asked]
    groups = np.concatenate([asked // answers, [slack.group for slack in slacks]]).astype(np.int64)
    nothing = np.zeros(len(slacks))
    system = System(
        layout.hierarchy,
        groups,
        np.concatenate([asked % answers, nothing.astype(np.int64)]),
        np.concatenate([values, left]),
        np.concatenate([known, _most(layout, slacks, sizes)]),
        np.concatenate([np.minimum(width, known), nothing.astype(np.int64)]),
        np.concatenate([1 + 0.01 * np.log2(1 + known), nothing]),
        groups // layout.columns,
        kept,
    )
    return system, np.arange(cells, cells + len(slacks))


# --- what readers know


class Reading:
    """What a reader makes of a table of choices. `cells[k]`: the cell (group, answer) of the k-th unknown."""

    def __init__(self, safe: SafeTable, *, policy: Policy, attacker: Attacker) -> None:
        require_no_links(safe.layout)
        if isinstance(attacker, A4) or (safe.sizes == HIDDEN).any():
            raise not_yet("this audit of several answers a person", mend="Show sizes; audit against A0 to A3")
        self.safe, self._layout = safe, safe.layout
        self.slacks = _slacks(safe.layout, safe.sizes)
        least, greatest = safe.told[..., 0], safe.told[..., 1]
        if policy.zeros == "published" and isinstance(attacker, A1):
            least = np.where(least < greatest, np.maximum(least, 1), least)
        self.cells = np.argwhere(~safe.exact)
        self.known = self._knowledge(least.ravel(), greatest.ravel(), policy)
        self.search = Search(self.known)

    def _knowledge(self, least: NDArray[np.int64], greatest: NDArray[np.int64], policy: Policy) -> Knowledge:
        whole = _relations(self._layout, self.slacks)
        hidden = np.flatnonzero(~self.safe.exact.ravel())
        unknown = np.concatenate([hidden, least.size + np.arange(len(self.slacks))]).astype(np.int64)
        shown = np.where(self.safe.exact.ravel(), least, 0)
        sums = -(whole[:, : least.size] @ shown)
        relations = sparse.csr_array(whole[:, unknown])
        if sums[np.diff(relations.indptr) == 0].any():
            raise bad_input(
                "the published cells do not add up", "Check the file against the table it came from"
            )
        free = np.zeros(len(self.slacks))
        sizes = self.safe.sizes[self.cells[:, 0]]
        groups = np.array([slack.group for slack in self.slacks], dtype=np.int64)
        return Knowledge(
            relations,
            sums,
            np.concatenate([least[hidden], free]).astype(np.float64),
            np.concatenate([greatest[hidden], _most(self._layout, self.slacks, self.safe.sizes)]).astype(
                float
            ),
            np.concatenate([policy.needs(sizes), free]).astype(np.float64),
            np.concatenate([sizes, self.safe.sizes[groups]]),
            tuple(np.flatnonzero(sizes == 1).tolist()),
            (*(((group, answer),) for group, answer in self.cells.tolist()), *[()] * len(self.slacks)),
        )

    def widths(self) -> NDArray[np.float64]:
        """Return the width of every cell that is not shown, shape (cells,); settled where it is narrow."""
        self.search.sweep()
        narrow = self.search.too_narrow()
        for unknown in narrow[narrow < len(self.cells)].tolist():
            self.search.settle(unknown)
        return self.search.widths[: len(self.cells)]

    def narrowest(self) -> int | None:
        """Return the least width of a cell that is not shown, `None` where all are."""
        if not len(self.cells):
            return None
        least, left = np.inf, np.ones(len(self.cells), dtype=np.bool_)
        while True:
            widths = np.where(left, self.search.widths[: len(self.cells)], np.inf)
            unknown = int(np.argmin(widths))
            if widths[unknown] >= least:
                return round(float(least))
            self.search.settle(unknown)
            left[unknown] = False
            least = min(least, float(self.search.widths[unknown]))


def bounds_of_choices(
    safe: SafeTable, *, policy: Policy, attacker: Attacker
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least and the greatest count of every cell that fit all an attacker knows: (groups, answers)."""
    reading = Reading(safe, policy=policy, attacker=attacker)
    least, greatest = (safe.told[..., end].astype(np.float64) for end in (0, 1))
    for unknown, (group, answer) in enumerate(reading.cells.tolist()):
        reading.search.settle(unknown)
        least[group, answer], greatest[group, answer] = (
            reading.search.low[unknown],
            reading.search.high[unknown],
        )
    return least, greatest
