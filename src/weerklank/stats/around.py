"""What holdings leave open around one table in which they hold: the moves from it to others.

A move that breaks no fact of a holding shows a second value of every unknown on its way to whoever has it. For
each unknown moves are looked for until every holding has one, or somebody has none: they work it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats.moving import Room

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from weerklank.stats.circles import Circle

SWEEPS = 6
FEW = 8
"""Unknowns that are asked one by one rather than swept together."""
STEP = 0.001
LARGE = 1500
"""Unknowns among which no move in whole numbers is searched for."""


@dataclass(frozen=True, eq=False)
class Move:
    """The places that change, and by how much: shape (moved,) each."""

    places: NDArray[np.int64]
    by: NDArray[np.int64]


class Around:
    """Some holdings of a circle around a table in which all that they know holds."""

    def __init__(self, circle: Circle, table: NDArray[np.float64], holdings: NDArray[np.int64]) -> None:
        self._circle, self._table, self.holdings = circle, table, holdings
        self._facts = circle.known_by(holdings)
        self._cleared = np.zeros(len(table), dtype=np.bool_)
        self._broken: dict[int, list[NDArray[np.bool_]]] = {}
        self.found: list[Move] = []

    def uncleared(self, unknowns: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return which of some unknowns (a mask) are not known to have two values to everybody here."""
        return np.flatnonzero(unknowns & ~self._cleared)

    def retry(self, moves: Iterable[Move]) -> None:
        """Try moves that were found around other tables, and back."""
        down, up = self._circle.least - self._table, self._circle.greatest - self._table
        for move in moves:
            if not self._cleared[move.places].all():
                low, high = down[move.places], up[move.places]
                for by in (move.by, -move.by):
                    if (by >= low).all() and (by <= high).all():
                        self._learn(Move(move.places, by))

    def sweep(self, unknowns: NDArray[np.bool_]) -> None:
        """Look for tables in which all facts here hold and as many of some unknowns as can be differ."""
        program, everything = self._circle.program, np.arange(len(self._table))
        least, greatest = self._circle.limits(self._facts)
        with program.within(everything, least=least, greatest=greatest):
            chance = np.random.default_rng(len(self.holdings))
            for number in range(SWEEPS):
                stuck = self.uncleared(unknowns)
                if len(stuck) < FEW:
                    return
                costs = np.zeros(len(self._table))
                costs[stuck] = 2.0 * number - 1 if number < 2 else chance.choice([-1.0, 1.0], size=len(stuck))  # noqa: PLR2004 — down and up
                found = program.found(costs)
                whole = None if found is None else self._circle.whole(found, knowing=self._facts)
                if whole is not None:
                    self._cleared |= whole != self._table
                if number and len(stuck) - len(self.uncleared(unknowns)) < FEW:
                    return

    def left(self, place: int, holdings: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the holdings of some to which no move so far shows a second value of an unknown."""
        if self._cleared[place]:
            return holdings[:0]
        for broken in self._broken.get(place, ()):
            holdings = holdings[broken[self._circle.know[holdings]].any(axis=1)]
        return holdings

    def works_out(self, place: int, holdings: NDArray[np.int64]) -> bool:
        """Return whether the first of some holdings leaves an unknown one value; else a move is found for it."""
        least, greatest = self._circle.limits(self._circle.known_by(holdings[:1]))
        room = self._room(least, greatest, holdings)
        settled = True
        for part in self._circle.parts.around(place):
            settled = True
            for way in (1, -1):
                may_be, places, by = part.cheapest(place, way=way, room=room)
                if len(places):
                    self._found(Move(places, by))
                    return False
                settled &= not may_be
        return settled or not (self._searched(place, room) or self._asked(place, least, greatest))

    def _searched(self, place: int, room: Room) -> bool:
        """Search for a move in whole numbers; return whether one was found."""
        for part in self._circle.parts.around(place):
            for way in (1, -1) if len(part.places) <= LARGE else ():
                places, by = part.in_whole_numbers(place, way=way, room=room)
                if len(places):
                    self._found(Move(places, by))
                    return True
        return False

    def _asked(self, place: int, least: NDArray[np.float64], greatest: NDArray[np.float64]) -> bool:
        """Ask for the extremes of an unknown in whole numbers; return whether a second value was found."""
        program = self._circle.program
        for sign in (1.0, -1.0):
            costs = np.zeros(len(self._table))
            costs[place] = sign
            with program.within(np.arange(len(costs)), least=least, greatest=greatest):
                table = program.whole(costs)[1]
            if table is not None and table[place] != self._table[place]:
                moved = np.flatnonzero(table != self._table)
                self._found(Move(moved, (table - self._table)[moved].astype(np.int64)))
                return True
        return False

    def _room(
        self, least: NDArray[np.float64], greatest: NDArray[np.float64], holdings: NDArray[np.int64]
    ) -> Room:
        """Return the room within limits; a step that breaks a fact costs what part of the holdings know it."""
        circle = self._circle
        edge = np.where(circle.over, circle.least[circle.places] + 1, circle.greatest[circle.places] - 1)
        price = np.where(self._table[circle.places] == edge, circle.shares(holdings), 0.0)
        up, down = np.full(len(least), STEP), np.full(len(least), STEP)
        np.add.at(up, circle.places, price * ~circle.over)
        np.add.at(down, circle.places, price * circle.over)
        return Room(greatest - self._table, self._table - least, up, down)

    def _found(self, move: Move) -> None:
        self.found.append(move)
        self._learn(move)

    def _learn(self, move: Move) -> None:
        other = self._table.copy()
        other[move.places] += move.by
        broken = ~self._circle.hold(other)
        if broken[self._facts].any():
            for place in move.places.tolist():
                self._broken.setdefault(place, []).append(broken)
        else:
            self._cleared[move.places] = True
