"""Moves of a table to others that fit: how one unknown can change while what somebody knows stays true.

A move leaves every relation at zero. The least costly one is asked for among the unknowns below one unit, in the
whole component at last. Where no move is possible there, in fractions either, there is none.

The audit asks here and the protection in `weerklank.stats.moves`: alike, and apart on purpose, so that a fault in
one is not one in both.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from highspy import HighsLp, HighsModelStatus, HighsVarType, MatrixFormat
from highspy._core import _Highs  # the public class prints a banner where JSON is due, whatever its options
from scipy import sparse

from weerklank.stats.programs import BRANCHES, is_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from weerklank.stats.hierarchy import Hierarchy

TRIES = 3
NUDGE, HOPS = 0.05, 0.003
"""How much costs are changed at a next try: by a share of each, and by so much for every step."""
OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "presolve": "off",
    "simplex_strategy": 1,
    "mip_rel_gap": 0.1,
    "mip_max_nodes": BRANCHES,
    "mip_max_leaves": BRANCHES,
}
SMALL = 250
"""Unknowns of a component that is not taken apart: a smaller program would hardly be sooner."""


@dataclass(frozen=True, eq=False)
class Room:
    """How far each unknown may go up and down, and what a step costs (over 0): shape (unknowns,) each."""

    up: NDArray[np.float64]
    down: NDArray[np.float64]
    cost_up: NDArray[np.float64]
    cost_down: NDArray[np.float64]

    def of(self, places: NDArray[np.int64]) -> Room:
        """Return the room of some unknowns."""
        return Room(self.up[places], self.down[places], self.cost_up[places], self.cost_down[places])


class Moving:
    """The moves of some unknowns, all others left as they are. `relations`: those between them."""

    def __init__(self, relations: sparse.csr_array[np.float64]) -> None:
        self._size = relations.shape[1]
        self._each = np.arange(2 * self._size, dtype=np.int32)
        self._chance = np.random.default_rng(self._size)
        both = sparse.csr_array(sparse.hstack([relations, -relations], format="csr"))
        lp = HighsLp()
        lp.num_row_, lp.num_col_ = both.shape
        lp.col_cost_ = lp.col_lower_ = lp.col_upper_ = np.zeros(lp.num_col_)
        lp.row_lower_ = lp.row_upper_ = np.zeros(lp.num_row_)
        lp.a_matrix_.format_ = MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = both.indptr, both.indices, both.data
        self._solver = _Highs()
        for option, value in OPTIONS.items():
            self._solver.setOptionValue(option, value)
        self._solver.passModel(lp)

    def cheapest(self, place: int, *, way: int, room: Room) -> tuple[bool, NDArray[np.float64] | None]:
        """Return the cheapest move of an unknown by one, up or down (`way` 1 or −1): shape (unknowns,).

        The first value says whether there may be one; `None` where it came out in fractions again and again.
        """
        if not self._let(place, way, room):
            return False, None
        costs = np.concatenate([room.cost_up, room.cost_down])
        for number in range(1 + TRIES):
            move = self._solved(costs if not number else self._nudged(costs))
            if move is None or is_whole(move).all():
                return move is not None, None if move is None else np.rint(move)
        return True, None

    def in_whole_numbers(self, place: int, *, way: int, room: Room) -> NDArray[np.float64] | None:
        """Return a move as `cheapest` does, found by a search of a bounded effort; `None` where it found none."""
        if not self._let(place, way, room):
            return None
        self._kinds(HighsVarType.kInteger)
        try:
            move = self._solved(np.concatenate([room.cost_up, room.cost_down]))
        finally:
            self._kinds(HighsVarType.kContinuous)
        return np.rint(move) if move is not None and is_whole(move).all() else None

    def _let(self, place: int, way: int, room: Room) -> bool:
        """Set how far each may go, the one by just one; return whether that one can."""
        least, greatest = np.zeros(2 * self._size), np.concatenate([room.up, room.down])
        there, back = (place, place + self._size) if way > 0 else (place + self._size, place)
        if greatest[there] < 1:
            return False
        least[there] = greatest[there] = 1.0
        greatest[back] = 0.0
        self._solver.changeColsBounds(2 * self._size, self._each, least, greatest)
        return True

    def _nudged(self, costs: NDArray[np.float64]) -> NDArray[np.float64]:
        share = self._chance.uniform(-NUDGE, NUDGE, len(costs))
        nudged: NDArray[np.float64] = costs * (1 + share) + self._chance.uniform(0, HOPS, len(costs))
        return nudged

    def _solved(self, costs: NDArray[np.float64]) -> NDArray[np.float64] | None:
        self._solver.changeColsCost(2 * self._size, self._each, costs)
        self._solver.clearSolver()  # from no move at all: sooner there than from the move before
        self._solver.run()
        if self._solver.getModelStatus() != HighsModelStatus.kOptimal:
            return None
        found = np.array(self._solver.getSolution().col_value)
        move: NDArray[np.float64] = found[: self._size] - found[self._size :]
        return move

    def _kinds(self, kind: HighsVarType) -> None:
        kinds = np.full(len(self._each), int(kind), dtype=np.uint8)
        self._solver.changeColsIntegrality(len(self._each), self._each, kinds)


@dataclass(frozen=True, eq=False)
class Part:
    """Some unknowns of a component, by place and ascending, and their moves."""

    places: NDArray[np.int64]
    moving: Moving

    def cheapest(
        self, place: int, *, way: int, room: Room
    ) -> tuple[bool, NDArray[np.int64], NDArray[np.int64]]:
        """Return whether there may be a move, the places that the one found moves (or none), and by how much."""
        possible, move = self.moving.cheapest(self._own(place), way=way, room=room.of(self.places))
        return possible, *self._steps(move)

    def in_whole_numbers(
        self, place: int, *, way: int, room: Room
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the places that a move in whole numbers moves, and by how much; none where none was found."""
        move = self.moving.in_whole_numbers(self._own(place), way=way, room=room.of(self.places))
        return self._steps(move)

    def _own(self, place: int) -> int:
        return int(np.searchsorted(self.places, place))

    def _steps(self, move: NDArray[np.float64] | None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        moved = np.flatnonzero(np.zeros(0) if move is None else move)
        by = np.zeros(0, dtype=np.int64) if move is None else move[moved].astype(np.int64)
        return self.places[moved], by


class Parts:
    """The parts of a component. `relations`: of its unknowns; `units`: shape (unknowns,), whose each is."""

    def __init__(
        self, relations: sparse.csr_array[np.float64], *, units: NDArray[np.int64], hierarchy: Hierarchy
    ) -> None:
        self._relations, self._units, self._hierarchy = relations, units, hierarchy
        self._columns = sparse.csc_array(relations)
        self._below: dict[int, Part] = {}

    @cached_property
    def whole(self) -> Part:
        """Return all unknowns."""
        return Part(np.arange(len(self._units)), Moving(self._relations))

    def around(self, place: int) -> Iterator[Part]:
        """Return the unknowns below each unit above an unknown's, the nearest first, and all at last."""
        unit, before = int(self._units[place]), 1
        while unit > 0 and len(self._units) > SMALL:
            unit = int(self._hierarchy.parents[unit])
            part = self._part(unit)
            if before < len(part.places) < len(self._units):
                before = len(part.places)
                yield part
        yield self.whole

    def _part(self, unit: int) -> Part:
        if unit not in self._below:
            inside = (self._units > unit) & (self._units <= self._hierarchy.last[unit])
            places = np.flatnonzero(inside)
            relations = sparse.csr_array(self._columns[:, places])
            rows = np.flatnonzero(np.diff(relations.indptr))
            self._below[unit] = Part(places, Moving(sparse.csr_array(relations[rows])))
        return self._below[unit]
