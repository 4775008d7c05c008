"""Cases, asked for: an inbox, a thread, who can read what is written now."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q

from weerklank.cases.kept import kept_until
from weerklank.cases.models import Case, Note, Piece, Reader, Salt, SealedFile, Wrap
from weerklank.cases.procedures import PROCEDURES, Procedure, procedure_named
from weerklank.cases.states import ENDED, CaseState, Later, Mover, Passing
from weerklank.errors import Refused
from weerklank.organisation.queries import placement_of, units_over
from weerklank.people.queries import (
    certificates_on,
    certified,
    employer_of,
    grants_on,
    keys_of,
    names_of,
    scopes_held,
)
from weerklank.people.states import Right, Role
from weerklank.terms.rules import keeping, outliving

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from weerklank.people.models import Certificate, Grant, Person

A_PAGE = 50
"""Cases on one page of an inbox."""
VERSION = 1
LONGEST_NUMBER = 19
"""Digits of a number that no unit has."""


def text_of(raw: bytes | memoryview) -> str:
    """Return bytes as base64url without padding, as the format writes them."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a case: the rule, and the last day."""

    id: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Listed:
    """A case as an inbox shows it; `number` says nothing of what stands in it."""

    number: str
    procedure: Procedure
    state: CaseState
    received_on: date
    unit_id: int
    waiting: bool
    terms: tuple[Term, ...]


class Show(StrEnum):
    """Which cases an inbox shows."""

    OPEN = "open"
    NEW = "new"
    MINE = "mine"
    THEIRS = "theirs"
    CLOSED = "closed"


SHOWN = {
    Show.OPEN: Q(ended=False),
    Show.NEW: Q(ended=False, case__state__in={found.first for found in PROCEDURES.values()}),
    Show.MINE: Q(ended=False, case__waiting=True),
    Show.THEIRS: Q(ended=False, case__waiting=False),
    Show.CLOSED: Q(ended=True),
}


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of the cases that someone can read."""

    cases: tuple[Listed, ...]
    page: int
    has_more: bool


def case_numbered(number: str) -> Case:
    """Return a case; refuses what is not there."""
    case = Case.objects.filter(pk=number).first()
    if case is None:
        raise Refused("not_found")
    return case


def locked(number: str) -> Case:
    """Return a case that nobody else changes until this transaction ends; refuses what is not there."""
    case = Case.objects.select_for_update().filter(pk=number).first()
    if case is None:
        raise Refused("not_found")
    return case


def case_of_receipt(lookup: str) -> Case:
    """Return the case of a receipt, by what is kept of its look-up; the refusal is the same whatever is wrong."""
    case = Case.objects.filter(lookup=lookup).exclude(state=CaseState.DESTROYED).first()
    if case is None:
        raise Refused("not_found")
    return case


def inbox(person: Person, *, on: date, page: int = 1, show: Show = Show.OPEN) -> Inbox:
    """Return a page of the cases that are sealed to someone, the newest first.

    A row more than a page is read along an index, and nothing is counted or sorted: the inbox is as fast with a
    hundred thousand cases as with one. Cases of units that they no longer serve are left out of the page.
    """
    start = (max(page, 1) - 1) * A_PAGE
    rows = [*readers_of(person, show=show)[start : start + A_PAGE + 1]]
    served = served_by(person, [row.case for row in rows[:A_PAGE]], on=on)
    return Inbox(tuple(listed(case) for case in served), max(page, 1), len(rows) > A_PAGE)


def readers_of(person: Person, *, show: Show) -> QuerySet[Reader]:
    """Return what is sealed to someone, in the order of an inbox."""
    rows = Reader.objects.filter(SHOWN[show], key__in=keys_of(person), until=None)
    return rows.select_related("case").prefetch_related("case__terms").order_by("-received_on", "case")


def listed(case: Case) -> Listed:
    """Return a case as an inbox shows it."""
    return Listed(
        case.pk,
        procedure_named(case.procedure),
        CaseState(case.state),
        case.received_on,
        case.unit_id,
        case.waiting,
        terms_of(case),
    )


def terms_of(case: Case) -> tuple[Term, ...]:
    """Return the terms that run, the first to end first; of a case that has ended, what outlives it."""
    ended = case.state in ENDED
    running = [
        Term(term.rule, term.due_on)
        for term in case.terms.all()
        if term.met_on is None and term.due_on is not None
        if (term.rule in outliving() if ended else term.rule not in keeping())
    ]
    return tuple(sorted(running, key=lambda term: (term.due_on, term.id)))


def terms_told(case: Case) -> tuple[Term, ...]:
    """Return the terms that whoever reads a case is told: those that run, and until when it is kept."""
    until = kept_until(case)
    return (*terms_of(case), Term("kept", until)) if until else terms_of(case)


def moves_of(case: Case) -> tuple[CaseState, ...]:
    """Return where a handler may take a case from here."""
    return procedure_named(case.procedure).moves_from(CaseState(case.state), Mover.HANDLER)


def last_number(case: Case) -> int:
    """Return the number of the last message of a case; 0 where there is none."""
    return case.messages.aggregate(last=Max("number"))["last"] or 0


def last_position(case: Case, sender: str) -> int:
    """Return how many messages a sender wrote in a case."""
    found: int | None = case.messages.filter(sender=sender).aggregate(last=Max("position"))["last"]
    return found or 0


def sealed_file(case: Case, file: str) -> SealedFile:
    """Return a file of a case; refuses what is not there."""
    found = case.files.filter(file=file).first()
    if found is None:
        raise Refused("not_found")
    return found


def pieces(file: SealedFile) -> Iterator[bytes]:
    """Return the bytes of a sealed file, one piece after another."""
    rows = Piece.objects.filter(file=file).order_by("number").values_list("sealed", flat=True)
    return (bytes(sealed) for sealed in rows.iterator(chunk_size=1))


def notebook(case: Case, key: str) -> list[Note]:
    """Return the notes of one handler's key about a case: of nobody else's."""
    return list(case.notes.filter(key=key).order_by("position"))


def has_salt() -> bool:
    """Return whether the one salt of this installation is there."""
    return Salt.objects.count() == 1


def installation_salt() -> bytes:
    """Return the salt of this installation."""
    return bytes(Salt.objects.values_list("salt", flat=True).get())


def wrap_of(number: str, recipient: str, *, epoch: int) -> bytes:
    """Return the wrap of one recipient in one epoch; refuses what is not there or kept back."""
    found = Wrap.objects.filter(case=number, recipient=recipient, epoch=epoch, withheld=False).first()
    if found is None:
        raise Refused("not_found")
    return bytes(found.sealed)


def thread(case: Case, recipient: str) -> dict[str, Any]:
    """Return a case as one recipient fetches it: sealed, with what is needed to check it."""
    return {
        "case": case.pk,
        "day": case.received_on.isoformat(),
        "epochs": epochs_for(case, recipient),
        "files": files_of(case),
        "handlers": [
            {"key": reader.key, "since": reader.since.isoformat()}
            for reader in case.readers.filter(until=None).order_by("since", "key")
        ],
        "messages": messages_of(case),
        "procedure": case.procedure,
        "refused": refused_in(case),
        "reporter_key": text_of(case.reporter_key),
        "state": case.state,
        "terms": terms_sent(case),
        "unit": str(case.unit_id),
        "v": VERSION,
        **certified(case.employer_id, case.readers.values_list("key", flat=True)),
    }


def refused_in(case: Case) -> list[str]:
    """Return to which keys a name was not passed on because a second person refused, once for every time."""
    rows = case.disclosures.filter(state=Passing.REFUSED).order_by("asked_on", "pk")
    return [*rows.values_list("key", flat=True)]


def terms_sent(case: Case) -> list[dict[str, str]]:
    """Return the terms as they are sent, each with the later last day that was proposed, where one was."""
    asked = case.term_notes.filter(kind=Later.AGREED, agreed_on=None)
    later = {note.rule: {"proposed": note.until_on.isoformat()} for note in asked if note.until_on}
    return [
        {"id": term.id, "due": term.due_on.isoformat(), **later.get(term.id, {})} for term in terms_told(case)
    ]


def epochs_for(case: Case, recipient: str) -> list[dict[str, Any]]:
    """Return the wraps of one recipient that are not kept back."""
    rows = Wrap.objects.filter(case=case, recipient=recipient, withheld=False).order_by("epoch")
    return [{"epoch": row.epoch, "wrap": text_of(row.sealed)} for row in rows]


def messages_of(case: Case) -> list[dict[str, Any]]:
    """Return the sealed messages of a case, in their order."""
    return [
        {
            "day": row.day.isoformat(),
            "epoch": row.epoch,
            "position": row.position,
            "sealed": text_of(row.sealed),
            "sender": row.sender,
        }
        for row in case.messages.order_by("number")
    ]


def files_of(case: Case) -> list[dict[str, Any]]:
    """Return which sealed files a case has; `message` is the SHA-256 of the sealed message that names them."""
    return [
        {
            "epoch": row.epoch,
            "file": row.file,
            "length": row.length,
            "message": row.message.digest,
        }
        for row in case.files.select_related("message").order_by("message__number", "file")
    ]


def recipients_at(procedure: str, unit: str, *, on: date) -> dict[str, Any]:
    """Return as `recipients`, for a unit as it stands in an address."""
    return recipients(procedure, unit_addressed(unit, on=on)[1], on=on)


def recipients(procedure: str, unit_id: int, *, on: date) -> dict[str, Any]:
    """Return what a browser needs to seal a report: who reads it, certified, and the salt of the installation.

    The refusal is the same for a procedure or a unit that is not there.
    """
    employer_id, _ = unit_addressed(str(unit_id), on=on)
    found = procedure_named(procedure)
    counting = certificates_at([found.recipients, *found.companions], unit_id, on=on)
    return {
        **certified(employer_id, counting.values_list("key", flat=True)),
        "salt": text_of(installation_salt()),
        "v": VERSION,
    }


def holders_of(role: Role, unit_id: int, *, on: date) -> QuerySet[Grant]:
    """Return the grants of a role that reach a unit: given there, or at a unit above it.

    Whoever administers the machine serves no case, whatever else they are. Refuses a unit that has not begun.
    """
    units = units_over([unit_id], on=on)[unit_id]
    if not units:
        raise Refused("not_found")
    administering = grants_on(on).filter(role=Role.TECHNICAL_ADMIN, right=Right.ACT).values("person")
    held = grants_on(on).filter(role=role, right=Right.ACT, unit__in=units)
    return held.exclude(person__in=administering)


def certificates_at(roles: Iterable[Role], unit_id: int, *, on: date) -> QuerySet[Certificate]:
    """Return the certificates that count today of those who hold a role for a unit, in that role.

    They are of the employer of that unit: a committee that serves many is certified by each.
    """
    within = Q(pk__in=())
    for role in roles:
        within |= Q(role=role, key__person__in=holders_of(role, unit_id, on=on).values("person"))
    return certificates_on(on).filter(within, employer=employer_of(unit_id))


def keys_certified(roles: Iterable[Role], unit_id: int, *, on: date) -> frozenset[str]:
    """Return the keys to which a case at a unit may be sealed today, for any of these roles."""
    return frozenset(certificates_at(roles, unit_id, on=on).values_list("key", flat=True))


def current_key(person: Person, case: Case) -> str | None:
    """Return the key with which someone reads a case; nothing where they do not."""
    row = case.readers.filter(key__in=keys_of(person), until=None).order_by("since", "pk").first()
    return row.key if row else None


def served_by(person: Person, cases: Sequence[Case], *, on: date) -> list[Case]:
    """Return the cases that someone serves: of a unit that one reaches for which they hold a role that reads them.

    Whoever administers the machine serves no case, whatever else they are.
    """
    held = scopes_held(person, on=on)
    if Role.TECHNICAL_ADMIN in held:
        return []
    over = units_over({case.unit_id for case in cases}, on=on)
    return [
        case
        for case in cases
        if any(
            over[case.unit_id] & held[role] for role in procedure_named(case.procedure).readers & held.keys()
        )
    ]


@dataclass(frozen=True, slots=True)
class ReaderNamed:
    """Someone who reads a case, and since when."""

    name: str
    since: date


def readers_named(case: Case) -> list[ReaderNamed]:
    """Return who reads a case today, by name."""
    rows = [*case.readers.filter(until=None).order_by("since", "key")]
    names = names_of(row.key for row in rows)
    return [ReaderNamed(names.get(row.key, row.key), row.since) for row in rows]


def names_in(case: Case) -> dict[str, str]:
    """Return the names of all who read a case or once did, by key."""
    return names_of(row.key for row in case.readers.all())


def unit_addressed(code: str, *, on: date) -> tuple[int, int]:
    """Return the employer and the unit to which a report is addressed by number; refuses what is not there."""
    place = placement_of(int(code), on=on) if code.isdecimal() and len(code) < LONGEST_NUMBER else None
    if place is None or place.unit.employer_id is None:
        raise Refused("not_found")
    return place.unit.employer_id, place.unit_id
