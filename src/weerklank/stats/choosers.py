"""The audit of a question to which one person gives several answers, respondents included.

A respondent knows all their own answers at once. Who gave the grounds P knows that each of P was given, that
somebody who gave any gave none of the others, and that the grounds have |P| − 1 or more over those who gave any.
Who gave none knows that not everybody did.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from weerklank.errors import BadInput
from weerklank.stats.choices import Reading
from weerklank.stats.policy import A3, not_yet
from weerklank.stats.programs import TOLERANCE, is_whole
from weerklank.stats.search import Search

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from weerklank.stats.policy import Attacker, Policy
    from weerklank.stats.tables import SafeTable

MOST_GROUNDS = 8
"""With more there are more than 256 kinds of respondents in every group."""
TABLES, SWEEPS = 24, 4


@dataclass(frozen=True)
class Findings:
    """What an attacker gets of the cells: shape (groups, answers) each; `narrowest` as of an `Audit`."""

    exact: NDArray[np.bool_]
    narrow: NDArray[np.bool_]
    narrowest: int | None


@dataclass(frozen=True)
class Chooser:
    """A respondent: a group that is no sum, and the numbers of the answers they gave; empty for none."""

    group: int
    gave: tuple[int, ...]


def audit_choices(safe: SafeTable, *, policy: Policy, attacker: Attacker) -> Findings:
    """Return what an attacker works out of a table in which one person may give several answers."""
    reading = Reading(safe, policy=policy, attacker=attacker)
    exact, narrow = np.zeros_like(safe.exact), np.zeros_like(safe.exact)
    if not len(reading.cells):
        return Findings(exact, narrow, None)
    widths = reading.widths()
    places = tuple(reading.cells.T)
    exact[places] = widths < TOLERANCE
    narrow[places] = widths < reading.known.needs[: len(widths)] - TOLERANCE
    narrowest = reading.narrowest()
    for cell, _ in choosers_who_see(reading) if isinstance(attacker, A3) else ():
        exact[cell] = narrow[cell] = True
    return Findings(exact, narrow, 0 if exact.any() else narrowest)


def choosers_who_see(reading: Reading) -> list[tuple[tuple[int, int], Chooser]]:
    """Return every cell (group, answer) that some respondent works out and a reader does not, with one who does.

    `reading`: of which the widths have been asked. A group of one is excepted for that one. Where a search in
    whole numbers is not settled in its effort, the cell counts as worked out.
    """
    if len(reading.safe.layout.answers) - 1 > MOST_GROUNDS:
        raise not_yet(f"A3 with more than {MOST_GROUNDS} grounds", mend="Use attacker: A2, or join grounds")
    return list(Insight(reading).everything())


class Insight:
    """The search for what respondents work out of a reading."""

    def __init__(self, reading: Reading) -> None:
        self._reading, self._search, self._known = reading, reading.search, reading.known
        layout = reading.safe.layout
        self._whole = layout.answers.index(layout.any_of)
        self._grounds = [number for number in range(len(layout.answers)) if number != self._whole]
        self._cells = {(g, a): number for number, (g, a) in enumerate(reading.cells.tolist())}
        self._slacks = {
            (slack.group, slack.ground): len(reading.cells) + number
            for number, slack in enumerate(reading.slacks)
        }
        self._open = np.zeros(len(self._known), dtype=np.bool_)
        self._open[: len(reading.cells)] = self._search.widths[: len(reading.cells)] > TOLERANCE
        self._chance = np.random.default_rng(5)
        self._tables = self._drawn()

    def _drawn(self) -> NDArray[np.float64]:
        """Return tables that fit, by chance: shape (tables, unknowns)."""
        found = [np.zeros((0, len(self._known)))]
        for _ in range(TABLES if len(self._search.free) else 0):
            table, sound = self._search.table(self._chance.normal(size=len(self._known)))
            if sound[self._search.free].all():
                found.append(table[None, :])
        return np.concatenate(found)

    def everything(self) -> Iterator[tuple[tuple[int, int], Chooser]]:
        """Return each cell that is worked out, once."""
        for chooser in self._choosers():
            limits = self._limits(chooser)
            if limits is None:
                continue
            for unknown in self._seen(chooser, *limits):
                self._open[unknown] = False
                yield self._known.cells[unknown][0], chooser

    def _choosers(self) -> Iterator[Chooser]:
        safe = self._reading.safe
        for group in np.flatnonzero(safe.layout.inner & ~safe.exact.all(axis=1) & (safe.sizes > 0)).tolist():
            for many in range(len(self._grounds) + 1):
                yield from (Chooser(group, gave) for gave in combinations(self._grounds, many))

    def _limits(self, chooser: Chooser) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
        """Return the limits of all unknowns to a respondent; `None` for who cannot be, or learns nothing."""
        least, greatest = self._search.least.copy(), self._search.greatest.copy()
        for unknown, lowest in self._facts(chooser):
            least[unknown] = max(least[unknown], lowest)
        everybody = self._reading.safe.sizes[chooser.group]
        if not chooser.gave:
            told = self._cells.get((chooser.group, self._whole))
            if told is None:
                return None  # whether all gave any is shown
            greatest[told] = min(greatest[told], everybody - 1)
        same = np.array_equal(least, self._search.least) and np.array_equal(greatest, self._search.greatest)
        return None if same or (least > greatest).any() or self._contradicts(chooser) else (least, greatest)

    def _facts(self, chooser: Chooser) -> Iterator[tuple[int, float]]:
        if not chooser.gave:
            return
        yield self._slacks[chooser.group, -1], len(chooser.gave) - 1.0
        for answer in self._grounds:
            if answer not in chooser.gave:
                yield self._slacks[chooser.group, answer], 1.0
            elif (chooser.group, answer) in self._cells:
                yield self._cells[chooser.group, answer], 1.0

    def _contradicts(self, chooser: Chooser) -> bool:
        shown = self._reading.safe.counts[chooser.group]
        return any(shown[answer] == 0 for answer in (*chooser.gave, *([self._whole] if chooser.gave else [])))

    def _seen(self, chooser: Chooser, least: NDArray[np.float64], greatest: NDArray[np.float64]) -> list[int]:
        stuck = self._stuck(chooser, least, greatest)
        for number in range(SWEEPS if len(stuck) else 0):
            costs = np.zeros(len(self._known))
            costs[stuck] = (1.0, -1.0)[number] if number < 2 else self._chance.normal(size=len(stuck))  # noqa: PLR2004 — up and down
            if not self._draw(costs, least, greatest):
                return []  # there is no room for this respondent
            stuck = self._stuck(chooser, least, greatest)
            if not len(stuck):
                return []
        return self._settled(stuck, least, greatest)

    def _stuck(
        self, chooser: Chooser, least: NDArray[np.float64], greatest: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """Return the open unknowns that no two tables so far show with two values to a respondent."""
        fits = ((self._tables >= least) & (self._tables <= greatest)).all(axis=1)
        theirs = self._tables[fits]
        one = np.ptp(theirs, axis=0) == 0 if len(theirs) else np.ones(len(self._known), dtype=np.bool_)
        stuck = np.flatnonzero(self._open & one)
        return np.array([u for u in stuck.tolist() if not self._own(u, chooser)], dtype=np.int64)

    def _own(self, unknown: int, chooser: Chooser) -> bool:
        group = self._known.cells[unknown][0][0]
        return unknown in self._known.alone and self._reading.safe.layout.contains(group, chooser.group)

    def _draw(
        self, costs: NDArray[np.float64], least: NDArray[np.float64], greatest: NDArray[np.float64]
    ) -> bool:
        """Keep a table within limits; return whether there is one."""
        free = self._search.free
        program = self._search.program
        with program.within(np.arange(len(free)), least=least[free], greatest=greatest[free]):
            found = program.found(costs[free])
        if found is not None and is_whole(found).all():
            table = self._search.least.copy()
            table[free] = np.rint(found)
            self._tables = np.concatenate([self._tables, table[None, :]])
        return found is not None

    def _settled(
        self, stuck: NDArray[np.int64], least: NDArray[np.float64], greatest: NDArray[np.float64]
    ) -> list[int]:
        """Return which of some unknowns have one value within limits; none where no table fits them."""
        try:
            search = Search(replace(self._known, least=least, greatest=greatest))
            for unknown in stuck.tolist():
                search.settle(unknown)
        except BadInput:
            return []
        return [unknown for unknown in stuck.tolist() if search.widths[unknown] < TOLERANCE]
