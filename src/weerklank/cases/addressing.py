"""For which part of an organisation someone speaks, and who would read it: offered before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery

from weerklank.cases.procedures import procedure_named
from weerklank.cases.queries import A_PAGE, certificates_at
from weerklank.errors import Refused
from weerklank.organisation.models import STEP, Headcount
from weerklank.organisation.queries import placement_of, placements, placements_with_headcount
from weerklank.people.queries import as_sent, certificates_of, certified

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from weerklank.cases.models import Case
    from weerklank.organisation.models import Placement
    from weerklank.people.states import Role

FEW = 250
"""Fewer people than this, and a unit can give away who wrote: nothing smaller is counted centrally either."""


VERSION = 1


@dataclass(frozen=True, slots=True)
class Offered:
    """A unit for which someone can speak: `few` says that colleagues could guess who did."""

    id: int
    nl: str
    en: str
    persons: int | None
    few: bool
    above: int | None


@dataclass(frozen=True, slots=True)
class ReaderOffered:
    """Someone who reads what is written, if they are not left out."""

    key: str
    name: str


def units_offered(text: str, *, language: str, on: date) -> list[Offered]:
    """Return the units whose name holds a text, in a language; the employers themselves where there is none."""
    found = placements(on=on).filter(parent=None)
    if text:
        found = placements(on=on).filter(**{f"name_{language}__icontains": text})
    return [offered(place) for place in counted(found, on=on)[:A_PAGE]]


def unit_offered(unit_id: int, *, on: date) -> Offered:
    """Return one unit for which someone can speak; refuses what is not there."""
    place = counted(placements(on=on).filter(unit=unit_id), on=on).first()
    if place is None:
        raise Refused("not_found")
    return offered(place)


def unit_counted(unit_id: int, *, on: date) -> Offered | None:
    """Return the unit that may be shared for the yearly count: this one, or the nearest above that is not small.

    Nothing where none has so many people, or nobody counted them.
    """
    place = placement_of(unit_id, on=on)
    if place is None:
        return None
    above = [place.path[:end] for end in range(STEP, len(place.path) + 1, STEP)]
    found = counted(placements(on=on).filter(path__in=above), on=on).order_by("-path")
    large = (one for one in map(offered, found) if one.persons is not None and one.persons >= FEW)
    return next(large, None)


def countable(employer_id: int, *, on: date) -> list[int]:
    """Return the units of an employer that may be shared for the yearly count: those that are not small."""
    found = map(offered, placements_with_headcount(employer_id, on=on))
    return [unit.id for unit in found if unit.persons is not None and unit.persons >= FEW]


def counted(found: QuerySet[Placement], *, on: date) -> QuerySet[Placement]:
    """Return placements, each with the last headcount up to a date in `persons`."""
    rows = Headcount.objects.filter(unit=OuterRef("unit"), on__lte=on).order_by("-on")
    return found.annotate(persons=Subquery(rows.values("persons")[:1]))


def offered(place: Placement) -> Offered:
    """Return a unit as it is offered."""
    persons: int | None = getattr(place, "persons", None)
    few = persons is not None and persons < FEW and place.parent_id is not None
    return Offered(place.unit_id, place.name_nl, place.name_en, persons, few, place.parent_id)


def colleagues(case: Case, *, on: date) -> dict[str, Any]:
    """Return the certificates of those whom a handler may add to a case: others who lead it, and who help.

    Those of keys that they had before are among them: whom the reporter left out stays so under a later key.
    """
    found = procedure_named(case.procedure)
    roles = [found.recipients, *found.helpers]
    people = certificates_at(roles, case.unit_id, on=on).values("key__person")
    rows = certificates_of(people, roles, employer_id=case.employer_id)
    return {
        **certified(case.employer_id, ()),
        "certificates": [as_sent(row) for row in rows],
        "v": VERSION,
    }


def readers_offered(procedure: str, unit_id: int, *, on: date) -> list[ReaderOffered]:
    """Return who would read a report about a unit today."""
    return people_offered([procedure_named(procedure).recipients], unit_id, on=on)


def colleagues_offered(procedure: str, unit_id: int, *, on: date) -> list[ReaderOffered]:
    """Return whom the readers of a report about a unit could let in later."""
    return people_offered(sorted(procedure_named(procedure).helpers), unit_id, on=on)


def companions_offered(procedure: str, unit_id: int, *, on: date) -> list[ReaderOffered]:
    """Return whom someone may let come along with a report about a unit."""
    return people_offered(sorted(procedure_named(procedure).companions), unit_id, on=on)


def people_offered(roles: Iterable[Role], unit_id: int, *, on: date) -> list[ReaderOffered]:
    """Return who is certified today in one of these roles for a unit: each once, whatever keys they have."""
    counting = certificates_at(roles, unit_id, on=on)
    rows = counting.order_by("-key__person__name", "-key").distinct()
    each = {row.key.person_id: ReaderOffered(row.key_id, str(row.key.person)) for row in rows}
    return [*reversed(each.values())]
