"""Before, during and after a campaign, in whole months: counts are kept by month, and by nothing finer. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months, by the first day of the first and of the last."""

    first: date
    last: date

    def total(self, counts: Mapping[date, int]) -> int:
        """Return the sum of the counts of these months."""
        return sum(times for month, times in counts.items() if self.first <= month <= self.last)


@dataclass(frozen=True, slots=True)
class Around:
    """Three periods of as many months each; the months in which the campaign ran are the middle one."""

    before: Period
    during: Period
    after: Period


def around(begins_on: date, ends_on: date) -> Around:
    """Return the months of a campaign, as many before it and as many after."""
    first, last = month_number(begins_on), month_number(ends_on)
    length = last - first + 1
    return Around(
        before=Period(month(first - length), month(first - 1)),
        during=Period(month(first), month(last)),
        after=Period(month(last + 1), month(last + length)),
    )


def month_number(day: date) -> int:
    """Return the months since the beginning of the calendar."""
    return day.year * MONTHS + day.month - 1


def month(number: int) -> date:
    """Return the first day of a month."""
    return date(number // MONTHS, number % MONTHS + 1, 1)
