"""When a term ends: reckoned from its start, stopped, adjourned, agreed longer, moved to a working day. PURE."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from weerklank.errors import Refused
from weerklank.terms.amounts import Amount, Unit, day_after
from weerklank.terms.calendar import DAY, is_working_day, next_working_day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from weerklank.terms.rules import Rule

NO_DAYS: frozenset[date] = frozenset()
MARKS = (50, 80, 100)
"""The owner of a process is warned when so many percent of a term has passed."""
LONGEST = {Unit.DAYS: 90, Unit.WEEKS: 12, Unit.MONTHS: 3}
"""The longest terms that the General Extension of Time-Limits Act extends; of hours and years none (article 4)."""
SHORTEST_WITH_TWO = 3
"""A term of so many days or more holds at least two working days (article 2)."""


@dataclass(frozen=True)
class Suspension:
    """The clock stands still from `from_on` until the day before `until_on`; `None`: it still does.

    `ground`: the code of the recorded ground.
    """

    from_on: date
    until_on: date | None
    ground: str


@dataclass(frozen=True)
class Adjournment:
    """Longer without consent, noted (and written to the person) on a day: `by` at most what the rule allows."""

    noted_on: date
    by: Amount


@dataclass(frozen=True)
class Agreement:
    """Longer with the written consent of the person, noted on a day: until and with `until_on`.

    What was suspended before `noted_on` is in that day; what is suspended from then on is added to it.
    """

    noted_on: date
    until_on: date


@dataclass(frozen=True)
class Due:
    """The last day of a term, `None` while the clock stands still; `reckoned_on`: before any working day."""

    on: date | None
    reckoned_on: date


def started_on(rule: Rule, *, events: Mapping[str, date], added: frozenset[date] = NO_DAYS) -> date | None:
    """Return the day that sets a rule running, `None` where none of its events came. `events`: code to day.

    Its own event counts, unless the term that ran in its absence had ended before it came: what was missed by
    then is not undone by coming late.
    """
    own, other = events.get(rule.event), rule.otherwise
    if other is None or other.event not in events:
        return own
    instead = day_after(events[other.event], other.after)
    ended_on = due(rule, start=instead, added=added).on
    return own if own and ended_on and own <= ended_on else instead


def due(
    rule: Rule,
    *,
    start: date,
    suspensions: Sequence[Suspension] = (),
    longer: Sequence[Adjournment | Agreement] = (),
    added: frozenset[date] = NO_DAYS,
) -> Due:
    """Return when a term ends that a day set running.

    A suspended day is added at the end; an agreed day holds what was suspended before it was agreed. `longer`: in
    the order in which they were noted; each must be noted before the term as it then stood has ended. Of a
    statutory term (General Extension of Time-Limits Act) the last day is a working day, and three days or more
    hold two of them; `added` are holidays by decree.
    Raises `Refused`: `extension_too_late`, `extension_too_long`, `extension_not_allowed`, `extension_shortens`.
    """
    moved = partial(_moved, rule, added=added)
    reckoned = day_after(start, rule.amount, added=added)
    reckoned = _with_two_working_days(rule, start, reckoned, added)
    since = start
    for number, one in enumerate(longer):
        stands, _ = _stopped(since, reckoned, _until(one.noted_on, suspensions), moved=moved)
        if one.noted_on > moved(stands):
            raise Refused("extension_too_late", "The term had ended before it was made longer.")
        if isinstance(one, Agreement):
            reckoned, since = _agreed(rule, stands, one), one.noted_on
        else:
            adjourned = any(isinstance(earlier, Adjournment) for earlier in longer[:number])
            reckoned = _adjourned(rule, reckoned, one, again=adjourned)
    reckoned, stands_still = _stopped(since, reckoned, suspensions, moved=moved)
    return Due(None if stands_still else moved(reckoned), reckoned)


def due_at(rule: Rule, *, start: datetime) -> datetime:
    """Return the moment that a term of hours ends; raise `ValueError` for a rule in other units."""
    if rule.amount.unit is not Unit.HOURS:
        raise ValueError("a term in days has no hour")
    return start + timedelta(hours=rule.amount.count)


def marks(*, start: date, due_on: date) -> dict[int, date]:
    """Return the first day on which 50, 80 and 100 percent of a term has passed."""
    days = (due_on - start).days
    return {percent: start + timedelta(days=-(-days * percent // 100)) for percent in MARKS}


def extends_to_working_day(rule: Rule) -> bool:
    """Return whether the General Extension of Time-Limits Act holds for a rule: articles 1 and 4."""
    return rule.statutory and rule.amount.count <= LONGEST.get(rule.amount.unit, -1)


def _agreed(rule: Rule, stands: date, one: Agreement) -> date:
    """Return the day that was agreed to. `stands`: the last day as it was then, with what was suspended."""
    if not rule.by_agreement:
        raise Refused("extension_not_allowed", "This term cannot be made longer by agreement.")
    if one.until_on < stands:
        raise Refused("extension_shortens", "An agreement makes a term longer, not shorter.")
    return one.until_on


def _adjourned(rule: Rule, reckoned: date, one: Adjournment, *, again: bool) -> date:
    if rule.adjournment is None or again:
        raise Refused(
            "extension_not_allowed", "This term cannot be made longer without consent, or not again."
        )
    if day_after(reckoned, one.by) > day_after(reckoned, rule.adjournment):
        raise Refused(
            "extension_too_long", f"Without consent this term can be {rule.adjournment} longer at most."
        )
    return day_after(reckoned, one.by)


def _until(day: date, suspensions: Sequence[Suspension]) -> list[Suspension]:
    """Return what had been suspended by a day: one that goes on then, as if it ended there.

    So nothing that is noted later makes what was allowed that day refused.
    """
    return [replace(one, until_on=min(one.until_on or day, day)) for one in suspensions]


def _stopped(
    since: date, reckoned: date, suspensions: Sequence[Suspension], *, moved: Callable[[date], date]
) -> tuple[date, bool]:
    """Return the last day with what was suspended from a day on added, and whether the clock stands still.

    A term that was `moved` to a working day still runs on the days up to it, so it can be suspended there as well.
    """
    counted = since
    for one in sorted(suspensions, key=lambda each: each.from_on):
        begins = max(one.from_on, counted)
        if max(one.from_on, since) > moved(reckoned):
            break
        if one.until_on is None:
            return reckoned, True
        if one.until_on > begins:
            runs_to = moved(reckoned) if begins > reckoned else reckoned
            reckoned = runs_to + (one.until_on - begins)
        counted = max(counted, one.until_on)
    return reckoned, False


def _moved(rule: Rule, day: date, *, added: frozenset[date]) -> date:
    runs_on = rule.on_working_day or extends_to_working_day(rule)
    return next_working_day(day, added=added) if runs_on else day


def _with_two_working_days(rule: Rule, start: date, last: date, added: frozenset[date]) -> date:
    if not extends_to_working_day(rule) or (last - start).days < SHORTEST_WITH_TWO:
        return last
    while sum(is_working_day(start + DAY * (1 + n), added=added) for n in range((last - start).days)) < 2:  # noqa: PLR2004 — the act says two
        last += DAY
    return last
