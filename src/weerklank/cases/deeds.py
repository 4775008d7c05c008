"""What a handler notes of a case besides moving it: what was done, and why a term ends later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from weerklank.cases import clocks, queries
from weerklank.cases.actions import write_down
from weerklank.cases.grounds import codes
from weerklank.cases.models import TermNote
from weerklank.cases.reasons import has_written_on
from weerklank.cases.rules import may_let_in, may_note
from weerklank.cases.states import Later
from weerklank.errors import Refused
from weerklank.people.rules import require
from weerklank.terms.amounts import Amount, Unit, day_after
from weerklank.terms.clock import Adjournment, Agreement
from weerklank.trail.states import Verb

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from weerklank.cases.models import Case, Term
    from weerklank.people.models import Person
    from weerklank.terms.rules import Rule

PAUSES = codes("clock_stands_still")
"""The grounds on which a clock may stand still: there are no others."""

FURTHEST = Amount(5, Unit.YEARS)
"""No day that is further ahead is proposed: it was meant otherwise."""


@transaction.atomic
def note_deed(number: str, deed: str, *, by: Person, on: date, at: datetime) -> None:
    """Note that something was done; a second time changes nothing."""
    case = queries.locked(number)
    require(may_note(by, case, deed, on=on))
    clocks.happen(case, deed, on=on)
    write_down(Verb.DONE, case, by=by, at=at)


@transaction.atomic
def adjourn(number: str, rule: str, *, weeks: int, by: Person, on: date, at: datetime) -> None:
    """Make a term longer without consent, once; who it is told to must have read so in the case today."""
    case = led(number, by=by, on=on)
    term, found = running(case, rule)
    if weeks < 1:
        raise Refused("no_weeks", "Say how many weeks longer: one or more.")
    clocks.check_longer(case, found, Adjournment(on, Amount(weeks, Unit.WEEKS)), start=term.started_on)
    if not has_written_on(case, on, key=queries.current_key(by, case) or ""):
        raise Refused(
            "write_notice_first", "First write to the reporter that it takes longer, and until when."
        )
    note = TermNote(case=case, rule=rule, kind=Later.ADJOURNED, noted_on=on, weeks=weeks)
    note.number = clocks.next_number(case)
    note.save(force_insert=True)
    wound(Verb.LENGTHENED, case, by=by, at=at)


@transaction.atomic
def suspend(number: str, rule: str, *, ground: str, by: Person, on: date, at: datetime) -> None:
    """Let the clock of a term stand still, on a ground of the list."""
    case = led(number, by=by, on=on)
    term, found = running(case, rule)
    if not found.suspension or ground not in PAUSES:
        raise Refused("ground_needed", "Choose one of the reasons on the list.")
    if term.due_on is None or term.due_on < on:
        raise Refused("no_such_term", "This term does not run now.")
    note = TermNote(case=case, rule=rule, kind=Later.SUSPENDED, noted_on=on, ground=ground)
    note.save(force_insert=True)
    wound(Verb.STOPPED, case, by=by, at=at)


@transaction.atomic
def resume(number: str, rule: str, *, by: Person, on: date, at: datetime) -> None:
    """Let the clock of a term run again; refuses where it does not stand still."""
    case = led(number, by=by, on=on)
    still = case.term_notes.filter(rule=rule, kind=Later.SUSPENDED, until_on=None)
    if not still.update(until_on=on):
        raise Refused("no_such_term", "The clock of this term does not stand still.")
    wound(Verb.RESUMED, case, by=by, at=at)


@transaction.atomic
def propose_longer(number: str, rule: str, *, until: date, by: Person, on: date, at: datetime) -> None:
    """Ask the reporter to agree to a later last day; it takes the place of what was asked before."""
    case = led(number, by=by, on=on)
    term, found = running(case, rule)
    if until > day_after(on, FURTHEST):
        raise Refused("too_far_ahead", "Choose a day at most five years ahead.")
    clocks.check_longer(case, found, Agreement(on, until), start=term.started_on)
    proposals_of(case).filter(rule=rule).delete()
    note = TermNote(case=case, rule=rule, kind=Later.AGREED, noted_on=on, until_on=until)
    note.save(force_insert=True)
    wound(Verb.PROPOSED, case, by=by, at=at)


def agree_to_longer(case: Case, *, until: date, on: date) -> None:
    """Let what was proposed count, because the reporter agrees to that day; refuses once the term has ended.

    Refuses too where another day is proposed by now, or none: the reporter did not read that. One term of a case
    at most can be made longer so; were there two with one day, neither would count. The case is locked by the
    caller, who knows that it is the reporter.
    """
    found = proposals_of(case).filter(until_on=until)[:2]
    if len(found) != 1:
        raise Refused("proposal_changed", "The proposal has changed. Read it again.")
    agreed = found[0]
    agreed.agreed_on, agreed.number = on, clocks.next_number(case)
    agreed.save(update_fields=["agreed_on", "number"])
    clocks.wind(case)


def proposals_of(case: Case) -> QuerySet[TermNote]:
    """Return what was proposed to the reporter and not yet agreed to."""
    return case.term_notes.filter(kind=Later.AGREED, agreed_on=None)


def led(number: str, *, by: Person, on: date) -> Case:
    """Return a case, locked, that someone leads; refuses everyone else."""
    case = queries.locked(number)
    require(may_let_in(by, case, on=on))
    return case


def running(case: Case, rule: str) -> tuple[Term, Rule]:
    """Return a term of a case that is not met, and its rule; refuses one that does not run."""
    term = case.terms.filter(rule=rule, met_on=None).first()
    if term is None:
        raise Refused("no_such_term", "This term does not run now.")
    return term, next(found for found in clocks.rules_for(case) if found.id == rule)


def wound(verb: Verb, case: Case, *, by: Person, at: datetime) -> None:
    """Work out the terms of a case anew, and write down what was done."""
    clocks.wind(case)
    write_down(verb, case, by=by, at=at)
