"""What an employer chooses for itself: under which rule it deals with complaints, from which day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from weerklank.cases.models import Case, ComplaintRule
from weerklank.cases.procedures import COMPLAINT
from weerklank.errors import Refused
from weerklank.trail.actions import Subject, record
from weerklank.trail.states import Verb

if TYPE_CHECKING:
    from datetime import date, datetime

    from weerklank.organisation.models import Unit

OWN = COMPLAINT.by_employer[-1]
"""The employer's own rule, which says itself how many weeks there are."""
MOST_WEEKS = 52


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A rule and the first day on which it holds; `weeks` and `more_weeks` of the employer's own rule alone."""

    regime: str
    since: date
    weeks: int | None = None
    more_weeks: int | None = None


@transaction.atomic
def choose_complaint_rule(employer: Unit, chosen: Chosen, *, by: str, on: date, at: datetime) -> None:
    """Let an employer deal with complaints under a rule, from a day on; what came in before keeps its own.

    Raises `Refused`: `no_such_regime`, `weeks_needed`, `weeks_not_needed`, `rule_too_late`, `rule_exists`.
    """
    check_chosen(chosen, on=on)
    if chosen.since == on and came_in(employer, on=on):
        raise Refused(
            "rule_too_late", "A complaint came in today: it keeps the rule it had. Choose a later day."
        )
    if ComplaintRule.objects.filter(employer=employer, since=chosen.since).exists():
        raise Refused("rule_exists", "There is a rule from that day already. Choose a later day.")
    ComplaintRule(
        employer=employer,
        since=chosen.since,
        regime=chosen.regime,
        weeks=chosen.weeks,
        more_weeks=chosen.more_weeks,
    ).save(force_insert=True)
    subject = Subject("complaint rule", employer.code, str(employer.pk))
    record(Verb.CHOSEN, subject, activity_id=COMPLAINT.activity, by=by, at=at)


def came_in(employer: Unit, *, on: date) -> bool:
    """Return whether a complaint came in at an employer on a day."""
    return Case.objects.filter(employer=employer, procedure=COMPLAINT.id, received_on=on).exists()


def check_chosen(chosen: Chosen, *, on: date) -> None:
    """Refuse a rule that does not exist, lacks its weeks or needs none, or would hold for what came in already."""
    if chosen.regime not in COMPLAINT.by_employer:
        raise Refused("no_such_regime", f"Choose one of: {', '.join(COMPLAINT.by_employer)}.")
    if chosen.regime == OWN and chosen.weeks not in range(1, MOST_WEEKS + 1):
        raise Refused("weeks_needed", f"An own rule has from 1 to {MOST_WEEKS} weeks. Give --weeks.")
    if chosen.regime != OWN and (chosen.weeks, chosen.more_weeks) != (None, None):
        raise Refused("weeks_not_needed", "The act says how many weeks there are. Leave --weeks out.")
    if (chosen.more_weeks or 0) not in range(MOST_WEEKS + 1):
        raise Refused("weeks_needed", f"An own rule is at most {MOST_WEEKS} weeks longer.")
    if chosen.since < on:
        raise Refused(
            "rule_too_late", "A rule holds from today or later: what came in keeps the rule it had."
        )
