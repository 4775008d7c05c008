"""What a step asks before it is taken: a reason from a list, something done before, something written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerklank.cases.procedures import procedure_named
from weerklank.errors import Refused

if TYPE_CHECKING:
    from datetime import date

    from weerklank.cases.models import Case
    from weerklank.cases.states import CaseState


def check_step(case: Case, to: CaseState, *, ground: str, key: str) -> None:
    """Refuse a step whose reason is not on its list, before which something must be done, or that needs reasons.

    `ground`: the code of the reason, empty where the step needs none; `key`: of who takes the step.
    """
    procedure = procedure_named(case.procedure)
    if lacking(case, to):
        raise Refused("needed_first", "Something has to be done and noted before this step.")
    if ground not in procedure.grounds.get(to, ("",)):
        raise Refused("ground_needed", "Choose one of the reasons on the list.")
    since = procedure.reasoned.get(ground)
    if since and not has_written_since(case, since, key=key):
        raise Refused("write_first", "First write to the reporter why.")


def lacking(case: Case, to: CaseState) -> str:
    """Return what has to have happened before a step and did not; empty where nothing is lacking."""
    needed = procedure_named(case.procedure).needs.get(to, "")
    return "" if not needed or case.happenings.filter(event=needed).exists() else needed


def endings(case: Case) -> tuple[str, ...]:
    """Return the outcomes with which a handler may close a case: those that what happened to it leaves open."""
    procedure = procedure_named(case.procedure)
    happened = dict(case.happenings.values_list("event", "ground"))
    own = tuple(
        outcome
        for state, outcome in procedure.ends_as.items()
        if happened.get(procedure.events[state]) in procedure.grounds.get(state, ("",))
    )
    others = {*procedure.outcomes} - {*procedure.ends_as.values()}
    return own or tuple(outcome for outcome in procedure.outcomes if outcome in others)


def has_written_since(case: Case, event: str, *, key: str) -> bool:
    """Return whether a handler wrote to be read in a case after something happened to it."""
    found = case.happenings.filter(event=event).first()
    return found is not None and case.messages.filter(sender=key, said=True, number__gt=found.after).exists()


def has_written_on(case: Case, day: date, *, key: str) -> bool:
    """Return whether a handler wrote to be read in a case on a day."""
    return case.messages.filter(sender=key, said=True, day=day).exists()
