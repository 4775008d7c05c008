"""What is done with cases. What a reporter does leaves a day and nothing of who; what staff do is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import IntegrityError, transaction

from weerklank.cases import clocks, queries, storing
from weerklank.cases.addressees import Addressees, check_addressees
from weerklank.cases.addressing import unit_counted
from weerklank.cases.models import REPORTER, Case, Note, Reader, Wrap
from weerklank.cases.procedures import WITHDRAWN, procedure_named
from weerklank.cases.reasons import check_step, endings
from weerklank.cases.rules import may_answer, may_ask_rating, may_lead, may_let_in, may_move, may_read
from weerklank.cases.states import ENDED, CaseState, Mover, Rated, SealedBy
from weerklank.cases.warning import tell_readers
from weerklank.errors import Refused
from weerklank.notices.actions import see
from weerklank.notices.states import Reason
from weerklank.people.rules import require
from weerklank.seal import asking, envelope, receipt
from weerklank.seal.message import SEALED_SIZES
from weerklank.trail.actions import Subject, record
from weerklank.trail.states import Verb

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from weerklank.people.models import Person

Kind = TypeVar("Kind", bound=envelope.Envelope)
UNIT = "unit"
"""What is shared for the count besides answers: for which unit."""
STAND_IN, READ = "stand_in_named", "contact_read"
"""What has happened where a reporter named a stand-in, and once someone for whom the case came looked at it."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a reporter's browser is told: the case, the day, and the SHA-256 of what was stored."""

    case: str
    day: date
    digest: str
    fresh: bool = True


def submit(body: bytes, *, on: date, sealed_by: SealedBy = SealedBy.BROWSER) -> Accepted:
    """Store a report. The same body again is answered the same; another body with the same case is refused."""
    sent = parsed(body, envelope.Submission)
    digest = storing.digest_of(body)
    if Case.objects.filter(pk=sent.case).exists():  # what is checked below may be another day's
        return accepted_before(sent.case, digest)
    check_shared(sent, on=on)
    case = case_to_be(sent, digest=digest, size=len(body), on=on, sealed_by=sealed_by)
    try:
        with transaction.atomic():
            write_case(case, sent, on=on)
    except IntegrityError:
        return accepted_before(sent.case, digest)
    return Accepted(case.pk, on, digest)


def check_shared(sent: envelope.Submission, *, on: date) -> None:
    """Refuse what cannot be counted: an answer that is not asked, a unit so small that it tells who wrote."""
    answers = {question: answer for question, answer in sent.shared.items() if question != UNIT}
    storing.check_shared(answers, procedure=sent.procedure)
    if UNIT in sent.shared:
        _, unit_id = queries.unit_addressed(sent.unit, on=on)
        large = unit_counted(unit_id, on=on)
        if large is None or sent.shared[UNIT] != str(large.id):
            raise storing.unfit()


def case_to_be(sent: envelope.Submission, *, digest: str, size: int, on: date, sealed_by: SealedBy) -> Case:
    """Return a case that is not yet written; refuses readers to whom such a case does not go today."""
    procedure = procedure_named(sent.procedure)
    employer_id, unit_id = queries.unit_addressed(sent.unit, on=on)
    check_addressees(addressees(sent), procedure=procedure.id, unit_id=unit_id, on=on)
    return Case(
        id=sent.case,
        employer_id=employer_id,
        unit_id=unit_id,
        procedure=procedure.id,
        state=procedure.first,
        received_on=on,
        moved_on=on,
        sealed_by=sealed_by,
        lookup=receipt.kept(sent.lookup),
        reporter_key=sent.reporter_key,
        digest=digest,
        size=storing.size_of(size),
    )


def addressees(sent: envelope.Submission) -> Addressees:
    """Return to whom a report was sealed."""
    now = frozenset(sent.wraps) - {REPORTER}
    return Addressees(now=now, later=frozenset(sent.withheld), knowing=frozenset(sent.identity))


def write_case(case: Case, sent: envelope.Submission, *, on: date) -> None:
    """Write a case whole: the row, its wraps, who reads it, the first message and its files."""
    case.save(force_insert=True)
    storing.add_wraps(case, sent.wraps, epoch=case.epoch, withheld=sent.withheld)
    storing.add_identities(case, sent.identity)
    Reader.objects.bulk_create(
        Reader(case=case, key=key, since=on, epoch=case.epoch, received_on=on)
        for key in sent.wraps
        if key != REPORTER
    )
    storing.add_message(case, arrived(sent, REPORTER, position=1), on=on, said=True)
    storing.count_shared(case, sent.shared)
    clocks.happen(case, procedure_named(case.procedure).received, on=on)
    if sent.withheld:
        clocks.happen(case, STAND_IN, on=on)
    tell_readers(case, Reason.ARRIVED, on=on)


def accepted_before(number: str, digest: str) -> Accepted:
    """Return what was said when this body came before; refuses another body for the same case."""
    case = Case.objects.filter(pk=number, digest=digest).first()
    if case is None:
        raise storing.unfit()
    return Accepted(case.pk, case.received_on, digest, fresh=False)


def arrived(sent: envelope.Sent, sender: str, *, position: int) -> storing.Arrived:
    """Return the message and the files of an envelope."""
    files = {part.file: part.sealed for part in sent.files}
    return storing.Arrived(sender, sent.epoch, position, sent.message, files)


def parsed(body: bytes, kind: type[Kind]) -> Kind:
    """Return an envelope of one kind; every other refusal is the same."""
    sent = envelope.parse(body)
    if type(sent) is not kind:
        raise storing.unfit()
    return sent


@transaction.atomic
def reply_as_reporter(body: bytes, *, on: date) -> bool:
    """Add what a reporter writes; who comes back after a silence is heard again. Return whether it is new."""
    sent = parsed(body, envelope.Reply)
    case = open_case_of(sent.lookup)
    if case.pk != sent.case:
        raise Refused("not_found")
    if not storing.add_message(case, arrived(sent, REPORTER, position=sent.position), on=on, said=True):
        return False
    procedure = procedure_named(case.procedure)
    case.waiting = True
    case.save(update_fields=["waiting"])
    case.readers.filter(ended=True).update(ended=False)  # closed or not, it is among what waits for a handler
    if procedure.again and procedure.may_move(CaseState(case.state), procedure.again, Mover.REPORTER):
        move_to(case, procedure.again, on=on)
    tell_readers(case, Reason.ANSWERED, on=on)
    return True


@transaction.atomic
def open_thread(number: str, *, by: Person, on: date) -> dict[str, Any]:
    """Return a case to who handles it, sealed; that someone for whom it came looked is noted once, by the day."""
    case = queries.case_numbered(number)
    require(may_read(by, case, on=on))
    if procedure_named(case.procedure).stands_in and may_lead(by, case, on=on):
        clocks.happen_once(case, READ, on=on)
    see(by, about=case.pk, on=on)
    return queries.thread(case, queries.current_key(by, case) or "")


def thread_asked(body: bytes) -> dict[str, Any]:
    """Return the thread of the receipt that was sent; what cannot be found is refused in one way."""
    sent = parsed(body, asking.Lookup)
    return queries.thread(queries.case_of_receipt(receipt.kept(sent.lookup)), REPORTER)


def file_asked(body: bytes) -> Iterator[bytes]:
    """Return one sealed file of the receipt that was sent, piece by piece."""
    sent = parsed(body, asking.Fetch)
    case = queries.case_of_receipt(receipt.kept(sent.lookup))
    if case.pk != sent.case:
        raise Refused("not_found")
    return queries.pieces(queries.sealed_file(case, sent.file))


@transaction.atomic
def rate(lookup: bytes, *, what: Rated, value: int) -> None:
    """Keep how far a reporter felt heard, or how the follow-up was, once a handler answered; it may be changed."""
    case = locked_of(lookup)
    if case.answered_on is None or value not in asking.RATINGS:
        raise storing.unfit()
    setattr(case, f"rated_{what}", value)
    case.save(update_fields=[f"rated_{what}"])


@transaction.atomic
def withdraw(lookup: bytes, *, on: date) -> None:
    """Close a case because its reporter wants it to end; what was written stays as sealed as it was."""
    case = open_case_of(lookup)
    close(case, outcome=WITHDRAWN, mover=Mover.REPORTER, on=on)


def locked_of(lookup: bytes) -> Case:
    """Return the case of a receipt, that nobody else changes until this transaction ends."""
    return queries.locked(queries.case_of_receipt(receipt.kept(lookup)).pk)


def open_case_of(lookup: bytes) -> Case:
    """Return the open case of a receipt, locked; refuses what was added to a case that has ended."""
    case = locked_of(lookup)
    if not procedure_named(case.procedure).is_open(CaseState(case.state)):
        raise Refused("ended", "This case is closed.")
    return case


@transaction.atomic
def reply_as_handler(body: bytes, *, by: Person, on: date, at: datetime) -> None:
    """Add a handler's answer; the first one is the moment at which contact was made."""
    sent = parsed(body, envelope.Answer)
    case = handled(sent, by=by, on=on)
    if not storing.add_message(case, arrived(sent, sent.sender, position=sent.position), on=on, said=True):
        return
    answered(case, on=on)
    if may_lead(by, case, on=on):
        make_heard(case, on=on)
    write_down(Verb.ANSWERED, case, by=by, at=at)


def handled(sent: envelope.Answer, *, by: Person, on: date) -> Case:
    """Return the case of what a handler sent, locked; refuses a sender that is not their own key in it."""
    case = queries.locked(sent.case)
    require(may_answer(by, case, on=on))
    require(queries.current_key(by, case) == sent.sender)
    return case


def answered(case: Case, *, on: date) -> None:
    """Note that nobody waits for a handler."""
    case.waiting, case.answered_on = False, case.answered_on or on
    case.save(update_fields=["waiting", "answered_on"])
    case.readers.exclude(ended=case.state in ENDED).update(ended=case.state in ENDED)


def make_heard(case: Case, *, on: date) -> None:
    """Take a case to where the first answer of who leads it takes it, if it does not stand beyond that."""
    procedure = procedure_named(case.procedure)
    if procedure.may_move(CaseState(case.state), procedure.heard, Mover.HANDLER):
        move_to(case, procedure.heard, on=on)


@transaction.atomic
def write_note(number: str, sealed: bytes, *, position: int, by: Person, on: date, at: datetime) -> None:
    """Add a page to a handler's own notebook, which they alone can open; the same one again changes nothing."""
    case = queries.locked(number)
    require(may_read(by, case, on=on))
    key = queries.current_key(by, case) or ""
    written = queries.notebook(case, key)
    if any(note.position == position and bytes(note.sealed) == sealed for note in written):
        return
    if position != len(written) + 1 or len(sealed) not in SEALED_SIZES:
        raise storing.unfit()
    Note(case=case, key=key, position=position, day=on, sealed=sealed).save(force_insert=True)
    write_down(Verb.NOTED, case, by=by, at=at)


@transaction.atomic
def grant_access(body: bytes, *, by: Person, on: date, at: datetime) -> None:
    """Let another handler read: the signed grant in the thread, and the wraps that were made for their key."""
    sent = parsed(body, envelope.Granting)
    case = handled(sent, by=by, on=on)
    require(may_let_in(by, case, on=on))
    key, wraps = sent.key, sent.epochs
    require(may_become_reader(case, key, on=on))
    if not storing.add_message(case, arrived(sent, sent.sender, position=sent.position), on=on):
        return
    require(not case.readers.filter(key=key, until=None).exists())
    Wrap.objects.filter(case=case, recipient=key, epoch__in=wraps).delete()
    for epoch, sealed in wraps.items():
        storing.add_wraps(case, {key: sealed}, epoch=epoch)
    add_reader(case, key, on=on)
    write_down(Verb.GRANTED, case, by=by, at=at)


def may_become_reader(case: Case, key: str, *, on: date) -> bool:
    """Return whether a key is certified for someone who leads or helps with such cases at this unit."""
    found = procedure_named(case.procedure)
    return key in queries.keys_certified([found.recipients, *found.helpers], case.unit_id, on=on)


def add_reader(case: Case, key: str, *, on: date) -> None:
    """Note from which day a key can read a case."""
    Reader(
        case=case,
        key=key,
        since=on,
        epoch=case.epoch,
        received_on=case.received_on,
        ended=case.state in ENDED,
    ).save(force_insert=True)


@transaction.atomic
def open_epoch(body: bytes, *, by: Person, on: date, at: datetime) -> None:
    """Begin a new epoch, sealed to those who stay: who is left out reads nothing that is written after."""
    sent = parsed(body, envelope.Opening)
    case = handled(sent, by=by, on=on)
    require(may_let_in(by, case, on=on))
    staying = sent.wraps.keys() - {REPORTER}
    reading = set(case.readers.filter(until=None).values_list("key", flat=True))
    if sent.sender not in staying or not staying <= reading:
        raise storing.unfit()
    if not storing.add_message(case, arrived(sent, sent.sender, position=sent.position), on=on):
        return
    storing.add_wraps(case, sent.wraps, epoch=sent.opens)
    case.readers.filter(until=None).exclude(key__in=staying).update(until=on)
    case.epoch = sent.opens
    case.save(update_fields=["epoch"])
    write_down(Verb.WITHDREW, case, by=by, at=at)


@transaction.atomic
def move(number: str, to: CaseState, *, by: Person, on: date, at: datetime, ground: str = "") -> None:
    """Take a case to another state, where that is a handler's move; closing is `close_case`.

    `ground`: the code of the reason, where the step needs one.
    """
    case = moved(number, to, by=by, on=on)
    if to == CaseState.CLOSED:
        raise no_such_move()
    check_step(case, to, ground=ground, key=queries.current_key(by, case) or "")
    move_to(case, to, on=on, ground=ground)
    write_down(Verb.MOVED, case, by=by, at=at)


@transaction.atomic
def close_case(number: str, *, outcome: str, by: Person, on: date, at: datetime) -> None:
    """Close a case with an outcome of its procedure, one that what happened to it leaves open."""
    case = moved(number, CaseState.CLOSED, by=by, on=on)
    if outcome not in endings(case):
        raise Refused("no_such_outcome", "Choose one of the outcomes on the list.")
    close(case, outcome=outcome, mover=Mover.HANDLER, on=on)
    write_down(Verb.CLOSED, case, by=by, at=at)


def moved(number: str, to: CaseState, *, by: Person, on: date) -> Case:
    """Return a case that its handler takes to a state, locked; refuses a move that is not there."""
    case = queries.locked(number)
    require(may_lead(by, case, on=on))
    if not may_move(by, case, to, on=on):
        raise no_such_move()
    return case


def no_such_move() -> Refused:
    """Return the refusal of a move that the flow does not have, or not any more."""
    return Refused("no_such_move", "This can no longer be done. Open the page again.")


@transaction.atomic
def ask_rating(number: str, *, by: Person, on: date, at: datetime) -> None:
    """Ask the reporter how far they felt heard, and how the follow-up was."""
    case = queries.locked(number)
    require(may_ask_rating(by, case, on=on))
    case.rating_asked = True
    case.save(update_fields=["rating_asked"])
    write_down(Verb.ASKED, case, by=by, at=at)


def close(case: Case, *, outcome: str, mover: Mover, on: date) -> None:
    """Close a case; refuses where that is not theirs to do."""
    if not procedure_named(case.procedure).may_move(CaseState(case.state), CaseState.CLOSED, mover):
        raise no_such_move()
    case.outcome, case.waiting = outcome, False
    case.save(update_fields=["outcome", "waiting"])
    clocks.note_last_contact(case, on=on if mover == Mover.REPORTER else None)
    move_to(case, CaseState.CLOSED, on=on)
    if event := procedure_named(case.procedure).outcome_events.get(outcome):
        clocks.happen(case, event, on=on)
    case.readers.update(ended=True)


def move_to(case: Case, to: CaseState, *, on: date, ground: str = "") -> None:
    """Let a case stand in another state, where the flow has such a move."""
    case.state = procedure_named(case.procedure).flow.step(CaseState(case.state), to)
    case.moved_on = on
    case.save(update_fields=["state", "moved_on"])
    if event := procedure_named(case.procedure).events.get(to):
        clocks.happen(case, event, on=on, ground=ground)


def write_down(verb: Verb, case: Case, *, by: Person, at: datetime) -> None:
    """Write what a member of staff did with a case in the trail: never what a reporter did."""
    subject = Subject("case", case.pk, str(case.employer_id))
    activity = procedure_named(case.procedure).activity
    record(verb, subject, activity_id=activity, by=str(by.pseudonym), at=at)
