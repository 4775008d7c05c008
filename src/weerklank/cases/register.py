"""The register that the law asks for: when what came in, how it stands, and nothing of who or what.

Wet bescherming klokkenluiders art. 2a: a report is written down when it comes in, in a register meant for that.
Algemene wet bestuursrecht art. 9:12a: written complaints are registered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weerklank.cases.models import Case
from weerklank.cases.queries import terms_of
from weerklank.organisation.queries import units_under
from weerklank.people.queries import scopes_held

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from weerklank.cases.procedures import Procedure
    from weerklank.people.models import Person

ACKNOWLEDGED = "acknowledgement_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """One line of the register; a day is `None` where it did not come yet. `grounds`: reasons that were noted."""

    number: str
    unit_id: int
    received_on: date
    acknowledged_on: date | None
    due_on: date | None
    told_on: date | None
    grounds: tuple[str, ...]
    state: str
    outcome: str


def registered(person: Person, procedure: Procedure, *, on: date) -> QuerySet[Case]:
    """Return the cases of a procedure in the register of someone: where they hold a role that keeps it.

    Nothing where they hold none there.
    """
    held = scopes_held(person, on=on)
    units = frozenset[int]().union(*(held.get(role, ()) for role in procedure.registrars))
    found = Case.objects.filter(procedure=procedure.id, unit__in=units_under(units, on=on).values("pk"))
    return found.prefetch_related("terms", "happenings").order_by("-received_on", "pk")


def lines(cases: Iterable[Case], procedure: Procedure) -> list[Registered]:
    """Return the lines of the register for cases of a procedure."""
    return [line(case, procedure) for case in cases]


def line(case: Case, procedure: Procedure) -> Registered:
    """Return one line of the register."""
    happened = {happening.event: happening for happening in case.happenings.all()}
    days = {event: happening.on for event, happening in happened.items()}
    return Registered(
        number=case.pk,
        unit_id=case.unit_id,
        received_on=case.received_on,
        acknowledged_on=days.get(ACKNOWLEDGED),
        due_on=min((term.due_on for term in terms_of(case)), default=None),
        told_on=days.get(procedure.concluding),
        grounds=tuple(one.ground for one in happened.values() if one.ground),
        state=case.state,
        outcome=case.outcome,
    )
