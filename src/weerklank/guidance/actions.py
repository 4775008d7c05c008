"""Keeping counsellors, pools and channels, each act written down in the trail; and counting, which is not.

A count is of visitors: no row of anyone, no time, no address. One more, and no more.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from weerklank.errors import Refused
from weerklank.guidance.choices import chosen
from weerklank.guidance.code_text import sections
from weerklank.guidance.models import (
    Absence,
    Acknowledgement,
    BarrierCount,
    Campaign,
    Channel,
    CodeSection,
    CodeVersion,
    Counsellor,
    Language,
    Pool,
    Service,
    SignpostCount,
    Topic,
)
from weerklank.guidance.profile import spelled
from weerklank.guidance.queries import code_in_force, codes, mark_of
from weerklank.guidance.rules import may_change, may_keep, may_publish_code
from weerklank.guidance.signpost import signpost
from weerklank.people.queries import employer_of
from weerklank.people.rules import require
from weerklank.trail.actions import INSTALLATION, Subject, record
from weerklank.trail.states import Verb

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from weerklank.guidance.profile import Profile
    from weerklank.guidance.states import Medium, Step
    from weerklank.people.models import Person

DAY = timedelta(days=1)
TOLD = ("name", "gender", "external", "place", "room", "phone", "email", "introduction", "weekdays")


@transaction.atomic
def add_counsellor(
    profile: Profile, *, serves: int, pool: int | None, by: Person, on: date, at: datetime
) -> int:
    """Add someone to turn to, for a unit and all below it; return their number. In a pool it serves for them."""
    require(may_keep(by, serves, on=on))
    if pool is not None:
        require(may_keep(by, pool_kept(pool).kept_at_id, on=on))
    added = Counsellor(kept_at_id=serves, pool_id=pool, valid_from=on, confirmed_on=on)
    return write_counsellor(added, profile, by=str(by.pseudonym), at=at)


def add_invented(
    profile: Profile, *, serves: int, pool: int | None, person: Person | None, on: date, at: datetime
) -> int:
    """Add a counsellor who does not exist, from the command line of the machine; return their number."""
    added = Counsellor(
        kept_at_id=serves, pool_id=pool, person=person, valid_from=on, confirmed_on=on, invented=True
    )
    return write_counsellor(added, profile, by=INSTALLATION, at=at)


@transaction.atomic
def write_counsellor(added: Counsellor, profile: Profile, *, by: str, at: datetime) -> int:
    """Write a counsellor and whom they serve; in a pool the pool says that."""
    write_profile(added, profile)
    if added.pool_id is None:
        Service.objects.create(counsellor=added, unit_id=added.kept_at_id, valid_from=added.valid_from)
    write_down(Verb.CREATED, added, by=by, at=at)
    return added.pk


@transaction.atomic
def change_profile(counsellor_id: int, profile: Profile, *, by: Person, on: date, at: datetime) -> None:
    """Change what is shown of a counsellor; whoever changes their own has confirmed it."""
    whose = locked(counsellor_id, by=by, on=on)
    if whose.person_id == by.pk:
        whose.confirmed_on = on
    write_profile(whose, profile)
    write_down(Verb.CHANGED, whose, by=str(by.pseudonym), at=at)


@transaction.atomic
def confirm_profile(counsellor_id: int, *, by: Person, on: date, at: datetime) -> None:
    """Confirm that what is shown of a counsellor is right: for 90 days."""
    whose = locked(counsellor_id, by=by, on=on)
    whose.confirmed_on = on
    whose.save(update_fields=["confirmed_on"])
    write_down(Verb.CONFIRMED, whose, by=str(by.pseudonym), at=at)


@transaction.atomic
def end_counsellor(counsellor_id: int, *, by: Person, on: date, at: datetime) -> None:
    """Let a counsellor stop: from today they are shown nowhere."""
    whose = locked(counsellor_id, by=by, on=on)
    require(may_keep(by, whose.kept_at_id, on=on))
    whose.valid_to = max(on - DAY, whose.valid_from - DAY)
    if whose.valid_to < whose.valid_from:
        Service.objects.filter(counsellor=whose).delete()
        whose.delete()
    else:
        whose.save(update_fields=["valid_to"])
    write_down(
        Verb.WITHDREW, Counsellor(pk=counsellor_id, kept_at_id=whose.kept_at_id), by=str(by.pseudonym), at=at
    )


@transaction.atomic
def link_account(counsellor_id: int, person: Person, *, by: Person, on: date, at: datetime) -> None:
    """Let a profile belong to an account of the same employer, which can then keep it itself."""
    whose = locked(counsellor_id, by=by, on=on)
    require(may_keep(by, whose.kept_at_id, on=on))
    if employer_of(person.unit_id) != employer_of(whose.kept_at_id):
        raise Refused("other_employer", "A profile belongs to an account of the same employer.")
    whose.person = person
    whose.save(update_fields=["person"])
    write_down(Verb.CHANGED, whose, by=str(by.pseudonym), at=at)


@transaction.atomic
def add_absence(counsellor_id: int, *, first: date, last: date, by: Person, on: date, at: datetime) -> None:
    """Say that a counsellor cannot be reached on some days; why is not asked."""
    whose = locked(counsellor_id, by=by, on=on)
    if last < first:
        raise Refused("ends_before_it_begins", "The absence would end before it begins.")
    Absence.objects.create(counsellor=whose, first_on=first, last_on=last)
    write_down(Verb.CHANGED, whose, by=str(by.pseudonym), at=at)


@transaction.atomic
def remove_absence(absence_id: int, *, by: Person, on: date, at: datetime) -> None:
    """Take an absence away."""
    absence = Absence.objects.filter(pk=absence_id).first()
    if absence is None:
        raise Refused("not_found")
    whose = locked(absence.counsellor_id, by=by, on=on)
    absence.delete()
    write_down(Verb.CHANGED, whose, by=str(by.pseudonym), at=at)


@transaction.atomic
def add_pool(name_nl: str, name_en: str, *, kept_at: int, by: Person, on: date, at: datetime) -> int:
    """Begin a pool of counsellors that any employer may let in; return its number."""
    require(may_keep(by, kept_at, on=on))
    pool = Pool.objects.create(name_nl=name_nl, name_en=name_en, kept_at_id=kept_at)
    write_down_pool(Verb.CREATED, pool.pk, unit=kept_at, by=by, at=at)
    return pool.pk


@transaction.atomic
def add_invented_pool(name_nl: str, name_en: str, *, kept_at: int, serves: Iterable[int], on: date) -> int:
    """Begin a pool that does not exist, let in at some units; return its number."""
    pool = Pool.objects.create(name_nl=name_nl, name_en=name_en, kept_at_id=kept_at, invented=True)
    Service.objects.bulk_create(Service(pool=pool, unit_id=unit, valid_from=on) for unit in serves)
    return pool.pk


@transaction.atomic
def let_in(pool_id: int, *, unit: int, by: Person, on: date, at: datetime) -> None:
    """Let a pool serve a unit and all below it: the coordinator of that unit decides, of whatever employer."""
    require(may_keep(by, unit, on=on))
    served = Service.objects.filter(pool=pool_kept(pool_id), unit=unit, valid_to=None)
    if not served.exists():
        Service.objects.create(pool_id=pool_id, unit_id=unit, valid_from=on)
        write_down_pool(Verb.CHANGED, pool_id, unit=unit, by=by, at=at)


@transaction.atomic
def serve(counsellor_id: int, *, unit: int, by: Person, on: date, at: datetime) -> None:
    """Let a counsellor serve another unit of their own employer, and all below it."""
    require(may_keep(by, unit, on=on))
    whose = locked(counsellor_id, by=by, on=on)
    if employer_of(unit) != employer_of(whose.kept_at_id):
        raise Refused("other_employer", "Only a pool serves more than one employer.")
    if not Service.objects.filter(counsellor=whose, unit=unit, valid_to=None).exists():
        Service.objects.create(counsellor=whose, unit_id=unit, valid_from=on)
        write_down(Verb.CHANGED, whose, by=str(by.pseudonym), at=at)


@transaction.atomic
def stop_serving(service_id: int, *, by: Person, on: date, at: datetime) -> None:
    """Let a counsellor or a pool serve a unit no longer, from today."""
    service = Service.objects.filter(pk=service_id).first()
    if service is None or not may_keep(by, service.unit_id, on=on):
        raise Refused("not_found")
    kind, number = (
        ("counsellor", service.counsellor_id) if service.counsellor_id else ("pool", service.pool_id)
    )
    if service.valid_from >= on:
        service.delete()
    else:
        service.valid_to = on - DAY
        service.save(update_fields=["valid_to"])
    subject = Subject(f"service of a {kind}", str(number), str(employer_of(service.unit_id) or ""))
    record(Verb.WITHDREW, subject, activity_id="counsellors", by=str(by.pseudonym), at=at)


@transaction.atomic
def set_channel(
    route: str, *, unit: int, phone: str, email: str, page: str, by: Person, on: date, at: datetime
) -> None:
    """Say how a route is reached at an employer; it counts as tried out today."""
    employer = employer_of(unit) or unit
    require(may_keep(by, employer, on=on))
    if route not in {way.id for way in signpost().routes if way.kept}:
        raise Refused("not_found")
    details = {"phone": phone, "email": email, "page": page, "checked_on": on}
    Channel.objects.update_or_create(employer_id=employer, route=route, defaults=details)
    subject = Subject(f"channel {route}", str(employer), str(employer))
    record(Verb.CHANGED, subject, activity_id="counsellors", by=str(by.pseudonym), at=at)


def locked(counsellor_id: int, *, by: Person, on: date) -> Counsellor:
    """Return a counsellor whose profile someone may change, until the end of the transaction."""
    whose = Counsellor.objects.select_for_update(of=("self",)).filter(pk=counsellor_id).first()
    if whose is None or not may_change(by, whose, on=on):
        raise Refused("not_found")
    return whose


def pool_kept(pool_id: int) -> Pool:
    """Return a pool; refuses one that is not there."""
    pool = Pool.objects.filter(pk=pool_id).first()
    if pool is None:
        raise Refused("not_found")
    return pool


def write_profile(whose: Counsellor, profile: Profile) -> None:
    """Write what a profile says, with the words by which it is found."""
    if not profile.phone and not profile.email:
        raise Refused("cannot_be_reached", "Give a telephone number or an email address.")
    for name in TOLD:
        setattr(whose, name, getattr(profile, name))
    pool = f"{whose.pool.name_nl} {whose.pool.name_en}" if whose.pool else ""
    whose.spelled = spelled(profile, pool=pool)
    whose.save()
    Topic.objects.filter(counsellor=whose).delete()
    Language.objects.filter(counsellor=whose).delete()
    Topic.objects.bulk_create(Topic(counsellor=whose, topic=topic) for topic in profile.topics)
    Language.objects.bulk_create(Language(counsellor=whose, language=spoken) for spoken in profile.languages)


def write_down(verb: Verb, whose: Counsellor, *, by: str, at: datetime) -> None:
    """Write an act about a counsellor in the trail, by number."""
    subject = Subject("counsellor", str(whose.pk), str(employer_of(whose.kept_at_id) or ""))
    record(verb, subject, activity_id="counsellors", by=by, at=at)


def write_down_pool(verb: Verb, pool_id: int, *, unit: int, by: Person, at: datetime) -> None:
    """Write an act about a pool in the trail."""
    subject = Subject("pool", str(pool_id), str(employer_of(unit) or ""))
    record(verb, subject, activity_id="counsellors", by=str(by.pseudonym), at=at)


@transaction.atomic
def count_step(step: Step, *, on: date) -> None:
    """Count that the signpost was started, or ended at people to turn to."""
    month = on.replace(day=1)
    this = SignpostCount.objects.filter(month=month, step=step)
    if not this.update(times=F("times") + 1):
        SignpostCount.objects.bulk_create([SignpostCount(month=month, step=step)], ignore_conflicts=True)
        this.update(times=F("times") + 1)


@transaction.atomic
def count_barriers(named: Iterable[str], *, on: date) -> None:
    """Count each barrier that someone named; which were named together is not kept."""
    month = on.replace(day=1)
    for option in chosen("barriers", named):
        this = BarrierCount.objects.filter(month=month, barrier=option.id)
        if not this.update(times=F("times") + 1):
            BarrierCount.objects.bulk_create(
                [BarrierCount(month=month, barrier=option.id)], ignore_conflicts=True
            )
            this.update(times=F("times") + 1)


@transaction.atomic
def publish_code(
    text_nl: str, text_en: str, *, valid_from: date, by: Person, on: date, at: datetime, example: bool = False
) -> int:
    """Publish the next version of the code of someone's employer; return its number. It is never changed."""
    employer = employer_of(by.unit_id) or 0
    require(may_publish_code(by, employer, on=on))
    told = sections(text_nl, text_en)
    last = codes(employer).select_for_update().first()
    if valid_from < on or (last is not None and valid_from <= last.valid_from):
        raise Refused("code_too_early", "A code begins today or later, and after the one before it.")
    version = CodeVersion.objects.create(
        employer_id=employer, number=last.number + 1 if last else 1, valid_from=valid_from, example=example
    )
    rows = [CodeSection(version=version, position=place, **asdict(one)) for place, one in enumerate(told, 1)]
    CodeSection.objects.bulk_create(rows)
    subject = Subject("code of conduct", str(version.number), str(employer))
    record(Verb.PUBLISHED, subject, activity_id="code_of_conduct", by=str(by.pseudonym), at=at)
    return version.number


def acknowledge_code(*, by: Person, on: date) -> None:
    """Say that someone read the code in force. Who did stands nowhere: not here, and not in the trail."""
    version = code_in_force(employer_of(by.unit_id), on=on)
    if version is None or by.unit_id is None:
        raise Refused("not_found")
    kept = {"unit_id": by.unit_id}
    Acknowledgement.objects.get_or_create(version=version, mark=mark_of(by, version), defaults=kept)


@transaction.atomic
def add_campaign(
    message: str,
    *,
    medium: Medium,
    unit: int,
    begins_on: date,
    ends_on: date,
    by: Person,
    on: date,
    at: datetime,
) -> int:
    """Write down a campaign for the people of a unit; return its number."""
    require(may_keep(by, unit, on=on))
    if ends_on < begins_on:
        raise Refused("ends_before_it_begins", "The campaign would end before it begins.")
    added = Campaign.objects.create(
        unit_id=unit, message=message, medium=medium, begins_on=begins_on, ends_on=ends_on
    )
    subject = Subject("campaign", str(added.pk), str(employer_of(unit) or ""))
    record(Verb.CREATED, subject, activity_id="campaigns", by=str(by.pseudonym), at=at)
    return added.pk
