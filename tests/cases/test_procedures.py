"""Integrity reports and complaints: what each step asks first, whose it is, and which terms it begins or meets."""

from __future__ import annotations

import contextlib
import itertools
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

import pytest
from django.utils import timezone

from tests.sealed import Desk, answer_of, desk, entrusted, grant_of, opening_of, sealed_case
from weerklank.cases import actions, deeds, queries
from weerklank.cases.clocks import happen, rules_for
from weerklank.cases.deciding import settle
from weerklank.cases.grounds import grounds
from weerklank.cases.models import REPORTER, Case, ComplaintRule, Message, Term, TermNote
from weerklank.cases.procedures import (
    COMPLAINT,
    INTEGRITY,
    LISTED,
    PROCEDURES,
    WATCHED_AFTER,
    Procedure,
)
from weerklank.cases.queries import installation_salt
from weerklank.cases.reasons import endings
from weerklank.cases.states import ENDED, CaseState, Later, Mover
from weerklank.cases.warning import running
from weerklank.errors import Refused
from weerklank.seal.receipt import derive
from weerklank.terms.amounts import Amount, Unit, day_after
from weerklank.terms.calendar import next_working_day
from weerklank.terms.rules import rules_of
from weerklank.trail.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weerklank.cases.states import Move
    from weerklank.people.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
TODAY, NOW = timezone.localdate(), timezone.now()
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
SAID = "The invoices are paid twice."
LAWFUL = (INTEGRITY, COMPLAINT)


def led_by(procedure: Procedure) -> Desk:
    """Someone to whom such cases go."""
    return desk(role=procedure.recipients)


def came_in(own: Desk, procedure: Procedure) -> str:
    return sealed_case(own, text=SAID, procedure=procedure.id).number


class By(TypedDict):
    """Who does something, and when."""

    by: Person
    on: date
    at: datetime


def by(own: Desk, on: date = TODAY) -> By:
    return {"by": own.person, "on": on, "at": NOW}


def case_of(number: str) -> Case:
    return Case.objects.get(pk=number)


def stand(number: str, state: CaseState, *, done: Iterable[str] = ()) -> Case:
    """A case that stands in a state, with what was done by then."""
    case = case_of(number)
    case.state = state
    case.save(update_fields=["state"])
    for event in done:
        happen(case, event, on=TODAY)
    return case


def every_move(procedure: Procedure) -> list[Move]:
    return [move for move in procedure.moves if move.by == Mover.HANDLER and move.end != CaseState.CLOSED]


MOVES = [(procedure, move) for procedure in LAWFUL for move in every_move(procedure)]


@pytest.mark.parametrize(
    ("procedure", "move"), MOVES, ids=[f"{of.id}-{move.start}-{move.end}" for of, move in MOVES]
)
def test_every_step_is_taken_with_what_it_asks_and_not_without(procedure: Procedure, move: Move) -> None:
    own = led_by(procedure)
    ground = procedure.grounds.get(move.end, ("",))[0]
    number = came_in(own, procedure) if ground in procedure.reasoned else entrusted(own, procedure=procedure)
    stand(number, move.start)
    if move.end in procedure.needs:
        with pytest.raises(Refused, match="done and noted"):
            actions.move(number, move.end, ground=ground, **by(own))
        happen(case_of(number), procedure.needs[move.end], on=TODAY)
    if move.end in procedure.grounds:
        with pytest.raises(Refused, match="reasons on the list"):
            actions.move(number, move.end, **by(own))
    if ground in procedure.reasoned:
        happen(case_of(number), procedure.reasoned[ground], on=TODAY)
        actions.reply_as_handler(answer_of(own, number, "Why."), **by(own))
    actions.move(number, move.end, ground=ground, **by(own))
    assert case_of(number).state == move.end
    if move.end in procedure.grounds:
        happening = case_of(number).happenings.get(event=procedure.events[move.end])
        assert happening.ground == ground


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda procedure: procedure.id)
def test_no_other_step_can_be_taken(procedure: Procedure) -> None:
    own = led_by(procedure)
    number = entrusted(own, procedure=procedure)
    allowed = {(move.start, move.end) for move in every_move(procedure)}
    ground = "follows_advice"
    for start, end in itertools.product(sorted({move.start for move in procedure.moves}), CaseState):
        stand(number, start)
        if (start, end) not in allowed:
            with pytest.raises(Refused, match="no longer be done"):
                actions.move(number, end, ground=ground, **by(own))
            assert case_of(number).state == start


@pytest.mark.parametrize("procedure", LAWFUL, ids=lambda procedure: procedure.id)
def test_who_helps_or_comes_along_answers_and_never_moves(procedure: Procedure) -> None:
    own = led_by(procedure)
    number = entrusted(own, procedure=procedure)
    for role in sorted(procedure.helpers | procedure.companions):
        other = desk(own.unit, role)
        actions.add_reader(case_of(number), other.key, on=TODAY)
        assert [listed.number for listed in queries.inbox(other.person, on=TODAY).cases] == [number]
        with pytest.raises(Refused, match="may not"):
            actions.move(number, CaseState.ACKNOWLEDGED, **by(other))
        for deed in procedure.deeds:
            with pytest.raises(Refused, match="may not"):
                deeds.note_deed(number, deed, **by(other))
    assert case_of(number).state == procedure.first


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda procedure: procedure.id)
def test_a_row_names_what_exists(procedure: Procedure) -> None:
    assert {*procedure.grounds} <= {*procedure.events}
    assert {*procedure.needs.values()} <= {*procedure.deeds}
    assert {*procedure.waits_for} <= {*procedure.deeds}
    terms = {rule.id for regime in procedure.regimes for rule in rules_of(regime, on=TODAY)}
    assert {*procedure.waits_for.values()} <= terms
    assert {*procedure.reasoned.values()} <= {*procedure.events.values()}
    assert {*procedure.reasoned} <= {code for codes in procedure.grounds.values() for code in codes}
    assert procedure.open_after <= ENDED
    assert {*procedure.ends_as} <= {*procedure.events}
    assert {*procedure.ends_as.values()} <= {*procedure.outcomes}
    assert not procedure.helpers & procedure.companions
    assert {state for states in procedure.deeds.values() for state in states} <= {
        state for move in procedure.moves for state in (move.start, move.end)
    }


def test_the_listed_grounds_are_those_of_the_act() -> None:
    sources = [ground.source for ground in grounds()["not_admissible"]]
    assert sources == [f"Algemene wet bestuursrecht art. 9:8 lid 1 onder {letter}" for letter in "abcdef"] + [
        "Algemene wet bestuursrecht art. 9:8 lid 2"
    ]


def test_an_acknowledgement_meets_its_term_and_begins_that_of_the_feedback() -> None:
    own = led_by(INTEGRITY)
    number = entrusted(own, procedure=INTEGRITY)
    assert due(number, "wbk_ack") == next_working_day(TODAY + WEEK)
    actions.move(number, CaseState.ACKNOWLEDGED, **by(own, TODAY + DAY))
    assert Term.objects.get(case=number, rule="wbk_ack").met_on == TODAY + DAY
    feedback = Term.objects.get(case=number, rule="wbk_feedback")
    assert feedback.started_on == TODAY + DAY
    stand(number, CaseState.FINDINGS)
    actions.move(number, CaseState.FEEDBACK_GIVEN, **by(own, TODAY + WEEK))
    feedback.refresh_from_db()
    assert feedback.met_on == TODAY + WEEK


MOMENTS = [
    ("protection_asked_1", ""),
    ("protection_asked_3", "wbk_protection_1"),
    ("protection_asked_6", "wbk_protection_3"),
    ("protection_asked_12", "wbk_protection_6"),
]
AFTER_DECISION = [f"complaint_protection_{month}" for month in WATCHED_AFTER]


def due(number: str, rule: str) -> date | None:
    return Term.objects.get(case=number, rule=rule).due_on


def test_a_first_answer_of_the_officer_acknowledges_and_one_of_a_companion_does_not() -> None:
    own = led_by(INTEGRITY)
    number = came_in(own, INTEGRITY)
    other = desk(own.unit, role=next(iter(INTEGRITY.companions)))
    actions.add_reader(case_of(number), other.key, on=TODAY)
    body = answer_of(own, number, "Welcome.")
    with pytest.raises(Refused, match="may not"):
        actions.reply_as_handler(body, **by(other))
    actions.reply_as_handler(body, **by(own))
    assert case_of(number).state == CaseState.ACKNOWLEDGED


@pytest.mark.parametrize(
    ("regime", "weeks", "rule"),
    [
        (None, 10, "awb_decision_committee"),
        ("awb_complaint_committee", 10, "awb_decision_committee"),
        ("awb_complaint", 6, "awb_decision"),
        ("own_complaint", 8, "own_decision"),
    ],
)
def test_a_complaint_has_the_term_of_the_rule_of_its_employer(
    regime: str | None, weeks: int, rule: str
) -> None:
    own = led_by(COMPLAINT)
    if regime:
        own_weeks = {"weeks": 8, "more_weeks": 2} if regime == "own_complaint" else {}
        ComplaintRule.objects.create(employer=own.unit, since=TODAY, regime=regime, **own_weeks)
    number = entrusted(own, procedure=COMPLAINT)
    last = TODAY + WEEK * weeks
    assert due(number, rule) == (last if regime == "own_complaint" else next_working_day(last))


def test_a_complaint_keeps_the_rule_of_the_day_it_came_in() -> None:
    own = led_by(COMPLAINT)
    number = entrusted(own, procedure=COMPLAINT)
    ComplaintRule.objects.create(employer=own.unit, since=TODAY + DAY, regime="awb_complaint")
    happen(case_of(number), "copy_sent", on=TODAY + WEEK)
    assert {rule.id for rule in rules_for(case_of(number))} >= {"awb_decision_committee"}
    assert not Term.objects.filter(case=number, rule="awb_decision").exists()


def decided(number: str) -> date | None:
    return due(number, "awb_decision_committee")


def test_a_decision_is_adjourned_once_by_four_weeks_after_it_was_written() -> None:
    own = led_by(COMPLAINT)
    number = came_in(own, COMPLAINT)
    with pytest.raises(Refused, match="First write"):
        deeds.adjourn(number, "awb_decision_committee", weeks=4, **by(own))
    actions.reply_as_handler(answer_of(own, number, "It takes longer."), **by(own))
    with pytest.raises(Refused, match="4 weeks longer at most"):
        deeds.adjourn(number, "awb_decision_committee", weeks=5, **by(own))
    deeds.adjourn(number, "awb_decision_committee", weeks=4, **by(own))
    assert decided(number) == next_working_day(TODAY + WEEK * 14)
    with pytest.raises(Refused, match="not again"):
        deeds.adjourn(number, "awb_decision_committee", weeks=1, **by(own))
    assert TermNote.objects.filter(case=number).count() == 1


def test_a_clock_stands_still_on_a_ground_of_the_list_and_runs_again() -> None:
    own = led_by(COMPLAINT)
    number = entrusted(own, procedure=COMPLAINT)
    before = decided(number)
    with pytest.raises(Refused, match="reasons on the list"):
        deeds.suspend(number, "awb_decision_committee", ground="busy", **by(own))
    deeds.suspend(number, "awb_decision_committee", ground=deeds.PAUSES[0], **by(own, TODAY + DAY))
    assert decided(number) is None
    deeds.resume(number, "awb_decision_committee", **by(own, TODAY + DAY + WEEK))
    assert before is not None
    assert decided(number) == next_working_day(before + WEEK)
    with pytest.raises(Refused, match="does not stand still"):
        deeds.resume(number, "awb_decision_committee", **by(own, TODAY + WEEK * 2))


def test_the_law_lets_the_clock_of_a_report_never_stand_still() -> None:
    own = led_by(INTEGRITY)
    number = entrusted(own, procedure=INTEGRITY)
    with pytest.raises(Refused, match="reasons on the list"):
        deeds.suspend(number, "wbk_feedback", ground=deeds.PAUSES[0], **by(own))
    with pytest.raises(Refused, match="without consent"):
        deeds.adjourn(number, "wbk_feedback", weeks=1, **by(own))


def test_longer_with_consent_counts_from_the_day_the_complainant_agreed() -> None:
    own = led_by(COMPLAINT)
    number = entrusted(own, procedure=COMPLAINT)
    before, until = decided(number), TODAY + WEEK * 30
    with pytest.raises(Refused, match="not shorter"):
        deeds.propose_longer(number, "awb_decision_committee", until=TODAY, **by(own))
    for later in (until + WEEK, until):
        deeds.propose_longer(number, "awb_decision_committee", until=later, **by(own))
    assert decided(number) == before
    deeds.agree_to_longer(case_of(number), until=until, on=TODAY + DAY)
    assert decided(number) == next_working_day(until)
    with pytest.raises(Refused, match="has changed"):
        deeds.agree_to_longer(case_of(number), until=until, on=TODAY + DAY)


def test_no_day_is_proposed_that_was_meant_otherwise() -> None:
    own = led_by(COMPLAINT)
    number = entrusted(own, procedure=COMPLAINT)
    for until in (day_after(TODAY, Amount(60, Unit.MONTHS)) + DAY, date.max):
        with pytest.raises(Refused) as refused:
            deeds.propose_longer(number, "awb_decision_committee", until=until, **by(own))
        assert refused.value.code == "too_far_ahead"
    assert not TermNote.objects.exists()


@pytest.mark.parametrize("again", range(6))
def test_what_makes_a_term_longer_on_one_day_counts_in_the_order_in_which_it_was_noted(again: int) -> None:
    own = led_by(COMPLAINT)
    number = came_in(own, COMPLAINT)
    until = (decided(number) or TODAY) + WEEK + DAY * again
    actions.reply_as_handler(answer_of(own, number, "It takes longer."), **by(own))
    deeds.propose_longer(number, "awb_decision_committee", until=until, **by(own))
    deeds.agree_to_longer(case_of(number), until=until, on=TODAY)
    deeds.adjourn(number, "awb_decision_committee", weeks=4, **by(own))
    assert decided(number) == next_working_day(until + WEEK * 4)


def test_nobody_agrees_to_a_day_that_they_did_not_read() -> None:
    own = led_by(COMPLAINT)
    number = entrusted(own, procedure=COMPLAINT)
    before, read, swapped = decided(number), TODAY + WEEK * 30, TODAY + WEEK * 50
    for later in (read, swapped):
        deeds.propose_longer(number, "awb_decision_committee", until=later, **by(own))
    for day in (read, swapped - DAY, swapped + DAY):
        with pytest.raises(Refused) as refused:
            deeds.agree_to_longer(case_of(number), until=day, on=TODAY + DAY)
        assert refused.value.code == "proposal_changed"
    assert decided(number) == before
    assert [note.until_on for note in deeds.proposals_of(case_of(number))] == [swapped]
    deeds.agree_to_longer(case_of(number), until=swapped, on=TODAY + DAY)
    assert decided(number) == next_working_day(swapped)


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=PROCEDURES)
def test_a_day_says_to_which_term_it_belongs(procedure: Procedure) -> None:
    for chosen in procedure.by_employer or ("",):
        rules = [rule for regime in (*procedure.regimes, chosen) for rule in rules_of(regime, on=TODAY)]
        assert len([rule.id for rule in rules if rule.by_agreement]) == bool(chosen)


def test_one_day_proposed_for_two_terms_is_agreed_to_for_neither() -> None:
    number = entrusted(led_by(COMPLAINT), procedure=COMPLAINT)
    until = TODAY + WEEK * 30
    for rule in ("awb_decision_committee", "awb_admissibility"):
        TermNote(case=case_of(number), rule=rule, kind=Later.AGREED, noted_on=TODAY, until_on=until).save()
    with pytest.raises(Refused, match="has changed"):
        deeds.agree_to_longer(case_of(number), until=until, on=TODAY)
    assert not TermNote.objects.exclude(agreed_on=None).exists()


def test_a_term_is_not_made_longer_on_a_grant_without_a_word() -> None:
    own = led_by(COMPLAINT)
    number = came_in(own, COMPLAINT)
    other = desk(own.unit, COMPLAINT.recipients)
    actions.grant_access(grant_of(own, number, other, position=1), **by(own))
    with pytest.raises(Refused, match="takes longer"):
        deeds.adjourn(number, "awb_decision_committee", weeks=4, **by(own))
    actions.reply_as_handler(answer_of(own, number, "It takes longer.", position=2), **by(own))
    deeds.adjourn(number, "awb_decision_committee", weeks=4, **by(own))
    assert TermNote.objects.get(case=number).weeks == 4


def test_to_let_somebody_in_or_leave_one_out_is_no_reason_for_departing_from_the_advice() -> None:
    own = led_by(COMPLAINT)
    number = came_in(own, COMPLAINT)
    other = desk(own.unit, COMPLAINT.recipients)
    stand(number, CaseState.ADVICE_SENT, done=["advice_sent"])
    actions.grant_access(grant_of(own, number, other, position=1), **by(own))
    actions.open_epoch(opening_of(own, number, position=2), **by(own))
    with pytest.raises(Refused, match="First write"):
        actions.move(number, CaseState.EMPLOYER_DECISION, ground="departs_from_advice", **by(own))
    said = list(Message.objects.filter(case=number).order_by("number").values_list("sender", "said"))
    assert said == [(REPORTER, True), (own.key, False), (own.key, False)]
    actions.reply_as_handler(answer_of(own, number, "Because.", position=3, epoch=2), **by(own))
    actions.move(number, CaseState.EMPLOYER_DECISION, ground="departs_from_advice", **by(own))
    assert case_of(number).state == CaseState.EMPLOYER_DECISION


def test_an_employer_that_departs_from_the_advice_writes_why_after_the_advice() -> None:
    own = led_by(COMPLAINT)
    number = came_in(own, COMPLAINT)
    actions.reply_as_handler(answer_of(own, number, "Before."), **by(own))
    stand(number, CaseState.ADVICE_SENT, done=["advice_sent"])
    with pytest.raises(Refused, match="First write"):
        actions.move(number, CaseState.EMPLOYER_DECISION, ground="departs_from_advice", **by(own))
    actions.reply_as_handler(answer_of(own, number, "Because.", position=2), **by(own))
    actions.move(number, CaseState.EMPLOYER_DECISION, ground="departs_from_advice", **by(own))
    assert case_of(number).state == CaseState.EMPLOYER_DECISION


def test_more_than_a_year_ago_is_no_step_of_the_clock() -> None:
    moves = [move for move in COMPLAINT.moves if move.end == CaseState.NOT_ADMISSIBLE]
    assert "over_a_year" in LISTED
    assert {move.by for move in moves} == {Mover.HANDLER}


def test_a_reporter_is_asked_about_detriment_after_the_report_has_closed() -> None:
    own = led_by(INTEGRITY)
    number = came_in(own, INTEGRITY)
    stand(number, CaseState.FEEDBACK_GIVEN, done=["measures_taken"])
    actions.close_case(number, outcome="founded_with_measures", **by(own))
    case = case_of(number)
    assert {term.id for term in queries.terms_of(case)} == {
        f"wbk_protection_{month}" for month in (1, 3, 6, 12)
    }
    assert {term.rule for term in running() if term.case_id == number} == {
        term.id for term in queries.terms_of(case)
    }
    deeds.note_deed(number, "protection_asked_1", **by(own, TODAY + WEEK * 4))
    actions.reply_as_handler(answer_of(own, number, "How is it now?"), **by(own))
    assert "wbk_protection_1" not in {term.id for term in queries.terms_of(case_of(number))}
    assert case_of(number).happenings.filter(event="closed_with_measure").exists()
    assert Entry.objects.filter(subject=number, verb="done").count() == 1


@pytest.mark.parametrize(("deed", "before"), MOMENTS)
def test_a_moment_of_the_watch_is_noted_once_the_one_before_it_has_come(deed: str, before: str) -> None:
    own = led_by(INTEGRITY)
    number = entrusted(own, procedure=INTEGRITY)
    stand(number, CaseState.ACKNOWLEDGED)
    first = (due(number, before) if before else TODAY) or TODAY
    with pytest.raises(Refused, match="may not"):
        deeds.note_deed(number, deed, **by(own, first - DAY))
    assert not case_of(number).happenings.filter(event=deed).exists()
    deeds.note_deed(number, deed, **by(own, first))
    assert case_of(number).happenings.get(event=deed).on == first


def test_a_complainant_is_asked_about_detriment_for_a_year_after_the_decision() -> None:
    own = led_by(COMPLAINT)
    number = came_in(own, COMPLAINT)
    stand(number, CaseState.EMPLOYER_DECISION)
    assert not running_of(number) & set(AFTER_DECISION)
    actions.move(number, CaseState.INFORMED_PARTIES, **by(own))
    actions.move(number, CaseState.MEASURES, **by(own))
    actions.close_case(number, outcome="founded", **by(own))
    assert (
        running_of(number) == set(AFTER_DECISION) == {term.id for term in queries.terms_of(case_of(number))}
    )
    three, six, _ = (due(number, rule) or TODAY for rule in AFTER_DECISION)
    with pytest.raises(Refused, match="may not"):
        deeds.note_deed(number, "protection_asked_6", **by(own, three - DAY))
    deeds.note_deed(number, "protection_asked_3", **by(own, three))
    deeds.note_deed(number, "protection_asked_6", **by(own, six))
    assert running_of(number) == {"complaint_protection_12"}


def test_a_complaint_that_was_withdrawn_is_not_watched() -> None:
    own = led_by(COMPLAINT)
    case = sealed_case(own, text=SAID, procedure=COMPLAINT.id)
    actions.withdraw(derive(case.words, salt=installation_salt()).lookup, on=TODAY)
    assert not running_of(case.number)
    with pytest.raises(Refused, match="may not"):
        deeds.note_deed(case.number, "protection_asked_3", **by(own, TODAY + WEEK * 52))


def running_of(number: str) -> set[str]:
    """The rules of which somebody is still warned."""
    return {term.rule for term in running() if term.case_id == number}


def test_not_all_moments_of_the_watch_are_noted_on_one_day() -> None:
    own = led_by(INTEGRITY)
    number = entrusted(own, procedure=INTEGRITY)
    stand(number, CaseState.ACKNOWLEDGED)
    for deed, _ in MOMENTS:
        with contextlib.suppress(Refused):
            deeds.note_deed(number, deed, **by(own))
    noted = case_of(number).happenings.filter(event__in=INTEGRITY.deeds).values_list("event", flat=True)
    assert list(noted) == ["protection_asked_1"]


def test_a_moment_of_a_term_that_never_began_is_not_noted() -> None:
    own = led_by(INTEGRITY)
    number = entrusted(own, procedure=INTEGRITY)
    stand(number, CaseState.ACKNOWLEDGED)
    Term.objects.filter(case=number, rule="wbk_protection_1").delete()
    with pytest.raises(Refused, match="may not"):
        deeds.note_deed(number, "protection_asked_3", **by(own, TODAY + WEEK * 500))


def test_once_the_complainant_is_satisfied_no_decision_is_missed() -> None:
    own = led_by(COMPLAINT)
    case = sealed_case(own, text=SAID, procedure=COMPLAINT.id)
    stand(case.number, CaseState.INFORMAL_RESOLUTION_OFFERED)
    settle(derive(case.words, salt=installation_salt()).lookup, on=TODAY + WEEK)
    term = Term.objects.get(case=case.number, rule="awb_decision_committee")
    assert term.met_on == TODAY + WEEK
    assert "awb_decision_committee" not in {one.id for one in queries.terms_of(case_of(case.number))}
    actions.move(case.number, CaseState.INFORMED_PARTIES, **by(own, TODAY + WEEK * 20))
    term.refresh_from_db()
    assert term.met_on == TODAY + WEEK


WAYS = [
    (
        INTEGRITY,
        [CaseState.TRIAGE, CaseState.OUTSIDE_SCOPE, CaseState.ADVISED_OTHER_ROUTE],
        {"outside_scope"},
    ),
    (INTEGRITY, [CaseState.ASSESSING, CaseState.HANDED_TO_AUTHORITY], {"handed_to_authority"}),
    (INTEGRITY, [CaseState.ASSESSING, CaseState.FINDINGS], {"founded", "unfounded"}),
    (INTEGRITY, [CaseState.INVESTIGATING, CaseState.FINDINGS, CaseState.MEASURES], {"founded_with_measures"}),
    (COMPLAINT, [CaseState.ADMISSIBILITY, CaseState.NOT_ADMISSIBLE], {"not_admissible"}),
    (COMPLAINT, [CaseState.INFORMAL_RESOLUTION_OFFERED, CaseState.SETTLED], {"settled"}),
    (
        COMPLAINT,
        [CaseState.INFORMAL_RESOLUTION_OFFERED, CaseState.HEARING_PLANNED],
        {"founded", "partly_founded", "unfounded"},
    ),
]


@pytest.mark.parametrize(("procedure", "states", "outcomes"), WAYS)
def test_a_case_ends_as_what_happened_to_it(
    procedure: Procedure, states: list[CaseState], outcomes: set[str]
) -> None:
    own = led_by(procedure)
    number = entrusted(own, procedure=procedure)
    for state in states:
        actions.move_to(
            stand(number, before(procedure, state)),
            state,
            on=TODAY,
            ground=procedure.grounds.get(state, ("",))[0],
        )
    stand(number, CaseState.FEEDBACK_GIVEN if procedure == INTEGRITY else CaseState.INFORMED_PARTIES)
    assert {*endings(case_of(number))} == outcomes
    for outcome in {*procedure.outcomes} - outcomes:
        with pytest.raises(Refused, match="outcomes on the list"):
            actions.close_case(number, outcome=outcome, **by(own))
    actions.close_case(number, outcome=min(outcomes), **by(own))
    longer = Term.objects.filter(case=number, rule="keep_report_integrity_measure")
    assert longer.exists() == (CaseState.MEASURES in states)


def before(procedure: Procedure, state: CaseState) -> CaseState:
    """A state from which there is a move to another."""
    return next(move.start for move in procedure.moves if move.end == state)


def test_a_closed_complaint_is_not_added_to() -> None:
    own = led_by(COMPLAINT)
    number = came_in(own, COMPLAINT)
    stand(number, CaseState.INFORMED_PARTIES)
    actions.move(number, CaseState.MEASURES, **by(own))
    actions.close_case(number, outcome="founded", **by(own))
    with pytest.raises(Refused, match="may not"):
        actions.reply_as_handler(answer_of(own, number, "More."), **by(own))


def test_every_procedure_keeps_to_its_own_readers() -> None:
    own = led_by(INTEGRITY)
    number = entrusted(own, procedure=INTEGRITY)
    secretary = desk(own.unit, COMPLAINT.recipients)
    actions.add_reader(case_of(number), secretary.key, on=TODAY)
    assert queries.inbox(secretary.person, on=TODAY).cases == ()
