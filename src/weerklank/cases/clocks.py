"""The clocks of a case: what happened is written down, and each of its terms worked out anew from that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerklank.cases.models import Happening, Term, TermNote
from weerklank.cases.procedures import procedure_named
from weerklank.cases.states import Later
from weerklank.terms.amounts import Amount, Unit
from weerklank.terms.clock import Adjournment, Agreement, Suspension
from weerklank.terms.rules import rules_of
from weerklank.terms.standing import Happened, Recorded, standings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from weerklank.cases.models import Case
    from weerklank.cases.procedures import Procedure
    from weerklank.terms.rules import Rule
    from weerklank.terms.standing import Standing


def happen(case: Case, event: str, *, on: date) -> None:
    """Write down that something happened to a case, the first time; its terms begin or are met."""
    Happening.objects.get_or_create(case=case, event=event, defaults={"on": on})
    wind(case)


def wind(case: Case) -> None:
    """Work out every term of a case; what someone was warned of stays known unless the last day moved."""
    before = {term.rule: term for term in case.terms.all()}
    for standing in standings(rules_for(case), happened(case)):
        term = before.get(standing.rule.id) or Term(case=case, rule=standing.rule.id)
        write_term(term, standing)


def write_term(term: Term, standing: Standing) -> None:
    """Write how one term stands, where that is news."""
    fresh = (standing.started_on, standing.due_on, standing.met_on)
    if term.pk and fresh == (term.started_on, term.due_on, term.met_on):
        return
    if term.due_on != standing.due_on:
        term.warned = 0
    term.started_on, term.due_on, term.met_on = fresh
    term.save()


def rules_for(case: Case) -> list[Rule]:
    """Return the rules of a case: those of the day on which it came in."""
    return rules_at(procedure_named(case.procedure), on=case.received_on)


def rules_at(procedure: Procedure, *, on: date) -> list[Rule]:
    """Return the rules that hold for what comes in on a day."""
    regimes = (*procedure.regimes, *procedure.by_employer[:1])
    return [rule for regime in regimes for rule in rules_of(regime, on=on)]


def happened(case: Case) -> Happened:
    """Return what a case went through, and what was noted of its terms."""
    notes = list(case.term_notes.order_by("noted_on", "pk"))
    events = dict(case.happenings.values_list("event", "on"))
    return Happened(events, {rule: recorded(notes, rule) for rule in {note.rule for note in notes}})


def recorded(notes: Iterable[TermNote], rule: str) -> Recorded:
    """Return what was noted of one term."""
    own = [note for note in notes if note.rule == rule]
    return Recorded(
        suspensions=tuple(
            Suspension(note.noted_on, note.until_on, note.ground)
            for note in own
            if note.kind == Later.SUSPENDED
        ),
        longer=tuple(longer(note) for note in own if note.kind != Later.SUSPENDED),
    )


def longer(note: TermNote) -> Adjournment | Agreement:
    """Return what made a term longer."""
    if note.until_on is not None:
        return Agreement(note.noted_on, note.until_on)
    return Adjournment(note.noted_on, Amount(note.weeks or 0, Unit.WEEKS))
