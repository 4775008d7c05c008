"""A release is prepared by one, decided on by another, published, and withdrawn with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from weerklank.errors import Refused, bad_input
from weerklank.organisation.models import Unit
from weerklank.people.queries import home_of
from weerklank.people.rules import require
from weerklank.releases.documents import opened, period_of, require_audited
from weerklank.releases.models import Publication
from weerklank.releases.queries import ACTIVITY, of_colleagues, rests_on, verified
from weerklank.releases.rules import may_handle, may_prepare, require_second
from weerklank.releases.states import RELEASE_FLOW, ReleaseState
from weerklank.releases.yearly_file import yearly_text
from weerklank.trail.actions import Subject, record
from weerklank.trail.states import Verb

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from weerklank.fieldwork.form import Words
    from weerklank.people.models import Person
    from weerklank.trail.models import Entry

LONGEST = 5_000_000
"""Characters of the longest document that is kept."""
LONGEST_REASON = 500


@transaction.atomic
def prepare_release(text: str, *, source: str, by: Person, on: date, at: datetime) -> Publication:
    """Keep a document for a second person to decide on.

    Raises `BadInput` for what is no document, and `Refused`: "checksum" where it was changed, "release_exists"
    where its id is taken.
    """
    require(may_prepare(by, on=on))
    if len(text) > LONGEST:
        raise bad_input("is too large", f"Give at most {LONGEST:,} characters", file=source)
    kind, document = opened(text, source=source)
    publication = Publication(
        code=document.id,
        kind=kind.value,
        state=ReleaseState.PREPARED.value,
        employer=Unit.objects.get(all_units=home_of(by)),
        title_nl=document.title["nl"],
        title_en=document.title["en"],
        period=period_of(document),
        document=text,
        checksum=document.checksum,
        prepared_by=by,
        prepared_at=at,
    )
    insert(publication)
    write_down(Verb.PREPARED, publication, by=by, at=at)
    return publication


def insert(publication: Publication) -> None:
    """Write a new publication; an id is given out once, also where what had it was withdrawn."""
    try:
        with transaction.atomic():
            publication.save(force_insert=True)
    except IntegrityError:
        raise Refused(
            "release_exists", "There is a release with this id: give the new one another."
        ) from None


def prepare_yearly_report(
    year: int, *, foreword: Words, codes: Sequence[str], by: Person, on: date, at: datetime
) -> Publication:
    """Put the yearly report together from published figures and tables, for a second person to sign off."""
    require(may_prepare(by, on=on))
    published = {row.code: row for row in Publication.objects.filter(code__in=codes, state="published")}
    if set(codes) - published.keys():
        raise Refused("source_not_published", "A yearly report shows published releases alone.")
    quotes = [(code, published[code].checksum) for code in codes]
    text = yearly_text(year=year, foreword=foreword, quotes=quotes)
    return prepare_release(text, source="yearly report", by=by, on=on, at=at)


@transaction.atomic
def approve_release(code: str, *, by: Person, on: date, at: datetime) -> None:
    """Approve what someone else prepared, after auditing it once more; the trail keeps its checksum."""
    publication = locked(code, by=by, on=on)
    require_second(by, publication, on=on)
    document = verified(publication).document
    require_audited(document)
    rests_on(document)
    move(publication, ReleaseState.APPROVED)
    publication.approval = write_down(Verb.APPROVED, publication, by=by, at=at).number
    decide(publication, by=by, at=at)


@transaction.atomic
def reject_release(code: str, *, reason: str, by: Person, on: date, at: datetime) -> None:
    """Turn down what someone else prepared, and say why."""
    publication = locked(code, by=by, on=on)
    require_second(by, publication, on=on)
    move(publication, ReleaseState.REJECTED)
    publication.reason = told(reason)
    decide(publication, by=by, at=at)
    write_down(Verb.REJECTED, publication, by=by, at=at)


@transaction.atomic
def publish_release(code: str, *, by: Person, on: date, at: datetime) -> None:
    """Show what was approved to everyone; refused where it, or what it rests on, is not what was approved."""
    publication = locked(code, by=by, on=on)
    rests_on(verified(publication).document)
    move(publication, ReleaseState.PUBLISHED)
    publication.published_at = at
    publication.save(update_fields=["state", "published_at"])
    write_down(Verb.PUBLISHED, publication, by=by, at=at)


@transaction.atomic
def withdraw_release(code: str, *, reason: str, by: Person, on: date, at: datetime) -> None:
    """Take back a release; where it was public its address says so, and why."""
    publication = locked(code, by=by, on=on)
    move(publication, ReleaseState.WITHDRAWN)
    publication.reason, publication.withdrawn_at = told(reason), at
    publication.save(update_fields=["state", "reason", "withdrawn_at"])
    write_down(Verb.WITHDREW, publication, by=by, at=at)


def locked(code: str, *, by: Person, on: date) -> Publication:
    """Return a publication that nobody else can move meanwhile; refuses whoever may not."""
    Publication.objects.select_for_update().filter(code=code).first()
    publication = of_colleagues(code, person=by)
    require(may_handle(by, publication, on=on))
    return publication


def move(publication: Publication, following: ReleaseState) -> None:
    """Let a publication step to another state, where the move exists."""
    publication.state = RELEASE_FLOW.step(ReleaseState(publication.state), following).value


def decide(publication: Publication, *, by: Person, at: datetime) -> None:
    """Write down whose decision it was."""
    publication.decided_by, publication.decided_at = by, at
    publication.save(update_fields=["state", "approval", "reason", "decided_by", "decided_at"])


def told(reason: str) -> str:
    """Return a reason that says something; refuses an empty one."""
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= LONGEST_REASON:
        raise Refused("reason_needed", f"Say why, in at most {LONGEST_REASON} characters.")
    return reason


def write_down(verb: Verb, publication: Publication, *, by: Person, at: datetime) -> Entry:
    """Write an act on a release in the trail, under its checksum."""
    subject = Subject(f"release {publication.kind}", publication.checksum, str(publication.employer_id))
    return record(verb, subject, activity_id=ACTIVITY, by=str(by.pseudonym), at=at)
