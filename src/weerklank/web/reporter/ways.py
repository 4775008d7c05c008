"""What is said of a way before someone takes it: its steps, its terms in words, and the doors outside."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from weerklank.cases.clocks import rules_at
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


def outside(procedure: Procedure) -> list[Route]:
    """Return the routes outside the employer that the pages of a procedure always show."""
    return [route for route in signpost().routes if route.id in procedure.routes]


def authorities() -> tuple[Authority, ...]:
    """Return the authorities outside to which anyone may report wrongdoing."""
    return signpost().authorities
