"""Show again what need not be hidden: opened cells that the others can do without, the largest groups first.

A cell that is shown again may leave other opened cells without protection. They are shown as well, and so on,
until all that is hidden stands, or something that must be hidden does not: then all stays as it was.

Many witnesses lean on a cell that is shown. Two of them together may make one that does not
(`weerklank.stats.leaning`). What mended one, the difference between the new and the old, often mends others too.
Both are tried before new ones are looked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import dropwhile
from typing import TYPE_CHECKING, Protocol

from weerklank.stats.leaning import Leaning, leaning_on

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from weerklank.stats.witnesses import Flow, Proof


MENDS, MOST = 12, 64
"""Differences, and witnesses that leaned on a cell, that are tried: more are tried longer than they save."""


class Hidden(Protocol):
    """Hidden cells with the proofs that each is wide enough; `opened` are those hidden for others' sake."""

    hidden: set[int]
    opened: set[int]
    opened_for: dict[int, int]

    def hide(self, cell: int) -> None:
        """Hide a cell."""

    def show(self, cell: int) -> None:
        """Show a cell again."""

    def alone_beside(self, cell: int) -> list[int]:
        """Return the hidden cells that are the only one in a relation of a cell: they are exact."""

    def fewest_beside(self, cell: int) -> int:
        """Return how many cells are hidden in the relation of a cell that has the fewest."""

    def lacks(self, cell: int) -> int:
        """Return how much width a cell still needs; 0 or less where it is protected."""

    def limits(self, cells: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return how far cells can go down (negative) and up, 0 where one is shown: shape (cells,) each."""

    def stir(self, cells: list[int]) -> None:
        """Look for witnesses of many cells together."""

    def stands(self, cell: int) -> bool:
        """Return whether a cell has its width through hidden cells alone, as far as is looked."""

    def fits(self, flow: Flow) -> bool:
        """Return whether a table moves hidden cells alone, each within its group."""

    def flow(self, cell: int, direction: int) -> Flow:
        """Return a copy of the witness that moves a cell furthest; empty where there is none."""

    def table_of(self, proof: Proof) -> Flow:
        """Return the witness of a proof, also of one that was dropped."""

    def witness(self, flow: Flow) -> None:
        """Store a table that fits: proof for every cell that it moves further than one before."""

    def without(self, cell: int) -> dict[tuple[int, int], Proof]:
        """Drop every proof that leans on a cell; return what was dropped."""

    def restore(self, dropped: dict[tuple[int, int], Proof]) -> None:
        """Take dropped proofs back where nothing better was found."""


def close(state: Hidden, *, order: Iterable[int]) -> None:
    """Show every opened cell that the others can do without, in an order."""
    for cell in order:
        if cell in state.opened and not (trial := _Trial(state)).stands_without(cell):
            trial.take_back()


@dataclass
class _Trial:
    """What was shown again on trial, and the proofs that leaned on it."""

    state: Hidden
    shown: list[int] = field(default_factory=list)
    dropped: dict[tuple[int, int], Proof] = field(default_factory=dict)
    mends: list[Flow] = field(default_factory=list)
    _lost: Leaning | None = None

    def stands_without(self, cell: int) -> bool:
        """Show a cell, and what falls with it; return whether every cell that must be hidden stands."""
        falling = [cell]
        while falling:
            for one in falling:
                if not self._shown_with_those_left_alone(one):
                    return False
            falling = self._fallen()
        return True

    def take_back(self) -> None:
        """Hide all that was shown."""
        for cell in self.shown:
            self.state.hide(cell)
            self.state.opened.add(cell)
        self.state.restore(self.dropped)

    def _shown_with_those_left_alone(self, first: int) -> bool:
        waiting = [first]
        while waiting:
            cell = waiting.pop()
            if cell not in self.state.hidden:
                continue
            if cell not in self.state.opened:
                return False
            for side, proof in self.state.without(cell).items():
                if side not in self.dropped or self.dropped[side].amount < proof.amount:
                    self.dropped[side] = proof
            self.state.show(cell)
            self.shown.append(cell)
            waiting += self.state.alone_beside(cell)
        return True

    def _fallen(self) -> list[int]:
        """Return the first hidden cell that has lost its width, those that must be hidden before the others."""
        state = self.state
        blamed = {state.opened_for.get(one, -1) for one in self.shown}
        waiting = sorted(
            {cell for cell, _ in self.dropped} & state.hidden,
            key=lambda c: (c not in blamed, c in state.opened, state.fewest_beside(c), c),
        )
        stirred = False
        while waiting := list(dropwhile(self._mended, waiting)):
            if not stirred and waiting[0] not in blamed:
                state.stir(waiting := [cell for cell in waiting if not self._mended(cell)])
                stirred = True
            elif state.stands(waiting[0]):
                self._learn_from(waiting[0])
            else:
                return waiting[:1]
        return []

    def _mended(self, cell: int) -> bool:
        """Try to make the witnesses that a cell has lost from others; return whether it has its width."""
        state = self.state
        for side in ((cell, 1), (cell, -1)):
            if state.lacks(cell) > 0 and side in self.dropped:
                lost = state.table_of(self.dropped[side])
                if (leaning := self._leaning) is not None and (table := leaning.without(lost, side)):
                    state.witness(table)
                self._try_mends(cell, lost)
        return state.lacks(cell) <= 0

    def _try_mends(self, cell: int, lost: Flow) -> None:
        state = self.state
        gone = next((one for one in self.shown if one in lost), None)
        for mend in self.mends if gone is not None else ():
            if state.lacks(cell) > 0 and gone in mend and lost[gone] % mend[gone] == 0:
                table = _sum(lost, mend, times=-(lost[gone] // mend[gone]))
                if state.fits(table):
                    state.witness(table)

    @property
    def _leaning(self) -> Leaning | None:
        """Return the witnesses that leaned on the cell that is shown, while there is but one."""
        if len(self.shown) > 1:
            return None
        if self._lost is None:
            flows = {id(flow): flow for flow in map(self.state.table_of, self.dropped.values())}
            self._lost = leaning_on(self.shown[0], list(flows.values())[:MOST], limits=self.state.limits)
        return self._lost

    def _learn_from(self, cell: int) -> None:
        for side in ((cell, 1), (cell, -1)):
            found = self.state.flow(*side)
            if found and side in self.dropped and len(self.mends) < MENDS:
                self.mends.append(_sum(found, self.state.table_of(self.dropped[side]), times=-1))


def _sum(one: Flow, other: Flow, *, times: int) -> Flow:
    total = {cell: one.get(cell, 0) + times * other.get(cell, 0) for cell in one.keys() | other.keys()}
    return {cell: by for cell, by in total.items() if by}
