"""What a person may do. Each rule asks; the action that it guards requires it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerklank.errors import Refused
from weerklank.organisation.queries import placement_of, units_over
from weerklank.people.queries import appointing, home_of, scopes_held, tied_to
from weerklank.people.states import EVERYONE, WITHOUT_ACCOUNT, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from weerklank.people.models import Grant, Person


def require(allowed: bool) -> None:  # noqa: FBT001 - reads as a sentence: require(may_grant(…))
    """Refuse what a rule does not allow, without telling why: the reason may itself be a secret."""
    if not allowed:
        raise Refused("may_not", "You may not do this.")


def may_act(person: Person, role: Role, unit_id: int, *, on: date) -> bool:
    """Return whether someone may act in a role for a unit: a unit they hold the role for reaches it."""
    held = scopes_held(person, on=on).get(role, frozenset())
    return bool(held) and not held.isdisjoint(units_over([unit_id], on=on)[unit_id])


def may_grant(person: Person, wanted: Grant, *, on: date) -> bool:
    """Return whether someone may grant this on a day: to another, and within what they may appoint to by then.

    The role, the unit and the whole period must lie within one appointment of the granter.
    """
    if wanted.person_id == person.pk or wanted.role in WITHOUT_ACCOUNT | EVERYONE:
        return False
    since = wanted.valid_from
    stands = placement_of(wanted.unit_id, on=since) is not None
    begun = (own for own in appointments(person, wanted, on=since) if own.valid_from <= on)
    return stands and any(lasts(own, wanted) for own in begun)


def appointments(person: Person, wanted: Grant, *, on: date) -> list[Grant]:
    """Return the rights to appoint of someone that reach a grant: to its role, at a unit that reaches its unit."""
    over = units_over([wanted.unit_id], on=on)[wanted.unit_id]
    return [*appointing(person, on=on).filter(role=wanted.role, unit__in=over)]


def lasts(own: Grant, wanted: Grant) -> bool:
    """Return whether an appointment lasts for as long as what is wanted."""
    return own.valid_to is None or (wanted.valid_to is not None and wanted.valid_to <= own.valid_to)


def may_withdraw(person: Person, given: Grant, *, on: date) -> bool:
    """Return whether someone may end a grant: who may appoint to it today, and whoever holds it themselves."""
    return given.person_id == person.pk or bool(appointments(person, given, on=on))


def may_judge(person: Person, named: Iterable[Person], *, on: date) -> bool:
    """Return whether someone may have to do with a matter in which these people are named.

    Nobody judges themselves, whoever they have a declared tie with, or people whose manager they are; and nobody
    judges their own manager.
    """
    named = tuple(named)
    if person in named or tied_to(person, [other.pk for other in named]):
        return False
    return not any(leads(person, other, on=on) or leads(other, person, on=on) for other in named)


def leads(person: Person, other: Person, *, on: date) -> bool:
    """Return whether someone is a manager in the line of another."""
    return (
        person != other and other.unit_id is not None and may_act(person, Role.MANAGER, home_of(other), on=on)
    )
