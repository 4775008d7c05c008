from __future__ import annotations

from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerklank.errors import Refused
from weerklank.flow import Flow


class Door(Enum):
    OPEN = "open"
    CLOSED = "closed"
    LOCKED = "locked"
    BRICKED_UP = "bricked_up"


class Window(Enum):
    OPEN = "open"


DOOR_FLOW = Flow(
    {
        Door.OPEN: {Door.CLOSED},
        Door.CLOSED: {Door.OPEN, Door.LOCKED, Door.BRICKED_UP},
        Door.LOCKED: {Door.CLOSED},
    }
)


def test_a_move_that_exists_is_made() -> None:
    assert DOOR_FLOW.step(Door.OPEN, Door.CLOSED) is Door.CLOSED


@pytest.mark.parametrize(
    ("state", "following"),
    [
        (Door.OPEN, Door.LOCKED),
        (Door.BRICKED_UP, Door.OPEN),
        (Door.OPEN, Door.OPEN),
        (Door.CLOSED, Window.OPEN),
    ],
)
def test_a_move_that_does_not_exist_is_refused(state: Door, following: Door) -> None:
    with pytest.raises(Refused, match=f"no move from {state.value} to {following.value}") as refused:
        DOOR_FLOW.step(state, following)
    assert refused.value.code == "no_such_move"


def test_an_end_has_nothing_after_it() -> None:
    assert DOOR_FLOW.following(Door.BRICKED_UP) == frozenset()
    assert DOOR_FLOW.following(Door.CLOSED) == {Door.OPEN, Door.LOCKED, Door.BRICKED_UP}


def test_a_flow_does_not_change_with_the_table_it_was_made_from() -> None:
    moves = {Door.OPEN: {Door.CLOSED}}
    flow = Flow(moves)
    moves[Door.OPEN].add(Door.BRICKED_UP)
    moves[Door.CLOSED] = {Door.OPEN}
    assert not flow.may_step(Door.OPEN, Door.BRICKED_UP)
    assert not flow.may_step(Door.CLOSED, Door.OPEN)


def test_it_draws_itself_in_a_stable_order() -> None:
    assert DOOR_FLOW.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    open --> closed",
        "    closed --> bricked_up",
        "    closed --> locked",
        "    closed --> open",
        "    locked --> closed",
    ]


states = st.sampled_from(Door)


@given(st.dictionaries(states, st.frozensets(states)), states, states)
def test_step_may_step_following_and_the_drawing_agree(
    moves: dict[Door, frozenset[Door]], state: Door, following: Door
) -> None:
    flow, exists = Flow(moves), following in moves.get(state, frozenset())
    assert flow.may_step(state, following) is exists
    assert (following in flow.following(state)) is exists
    assert (f"    {state.value} --> {following.value}" in flow.mermaid().splitlines()) is exists
