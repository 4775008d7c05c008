"""What is said of a way before someone takes it: its steps, its terms in words, and the doors outside."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weerklank.cases.clocks import rules_at
from weerklank.cases.procedures import PROCEDURES, procedure_named
from weerklank.cases.states import CaseState, Mover
from weerklank.guidance.signpost import signpost
from weerklank.web.wording import language, say, words

if TYPE_CHECKING:
    from datetime import date

    from weerklank.cases.procedures import Procedure
    from weerklank.guidance.signpost import Authority, Route
    from weerklank.terms.amounts import Amount
    from weerklank.terms.rules import Rule


def steps(procedure: str) -> list[str]:
    """Return what happens on a way, one step after another."""
    numbered = (f"choosing.{procedure}_happens_{number}" for number in itertools.count(1))
    return [say(name) for name in itertools.takewhile(lambda name: name in words(), numbered)]


def promises(procedure: Procedure, *, employer_id: int | None, on: date) -> list[str]:
    """Return which terms run for what comes in on a day: those by which someone must do something."""
    rules = rules_at(procedure, employer_id=employer_id, on=on)
    return [promised(rule, procedure) for rule in rules if rule.met_by]


def promised(rule: Rule, procedure: Procedure) -> str:
    """Return one term in words."""
    told = {"amount": amount(rule.amount), "action": rule.action[language()]}
    if rule.event != procedure.received:
        return say("choosing.term_after", **told)
    if rule.adjournment:
        return say("choosing.term_longer", longer=amount(rule.adjournment), **told)
    return say("choosing.term", **told)


def amount(given: Amount) -> str:
    """Return an amount of time in words."""
    single = f"choosing.amount_{given.unit.value.removesuffix('s')}"
    if given.count == 1 and single in words():
        return say(single)
    return say(f"choosing.amount_{given.unit.value}", count=given.count)


@dataclass(frozen=True, slots=True)
class Rising:
    """A way that someone may take from where they are: its code, its name, and where they can be."""

    procedure: str
    name: str
    at: tuple[str, ...]


def standing(procedure: str, state: str) -> str:
    """Return where a case stands, in one word: a page shows what belongs there."""
    return f"{procedure}:{state}"


def own_moves(to: CaseState) -> list[str]:
    """Return where a reporter can take a case to a state, as `standing` writes it."""
    return [
        standing(found.id, move.start)
        for found in PROCEDURES.values()
        for move in found.moves
        if move.by == Mover.REPORTER and move.end == to
    ]


def rising() -> list[Rising]:
    """Return every way up, and from where it can be taken: as long as the case before it is open."""
    ways: dict[str, list[str]] = {}
    for found in PROCEDURES.values():
        states = [state for state in CaseState if found.flow.following(state) and found.is_open(state)]
        for up in found.rises_to:
            ways.setdefault(up, []).extend(standing(found.id, state) for state in states)
    return [Rising(up, say(f"choosing.{up}"), tuple(at)) for up, at in ways.items()]


def acts() -> dict[str, Any]:
    """Return where a reporter can do what besides writing, for the pages of those who come back."""
    return {
        "rising": rising(),
        "withdraw_in": own_moves(CaseState.CLOSED),
        "settle_in": own_moves(CaseState.SETTLED),
    }


def way_told(procedure: str, *, on: date) -> dict[str, Any]:
    """Return everything that is said of a way before someone takes it."""
    found = procedure_named(procedure)
    return {
        "procedure": procedure,
        "title": say(f"choosing.{procedure}"),
        "lead": say(f"choosing.{procedure}_short"),
        "happens": steps(procedure),
        "promises": promises(found, employer_id=None, on=on),
        "chosen_by_employer": bool(found.by_employer),
        "outside": outside(found),
        **{part: say(f"choosing.{procedure}_{part}") for part in ("reads", "name", "back")},
    }


def outside(procedure: Procedure) -> list[Route]:
    """Return the routes outside the employer that the pages of a procedure always show."""
    return [route for route in signpost().routes if route.id in procedure.routes]


def authorities() -> tuple[Authority, ...]:
    """Return the authorities outside to which anyone may report wrongdoing."""
    return signpost().authorities
