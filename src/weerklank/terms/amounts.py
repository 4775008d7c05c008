"""Amounts of time as laws write them: 7 days, 6 weeks, 3 months. PURE.

The day of the event itself does not count. A month ends on the day with the same number, or on the last day of a
month that has no such day.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from weerklank.terms.calendar import DAY, is_working_day

MONTHS_OF_A_YEAR = 12
DAYS_OF_A_WEEK = 7


class Unit(Enum):
    """What an amount counts."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True)
class Amount:
    """So many of a unit: `count` ≥ 0."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.count} {self.unit.value}"


def day_after(start: date, amount: Amount, *, added: frozenset[date] = frozenset()) -> date:
    """Return the last day of a term that a day sets running. Hours are rounded up to whole days."""
    match amount.unit:
        case Unit.HOURS:
            return start + timedelta(days=-(-amount.count // 24))
        case Unit.DAYS:
            return start + timedelta(days=amount.count)
        case Unit.WEEKS:
            return start + timedelta(days=DAYS_OF_A_WEEK * amount.count)
        case Unit.WORKING_DAYS:
            return _working_days_after(start, amount.count, added)
        case Unit.MONTHS:
            return _months_after(start, amount.count)
        case Unit.YEARS:
            return _months_after(start, MONTHS_OF_A_YEAR * amount.count)


def _working_days_after(day: date, count: int, added: frozenset[date]) -> date:
    while count:
        day += DAY
        count -= is_working_day(day, added=added)
    return day


def _months_after(start: date, count: int) -> date:
    years, month = divmod(start.month - 1 + count, MONTHS_OF_A_YEAR)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))
