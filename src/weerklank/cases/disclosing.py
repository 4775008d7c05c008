"""Passing on who a reporter is: one asks, another decides, and the reporter reads why before it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from weerklank.cases import identities, queries, storing
from weerklank.cases.actions import arrived, handled, parsed
from weerklank.cases.models import Disclosure, Identity
from weerklank.cases.procedures import PROCEDURES, procedure_named
from weerklank.cases.rules import deciding_roles, may_decide, may_know, may_learn
from weerklank.cases.states import PASSING_ON, Ground, Passing
from weerklank.errors import Refused
from weerklank.notices.actions import notify
from weerklank.notices.states import Reason
from weerklank.organisation.queries import units_under
from weerklank.people.queries import keys_of, people_with, scopes_held, tied_to
from weerklank.people.rules import require
from weerklank.seal import envelope
from weerklank.trail.actions import Subject, record
from weerklank.trail.states import Verb

if TYPE_CHECKING:
    from datetime import date, datetime

    from weerklank.cases.models import Case
    from weerklank.people.models import Person


@transaction.atomic
def fetch_identity(number: str, *, by: Person, on: date, at: datetime) -> str:
    """Return who the reporter is, sealed to a key of whoever asks; that it was fetched is written down first."""
    case = queries.case_numbered(number)
    require(may_know(by, case, on=on))
    write_down(Verb.READ, "identity", case, by=by, at=at)
    return identities.identity_sealed_to(case, queries.current_key(by, case) or "")


@transaction.atomic
def announce_disclosure(body: bytes, *, by: Person, on: date, at: datetime) -> None:
    """Keep the wish to pass an identity on: the signed reason in the thread, the ground for who decides."""
    sent = parsed(body, envelope.Announcing)
    case = handled(sent, by=by, on=on)
    require(may_know(by, case, on=on) and may_learn(sent.key, case, on=on))
    if sent.ground not in set(Ground):
        raise storing.unfit()
    if not storing.add_message(case, arrived(sent, sent.sender, position=sent.position), on=on):
        return
    if case.disclosures.filter(key=sent.key).exclude(state=Passing.REFUSED).exists():
        raise storing.unfit()
    disclosure = Disclosure(
        case=case, key=sent.key, ground=sent.ground, state=Passing.ASKED, asked_by=by, asked_on=on
    )
    disclosure.save(force_insert=True)
    notify(deciders(disclosure, on=on), Reason.APPROVAL, about=case.pk, occasion=f"{disclosure.pk}", on=on)
    write_down(Verb.ASKED, "disclosure", case, by=by, at=at)


def deciders(disclosure: Disclosure, *, on: date) -> list[Person]:
    """Return who may decide on a disclosure."""
    case = disclosure.case
    grants = [
        grant
        for role in sorted(deciding_roles(procedure_named(case.procedure)))
        for grant in queries.holders_of(role, case.unit_id, on=on).select_related("person")
    ]
    people = dict.fromkeys(grant.person for grant in grants)
    able = (person for person in people if may_decide(person, disclosure, on=on))
    return [person for person in able if not has_tie(person, disclosure)]


def has_tie(person: Person, disclosure: Disclosure) -> bool:
    """Return whether someone declared a tie with who asks to pass an identity on, or with whom it would go to."""
    return tied_to(person, [disclosure.asked_by_id, *(one.pk for one in people_with([disclosure.key]))])


@transaction.atomic
def approve_disclosure(number: int, *, by: Person, on: date, at: datetime) -> None:
    """Approve that an identity is passed on; whoever asked may then do it."""
    decide(number, Passing.APPROVED, Verb.APPROVED, by=by, on=on, at=at)


@transaction.atomic
def refuse_disclosure(number: int, *, by: Person, on: date, at: datetime) -> None:
    """Refuse that an identity is passed on."""
    decide(number, Passing.REFUSED, Verb.REJECTED, by=by, on=on, at=at)


def decide(number: int, to: Passing, verb: Verb, *, by: Person, on: date, at: datetime) -> None:
    """Take a disclosure to what a second person decided."""
    disclosure = identities.disclosure_locked(number)
    require(may_decide(by, disclosure, on=on))
    if has_tie(by, disclosure):
        raise Refused("tie_with_asker", "You have a tie with who asks this or gets it: ask a colleague.")
    disclosure.state = PASSING_ON.step(Passing(disclosure.state), to)
    disclosure.decided_by, disclosure.decided_on = by, on
    disclosure.save(update_fields=["state", "decided_by", "decided_on"])
    write_down(verb, "disclosure", disclosure.case, by=by, at=at)


@transaction.atomic
def pass_identity_on(body: bytes, *, by: Person, on: date, at: datetime) -> None:
    """Keep an identity as it was sealed to the one key for which that was approved."""
    sent = parsed(body, envelope.Passing)
    case = handled(sent, by=by, on=on)
    require(may_know(by, case, on=on))
    wanted = case.disclosures.filter(key=sent.key, asked_by=by)
    require(wanted.filter(state__in=(Passing.APPROVED, Passing.PASSED)).exists())
    if not storing.add_message(case, arrived(sent, sent.sender, position=sent.position), on=on):
        return
    require(may_learn(sent.key, case, on=on))
    disclosure = wanted.get(state=Passing.APPROVED)
    disclosure.state = PASSING_ON.step(Passing(disclosure.state), Passing.PASSED)
    disclosure.save(update_fields=["state"])
    Identity(case=case, recipient=sent.key, sealed=sent.identity).save(force_insert=True)
    write_down(Verb.GRANTED, "identity", case, by=by, at=at)


def waiting_for(person: Person, *, on: date) -> list[identities.Wish]:
    """Return the wishes on which someone may decide, the oldest first."""
    theirs, held = Q(pk__in=()), scopes_held(person, on=on)
    decided: dict[frozenset[int], list[str]] = {}
    for procedure in PROCEDURES.values():
        units = frozenset[int]().union(*(held.get(role, ()) for role in deciding_roles(procedure)))
        decided.setdefault(units, []).append(procedure.id)
    for units, procedures in decided.items():
        theirs |= Q(case__procedure__in=procedures, case__unit__in=units_under(units, on=on).values("pk"))
    rows = Disclosure.objects.filter(theirs, state=Passing.ASKED).select_related("asked_by")
    others = rows.exclude(asked_by=person).exclude(key__in=keys_of(person))
    return identities.wishes(others.order_by("asked_on", "pk"))


def write_down(verb: Verb, kind: str, case: Case, *, by: Person, at: datetime) -> None:
    """Write in the trail what was done about who a reporter is."""
    subject = Subject(kind, case.pk, str(case.employer_id))
    activity = procedure_named(case.procedure).activity
    record(verb, subject, activity_id=activity, by=str(by.pseudonym), at=at)
