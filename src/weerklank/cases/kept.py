"""Until when a case is kept: the longest of its terms of keeping, or what holds it longer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weerklank.cases.models import Hold
from weerklank.cases.procedures import procedure_named
from weerklank.cases.states import ENDED, CaseState
from weerklank.terms.rules import all_rules

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from weerklank.cases.models import Case
    from weerklank.terms.rules import Rule

STANDING = ENDED - {CaseState.DESTROYED}
"""Where a case stands whose term of keeping runs."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Until and with which day a case is kept, and by which rule."""

    until_on: date
    rule: Rule


def keep_rules(procedure: str) -> tuple[Rule, ...]:
    """Return every rule, of the past too, that says how long cases of a procedure are kept."""
    regime = procedure_named(procedure).retention
    return tuple(rule for rule in all_rules() if rule.regime == regime)


def kept(case: Case) -> Kept | None:
    """Return how long a case is kept, the longest of its terms; nothing while it is open."""
    rules = {rule.id: rule for rule in keep_rules(case.procedure)}
    running = [
        (term.due_on, term.rule)
        for term in case.terms.all()
        if term.rule in rules and term.due_on is not None and case.state in STANDING
    ]
    last = max(running, default=None)
    return Kept(last[0], rules[last[1]]) if last else None


def kept_until(case: Case) -> date | None:
    """Return the last day on which a case is surely there: of its terms and of what holds it, the last."""
    term = kept(case)
    return max((term.until_on, *case.holds.values_list("until_on", flat=True))) if term else None


def held(*, on: date) -> QuerySet[Hold]:
    """Return what is held on a day."""
    return Hold.objects.filter(until_on__gte=on)


def hold_of(case: Case, *, on: date) -> Hold | None:
    """Return what holds a case on a day: of several, what lasts longest."""
    return held(on=on).filter(case=case).select_related("by").order_by("-until_on", "pk").first()
