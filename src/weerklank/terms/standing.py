"""How the terms of one case stand on a day: begun, running, stopped, met in time or missed. PURE."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from weerklank.terms.clock import due, marks, started_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from weerklank.terms.clock import Adjournment, Agreement, Suspension
    from weerklank.terms.rules import Rule


@dataclass(frozen=True)
class Recorded:
    """What was noted of one term: when its clock stood still, and what made it longer, in that order."""

    suspensions: Sequence[Suspension] = ()
    longer: Sequence[Adjournment | Agreement] = ()


@dataclass(frozen=True)
class Standing:
    """One term of one case. `due_on` is `None` while the clock stands still."""

    rule: Rule
    started_on: date
    due_on: date | None
    met_on: date | None

    def in_term(self, on: date) -> bool | None:
        """Return whether it was met in time; `None` where that is not settled on a day."""
        if self.met_on is not None:
            return self.due_on is None or self.met_on <= self.due_on
        return False if self.overdue(on) else None

    def overdue(self, on: date) -> bool:
        """Return whether its last day has passed and it is not met."""
        return self.met_on is None and self.due_on is not None and self.due_on < on

    def reached(self, on: date) -> tuple[int, ...]:
        """Return which of 50, 80 and 100 percent have passed; nothing once it is met or while it stands still."""
        if self.met_on is not None or self.due_on is None:
            return ()
        days = marks(start=self.started_on, due_on=self.due_on)
        return tuple(percent for percent, day in days.items() if day <= on)


NOTHING = Recorded()


@dataclass(frozen=True)
class Happened:
    """What a case went through: each event with its day, and what was recorded of each term by its code."""

    events: Mapping[str, date]
    recorded: Mapping[str, Recorded] = field(default_factory=dict)


def standings(
    rules: Iterable[Rule], happened: Happened, *, added: frozenset[date] = frozenset()
) -> tuple[Standing, ...]:
    """Return how each term that has begun stands, in the order of the rules. `added`: holidays by decree."""
    begun = ((rule, started_on(rule, events=happened.events, added=added)) for rule in rules)
    return tuple(standing(rule, start, happened, added=added) for rule, start in begun if start is not None)


def standing(rule: Rule, start: date, happened: Happened, *, added: frozenset[date]) -> Standing:
    """Return how one term stands that a day set running."""
    noted = happened.recorded.get(rule.id, NOTHING)
    ends = due(rule, start=start, suspensions=noted.suspensions, longer=noted.longer, added=added)
    met = (happened.events[event] for event in (rule.met_by, rule.also_met_by) if event in happened.events)
    return Standing(rule, start, ends.on, min(met, default=None))
