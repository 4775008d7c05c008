"""The audit of a question to which one person gives several answers, respondents included.

A respondent knows all their own answers at once. Who gave the grounds P knows that each of P was given, that
somebody who gave any gave none of the others, and that the grounds have |P| − 1 or more over those who gave any.
Who gave none knows that not everybody did.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from weerklank.errors import BadInput
from weerklank.stats.central import Central
from weerklank.stats.choices import Reading
from weerklank.stats.narrowing import no_table
from weerklank.stats.policy import A3, not_yet
from weerklank.stats.programs import TOLERANCE
from weerklank.stats.search import Search

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from weerklank.stats.policy import Attacker, Policy
    from weerklank.stats.tables import SafeTable

MOST_GROUNDS = 8
"""With more there are more than 256 kinds of respondents in every group."""
SHARES = (1.0, 0.8, 0.5, 0.5, 0.5, 0.3, 0.3, 0.3)
"""The share of all that respondents know that each round holds."""
SWEEPS, TABLES = 6, 200


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


@dataclass(frozen=True)
class Crowd:
    """Respondents, and what each knows beyond a reader, as narrower limits of a few unknowns.

    `places`, `least`, `greatest`: shape (respondents, limits); a limit that says nothing new fills the rows up.
    """

    choosers: tuple[Chooser, ...]
    places: NDArray[np.int64]
    least: NDArray[np.float64]
    greatest: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.choosers)

    def within(self, least: NDArray[np.float64], greatest: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return who knows no more than limits of all unknowns say."""
        inside = (self.least <= least[self.places]) & (self.greatest >= greatest[self.places])
        return np.asarray(inside.all(axis=1), dtype=np.bool_)

    def limits(
        self, person: int, *, least: NDArray[np.float64], greatest: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the limits of all unknowns to one respondent, from those of a reader."""
        low, high = least.copy(), greatest.copy()
        np.maximum.at(low, self.places[person], self.least[person])
        np.minimum.at(high, self.places[person], self.greatest[person])
        return low, high


class Insight:
    """The search for what respondents work out of a reading.

    Most are cleared together, as in `weerklank.stats.insight`: a round draws a table, holds what is true in it,
    and looks for a second value of every cell; whoever knows no more than what was held has the same two values.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading, self._search, self._known = reading, reading.search, reading.known
        cells = len(reading.cells)
        self._open = np.zeros(len(self._known), dtype=np.bool_)
        self._open[:cells] = self._search.widths[:cells] > TOLERANCE
        self._chance = np.random.default_rng(5)
        self._crowd = crowd_of(reading)
        self._tables = np.zeros((0, len(self._known)))
        self._suspects = np.tile(self._open, (len(self._crowd), 1))

    def everything(self) -> Iterator[tuple[tuple[int, int], Chooser]]:
        """Return each cell that is worked out, once."""
        if not len(self._crowd) or not self._open.any():
            return
        for share in SHARES:
            if not self._suspects.any():
                return
            self._round(share)
        for person in np.flatnonzero(self._suspects.any(axis=1)).tolist():
            for unknown in self._seen(person):
                self._open[unknown] = False
                yield self._known.cells[unknown][0], self._crowd.choosers[person]

    def _round(self, share: float) -> None:
        unknowns, _ = self._facts
        drawn = self._central.table(self._chance.uniform(0.5, 1.0, size=len(unknowns)))
        if drawn is None:
            raise no_table()
        table, sound = self._search.completed(drawn)
        least, greatest = self._held(table, sound, share)
        low, high = table.copy(), table.copy()
        free = self._search.free
        with self._search.program.within(np.arange(len(free)), least=least[free], greatest=greatest[free]):
            for number in range(SWEEPS):
                stuck = self._open & (low == high)
                if not stuck.any():
                    break
                sign = (1.0, -1.0)[number] if number < 2 else self._chance.normal(size=len(stuck))  # noqa: PLR2004 — up and down
                other, also = self._search.table(np.where(stuck, sign, 0.0))
                both = sound & also
                low[both], high[both] = np.minimum(low, other)[both], np.maximum(high, other)[both]
                self._keep(other, also)
        self._suspects[self._crowd.within(least, greatest)] &= self._open & (low == high)

    def _held(
        self, table: NDArray[np.float64], sound: NDArray[np.bool_], share: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return limits that a table keeps, as narrow as a share of all that respondents know."""
        least, greatest = self._search.least.copy(), self._search.greatest.copy()
        kept = sound & (self._chance.random(len(table)) < share)
        most = np.minimum(least + self._steps, table)
        least = np.where(kept, np.maximum(least, most), least)
        under = kept & self._capped & (table < greatest)
        return least, greatest - under

    @cached_property
    def _steps(self) -> NDArray[np.float64]:
        """Return how far over its least value some respondent knows an unknown to be."""
        steps, crowd = np.zeros(len(self._known)), self._crowd
        np.maximum.at(steps, crowd.places, np.maximum(crowd.least - self._search.least[crowd.places], 0))
        return steps

    @cached_property
    def _capped(self) -> NDArray[np.bool_]:
        """Return which unknowns some respondent knows to be under their greatest value."""
        capped, crowd = np.zeros(len(self._known), dtype=np.bool_), self._crowd
        np.logical_or.at(capped, crowd.places, crowd.greatest < self._search.greatest[crowd.places])
        return capped

    @cached_property
    def _facts(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return what there is to know: unknowns over their least value, or under their greatest."""
        over = np.flatnonzero(self._steps > 0)
        under = np.flatnonzero(self._capped)
        unknowns = np.concatenate([over, under])
        return unknowns, np.arange(len(unknowns)) < len(over)

    @cached_property
    def _central(self) -> Central:
        return Central(self._search, *self._facts)

    def _seen(self, person: int) -> list[int]:
        """Return the unknowns that a respondent works out; none where the table has no room for them."""
        least, greatest = self._crowd.limits(person, least=self._search.least, greatest=self._search.greatest)
        stuck = self._stuck(person, least, greatest)
        free = self._search.free
        for number in range(SWEEPS if len(stuck) else 0):
            costs = np.zeros(len(self._known))
            costs[stuck] = (1.0, -1.0)[number] if number < 2 else self._chance.normal(size=len(stuck))  # noqa: PLR2004 — up and down
            with self._search.program.within(
                np.arange(len(free)), least=least[free], greatest=greatest[free]
            ):
                found = self._search.program.found(costs[free])
            if found is None:
                return []
            self._keep(*self._search.completed(found, limits=(least[free], greatest[free])))
            stuck = self._stuck(person, least, greatest)
            if not len(stuck):
                return []
        return self._settled(stuck, least, greatest)

    def _keep(self, table: NDArray[np.float64], sound: NDArray[np.bool_]) -> None:
        if sound[self._search.free].all():
            self._tables = np.concatenate([self._tables[-TABLES:], table[None, :]])

    def _stuck(
        self, person: int, least: NDArray[np.float64], greatest: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """Return the suspect unknowns that no two tables so far show with two values to a respondent."""
        places = self._crowd.places[person]
        near = self._tables[:, places]
        theirs = self._tables[((near >= least[places]) & (near <= greatest[places])).all(axis=1)]
        one = np.ptp(theirs, axis=0) == 0 if len(theirs) else np.ones(len(self._known), dtype=np.bool_)
        stuck = np.flatnonzero(self._open & self._suspects[person] & one)
        return np.array(
            [unknown for unknown in stuck.tolist() if not self._own(unknown, person)], dtype=np.int64
        )

    def _own(self, unknown: int, person: int) -> bool:
        """Return whether an unknown is of a group whose only member is the respondent."""
        group, theirs = self._known.cells[unknown][0][0], self._crowd.choosers[person].group
        return unknown in self._known.alone and self._reading.safe.layout.contains(group, theirs)

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


def crowd_of(reading: Reading) -> Crowd:
    """Return every respondent that a table has room for, and who knows more than a reader."""
    place = _Place(reading)
    found = [(one, limits) for one in place.choosers() if (limits := place.limits(one))]
    longest = max((len(limits) for _, limits in found), default=1)
    rows = np.zeros((len(found), longest, 3))
    for row, (_, limits) in zip(rows, found, strict=True):
        row[:] = limits[0]
        row[: len(limits)] = limits
    return Crowd(tuple(one for one, _ in found), rows[..., 0].astype(np.int64), rows[..., 1], rows[..., 2])


Limit = tuple[int, float, float]
"""An unknown, its least and its greatest value."""


class _Place:
    """Where cells and slacks stand among the unknowns of a reading."""

    def __init__(self, reading: Reading) -> None:
        self._safe, self._search = reading.safe, reading.search
        layout = reading.safe.layout
        self._whole = layout.answers.index(layout.any_of)
        self._grounds = [number for number in range(len(layout.answers)) if number != self._whole]
        self._cells = {(g, a): number for number, (g, a) in enumerate(reading.cells.tolist())}
        first = len(reading.cells)
        self._slacks = {(s.group, s.ground): first + number for number, s in enumerate(reading.slacks)}

    def choosers(self) -> Iterator[Chooser]:
        safe = self._safe
        for group in np.flatnonzero(safe.layout.inner & ~safe.exact.all(axis=1) & (safe.sizes > 0)).tolist():
            for many in range(len(self._grounds) + 1):
                yield from (Chooser(group, gave) for gave in combinations(self._grounds, many))

    def limits(self, one: Chooser) -> list[Limit]:
        """Return what a respondent knows beyond a reader; nothing for who cannot be."""
        if not self._may_be(one):
            return []
        least, greatest = self._search.least, self._search.greatest
        told = [
            (place, max(low, float(least[place])), min(high, float(greatest[place])))
            for place, low, high in self._facts(one)
        ]
        if any(low > high for _, low, high in told):
            return []
        return [each for each in told if each[1] > least[each[0]] or each[2] < greatest[each[0]]]

    def _may_be(self, one: Chooser) -> bool:
        told = self._safe.told[one.group]
        gave = (*one.gave, self._whole) if one.gave else ()
        return all(told[answer, 1] > 0 for answer in gave) and (
            bool(one.gave) or told[self._whole, 0] < self._safe.sizes[one.group]
        )

    def _facts(self, one: Chooser) -> Iterator[Limit]:
        group = one.group
        if not one.gave:
            if (group, self._whole) in self._cells:
                yield self._cells[group, self._whole], 0.0, float(self._safe.sizes[group] - 1)
            return
        yield self._slacks[group, -1], len(one.gave) - 1.0, np.inf
        for answer in self._grounds:
            if answer not in one.gave:
                yield self._slacks[group, answer], 1.0, np.inf
            elif (group, answer) in self._cells:
                yield self._cells[group, answer], 1.0, np.inf
