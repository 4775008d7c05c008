"""The year of an employer, gathered from its cases and handed in: nobody sees a count before it was protected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from django.db import transaction

from weerklank.cases.actions import UNIT
from weerklank.cases.addressing import countable
from weerklank.cases.counting import counted, year_of
from weerklank.cases.questions import questions
from weerklank.errors import Refused, bad_input
from weerklank.organisation.queries import persons_counted, placement_of, unit_codes
from weerklank.people.queries import employer_of
from weerklank.people.rules import require
from weerklank.releases.actions import prepare_release
from weerklank.releases.figure import Release
from weerklank.releases.queries import beginning, published_by, standing, verified
from weerklank.releases.ratio import Surveyed
from weerklank.releases.rules import may_prepare
from weerklank.releases.signals import documents
from weerklank.releases.states import ReleaseState
from weerklank.releases.year import OfProcedure, Year, id_of
from weerklank.stats.gap import Headcount
from weerklank.stats.policy import Policy
from weerklank.terms.rules import rule_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from weerklank.cases.counting import Counted, Period
    from weerklank.fieldwork.form import Words
    from weerklank.people.models import Person
    from weerklank.releases.figure import Figure
    from weerklank.releases.models import Publication


ABOUT_UNIT = "about_unit"
"""What the answers to which unit it is about are called in a table: its first column tells of whom it is."""
UNIT_ASKED = {"nl": "Om welk onderdeel gaat het?", "en": "Which unit is it about?"}


@dataclass(frozen=True, slots=True)
class Beside:
    """Beside which published figures a year is put, each by its release and its indicator, and which behaviour."""

    affected: tuple[str, str]
    trust: tuple[str, str]
    behaviour: str


@transaction.atomic
def prepare_year(
    year: int, *, beside: Beside | None = None, by: Person, on: date, at: datetime
) -> list[Publication]:
    """Hand in the year of one's own employer, for a second person to decide on; all documents or none.

    Raises `Refused` for a year that is not over, or of which something stands: two editions side by side would
    tell by their difference what one of them hides. Also where a figure beside which it is put is not published
    here, or does not belong there; `BadInput` where too little came in or nobody counted how many people work
    there.
    """
    require(may_prepare(by, on=on))
    employer = employer_of(by.unit_id) or 0
    period = year_of(year)
    if on <= period.last:
        raise Refused("year_not_over", "This year is not over.")
    texts = documents(
        [as_told(one, employer, period) for one in counted(employer, period, on=on)],
        of=told_year(year, employer, on=on),
        policy=Policy(),
        surveyed=surveyed(beside, employer, period) if beside else None,
    )
    return [prepare_release(text, source="cases", by=by, on=on, at=at) for text in texts]


def told_year(year: int, employer: int, *, on: date) -> Year:
    """Return the year as documents tell of it."""
    place = placement_of(employer, on=on)
    if place is None:
        raise Refused("not_found")
    code = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in place.unit.code.lower())
    code = code.strip("-")
    edition = edition_of(year, code, employer)
    return Year(year=year, employer={"nl": place.name_nl, "en": place.name_en}, code=code, edition=edition)


def edition_of(year: int, code: str, employer: int) -> int:
    """Return which edition of a year comes next; refuses while something of an earlier one stands."""
    for edition in count(1):
        found = beginning(id_of(year, code, edition), employer_id=employer)
        if standing(found).exists():
            raise Refused("year_handed_in", "This year was handed in.")
        if not found.exists():
            return edition
    raise AssertionError


def as_told(one: Counted, employer: int, period: Period) -> OfProcedure:
    """Return a procedure with every answer there is, also those that nobody shared."""
    shared = [
        (
            question.id,
            {"nl": question.nl, "en": question.en},
            {answer.id: one.shared[question.id].get(answer.id, 0) for answer in question.answers},
        )
        for question in questions()
        if question.id in one.shared
    ]
    units = by_unit(one.shared.get(UNIT, {}), countable(employer, on=period.last))
    if units:
        shared.append((ABOUT_UNIT, UNIT_ASKED, units))
    return OfProcedure(
        procedure=one.procedure,
        received=one.received,
        kept=[(kept.rule, asked(kept.rule), kept.met, kept.due) for kept in one.kept],
        shared=shared,
        days=one.days,
        heard=one.heard,
        followup=one.followup,
    )


def by_unit(shared: Mapping[str, int], countable: Iterable[int]) -> dict[str, int]:
    """Return how often each unit was shared, by its code: also those that could be, and were not."""
    counts = dict.fromkeys(countable, 0) | {int(unit): number for unit, number in shared.items()}
    codes = unit_codes(counts)
    return {codes[unit]: number for unit, number in counts.items() if unit in codes}


def asked(rule: str) -> Words:
    """Return what a rule asks, in words."""
    return dict(rule_named(rule).action)


def surveyed(beside: Beside, employer: int, period: Period) -> Surveyed:
    """Return the published figures beside which a year is put, and how many people worked there in that year."""
    persons = persons_counted(employer, first=period.first, last=period.last)
    if not persons:
        raise bad_input("nobody counted how many people worked there", "Import a headcount of that year")
    return Surveyed(
        affected=published_figure(*beside.affected, employer=employer),
        trust=published_figure(*beside.trust, employer=employer),
        headcount=Headcount(persons[len(persons) // 2], persons[0], persons[-1]),
        behaviour=beside.behaviour,
    )


def published_figure(code: str, indicator: str, *, employer: int) -> Figure:
    """Return one published figure of everybody at an employer; refuses what is not public."""
    publication = published_by(employer).defer(None).filter(code=code).first()
    document = verified(publication).document if publication else None
    if not isinstance(document, Release):
        raise Refused("source_not_published", "A year is put beside published figures alone.")
    return replace(document, state=ReleaseState.PUBLISHED).find(indicator)
