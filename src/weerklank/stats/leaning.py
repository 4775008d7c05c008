"""The witnesses that lean on one cell: two of them together may make one that does not.

Each is a move that every relation leaves at zero, and so is a sum of them. Where two move the cell that is to be
shown, one taken from the other so many times that it rests moves the others still, if there is room.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from weerklank.stats.witnesses import Flow

FAR = 3
"""How far a cell is moved before fewer cells on the way are worth more."""


@dataclass(frozen=True)
class Leaning:
    """Moves of some cells, ascending: `moves`, shape (moves, cells), each of which moves the cell at `place`.

    `low`, `high`: shape (cells,), how far each may go.
    """

    cells: NDArray[np.int64]
    moves: NDArray[np.int64]
    place: int
    low: NDArray[np.int64]
    high: NDArray[np.int64]

    def without(self, flow: Flow, side: tuple[int, int]) -> Flow | None:
        """Return a move made of one and another that leaves the cell at rest and moves a side (cell, direction).

        The one of the fewest cells that fits; `None` where none does, or the move has cells that these have not.
        """
        cell, direction = side
        row = self._row(flow)
        if row is None:
            return None
        times, rest = np.divmod(row[self.place], self.moves[:, self.place])
        found = row - times[:, None] * self.moves
        gain = found[:, np.searchsorted(self.cells, cell)] * direction
        fits = (rest == 0) & (gain > 0) & ((found >= self.low) & (found <= self.high)).all(axis=1)
        rows = np.flatnonzero(fits)
        if not len(rows):
            return None
        few = (found[rows] != 0).sum(axis=1) - len(self.cells) * np.minimum(gain[rows], FAR)
        best = found[rows[np.argmin(few)]]
        moved = np.flatnonzero(best)
        return dict(zip(self.cells[moved].tolist(), best[moved].tolist(), strict=True))

    def _row(self, flow: Flow) -> NDArray[np.int64] | None:
        cells = np.fromiter(flow, dtype=np.int64, count=len(flow))
        places = np.minimum(np.searchsorted(self.cells, cells), len(self.cells) - 1)
        if (self.cells[places] != cells).any():
            return None
        row = np.zeros(len(self.cells), dtype=np.int64)
        row[places] = list(flow.values())
        return row


def leaning_on(
    cell: int,
    flows: list[Flow],
    *,
    limits: Callable[[NDArray[np.int64]], tuple[NDArray[np.int64], NDArray[np.int64]]],
) -> Leaning:
    """Return the moves that lean on a cell. `limits`: how far cells can go down and up."""
    cells = np.array(sorted({one for flow in flows for one in flow}), dtype=np.int64)
    places = {one: place for place, one in enumerate(cells.tolist())}
    moves = np.zeros((len(flows), len(cells)), dtype=np.int64)
    for row, flow in enumerate(flows):
        moves[row, [places[one] for one in flow]] = list(flow.values())
    return Leaning(cells, moves, places[cell], *limits(cells))
