"""What the clock closes: cases whose reporter stayed away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from weerklank.cases import queries
from weerklank.cases.actions import close
from weerklank.cases.models import Case
from weerklank.cases.procedures import PROCEDURES
from weerklank.cases.states import CaseState, Mover

if TYPE_CHECKING:
    from datetime import date


def close_after_silence(*, on: date) -> int:
    """Close the cases whose reporter stayed away for as long as the procedure waits; return how many."""
    return sum(close_silent(number, on=on) for number in silent_cases(on=on))


@transaction.atomic
def close_silent(number: str, *, on: date) -> bool:
    """Close a case by the clock; return whether it still stood in silence: its reporter may be back by now."""
    case = queries.locked(number)
    if case.state != CaseState.NO_FURTHER_CONTACT:
        return False
    close(case, outcome=CaseState.NO_FURTHER_CONTACT, mover=Mover.CLOCK, on=on)
    return True


def silent_cases(*, on: date) -> list[str]:
    """Return the cases whose reporter stayed away for as long as their procedure waits, the last day over."""
    found: list[str] = []
    for procedure in PROCEDURES.values():
        before = on - timedelta(days=procedure.silence_days)
        rows = Case.objects.filter(
            procedure=procedure.id, state=CaseState.NO_FURTHER_CONTACT, moved_on__lt=before
        )
        found += rows.order_by("pk").values_list("pk", flat=True)
    return found
