"""The flow of each procedure: every move there is, and none beside."""

from __future__ import annotations

import itertools

import pytest

from weerklank.cases.moves import COMPLAINT_MOVES, INTEGRITY_MOVES, OPEN_COMPLAINT
from weerklank.cases.procedures import CONTACT, PROCEDURES, Procedure, Starter, procedure_named
from weerklank.cases.questions import is_known, questions, questions_of
from weerklank.cases.states import CaseState, Move, Mover
from weerklank.errors import Refused

ALL = sorted(PROCEDURES.values(), key=lambda procedure: procedure.id)


@pytest.mark.parametrize("procedure", ALL, ids=lambda procedure: procedure.id)
def test_every_move_of_the_flow_is_someones_and_no_other_exists(procedure: Procedure) -> None:
    for start, end in itertools.product(CaseState, CaseState):
        told = {mover for mover in Mover if procedure.may_move(start, end, mover)}
        assert bool(told) is procedure.flow.may_step(start, end), (start, end)


@pytest.mark.parametrize("procedure", ALL, ids=lambda procedure: procedure.id)
def test_every_state_is_reached_and_leads_to_the_end(procedure: Procedure) -> None:
    reached = {procedure.first}
    while fresh := {end for start in reached for end in procedure.flow.following(start)} - reached:
        reached |= fresh
    assert reached == {state for move in procedure.moves for state in (move.start, move.end)}
    ends = {state for state in reached if not procedure.flow.following(state)}
    assert ends == {CaseState.DESTROYED}


def test_a_reporter_ends_or_resumes_and_nothing_else() -> None:
    own = {move for move in CONTACT.moves if move.by == Mover.REPORTER}
    assert {move.end for move in own} == {CaseState.CLOSED, CONTACT.again}
    assert Move(CaseState.NEW, CaseState.CLOSED, Mover.REPORTER) in own


def test_a_handler_does_not_close_before_there_was_advice() -> None:
    assert not CONTACT.may_move(CaseState.NEW, CaseState.CLOSED, Mover.HANDLER)
    assert CONTACT.moves_from(CaseState.CONTACT_MADE, Mover.HANDLER) == (
        CaseState.ADVISING,
        CaseState.NO_FURTHER_CONTACT,
    )


def test_a_handler_never_erases() -> None:
    erasing = {CaseState.AGGREGATED, CaseState.DESTROYED}
    assert {move.by for move in CONTACT.moves if move.end in erasing} == {Mover.CLOCK}


def test_a_procedure_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="no such procedure"):
        procedure_named("guess")


def test_what_may_be_counted_is_a_list() -> None:
    asked = questions_of(CONTACT.asks)
    assert is_known("role", Starter.BYSTANDER, asked=asked)
    assert not is_known("role", "someone I know", asked=asked)
    assert not is_known("name", "affected", asked=asked)
    starters = next(question for question in questions() if question.id == "role")
    assert {answer.id for answer in starters.answers} == set(Starter)


def test_a_report_is_not_taken_back_and_a_complaint_is_until_the_decision() -> None:
    assert not any(move.by == Mover.REPORTER for move in INTEGRITY_MOVES)
    withdrawn = {
        move.start for move in COMPLAINT_MOVES if move.end == CaseState.CLOSED and move.by == Mover.REPORTER
    }
    assert withdrawn == set(OPEN_COMPLAINT)
    assert CaseState.EMPLOYER_DECISION not in withdrawn


def test_a_complaint_is_settled_by_the_one_who_complained() -> None:
    assert {move.by for move in COMPLAINT_MOVES if move.end == CaseState.SETTLED} == {Mover.REPORTER}
