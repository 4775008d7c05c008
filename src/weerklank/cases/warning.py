"""Who is told of a case: its owner of its terms, who reads it that something came in. Never what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from weerklank.cases.models import Term
from weerklank.cases.procedures import procedure_named
from weerklank.cases.queries import holders_of
from weerklank.cases.states import ENDED, CaseState
from weerklank.notices.actions import notify
from weerklank.notices.states import Reason
from weerklank.people.queries import people_with
from weerklank.people.rules import may_act
from weerklank.terms.clock import MARKS, marks
from weerklank.terms.rules import all_rules, outliving

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from weerklank.cases.models import Case
    from weerklank.people.models import Person
    from weerklank.people.states import Role

LAST = MARKS[-1]


def duties() -> frozenset[str]:
    """Return the codes of the rules that ask someone to do something: those that an event meets."""
    return frozenset(rule.id for rule in all_rules() if rule.met_by)


def running() -> QuerySet[Term]:
    """Return the terms that run, of which not everything was said: of open cases, and what outlives others."""
    going_on = ~Q(case__state__in=ENDED) | Q(rule__in=outliving()) & ~Q(case__state=CaseState.DESTROYED)
    found = Term.objects.filter(
        going_on, rule__in=duties(), met_on=None, due_on__isnull=False, warned__lt=LAST
    )
    return found.select_related("case").order_by("due_on", "pk")


def warn(*, on: date) -> int:
    """Tell the owners of every term that reached a mark; return how many terms did. Twice does no harm."""
    return sum(warn_of(term, on=on) for term in running().iterator(chunk_size=500))


def warn_of(term: Term, *, on: date) -> bool:
    """Tell the owners of one term the highest mark that it reached, where that is news."""
    days = marks(start=term.started_on, due_on=term.due_on or term.started_on)
    reached = max((percent for percent, day in days.items() if day <= on), default=0)
    if reached <= term.warned:
        return False
    told = owners(term.case, on=on, last=reached == LAST)
    occasion = f"{term.rule}/{reached}/{term.due_on}"  # a last day that moved is news once more
    notify(told, Reason.TERM, about=term.case_id, occasion=occasion, on=on, due_on=term.due_on)
    Term.objects.filter(pk=term.pk, warned__lt=reached).update(warned=reached)
    return True


def owners(case: Case, *, on: date, last: bool) -> list[Person]:
    """Return who is warned of the terms of a case: never nobody, where the organisation has anyone for it.

    Who reads it and holds the owner's role; else everyone who holds that role there. `last`: the last day has
    come, and whoever oversees the procedure is told as well.
    """
    procedure = procedure_named(case.procedure)
    own = [person for person in reading(case) if may_act(person, procedure.owner, case.unit_id, on=on)]
    found = own or holders(case, procedure.owner, on=on)
    if last or not found:
        found = found + [one for one in holders(case, procedure.overseer, on=on) if one not in found]
    return found


def reading(case: Case) -> list[Person]:
    """Return who reads a case."""
    return people_with(case.readers.filter(until=None).values_list("key", flat=True))


def tell_readers(case: Case, reason: Reason, *, on: date) -> None:
    """Tell who reads a case that something waits in it, at most once a day; never what."""
    notify(reading(case), reason, about=case.pk, occasion=on.isoformat(), on=on)


def holders(case: Case, role: Role, *, on: date) -> list[Person]:
    """Return everyone who holds a role at the unit of a case."""
    grants = holders_of(role, case.unit_id, on=on).select_related("person").order_by("person")
    return [*dict.fromkeys(grant.person for grant in grants)]
