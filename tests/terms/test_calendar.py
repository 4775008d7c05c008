"""Working days, by the dates that the government itself announced, and by the rule of Easter."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerklank.terms.calendar import is_working_day, next_working_day

FREE = {
    "New Year": date(2026, 1, 1),
    "Good Friday": date(2026, 4, 3),
    "Easter Monday": date(2026, 4, 6),
    "King's Day": date(2026, 4, 27),
    "Liberation Day, in every year": date(2026, 5, 5),
    "Ascension Day": date(2026, 5, 14),
    "Whit Monday": date(2026, 5, 25),
    "Christmas": date(2026, 12, 25),
    "King's Day moved to Saturday, because the 27th is a Sunday": date(2025, 4, 26),
    "Second day of Christmas": date(2025, 12, 26),
}


@pytest.mark.parametrize("day", FREE.values(), ids=FREE)
def test_a_holiday_is_no_working_day(day: date) -> None:
    assert not is_working_day(day)


def test_days_that_only_look_like_a_holiday_are_working_days() -> None:
    assert is_working_day(date(2026, 5, 15))  # the Friday after Ascension Day
    assert is_working_day(date(2025, 4, 28))  # Monday after a King's Day that moved back, not on
    assert is_working_day(date(2026, 12, 24))


def test_a_decree_can_add_a_day() -> None:
    bridge = date(2026, 5, 15)
    assert next_working_day(bridge) == bridge
    assert next_working_day(bridge, added=frozenset({bridge})) == date(2026, 5, 18)


def easter(year: int) -> date:
    """The rule of Gauss in the form of Meeus, for the Gregorian calendar."""
    a, b, c = year % 19, *divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    l = (32 + 2 * e + 2 * i - h - k) % 7  # noqa: E741 — the letters of the rule
    m = (a + 11 * h + 22 * l) // 451
    month, day = divmod(h + l - 7 * m + 114, 31)
    return date(year, month, day + 1)


@given(year=st.integers(2014, 2099))
def test_the_days_around_easter_are_free(year: int) -> None:
    sunday = easter(year)
    assert all(not is_working_day(sunday + timedelta(days=away)) for away in (-2, 0, 1, 39, 49, 50))


@given(day=st.dates(date(2014, 1, 1), date(2099, 12, 31)))
def test_the_next_working_day_is_the_first_there_is(day: date) -> None:
    found = next_working_day(day)
    between = [day + timedelta(days=n) for n in range((found - day).days)]
    assert is_working_day(found)
    assert not any(map(is_working_day, between))
