"""The steps of a case as its page offers them: what each asks first, and what was done already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weerklank.cases import deeds, queries
from weerklank.cases.clocks import noted_from, rules_for
from weerklank.cases.grounds import Ground, ground_named
from weerklank.cases.procedures import procedure_named
from weerklank.cases.reasons import lacking
from weerklank.cases.rules import may_let_in
from weerklank.cases.states import ENDED, CaseState, Later
from weerklank.terms.amounts import Unit
from weerklank.web.wording import language, say, words

if TYPE_CHECKING:
    from datetime import date

    from weerklank.terms.rules import Rule
    from weerklank.web.handler.entrance import Case
    from weerklank.web.visitor import Someone


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the state, what the button says, the reasons of which one is chosen, and what is lacking."""

    state: str
    words: str
    grounds: tuple[Ground, ...]
    lacking: str
    told: str


@dataclass(frozen=True, slots=True)
class Deed:
    """What can be noted as done: the day on which it was, and the day from which it can be."""

    id: str
    words: str
    done_on: date | None
    from_on: date | None


@dataclass(frozen=True, slots=True)
class Running:
    """A term that runs: until when, what may be done about it, and what was."""

    rule: str
    words: str
    due_on: date | None
    weeks: int
    adjourned: bool
    may_stop: bool
    may_propose: bool
    proposed: date | None

    @property
    def stands_still(self) -> bool:
        """Whether its clock stands still."""
        return self.due_on is None


def steps(case: Case) -> list[Step]:
    """Return the steps from here, but closing."""
    return [step(case, state) for state in queries.moves_of(case) if state not in ENDED]


def step(case: Case, state: CaseState) -> Step:
    """Return one step."""
    grounds = procedure_named(case.procedure).grounds.get(state, ())
    needed, told = lacking(case, state), f"steps.told_{state}"
    return Step(
        state.value,
        say("handler.move_do", state=say(f"cases.state_{state}")),
        tuple(ground_named(code) for code in grounds),
        say(f"cases.deed_{needed}") if needed else "",
        say(told) if told in words() else "",
    )


def deeds_of(case: Case) -> list[Deed]:
    """Return what can be noted as done where a case stands, now or from a day on, and what was."""
    done = dict(case.happenings.values_list("event", "on"))
    procedure = procedure_named(case.procedure)
    possible = procedure.deeds_in(CaseState(case.state))
    listed = [
        Deed(deed, say(f"cases.deed_{deed}"), done.get(deed), noted_from(case, deed))
        for deed in procedure.deeds
        if deed in possible or deed in done
    ]
    return [deed for deed in listed if deed.done_on or deed.from_on]


def running(case: Case) -> list[Running]:
    """Return the terms that run or stand still, in the order of the rules."""
    rules = {rule.id: rule for rule in rules_for(case)}
    proposed = {note.rule: note.until_on for note in deeds.proposals_of(case)}
    adjourned = set(case.term_notes.filter(kind=Later.ADJOURNED).values_list("rule", flat=True))
    open_terms = {term.rule: term.due_on for term in case.terms.filter(met_on=None)}
    return [
        Running(
            rule=name,
            words=rule.action[language()].capitalize(),
            due_on=open_terms[name],
            weeks=weeks_more(rule),
            adjourned=name in adjourned,
            may_stop=rule.suspension,
            may_propose=rule.by_agreement,
            proposed=proposed.get(name),
        )
        for name, rule in rules.items()
        if name in open_terms and rule.met_by
    ]


def weeks_more(rule: Rule) -> int:
    """Return how many weeks a term can be made longer without consent; 0 where it cannot."""
    return rule.adjournment.count if rule.adjournment and rule.adjournment.unit is Unit.WEEKS else 0


def pauses() -> list[Ground]:
    """Return the reasons on which a clock may stand still."""
    return [ground_named(code) for code in deeds.PAUSES]


def leads(person: Someone, case: Case, *, on: date) -> bool:
    """Return whether the steps of a case are someone's to take."""
    return may_let_in(person, case, on=on)
