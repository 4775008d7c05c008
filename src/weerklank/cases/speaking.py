"""What someone tells by telephone or in person: a handler writes it down, and they confirm it by their receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from weerklank.cases.actions import Accepted, parsed, submit
from weerklank.cases.addressing import Offered, offered
from weerklank.cases.procedures import PROCEDURES, Procedure, procedure_named
from weerklank.cases.queries import unit_addressed
from weerklank.cases.rules import may_write_down
from weerklank.cases.states import SealedBy
from weerklank.cases.storing import unfit
from weerklank.organisation.queries import placements
from weerklank.people.queries import keys_of, scopes_held
from weerklank.people.rules import require
from weerklank.seal import envelope
from weerklank.trail.actions import Subject, record
from weerklank.trail.states import Verb

if TYPE_CHECKING:
    from datetime import date, datetime

    from weerklank.people.models import Person


@dataclass(frozen=True, slots=True)
class Desk:
    """Where someone may write down what is told them: a procedure that they lead, for a unit."""

    procedure: Procedure
    unit: Offered


def desks(person: Person, *, on: date) -> list[Desk]:
    """Return every procedure that someone leads, with the units for which they were given that role."""
    held = scopes_held(person, on=on)
    units = {unit for found in PROCEDURES.values() for unit in held.get(found.recipients, ())}
    places = placements(on=on).filter(unit__in=units)
    return [
        Desk(found, offered(place))
        for found in PROCEDURES.values()
        for place in places
        if place.unit_id in held.get(found.recipients, ())
        and may_write_down(person, found.id, place.unit_id, on=on)
    ]


@transaction.atomic
def record_spoken(body: bytes, *, by: Person, on: date, at: datetime) -> Accepted:
    """Store a case that a handler began for someone who spoke to them; whoever wrote it down can read it."""
    sent = parsed(body, envelope.Submission)
    employer_id, unit_id = unit_addressed(sent.unit, on=on)
    require(may_write_down(by, sent.procedure, unit_id, on=on))
    if not keys_of(by) & sent.wraps.keys():
        raise unfit()
    accepted = submit(body, on=on, sealed_by=SealedBy.HANDLER)
    if accepted.fresh:
        subject = Subject("case", accepted.case, str(employer_id))
        activity = procedure_named(sent.procedure).activity
        record(Verb.CREATED, subject, activity_id=activity, by=str(by.pseudonym), at=at)
    return accepted
