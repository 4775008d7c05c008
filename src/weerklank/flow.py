"""States and the moves between them, as a frozen table that can draw itself."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Generic, TypeVar

from weerklank.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

State = TypeVar("State", bound=Enum)


class Flow(Generic[State]):
    """The moves that exist, and no others.

    `moves` maps each state to the states that may follow it; a state that is absent, or maps to nothing, is
    an end. A move to a state of another enum cannot be made.
    """

    def __init__(self, moves: Mapping[State, Iterable[State]]) -> None:
        self._moves = {state: frozenset(following) for state, following in moves.items()}

    def may_step(self, state: State, following: State) -> bool:
        """Return whether the move exists."""
        return following in self._moves.get(state, frozenset())

    def step(self, state: State, following: State) -> State:
        """Return `following` where the move exists; raise `Refused("no_such_move")` where it does not."""
        if not self.may_step(state, following):
            raise Refused("no_such_move", f"There is no move from {state.value} to {following.value}.")
        return following

    def following(self, state: State) -> frozenset[State]:
        """Return the states that may follow `state`; empty for an end."""
        return self._moves.get(state, frozenset())

    def mermaid(self) -> str:
        """Return the flow as a Mermaid state diagram, in a stable order."""
        lines = ["stateDiagram-v2"]
        for state, following in self._moves.items():
            lines += [f"    {state.value} --> {target}" for target in sorted(str(s.value) for s in following)]
        return "\n".join(lines)
