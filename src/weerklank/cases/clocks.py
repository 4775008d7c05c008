"""The clocks of a case: what happened is written down, and each of its terms worked out anew from that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Max

from weerklank.cases.models import Case, ComplaintRule, Happening, Term, TermNote
from weerklank.cases.procedures import procedure_named
from weerklank.cases.queries import last_number
from weerklank.cases.states import Later
from weerklank.terms.amounts import Amount, Unit
from weerklank.terms.clock import Adjournment, Agreement, Suspension, due
from weerklank.terms.rules import rules_of
from weerklank.terms.standing import NOTHING, Happened, Recorded, standings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from weerklank.cases.procedures import Procedure
    from weerklank.terms.rules import Rule
    from weerklank.terms.standing import Standing

LAST_CONTACT = "contact_last"
"""What happened last between a reporter and who handles: closing is none."""


def happen(case: Case, event: str, *, on: date, ground: str = "") -> None:
    """Write down that something happened to a case, the first time; its terms begin or are met."""
    told = {"on": on, "ground": ground, "after": last_number(case)}
    Happening.objects.get_or_create(case=case, event=event, defaults=told)
    wind(case)


def happen_once(case: Case, event: str, *, on: date) -> None:
    """Write down that something happened, where it did not before: nothing is written and wound again."""
    if not case.happenings.filter(event=event).exists():
        happen(case, event, on=on)


def note_last_contact(case: Case, *, on: date | None) -> None:
    """Write down when there was contact last, where a term counts from that; `on`: it is now, on this day."""
    if any(rule.event == LAST_CONTACT for rule in rules_for(case)):
        happen(case, LAST_CONTACT, on=on or last_contact(case))


def last_contact(case: Case) -> date:
    """Return the day of the last contact: it came in, somebody wrote, or a handler noted what was talked about."""
    wrote = case.messages.filter(said=True).aggregate(last=Max("day"))["last"]
    talked = procedure_named(case.procedure).events.values()
    noted = case.happenings.filter(event__in=talked).aggregate(last=Max("on"))["last"]
    return max(day for day in (case.received_on, wrote, noted) if day)


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
    return rules_at(procedure_named(case.procedure), employer_id=case.employer_id, on=case.received_on)


def rules_at(procedure: Procedure, *, employer_id: int | None, on: date) -> list[Rule]:
    """Return the rules that hold for what comes in at an employer on a day; `None` is one that chose nothing."""
    common = [rule for regime in procedure.regimes for rule in rules_of(regime, on=on)]
    return common + chosen_rules(procedure, employer_id=employer_id, on=on)


def chosen_rules(procedure: Procedure, *, employer_id: int | None, on: date) -> list[Rule]:
    """Return the rules of the regime that an employer chose for a procedure, where that is its to choose."""
    if not procedure.by_employer:
        return []
    chosen = ComplaintRule.objects.filter(employer=employer_id, since__lte=on).order_by("-since").first()
    regime = chosen.regime if chosen else procedure.by_employer[0]
    return [in_weeks(rule, chosen) for rule in rules_of(regime, on=on)]


def in_weeks(rule: Rule, chosen: ComplaintRule | None) -> Rule:
    """Return a rule with the weeks that an employer set, where it did."""
    if chosen is None or chosen.weeks is None or rule.amount.unit is not Unit.WEEKS:
        return rule
    more = Amount(chosen.more_weeks, Unit.WEEKS) if chosen.more_weeks else None
    return replace(rule, amount=Amount(chosen.weeks, Unit.WEEKS), adjournment=more)


def happened(case: Case) -> Happened:
    """Return what a case went through, and what was noted of its terms."""
    notes = sorted(case.term_notes.all(), key=lambda note: (counted_from(note), note.number, note.pk))
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
        longer=tuple(one for note in own if (one := longer(note))),
    )


def noted_from(case: Case, deed: str) -> date | None:
    """Return the first day on which a deed can be noted: as a rule, that on which the case came in.

    A deed that waits for a term can be from the last day of that term on, and one that meets a term which outlives
    its case from the first day of that; `None` where it never began.
    """
    if rule := procedure_named(case.procedure).waits_for.get(deed):
        return case.terms.filter(rule=rule).values_list("due_on", flat=True).first()
    if watched := [rule.id for rule in rules_for(case) if rule.outlives and rule.met_by == deed]:
        return case.terms.filter(rule__in=watched).values_list("started_on", flat=True).first()
    return case.received_on


def counted_from(note: TermNote) -> date:
    """Return the day from which a note counts."""
    return note.agreed_on or note.noted_on


def next_number(case: Case) -> int:
    """Return the number of what is noted next of the terms of a case, that the caller locked."""
    return (case.term_notes.aggregate(last=Max("number"))["last"] or 0) + 1


def longer(note: TermNote) -> Adjournment | Agreement | None:
    """Return what made a term longer; nothing where it only stood still, or where nobody agreed yet."""
    if note.kind == Later.ADJOURNED:
        return Adjournment(note.noted_on, Amount(note.weeks or 0, Unit.WEEKS))
    if note.kind == Later.AGREED and note.agreed_on and note.until_on:
        return Agreement(note.agreed_on, note.until_on)
    return None


def check_longer(case: Case, rule: Rule, one: Adjournment | Agreement, *, start: date) -> None:
    """Refuse what would make a term longer where its rule does not allow that, or no longer."""
    noted = happened(case).recorded.get(rule.id, NOTHING)
    due(rule, start=start, suspensions=noted.suspensions, longer=[*noted.longer, one])
