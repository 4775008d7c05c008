"""Accounts, grants, conflicts of interest and handlers' keys: each act is written down in the trail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from weerklank.errors import Refused
from weerklank.organisation.queries import unit_with_code
from weerklank.people.models import (
    Certificate,
    ConflictOfInterest,
    Grant,
    HandlerKey,
    OrganisationKey,
    Person,
    RevocationList,
)
from weerklank.people.queries import (
    colleague_with_address,
    employer_of,
    grants_from,
    handling_at,
    highest_serial,
    home_of,
    organisation_key,
    waiting_keys,
)
from weerklank.people.rules import may_grant, may_withdraw, require
from weerklank.people.states import EVERYONE, SHARED, WITHOUT_ACCOUNT, Right, Role
from weerklank.seal.casekey import PUBLIC as SEALING
from weerklank.seal.certificate import Certificate as Read
from weerklank.seal.certificate import Signed, read_certificate
from weerklank.seal.errors import ENVELOPE, refusing
from weerklank.seal.handlerkey import Kind, PublicKeys, lock_from, lock_to_json
from weerklank.seal.keyfiles import Request, certificates_in, requests_file, revocations_in
from weerklank.seal.notation import to_bytes
from weerklank.seal.shapes import each, fields, identifier
from weerklank.seal.signature import PUBLIC
from weerklank.trail.actions import INSTALLATION, Subject, record
from weerklank.trail.states import Verb

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from weerklank.organisation.models import Unit

DAY = timedelta(days=1)
SOON = timedelta(days=60)
"""How long before a certificate ends another is asked for."""
MOST_LOCKS = 20
"""A passphrase, a recovery code, and a passkey for each device."""


@transaction.atomic
def open_account(email: str, *, name: str, unit: Unit, at: datetime, invented: bool = False) -> Person:
    """Make an account without a password: its owner sets one, or comes by single sign-on."""
    person = Person(email=email.lower(), name=name.strip(), unit=unit, invented=invented)
    person.set_unusable_password()
    try:
        person.clean_fields(exclude=["unit"])
    except ValidationError:
        raise Refused(
            "account_unusable",
            "The address or the name cannot be used. Give an e-mail address, and a short name.",
        ) from None
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise Refused("account_exists", "There is an account with this address already.") from None
    write_down(Verb.CREATED, person, kind="account", by=INSTALLATION, at=at, activity="accounts")
    return person


def grant(wanted: Grant, *, by: Person, on: date, at: datetime) -> Grant:
    """Give a role, or the right to appoint to it; only within what the granter may appoint to."""
    require(may_grant(by, wanted, on=on))
    wanted.granted_by = by
    return write_grant(wanted, by=str(by.pseudonym), at=at)


def appoint(
    email: str,
    *,
    role: Role,
    right: Right,
    unit: Unit,
    since: date,
    until: date | None,
    by: Person,
    on: date,
    at: datetime,
) -> Grant:
    """Give a colleague a role from today or later; refuses whatever the granter may not give."""
    if since < on:
        raise Refused("begins_in_the_past", "A role begins today or later.")
    person = colleague_with_address(email, of=by)
    wanted = Grant(person=person, role=role, right=right, unit=unit, valid_from=since, valid_to=until)
    if not may_grant(by, wanted, on=on):
        raise Refused("not_yours_to_give", "You may not give this role there, for this long, or to yourself.")
    if is_held(wanted):
        raise Refused("held_already", "This person holds this role there already, for all of this time.")
    return grant(wanted, by=by, on=on, at=at)


def appoint_first(wanted: Grant, *, at: datetime) -> Grant:
    """Give a role from the command line of the machine: the first of each, from whom all others come."""
    if Role(wanted.role) in WITHOUT_ACCOUNT | EVERYONE:
        raise Refused("role_not_granted", "This role is not granted to anyone.")
    wanted.granted_by = None
    return write_grant(wanted, by=INSTALLATION, at=at)


def grant_at_employer(
    person: Person, role: str, *, right: str, since: date, employer: Unit | None = None
) -> Grant:
    """Return a grant for a whole employer, someone's own if none is given, not yet written.

    Refuses a role that does not exist.
    """
    if role not in set(Role):
        raise Refused("no_such_role", f"There is no such role. The roles are: {', '.join(sorted(Role))}.")
    home = employer.pk if employer else home_of(person)
    return Grant(person=person, role=role, right=right, unit_id=employer_of(home) or home, valid_from=since)


@transaction.atomic
def write_grant(wanted: Grant, *, by: str, at: datetime) -> Grant:
    """Write a grant and its entry in the trail. It stays within one employer, but for a shared committee."""
    if wanted.valid_to and wanted.valid_to < wanted.valid_from:
        raise Refused("ends_before_it_begins", "The role would end before it begins.")
    away = employer_of(wanted.person.unit_id) != employer_of(wanted.unit_id)
    if away and wanted.role not in SHARED:
        raise Refused("other_employer", "A role is granted at the employer where someone works.")
    wanted.granted_at = at
    wanted.save()
    write_down(Verb.GRANTED, wanted.person, kind=f"grant {wanted.role}", by=by, at=at)
    return wanted


def is_held(wanted: Grant) -> bool:
    """Return whether somebody holds a role at a unit already, for all of the time of a grant."""
    longer = Q(valid_to=None)
    if wanted.valid_to:
        longer |= Q(valid_to__gte=wanted.valid_to)
    same = Grant.objects.filter(person=wanted.person, role=wanted.role, right=wanted.right, unit=wanted.unit)
    return same.filter(longer, valid_from__lte=wanted.valid_from).exists()


@transaction.atomic
def withdraw(grant_id: int, *, by: Person, on: date, at: datetime) -> None:
    """End a grant: its last day was yesterday, or it never began."""
    given = grants_from(on).select_for_update(of=("self",)).filter(pk=grant_id).first()
    if given is None or not may_withdraw(by, given, on=on):
        raise Refused("not_found")
    end_grant(given, on=on)
    write_down(Verb.WITHDREW, given.person, kind=f"grant {given.role}", by=str(by.pseudonym), at=at)


def end_grant(given: Grant, *, on: date) -> None:
    """Let a grant have ended: nothing of it is left where it began today."""
    if given.valid_from >= on:
        given.delete()
        return
    given.valid_to = on - DAY
    given.save(update_fields=["valid_to"])


@transaction.atomic
def declare_conflict(one: Person, other: Person, *, by: Person, at: datetime) -> None:
    """Write down that two people have a tie; only one of the two does so, and it cannot be unsaid by them."""
    require(by in {one, other} and one != other)
    first, second = sorted((one, other), key=lambda person: person.pk)
    _, fresh = ConflictOfInterest.objects.get_or_create(one=first, other=second, defaults={"declared_at": at})
    if fresh:
        write_down(Verb.DECLARED, one, kind="conflict of interest", by=str(by.pseudonym), at=at)


def declare_tie(email: str, *, by: Person, at: datetime) -> None:
    """Write down one's own tie with a colleague."""
    other = colleague_with_address(email, of=by)
    if other == by:
        raise Refused("tie_with_oneself", "Name someone else.")
    declare_conflict(by, other, by=by, at=at)


def write_down(
    verb: Verb, person: Person, *, kind: str, by: str, at: datetime, activity: str = "roles"
) -> None:
    """Write an act about someone in the trail, under their pseudonym."""
    subject = Subject(kind, str(person.pseudonym), str(employer_of(person.unit_id) or ""))
    record(verb, subject, activity_id=activity, by=by, at=at)


@transaction.atomic
def request_certificate(told: dict[str, Any], *, by: Person, at: datetime) -> HandlerKey:
    """Keep the public keys and the locks that someone's browser made; the organisation has yet to sign them."""
    with refusing(ENVELOPE):
        given = fields(told, frozenset({"key", "locks", "sealing", "signing", "v"}))
        keys = PublicKeys(
            to_bytes(given["sealing"], length=SEALING), to_bytes(given["signing"], length=PUBLIC)
        )
        if keys.key != given["key"]:
            raise ValueError
    locks = checked_locks(given["locks"])
    before = HandlerKey.objects.filter(key=keys.key).first()
    if before and before.person_id == by.pk and before.locks == locks:
        return before
    if before:
        raise Refused("key_exists", "This key is there already.")
    made = HandlerKey(
        key=keys.key, person=by, sealing=keys.sealing, signing=keys.signing, locks=locks, requested_at=at
    )
    made.save(force_insert=True)
    write_down(Verb.CREATED, by, kind="handler key", by=str(by.pseudonym), at=at, activity="accounts")
    return made


def checked_locks(told: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - what JSON held, still unknown
    """Return locks of which one opens with a passphrase and one with the recovery code."""
    with refusing(ENVELOPE):
        locks = each(told, lock_from, most=MOST_LOCKS)
        kinds = [lock.kind for lock in locks]
        if kinds.count(Kind.PASSPHRASE) != 1 or kinds.count(Kind.RECOVERY) != 1:
            raise ValueError
    return [lock_to_json(lock) for lock in locks]


@transaction.atomic
def replace_locks(told: dict[str, Any], *, by: Person, at: datetime) -> None:
    """Put other locks on someone's own key: the key stays, what opens it changes."""
    with refusing(ENVELOPE):
        given = fields(told, frozenset({"key", "locks", "v"}))
        key = identifier(given["key"])
    own = HandlerKey.objects.select_for_update().filter(key=key, person=by).first()
    if own is None:
        raise Refused("not_found")
    own.locks = checked_locks(given["locks"])
    own.save(update_fields=["locks"])
    write_down(Verb.CHANGED, by, kind="handler key", by=str(by.pseudonym), at=at, activity="accounts")


@transaction.atomic
def trust_organisation(public: bytes, *, employer: Unit, on: date) -> None:
    """Keep the public key with which an employer signs; another one later is refused."""
    kept, _ = OrganisationKey.objects.get_or_create(
        employer=employer, defaults={"public": public, "since": on}
    )
    if bytes(kept.public) != public:
        raise Refused("other_organisation", "This employer signs with another key.")


@transaction.atomic
def import_certificates(given: Iterable[Signed], *, employer: Unit, on: date, at: datetime) -> int:
    """Keep what the organisation signed; refuses all of it where one is not of this employer, role and person."""
    public = bytes(organisation_key(employer.pk).public)
    found = [(signed, read_certificate(signed, organisation=public)) for signed in given]
    return sum(keep_certificate(signed, read, employer=employer, on=on, at=at) for signed, read in found)


def keep_certificate(signed: Signed, read: Read, *, employer: Unit, on: date, at: datetime) -> bool:
    """Keep one certificate; return whether it is new."""
    key = HandlerKey.objects.filter(key=read.keys.key).select_related("person").first()
    asked = key is not None and (str(key.person.pseudonym), employer.code) == (read.person, read.employer)
    if key is None or not asked or (key.person_id, read.role) not in handling_at(employer, on=on):
        raise Refused("no_such_request", "Nobody asked for this certificate here.")
    row, fresh = Certificate.objects.get_or_create(
        employer=employer,
        serial=read.serial,
        defaults={
            "key": key,
            "role": read.role,
            "valid_from": read.valid_from,
            "valid_to": read.valid_to,
            "body": signed.body,
            "signature": signed.signature,
        },
    )
    if row.body != signed.body:
        raise Refused("serial_taken", "There is another certificate with this serial.")
    if fresh:
        write_down(
            Verb.CONFIRMED, key.person, kind="handler key", by=INSTALLATION, at=at, activity="accounts"
        )
    return fresh


def export_requests(employer: Unit, *, on: date) -> bytes:
    """Return the file of keys at an employer that wait for a certificate, for who holds the organisation's key."""
    waiting = waiting_keys(employer, on=on, within=SOON)
    return requests_file(
        Request(
            employer=employer.code,
            name=str(key.person),
            person=str(key.person.pseudonym),
            role=role,
            serial=serial,
            keys=PublicKeys(bytes(key.sealing), bytes(key.signing)),
        )
        for serial, (key, role) in enumerate(waiting, highest_serial(employer) + 1)
    )


@transaction.atomic
def import_certificates_file(file: bytes, *, on: date, at: datetime) -> int:
    """Take in a file of certificates, all of one employer; return how many are new.

    The first file of an employer tells which key it signs with; afterwards another key is refused.
    """
    found = certificates_in(file)
    codes = {read.employer for read, _ in found.certificates}
    if len(codes) != 1:
        raise Refused("key_file", "The certificates are not of one employer.")
    code = codes.pop()
    employer = unit_with_code(code, employer=code)
    trust_organisation(found.organisation, employer=employer, on=on)
    signed = [one for _, one in found.certificates]
    return import_certificates(signed, employer=employer, on=on, at=at)


@transaction.atomic
def import_revocations(file: bytes, *, at: datetime) -> int:
    """Take in a revocation list; return how many certificates it revokes.

    Refuses a list that is signed by nobody's key here, an older one, and one that leaves out what was revoked.
    """
    found = revocations_in(file)
    key = OrganisationKey.objects.filter(public=found.organisation).select_related("employer").first()
    if key is None:
        raise Refused("other_organisation", "No employer here signs with this key.")
    listed, held = found.revocations, Certificate.objects.filter(employer=key.employer)
    if RevocationList.objects.filter(employer=key.employer, number__gte=listed.number).exists():
        raise Refused("older_list", "A list with this number, or a later one, is here already.")
    if held.filter(revoked_from__isnull=False).exclude(serial__in=list(listed.serials)).exists():
        raise Refused(
            "shorter_list", "The list leaves out what was revoked before. Give that with --previous."
        )
    RevocationList.objects.create(
        employer=key.employer,
        number=listed.number,
        body=found.signed.body,
        signature=found.signed.signature,
    )
    for certificate in held.filter(serial__in=list(listed.serials)).select_related("key__person"):
        revoke(certificate, on=listed.serials[certificate.serial], at=at)
    return len(listed.serials)


def revoke(certificate: Certificate, *, on: date, at: datetime) -> None:
    """Let a certificate no longer count from a day on."""
    fresh, certificate.revoked_from = certificate.revoked_from is None, on
    certificate.save(update_fields=["revoked_from"])
    if fresh:
        person = certificate.key.person
        write_down(Verb.WITHDREW, person, kind="handler key", by=INSTALLATION, at=at, activity="accounts")
