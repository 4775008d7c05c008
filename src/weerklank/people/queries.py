"""Who holds which role where, on a date."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from django.db.models import Max, Q

from weerklank.errors import Refused
from weerklank.organisation.models import Unit
from weerklank.organisation.queries import all_units_beside, units_under
from weerklank.people.models import (
    Certificate,
    ConflictOfInterest,
    Grant,
    HandlerKey,
    OrganisationKey,
    Person,
    RevocationList,
)
from weerklank.people.states import EVERYONE, HANDLERS, Right, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, timedelta
    from uuid import UUID

    from django.db.models import QuerySet

Someone: TypeAlias = Person
"""Somebody with an account, as pages and jobs name them."""
GROUP, MARK = 8, 4
"""Digits that stand together: of a fingerprint, and of the mark of a key."""


@dataclass(frozen=True, slots=True)
class KeyState:
    """`state` is none, requested, certified, expired or revoked; `mark` is how a key is read aloud."""

    state: str = "none"
    key: str = ""
    until: date | None = None
    organisation: str = ""

    @property
    def mark(self) -> str:
        """The identifier of the key, in groups of four."""
        return " ".join(self.key[start : start + MARK] for start in range(0, len(self.key), MARK))


class Held(NamedTuple):
    """A role in which someone may act, at and below a unit; `employer` is where they work, perhaps nowhere."""

    role: Role
    unit: int
    employer: int | None


def grants_on(on: date) -> QuerySet[Grant]:
    """Return every grant that holds on a date, its last day included, of people whose account is open."""
    return grants_from(on).filter(valid_from__lte=on)


def grants_from(on: date) -> QuerySet[Grant]:
    """Return every grant that holds on a date or begins later, of people whose account is open."""
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return Grant.objects.filter(lasting, person__is_active=True).select_related("unit")


def held_by(person: Person, *, on: date) -> tuple[Held, ...]:
    """Return what someone may act in, where, and the employer where they work."""
    held = grants_on(on).filter(person=person, right=Right.ACT)
    rows = held.values_list("role", "unit", "person__unit__employer")
    return tuple(Held(Role(role), unit, employer) for role, unit, employer in rows)


def roles_held(person: Person, *, on: date) -> frozenset[Role]:
    """Return the roles in which someone may act somewhere."""
    return roles_in(held_by(person, on=on))


def roles_in(held: Iterable[Held]) -> frozenset[Role]:
    """Return the roles of what someone holds, and those that everyone has."""
    return EVERYONE | {one.role for one in held}


def scopes_held(person: Person, *, on: date) -> dict[Role, frozenset[int]]:
    """Return the units at and below which someone may act, by role; a role that they hold nowhere is not there.

    What such a unit reaches, `units_over` and `units_under` of the organisation say: also where it has ended.
    """
    held = held_by(person, on=on)
    return {one.role: frozenset(other.unit for other in held if other.role == one.role) for one in held}


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


def in_reach(person: Person, *, on: date) -> QuerySet[Grant]:
    """Return the grants of others that someone may end: of a role, at and below a unit, to which they appoint.

    Also those that begin later: what was given by mistake is taken back before it does harm.
    """
    roles: dict[int, set[str]] = {}
    for held in appointing(person, on=on):
        roles.setdefault(held.unit_id, set()).add(held.role)
    reach = Q(pk__in=[])
    for unit, named in roles.items():
        reach |= Q(role__in=named, unit__in=units_under([unit], on=on).values("pk"))
    found = grants_from(on).filter(reach).exclude(person=person).select_related("person")
    return found.order_by("role", "person__name", "pk")


def colleague_with_address(email: str, *, of: Person) -> Person:
    """Return the account with an address at the employer of someone; refuses where there is none there."""
    beside = Person.objects.filter(is_active=True, unit__in=all_units_beside(of.unit_id))
    found = beside.filter(email__iexact=email).first()
    if found is None:
        raise Refused("no_such_colleague", "No colleague has an account with this address.")
    return found


def ties_of(person: Person) -> list[Person]:
    """Return everyone with whom someone has a tie, by name."""
    tied = Q(conflicts_declared__other=person) | Q(conflicts_with__one=person)
    return list(Person.objects.filter(tied).distinct().order_by("name", "pk"))


def tied_to(person: Person, named: Iterable[UUID]) -> bool:
    """Return whether a conflict of interest was declared between someone and one of those named."""
    pair = Q(one=person, other__in=named) | Q(other=person, one__in=named)
    return ConflictOfInterest.objects.filter(pair).exists()


def grants_within(unit_id: int | None, *, on: date) -> QuerySet[Grant]:
    """Return every grant at the employer of a unit, also those to come; nothing where someone has no employer."""
    return (
        grants_from(on)
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


def invented_handlers(*, on: date) -> list[Person]:
    """Return the invented people who handle cases, for a demonstration."""
    held = grants_on(on).filter(role__in=HANDLERS, right=Right.ACT).values("person")
    return list(Person.objects.filter(invented=True, pk__in=held).order_by("pk"))


def own_key(person: Person) -> HandlerKey | None:
    """Return the key that someone made last."""
    return HandlerKey.objects.filter(person=person).order_by("-requested_at").first()


def keys_of(person: Person) -> frozenset[str]:
    """Return every key that someone ever made."""
    return frozenset(HandlerKey.objects.filter(person=person).values_list("key", flat=True))


def people_with(keys: Iterable[str]) -> list[Person]:
    """Return the people to whom these keys belong, each once, of those whose account is open."""
    return list(
        Person.objects.filter(is_active=True, handler_keys__key__in=list(keys)).distinct().order_by("pk")
    )


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """Return whose keys these are, by name."""
    rows = HandlerKey.objects.filter(key__in=list(keys)).select_related("person")
    return {row.key: str(row.person) for row in rows}


def certificates_on(on: date) -> QuerySet[Certificate]:
    """Return the certificates that count on a day, of people whose account is open."""
    standing = Q(revoked_from__isnull=True) | Q(revoked_from__gt=on)
    valid = Certificate.objects.filter(standing, valid_from__lte=on, valid_to__gte=on)
    return valid.filter(key__person__is_active=True).select_related("key__person")


def certificates_of(
    people: QuerySet[Any], roles: Iterable[Role], *, employer_id: int
) -> QuerySet[Certificate]:
    """Return every certificate that an employer ever signed for keys of these people, in any of these roles."""
    return Certificate.objects.filter(
        employer=employer_id, role__in=list(roles), key__person__in=people
    ).order_by("serial")


def last_certificate(key: HandlerKey) -> Certificate | None:
    """Return the certificate of a key that lasts longest."""
    return key.certificates.order_by("-valid_to", "-serial").first()


def organisation_key(employer_id: int) -> OrganisationKey:
    """Return the key with which an employer signs; refuses where there is none yet."""
    found = OrganisationKey.objects.filter(employer=employer_id).first()
    if found is None:
        raise Refused("no_organisation_key", "This employer has no key yet. Type: weerklank keys import.")
    return found


def newest_revocations(employer_id: int) -> RevocationList | None:
    """Return the revocation list that counts."""
    return RevocationList.objects.filter(employer=employer_id).order_by("-number").first()


def certified(employer_id: int, keys: Iterable[str]) -> dict[str, Any]:
    """Return every certificate of these keys, and what they are checked with, as it is sent."""
    rows = Certificate.objects.filter(employer=employer_id, key__in=keys).order_by("serial")
    last = newest_revocations(employer_id)
    return {
        "certificates": [as_sent(row) for row in rows],
        "organisation": text_of(organisation_key(employer_id).public),
        "revocations": [as_sent(last)] if last else [],
    }


def as_sent(signed: Certificate | RevocationList) -> dict[str, str]:
    """Return what the organisation signed as it is sent."""
    return {"body": signed.body, "signature": text_of(signed.signature)}


def text_of(raw: bytes | memoryview) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(bytes(raw)).rstrip(b"=").decode()


def fingerprint_of(person: Person) -> str:
    """Return the fingerprint of the key with which someone's employer signs; empty where there is none yet."""
    employer = employer_of(person.unit_id)
    found = OrganisationKey.objects.filter(employer=employer).first()
    digits = hashlib.sha256(bytes(found.public)).hexdigest() if found else ""
    return " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))


def ending_certificates(*, on: date, within: timedelta) -> QuerySet[Certificate]:
    """Return the certificates that end soon, of keys that have none that lasts longer."""
    lasting = certificates_on(on).filter(valid_to__gt=on + within).values("key")
    return certificates_on(on).exclude(key__in=lasting)


def organisation_keys() -> QuerySet[OrganisationKey]:
    """Return the public key of every employer that signs whose keys are whose."""
    return OrganisationKey.objects.select_related("employer").order_by("employer__code")


def waiting_keys(employer: Unit, *, on: date, within: timedelta) -> list[tuple[HandlerKey, Role]]:
    """Return the newest key of every handler in every role that has no certificate for longer than a while.

    A key whose certificate was revoked waits for none: its owner makes another. Who handles cases of several
    employers is certified by each.
    """
    held = handling_at(employer, on=on)
    keys = HandlerKey.objects.filter(person__in={person for person, _ in held}).select_related("person")
    newest = {key.person_id: key for key in keys.order_by("requested_at", "key")}
    return [
        (key, role)
        for person, key in newest.items()
        for role in sorted(Role(name) for holder, name in held if holder == person)
        if not settled(key, role, employer=employer, on=on, within=within)
    ]


def handling_at(employer: Unit, *, on: date) -> set[tuple[UUID, str]]:
    """Return who handles cases of an employer, wherever they work, each with the role."""
    held = grants_on(on).filter(unit__employer=employer, role__in=HANDLERS, right=Right.ACT)
    return set(held.values_list("person", "role"))


def settled(key: HandlerKey, role: Role, *, employer: Unit, on: date, within: timedelta) -> bool:
    """Return whether an employer need not certify a key in a role: what it signed lasts, or was revoked."""
    lasts = Q(valid_to__gt=on + within) | Q(revoked_from__isnull=False)
    return key.certificates.filter(lasts, role=role, employer=employer).exists()


def highest_serial(employer: Unit) -> int:
    """Return the highest serial at an employer; 0 where nothing was signed yet."""
    highest = Certificate.objects.filter(employer=employer).aggregate(Max("serial"))["serial__max"]
    return int(highest or 0)


def key_state(person: Person, *, on: date) -> KeyState:
    """Return how it stands with someone's key."""
    own = own_key(person)
    if own is None:
        return KeyState()
    last = last_certificate(own)
    until = last.valid_to if last else None
    return KeyState(standing(last, on=on), own.key, until, fingerprint_of(person))


def standing(last: Certificate | None, *, on: date) -> str:
    """Return how it stands with the last certificate of a key."""
    if last is None or last.valid_from > on:
        return "requested"
    if last.revoked_from is not None and last.revoked_from <= on:
        return "revoked"
    return "certified" if on <= last.valid_to else "expired"
