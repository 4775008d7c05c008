"""A government of invented people, to have a look. Loaded once; a second time changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from weerklank.errors import Refused
from weerklank.jobs.demonstration_conduct import load_conduct
from weerklank.jobs.invented_counsellors import invent_counsellors
from weerklank.organisation.actions import import_units
from weerklank.organisation.queries import employers, unit_with_code
from weerklank.organisation.reorganisation import Listed
from weerklank.packaged import packaged
from weerklank.people.actions import appoint_first, grant_at_employer, open_account
from weerklank.people.queries import invented_people
from weerklank.people.states import EVERYONE, WITHOUT_ACCOUNT, Right, Role
from weerklank.releases.actions import approve_release, prepare_release, publish_release
from weerklank.releases.documents import opened
from weerklank.releases.queries import is_released, published_sources
from weerklank.releases.yearly_file import yearly_text
from weerklank.trail.actions import INSTALLATION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

EMPLOYER = "bzk"
"""Where the invented people work."""
NAMES = (
    "Noor",
    "Sem",
    "Amira",
    "Daan",
    "Yara",
    "Finn",
    "Zeynep",
    "Lars",
    "Imani",
    "Teun",
    "Mila",
    "Ravi",
    "Fleur",
    "Omar",
)
SURNAMES = ("Voorbeeld", "Proef", "Verzonnen", "Schets")
PREPARES, DECIDES = Role.RESEARCHER, Role.PROGRAMME_MANAGER
"""Who prepares a release in the demonstration, and who decides on it."""
MARK = "(verzonnen / invented)"
SECOND = "second_member@example.invalid"
FOREWORD = {
    "nl": "Dit jaarverslag is verzonnen, zoals alles in deze demonstratie. Een echt voorwoord zegt wat de cijfers"
    " betekenen, wat er het afgelopen jaar is gedaan, en wat er nog niet is gelukt.",
    "en": "This yearly report is invented, as is everything in this demonstration. A real foreword says what the"
    " figures mean, what was done in the past year, and what did not succeed yet.",
}


@transaction.atomic
def load_demonstration(*, on: date, at: datetime) -> str:
    """Load the organisations and one invented person a role; return what was loaded, as a sentence.

    Refuses outside a demonstration: invented people have no place among real ones.
    """
    if not settings.DEMO:
        raise Refused(
            "no_demonstration", "This is no demonstration. Set WEERKLANK_DEMO=1, on a machine of its own."
        )
    if invented_people(on=on):
        return "The demonstration was loaded already."
    listed = list(units(on=on))
    for employer in [row for row in listed if not row.parent]:
        import_units(rows_of(employer, listed), on=on, file="demonstration.yaml", by=INSTALLATION, at=at)
    invent_people(on=on, at=at)
    load_conduct(on=on, at=at)
    counsellor = invented_people(on=on)[Role.CONFIDENTIAL_COUNSELLOR]
    counsellors = invent_counsellors(own=counsellor, on=on, at=at)
    return (
        f"{len(listed)} units of {len(employers(on=on))} employers, {len(Role)} invented people,"
        f" and {counsellors} invented counsellors."
    )


def release_in_demonstration(text: str, *, source: str, on: date, at: datetime) -> str:
    """Let one invented person prepare a document, and another approve and publish it; return what was done.

    A document that is there already stays: a demonstration can be started again. Refuses outside a demonstration.
    """
    if not settings.DEMO:
        raise Refused("no_demonstration", "Only in a demonstration do invented people release anything.")
    _, document = opened(text, source=source)
    if is_released(document.id):
        return f"{document.id} was released already."
    people = invented_people(on=on)
    if not {PREPARES, DECIDES} <= people.keys():
        raise Refused(
            "demonstration_changed",
            "Somebody ended the role of an invented person who releases. Begin with an empty WEERKLANK_FOLDER.",
        )
    one, other = people[PREPARES], people[DECIDES]
    prepare_release(text, source=source, by=one, on=on, at=at)
    approve_release(document.id, by=other, on=on, at=at)
    publish_release(document.id, by=other, on=on, at=at)
    return f"{document.id} is published."


def yearly_in_demonstration(*, on: date, at: datetime) -> str:
    """Let one invented person put a yearly report together from the last year's figures, and another sign it off.

    Returns what was done. Refuses outside a demonstration, as `release_in_demonstration` does.
    """
    sources = list(published_sources())
    years = {int(row.period) for row in sources if row.period.isdecimal()}
    if not years:
        return "There is nothing to report on."
    year = max(years)
    quotes = [(row.code, row.checksum) for row in sources if row.period == str(year)]
    text = yearly_text(year=year, foreword=FOREWORD, quotes=quotes)
    return release_in_demonstration(text, source="yearly report", on=on, at=at)


def units(*, on: date) -> Iterator[Listed]:
    """Yield the organisations as rows of a list; they began long ago."""
    told: dict[str, list[dict[str, Any]]] = packaged(__package__, "demonstration.yaml")
    for number, unit in enumerate(told["units"], 1):
        yield Listed(row=number, valid_from=on.replace(month=1, day=1), **unit)


def rows_of(employer: Listed, listed: list[Listed]) -> list[Listed]:
    """Return an employer and what stands right below it."""
    return [employer, *(row for row in listed if row.parent == employer.code)]


def invent_people(*, on: date, at: datetime) -> None:
    """Make a plain employee, and one person for each role that can be granted; the authority appoints to all.

    A complaints committee has a second member, so that a complainant can leave one out.
    """
    unit = unit_with_code(EMPLOYER, employer=EMPLOYER)
    granted = [role for role in Role if role not in EVERYONE | WITHOUT_ACCOUNT]
    for number, role in enumerate((Role.EMPLOYEE, *granted)):
        person = open_account(f"{role}@example.invalid", name=name(number), unit=unit, invented=True, at=at)
        if role in granted:
            appoint_first(grant_at_employer(person, role, right=Right.ACT, since=on), at=at)
        if role == Role.EMPLOYER_AUTHORITY:
            for other in granted:
                appoint_first(grant_at_employer(person, other, right=Right.APPOINT, since=on), at=at)
    second = open_account(SECOND, name=name(len(granted) + 1), unit=unit, invented=True, at=at)
    appoint_first(grant_at_employer(second, Role.COMPLAINTS_COMMITTEE, right=Right.ACT, since=on), at=at)


def name(number: int) -> str:
    """Return a name of nobody, marked as invented."""
    return f"{NAMES[number % len(NAMES)]} {SURNAMES[number // len(NAMES)]} {MARK}"
