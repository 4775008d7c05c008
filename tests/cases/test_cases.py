"""A sealed case from its first word to its end: who can read it, who cannot, and what is kept of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from tests.making import LONG_AGO, employer, someone
from tests.sealed import Desk, answer_of, desk, grant_of, keyed, opening_of, sealed_case
from weerklank.cases import actions, queries, silence
from weerklank.cases.adding import reply_written
from weerklank.cases.addressing import readers_offered
from weerklank.cases.models import REPORTER, Case, Reader, SharedCount, Wrap
from weerklank.cases.on_behalf import (
    PlainFile,
    Written,
    act_for,
    file_for,
    open_for,
    sealed_report,
    submit_written,
)
from weerklank.cases.procedures import CONTACT
from weerklank.cases.rules import may_answer, may_read
from weerklank.cases.states import CaseState, Mover
from weerklank.errors import Refused
from weerklank.people.models import Grant
from weerklank.people.states import WITHOUT_ACCOUNT, Role
from weerklank.seal.chance import token
from weerklank.seal.content import Report
from weerklank.seal.envelope import pack
from weerklank.seal.notation import canonical
from weerklank.seal.receipt import Receipt
from weerklank.seal.thread import parse, unsealed
from weerklank.terms.clock import due
from weerklank.terms.rules import rule_named
from weerklank.trail.models import Entry

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from weerklank.organisation.models import Unit

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
TODAY, NOW = timezone.localdate(), timezone.now()
SAID = "He shouts at me when the door is closed."


def case_of(number: str) -> Case:
    return Case.objects.get(pk=number)


def texts_read(own: Desk, number: str) -> list[str]:
    """What a handler's browser shows of a case: all of it is checked first."""
    told = parse(canonical(queries.thread(case_of(number), own.key)))
    shown = unsealed(told, seed=own.bundle.sealing, recipient=own.key)
    return [message.content.body.text for message in shown if hasattr(message.content.body, "text")]


def answered(own: Desk, number: str, text: str, *, position: int = 1, epoch: int = 1) -> None:
    body = answer_of(own, number, text, position=position, epoch=epoch)
    actions.reply_as_handler(body, by=own.person, on=TODAY, at=NOW)


def written(unit: Unit, **more: object) -> Written:
    told: dict[str, object] = {
        "procedure": CONTACT.id,
        "unit_id": unit.pk,
        "text": SAID,
        "answers": {},
        "shared": {},
        "excluded": frozenset(),
        "attachments": (),
    }
    return Written(**(told | more))  # type: ignore[arg-type]  # tests fill in what they try


def brought_to(own: Desk, state: CaseState) -> str:
    """A case that stands in a state, brought there by the moves of its people."""
    number = sealed_case(own, text=SAID).number
    answered(own, number, "I am here.")
    for step in (CaseState.ADVISING, state):
        if case_of(number).state not in {step, state}:
            actions.move(number, step, by=own.person, on=TODAY, at=NOW)
    return number


def test_two_people_talk_and_both_read_all_of_it() -> None:
    own = desk()
    case = sealed_case(own, text=SAID)
    answered(own, case.number, "Shall we talk?")
    reply_written(case.words, "Yes, please.", (), on=TODAY)
    spoken = [SAID, "Shall we talk?", "Yes, please."]
    assert texts_read(own, case.number) == case.read_by_reporter() == spoken


def test_a_case_is_sealed_to_its_readers_and_to_nobody_else() -> None:
    own = desk()
    other = desk(own.unit)
    case = sealed_case(own, text=SAID, excluded=frozenset({other.key}))
    assert set(Wrap.objects.values_list("recipient", flat=True)) == {own.key, REPORTER}
    assert may_read(own.person, case_of(case.number), on=TODAY)
    assert not may_read(other.person, case_of(case.number), on=TODAY)


def test_no_role_reads_a_case_without_its_key() -> None:
    own = desk()
    case = case_of(sealed_case(own, text=SAID).number)
    everyone = [someone(role, unit=own.unit) for role in sorted(set(Role) - WITHOUT_ACCOUNT)]
    assert [person for person in everyone if may_read(person, case, on=TODAY)] == []


def test_a_key_without_the_role_reads_nothing() -> None:
    own = desk()
    case = case_of(sealed_case(own, text=SAID).number)
    Grant.objects.filter(person=own.person).update(valid_to=TODAY - timedelta(days=1))
    assert not may_read(own.person, case, on=TODAY)
    assert queries.inbox(own.person, on=TODAY).cases == ()


def test_who_administers_the_machine_reads_nothing_whatever_else_they_are() -> None:
    own = desk()
    case = case_of(sealed_case(own, text=SAID).number)
    Grant.objects.create(
        person=own.person,
        role=Role.TECHNICAL_ADMIN,
        right="act",
        unit=own.unit,
        valid_from=LONG_AGO,
        granted_at=NOW,
    )
    assert not may_read(own.person, case, on=TODAY)
    assert queries.inbox(own.person, on=TODAY).cases == ()
    assert queries.keys_certified([CONTACT.recipients], own.unit.pk, on=TODAY) == frozenset()


def test_the_first_answer_makes_contact_and_meets_its_term() -> None:
    own = desk()
    number = sealed_case(own, text=SAID).number
    assert [term.id for term in queries.terms_of(case_of(number))] == ["contact_answer", "contact_talk"]
    answered(own, number, "I am here.")
    assert case_of(number).state == CaseState.CONTACT_MADE
    assert [term.id for term in queries.terms_of(case_of(number))] == ["contact_talk"]


def test_a_handler_who_was_added_reads_everything_and_one_who_was_not_nothing() -> None:
    own = desk()
    other = desk(own.unit)
    number = sealed_case(own, text=SAID, excluded=frozenset({other.key})).number
    sent = grant_of(own, number, other, position=1)
    with pytest.raises(Refused, match="may not"):
        actions.grant_access(sent, by=other.person, on=TODAY, at=NOW)
    actions.grant_access(sent, by=own.person, on=TODAY, at=NOW)
    assert may_answer(other.person, case_of(number), on=TODAY)
    assert queries.thread(case_of(number), other.key)["epochs"]


def test_who_does_not_serve_the_unit_is_not_added() -> None:
    own, stranger = desk(), desk(employer("other-ministry: "))
    number = sealed_case(own, text=SAID).number
    with pytest.raises(Refused, match="may not"):
        actions.grant_access(grant_of(own, number, stranger, position=1), by=own.person, on=TODAY, at=NOW)
    assert Reader.objects.filter(case=number).count() == 1


def test_a_new_epoch_leaves_someone_out() -> None:
    own = desk()
    other = desk(own.unit)
    case = sealed_case(own, text=SAID)
    actions.open_epoch(opening_of(own, case.number, position=1), by=own.person, on=TODAY, at=NOW)
    answered(own, case.number, "Now we are alone.", position=2, epoch=2)
    assert not may_read(other.person, case_of(case.number), on=TODAY)
    assert may_read(own.person, case_of(case.number), on=TODAY)
    assert case.read_by_reporter()[-1] == "Now we are alone."
    assert not Wrap.objects.filter(case=case.number, epoch=2, recipient=other.key).exists()


def test_an_answer_in_another_handlers_name_is_refused() -> None:
    own = desk()
    other = desk(own.unit)
    number = sealed_case(own, text=SAID).number
    with pytest.raises(Refused, match="may not"):
        actions.reply_as_handler(answer_of(own, number, "x"), by=other.person, on=TODAY, at=NOW)


HANDLERS_MOVES = [move for move in CONTACT.moves if move.by == Mover.HANDLER]


def test_every_move_of_a_handler_is_made() -> None:
    own = desk()
    steps = [move for move in HANDLERS_MOVES if move.start != CaseState.NEW and move.end != CaseState.CLOSED]
    made = {}
    for step in steps:
        number = brought_to(own, step.start)
        actions.move(number, step.end, by=own.person, on=TODAY, at=NOW)
        made[step] = case_of(number).state
    assert made == {step: step.end for step in steps}


@pytest.mark.parametrize("start", [CaseState.REFERRED, CaseState.AFTERCARE], ids=str)
def test_a_handler_closes_with_an_outcome_of_the_list(start: CaseState) -> None:
    own = desk()
    number = brought_to(own, start)
    with pytest.raises(Refused, match="outcomes on the list"):
        actions.close_case(number, outcome="forgotten", by=own.person, on=TODAY, at=NOW)
    actions.close_case(number, outcome=CONTACT.outcomes[0], by=own.person, on=TODAY, at=NOW)
    assert (case_of(number).state, case_of(number).outcome) == (CaseState.CLOSED, CONTACT.outcomes[0])
    assert queries.inbox(own.person, on=TODAY).cases == ()
    assert len(queries.inbox(own.person, on=TODAY, show=queries.Show.CLOSED).cases) == 1


@pytest.mark.parametrize("start", [CaseState.NEW, CaseState.ADVISING, CaseState.REFERRED], ids=str)
def test_a_reporter_withdraws_and_nothing_is_added_after(start: CaseState) -> None:
    own = desk()
    case = sealed_case(own, text=SAID)
    if start != CaseState.NEW:
        answered(own, case.number, "I am here.")
        for step in dict.fromkeys((CaseState.ADVISING, start)):
            actions.move(case.number, step, by=own.person, on=TODAY, at=NOW)
    assert act_for(case.words, "withdraw", 0, on=TODAY).state == CaseState.CLOSED
    assert case_of(case.number).outcome == "withdrawn"
    with pytest.raises(Refused, match="closed"):
        reply_written(case.words, "One more thing", (), on=TODAY)
    assert not may_answer(own.person, case_of(case.number), on=TODAY)


def test_a_reporter_who_stays_away_is_heard_again_or_closed_by_the_clock() -> None:
    own = desk()
    back, away = sealed_case(own, text=SAID), sealed_case(own, text=SAID)
    for case in (back, away):
        answered(own, case.number, "I am here.")
        actions.move(case.number, CaseState.NO_FURTHER_CONTACT, by=own.person, on=TODAY, at=NOW)
    reply_written(back.words, "I am back.", (), on=TODAY)
    assert case_of(back.number).state == CaseState.ADVISING
    last = TODAY + timedelta(days=CONTACT.silence_days)
    assert due(rule_named("contact_silence"), start=TODAY).on == last
    assert silence.close_after_silence(on=last) == 0
    assert silence.close_after_silence(on=last + timedelta(days=1)) == 1
    assert case_of(away.number).outcome == CaseState.NO_FURTHER_CONTACT


def test_whoever_came_back_before_the_clock_looked_again_is_not_closed() -> None:
    own = desk()
    cases = [sealed_case(own, text=SAID) for _ in range(2)]
    for case in cases:
        answered(own, case.number, "I am here.")
        actions.move(case.number, CaseState.NO_FURTHER_CONTACT, by=own.person, on=TODAY, at=NOW)
    listed = [case.number for case in cases]
    reply_written(cases[0].words, "I am back.", (), on=TODAY)
    assert [silence.close_silent(number, on=TODAY) for number in listed] == [False, True]


def test_the_same_report_again_is_answered_the_same_whatever_changed_meanwhile() -> None:
    own = desk()
    receipt = Receipt(lookup=token(32), seed=token(32))
    body = pack(sealed_report(written(own.unit), own=receipt, on=TODAY))
    first = actions.submit(body, on=TODAY)
    own.person.grants.update(valid_to=TODAY)
    again = actions.submit(body, on=TODAY + timedelta(days=1))
    assert (again.case, again.day, again.digest, again.fresh) == (first.case, first.day, first.digest, False)


def test_both_ratings_are_given_apart_once_someone_answered() -> None:
    own = desk()
    case = sealed_case(own, text=SAID)
    with pytest.raises(Refused):
        act_for(case.words, "heard", 4, on=TODAY)
    answered(own, case.number, "I am here.")
    actions.ask_rating(case.number, by=own.person, on=TODAY, at=NOW)
    act_for(case.words, "heard", 4, on=TODAY)
    act_for(case.words, "followup", 2, on=TODAY)
    assert (case_of(case.number).rated_heard, case_of(case.number).rated_followup) == (4, 2)
    with pytest.raises(Refused, match="may not"):
        actions.ask_rating(case.number, by=own.person, on=TODAY, at=NOW)


def test_what_staff_do_is_in_the_trail_and_what_a_reporter_does_is_not() -> None:
    own = desk()
    before = Entry.objects.count()
    case = sealed_case(own, text=SAID)
    reply_written(case.words, "More.", (), on=TODAY)
    act_for(case.words, "withdraw", 0, on=TODAY)
    assert Entry.objects.count() == before
    other = sealed_case(own, text=SAID)
    answered(own, other.number, "I am here.")
    assert [entry.verb for entry in Entry.objects.order_by("-number")[:1]] == ["answered"]


def test_shared_answers_are_counted_by_month_and_lead_nowhere() -> None:
    own = desk()
    for _ in range(2):
        submit_written(written(own.unit, shared={"behaviour": "bullying"}), on=TODAY)
    row = SharedCount.objects.get()
    assert (row.question, row.answer, row.count, row.month.day) == ("behaviour", "bullying", 2, 1)
    assert not {field.name for field in SharedCount._meta.get_fields()} & {"case", "unit", "day"}  # noqa: SLF001 - Django's public name begins so


def test_a_text_cannot_be_written_into_the_counts() -> None:
    own = desk()
    with pytest.raises(Refused):
        submit_written(written(own.unit, shared={"behaviour": "he-shouts"}), on=TODAY)
    assert not Case.objects.exists()


def test_a_reader_to_whom_such_a_case_does_not_go_is_refused() -> None:
    own, stranger = desk(), desk(employer("elsewhere: "))
    with pytest.raises(Refused):
        submit_written(written(own.unit, excluded=frozenset({own.key})), on=TODAY)
    assert stranger.key not in queries.keys_certified([CONTACT.recipients], own.unit.pk, on=TODAY)
    assert not Case.objects.exists()


def test_files_come_back_whole() -> None:
    own = desk()
    sizes = (0, 1, 2**20 - 1, 2**20, 2**20 + 1)
    given = [PlainFile(f"{size}.bin", "text/plain", (b"\0\xff" * size)[:size]) for size in sizes]
    _, words = submit_written(written(own.unit, attachments=given), on=TODAY)
    rows = list(Case.objects.get().files.all())
    found = {(plain := file_for(words, row.file)).name: plain for row in rows}
    assert found == {plain.name: plain for plain in given}
    assert all(sum(len(piece) for piece in queries.pieces(row)) == row.length for row in rows)


def test_a_note_is_its_writers_alone() -> None:
    own = desk()
    other = desk(own.unit)
    number = sealed_case(own, text=SAID).number
    sealed = bytes(4156)
    for _again in range(2):
        actions.write_note(number, sealed, position=1, by=own.person, on=TODAY, at=NOW)
    with pytest.raises(Refused):
        actions.write_note(number, b"\1" * 4156, position=1, by=own.person, on=TODAY, at=NOW)
    with pytest.raises(Refused):
        actions.write_note(number, b"in the clear", position=2, by=own.person, on=TODAY, at=NOW)
    assert len(queries.notebook(case_of(number), own.key)) == 1
    assert queries.notebook(case_of(number), other.key) == []


def test_an_inbox_takes_as_many_queries_for_thirty_cases_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    own = desk()
    for wanted in (1, 30):
        while Case.objects.count() < wanted:
            sealed_case(own, text=SAID)
        with django_assert_num_queries(5):
            assert len(queries.inbox(own.person, on=TODAY).cases) == wanted


def test_who_is_left_out_is_left_out_with_every_key_they_have() -> None:
    own = desk()
    other = desk(own.unit)
    second = keyed(other.person, own.unit, other.role)
    offered = [reader.key for reader in readers_offered(CONTACT.id, own.unit.pk, on=TODAY)]
    assert own.key in offered
    assert len(offered) == 2
    for key in (other.key, second.key):
        case = sealed_case(own, text=SAID, excluded=frozenset({key}))
        readers = set(Case.objects.get(pk=case.number).readers.values_list("key", flat=True))
        assert readers == {own.key}
        report = open_for(case.words).messages[0].content.body
        assert isinstance(report, Report)
        assert report.excluded == tuple(sorted((other.key, second.key)))
