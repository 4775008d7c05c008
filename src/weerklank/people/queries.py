"""Who holds which role where, on a date."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from django.db.models import Q

from weerklank.errors import Refused
from weerklank.organisation.models import Unit
from weerklank.organisation.queries import all_units_beside, placement_of
from weerklank.people.models import ConflictOfInterest, Grant, Person
from weerklank.people.states import EVERYONE, Right, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

Someone: TypeAlias = Person
"""Somebody with an account, as pages and jobs name them."""


def grants_on(on: date) -> QuerySet[Grant]:
    """Return every grant that holds on a date, its last day included, of people whose account is open."""
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return Grant.objects.filter(lasting, valid_from__lte=on, person__is_active=True).select_related("unit")


def roles_held(person: Person, *, on: date) -> frozenset[Role]:
    """Return the roles in which someone may act somewhere."""
    held = grants_on(on).filter(person=person, right=Right.ACT).values_list("role", flat=True)
    return EVERYONE | {Role(role) for role in held}


def scopes(person: Person, role: Role, *, on: date, right: Right = Right.ACT) -> frozenset[str]:
    """Return the paths at and below which someone holds a role."""
    held = grants_on(on).filter(person=person, role=role, right=right)
    placed = [placement_of(grant.unit_id, on=on) for grant in held]
    return frozenset(place.path for place in placed if place is not None)


def appointments(person: Person, role: Role, *, on: date) -> list[tuple[Grant, str]]:
    """Return someone's rights to appoint to a role, each with the path at and below which it holds."""
    placed = [
        (grant, placement_of(grant.unit_id, on=on)) for grant in appointing(person, on=on).filter(role=role)
    ]
    return [(grant, place.path) for grant, place in placed if place is not None]


def person_with_address(email: str) -> Person:
    """Return the account with an address; refuses where there is none."""
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        raise Refused("no_such_account", "There is no account with this address. Open it first.")
    return person


def home_of(person: Person) -> int:
    """Return the number of the unit where someone works."""
    if person.unit_id is None:
        raise Refused("no_unit", "This account has no unit.")
    return person.unit_id


def employer_of(unit_id: int | None) -> int | None:
    """Return the number of the employer of a unit."""
    return Unit.objects.filter(pk=unit_id or 0).values_list("employer", flat=True).first()


def appointing(person: Person, *, on: date) -> QuerySet[Grant]:
    """Return what someone may appoint others to."""
    return grants_on(on).filter(person=person, right=Right.APPOINT)


def tied_to(person: Person, named: Iterable[UUID]) -> bool:
    """Return whether a conflict of interest was declared between someone and one of those named."""
    pair = Q(one=person, other__in=named) | Q(other=person, one__in=named)
    return ConflictOfInterest.objects.filter(pair).exists()


def grants_within(unit_id: int | None, *, on: date) -> QuerySet[Grant]:
    """Return every grant at the employer of a unit; nothing where someone has no employer."""
    return (
        grants_on(on)
        .filter(unit__in=all_units_beside(unit_id))
        .select_related("person")
        .order_by("role", "person__name", "pk")
    )


def invented_people(*, on: date) -> dict[str, Person]:
    """Return one invented person a role, for a demonstration; a plain employee among them."""
    held = grants_on(on).filter(person__invented=True, right=Right.ACT).select_related("person")
    found = {grant.role: grant.person for grant in held.order_by("-pk")}
    plain = Person.objects.filter(invented=True, is_active=True, grants=None).order_by("pk").first()
    return ({Role.EMPLOYEE.value: plain} if plain else {}) | dict(sorted(found.items()))
