"""Which days count as working days in Dutch law. PURE.

General Extension of Time-Limits Act (Algemene termijnenwet), article 3: the generally recognised holidays are New
Year's Day, Easter Monday, Ascension Day, Whit Monday, both days of Christmas, the day on which the King's birthday
is celebrated and the fifth of May; Good Friday counts as one. Days that a royal decree adds come from the caller.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

SATURDAY = 5
DAY = timedelta(days=1)


def is_working_day(day: date, *, added: frozenset[date] = frozenset()) -> bool:
    """Return whether a day is no Saturday, Sunday, generally recognised holiday or day that a decree `added`."""
    return day.weekday() < SATURDAY and day not in _holidays(day.year) and day not in added


def next_working_day(day: date, *, added: frozenset[date] = frozenset()) -> date:
    """Return the day itself where it is a working day, else the first one after it."""
    while not is_working_day(day, added=added):
        day += DAY
    return day


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("NL", years=year, categories=("public", "optional")))
