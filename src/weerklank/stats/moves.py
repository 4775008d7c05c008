"""The cheapest move of a cell: a small linear program over the cells of one part of the hierarchy.

A move that opens few cells has the least price. What comes out in fractions is asked again at prices a little
different, which nearly always gives whole numbers, and at last as a program in whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from highspy import HighsLp, HighsModelStatus, HighsVarType, MatrixFormat
from highspy._core import _Highs  # the public class prints a banner where JSON is due, whatever its options
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.systems import System

TOLERANCE = 1e-6
TRIES = 4
NUDGE, HOPS = 0.05, 0.003
"""How much prices are changed at a next try: by a share of each, and by so much for every cell on the way."""
OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "presolve": "off",
    "simplex_strategy": 1,
    "mip_rel_gap": 0.05,
    "mip_max_nodes": 2000,
}


@dataclass(frozen=True)
class Room:
    """How far each cell of a scope may go up and down, and what each costs: shape (cells,)."""

    up: NDArray[np.int64]
    down: NDArray[np.int64]
    prices: NDArray[np.float64]


class Scope:
    """The moves of some cells of a system, all others left as they are; asked for one at a time.

    `cells`: ascending.
    """

    def __init__(self, system: System, cells: NDArray[np.int64]) -> None:
        self.cells = cells
        self._each = np.arange(2 * len(cells), dtype=np.int32)
        self._costs, self._least, self._greatest = np.zeros((3, 2 * len(cells)))
        relations = sparse.csr_array(system.relations[:, cells])
        relations = sparse.csr_array(relations[np.flatnonzero(np.diff(relations.indptr))])
        self._chance = np.random.default_rng(len(cells))
        self._solver = _Highs()
        for option, value in OPTIONS.items():
            self._solver.setOptionValue(option, value)
        self._solver.passModel(
            _program(sparse.csr_array(sparse.hstack([relations, -relations], format="csr")))
        )

    def cheapest(self, cell: int, *, by: int, room: Room) -> NDArray[np.int64] | None:
        """Return the cheapest move that changes a cell by `by`: shape (cells,); `None` where there is none."""
        place, size = int(np.searchsorted(self.cells, cell)), len(self.cells)
        least, greatest = np.zeros(2 * size), np.concatenate([room.up, room.down]).astype(np.float64)
        way, back = (place, place + size) if by > 0 else (place + size, place)
        least[way] = greatest[way] = abs(by)
        greatest[back] = 0.0
        self._let(least, greatest)
        move = self._priced(room.prices)
        for _ in range(TRIES):
            if move is None or _is_whole(move):
                break
            share, hop = self._chance.uniform(-NUDGE, NUDGE, size), self._chance.uniform(0, HOPS, size)
            move = self._priced(room.prices * (1 + share) + hop)
        if move is not None and not _is_whole(move):
            move = self._in_whole_numbers()
        return None if move is None else np.round(move).astype(np.int64)

    def stirred(
        self, cells: NDArray[np.int64], *, signs: NDArray[np.float64], room: Room
    ) -> NDArray[np.int64] | None:
        """Return a move that changes many cells at once, each the way of its sign: shape (cells,).

        Each goes as far as it can; `None` where that comes out in fractions.
        """
        places, size = np.searchsorted(self.cells, cells), len(self.cells)
        greatest = np.concatenate([room.up, room.down]).astype(np.float64)
        self._let(np.zeros(2 * size), greatest)
        costs = np.concatenate([room.prices, room.prices])
        costs[np.where(signs > 0, places, places + size)] -= 1.0
        move = self._solved(costs)
        return None if move is None or not _is_whole(move) else np.round(move).astype(np.int64)

    def _priced(self, prices: NDArray[np.float64]) -> NDArray[np.float64] | None:
        return self._solved(np.concatenate([prices, prices]))

    def _let(self, least: NDArray[np.float64], greatest: NDArray[np.float64]) -> None:
        """Set how far each may go; only what differs from before is told to the solver, which is sooner."""
        changed = self._each[(least != self._least) | (greatest != self._greatest)]
        self._solver.changeColsBounds(len(changed), changed, least[changed], greatest[changed])
        self._least, self._greatest = least, greatest

    def _solved(self, costs: NDArray[np.float64]) -> NDArray[np.float64] | None:
        changed = self._each[costs != self._costs]
        self._solver.changeColsCost(len(changed), changed, costs[changed])
        self._costs = costs
        self._solver.clearSolver()  # from no move at all: sooner there than from the move before
        self._solver.run()
        if self._solver.getModelStatus() != HighsModelStatus.kOptimal:
            return None
        found = np.array(self._solver.getSolution().col_value)
        move: NDArray[np.float64] = found[: len(self.cells)] - found[len(self.cells) :]
        return move

    def _in_whole_numbers(self) -> NDArray[np.float64] | None:
        self._kinds(HighsVarType.kInteger)
        try:
            return self._solved(self._costs)
        finally:
            self._kinds(HighsVarType.kContinuous)

    def _kinds(self, kind: HighsVarType) -> None:
        kinds = np.full(len(self._each), int(kind), dtype=np.uint8)
        self._solver.changeColsIntegrality(len(self._each), self._each, kinds)


def _is_whole(move: NDArray[np.float64]) -> bool:
    return bool(np.abs(move - np.round(move)).max(initial=0.0) <= TOLERANCE)


def _program(relations: sparse.csr_array[np.float64]) -> HighsLp:
    program = HighsLp()
    program.num_row_, program.num_col_ = relations.shape
    program.col_cost_ = program.col_lower_ = program.col_upper_ = np.zeros(program.num_col_)
    program.row_lower_ = program.row_upper_ = np.zeros(program.num_row_)
    program.a_matrix_.format_ = MatrixFormat.kRowwise
    program.a_matrix_.start_, program.a_matrix_.index_ = relations.indptr, relations.indices
    program.a_matrix_.value_ = relations.data
    return program
