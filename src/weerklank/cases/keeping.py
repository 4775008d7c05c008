"""How long a case is kept: its term, what holds it longer, and which cases are due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q

from weerklank.cases import queries
from weerklank.cases.kept import STANDING, held, keep_rules
from weerklank.cases.models import Case, Hold
from weerklank.cases.procedures import PROCEDURES, procedure_named
from weerklank.cases.rules import may_hold
from weerklank.cases.states import HoldGround
from weerklank.errors import Refused
from weerklank.people.rules import require
from weerklank.terms.amounts import Amount, Unit, day_after
from weerklank.trail.actions import Subject, record
from weerklank.trail.states import Verb

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from weerklank.people.models import Person

NOTES = "keep_counsellor_note"
"""The regime that says how long the own notes of a handler are kept."""
LONGEST_HOLD = Amount(5, Unit.YEARS)
"""A case is held again where it is needed for longer than this."""


def due(employer_id: int, procedure: str, *, on: date) -> QuerySet[Case]:
    """Return the cases of an employer that were kept as long as they should be, and that nothing holds."""
    codes = [rule.id for rule in keep_rules(procedure)]
    rows = Case.objects.filter(employer=employer_id, procedure=procedure, state__in=STANDING)
    rows = rows.annotate(kept_until=Max("terms__due_on", filter=Q(terms__rule__in=codes)))
    holding = held(on=on).filter(case=OuterRef("pk"))
    return rows.filter(kept_until__lt=on).exclude(Exists(holding)).order_by("kept_until", "pk")


def is_due(case: Case, *, on: date) -> bool:
    """Return whether a case may be destroyed on a day."""
    return due(case.employer_id, case.procedure, on=on).filter(pk=case.pk).exists()


def employers_with_cases() -> Iterable[tuple[int, str]]:
    """Return every employer with cases that have ended, with the procedure of those."""
    standing = Case.objects.filter(state__in=STANDING, procedure__in=PROCEDURES)
    return standing.values_list("employer_id", "procedure").distinct().order_by("employer_id", "procedure")


@transaction.atomic
def hold_case(number: str, *, ground: str, until_on: date | None, by: Person, on: date, at: datetime) -> None:
    """Keep a case longer, for a reason of the list, until and with a day; refuses a day that makes no sense."""
    case = queries.locked(number)
    require(may_hold(by, case, on=on))
    if ground not in set(HoldGround):
        raise Refused("no_such_ground", "Choose one of the reasons on the list.")
    if until_on is None or not on < until_on <= day_after(on, LONGEST_HOLD):
        raise Refused("hold_until", "Choose a day after today, at most five years ahead.")
    Hold(case=case, ground=ground, since=on, until_on=until_on, by=by).save(force_insert=True)
    subject = Subject("case", case.pk, str(case.employer_id))
    activity = procedure_named(case.procedure).activity
    record(Verb.HELD, subject, activity_id=activity, by=str(by.pseudonym), at=at)
