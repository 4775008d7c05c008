"""Show again what need not be hidden: opened cells that the others can do without, the largest groups first.

A cell that is shown again may leave other opened cells without protection. They are shown as well, and so on,
until all that is hidden stands, or something that must be hidden does not: then all stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weerklank.stats.witnesses import Proof


class Hidden(Protocol):
    """Hidden cells with the proofs that each is wide enough; `opened` are those hidden for others' sake."""

    hidden: set[int]
    opened: set[int]

    def hide(self, cell: int) -> None:
        """Hide a cell."""

    def show(self, cell: int) -> None:
        """Show a cell again."""

    def alone_beside(self, cell: int) -> list[int]:
        """Return the hidden cells that are the only one in a relation of a cell: they are exact."""

    def stands(self, cell: int) -> bool:
        """Return whether a cell has its width through hidden cells alone, as far as is looked."""

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
        leaning = {cell for cell, _ in self.dropped} & self.state.hidden
        for cell in sorted(leaning, key=lambda c: (c in self.state.opened, c)):
            if not self.state.stands(cell):
                return [cell]
        return []
