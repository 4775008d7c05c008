"""Amounts of time, by worked examples and by counting day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerklank.terms.amounts import Amount, Unit, day_after
from weerklank.terms.calendar import is_working_day

WORKED = [
    (date(2026, 3, 2), Amount(7, Unit.DAYS), date(2026, 3, 9)),
    (date(2025, 12, 29), Amount(7, Unit.DAYS), date(2026, 1, 5)),  # over New Year
    (date(2024, 2, 28), Amount(1, Unit.DAYS), date(2024, 2, 29)),  # a leap day
    (date(2024, 2, 29), Amount(1, Unit.YEARS), date(2025, 2, 28)),
    (date(2025, 11, 30), Amount(3, Unit.MONTHS), date(2026, 2, 28)),  # a month without that day
    (date(2027, 11, 30), Amount(3, Unit.MONTHS), date(2028, 2, 29)),
    (date(2026, 10, 31), Amount(3, Unit.MONTHS), date(2027, 1, 31)),
    (date(2026, 4, 1), Amount(6, Unit.WEEKS), date(2026, 5, 13)),
    (
        date(2026, 4, 1),
        Amount(5, Unit.WORKING_DAYS),
        date(2026, 4, 10),
    ),  # Good Friday and Easter Monday between
    (date(2026, 4, 24), Amount(1, Unit.WORKING_DAYS), date(2026, 4, 28)),  # a weekend and King's Day
    (date(2026, 4, 1), Amount(25, Unit.HOURS), date(2026, 4, 3)),
    (date(2026, 4, 1), Amount(0, Unit.WORKING_DAYS), date(2026, 4, 1)),
]


@pytest.mark.parametrize(("start", "amount", "last"), WORKED, ids=str)
def test_worked_examples(start: date, amount: Amount, last: date) -> None:
    assert day_after(start, amount) == last


DAYS = st.dates(date(2014, 1, 1), date(2090, 12, 31))


@given(start=DAYS, count=st.integers(0, 60))
def test_working_days_are_counted_one_by_one(start: date, count: int) -> None:
    last = day_after(start, Amount(count, Unit.WORKING_DAYS))
    passed = [start + timedelta(days=n) for n in range(1, (last - start).days + 1)]
    assert sum(map(is_working_day, passed)) == count
    assert not passed or is_working_day(last)


@given(start=DAYS, count=st.integers(0, 40))
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(start: date, count: int) -> None:
    last = day_after(start, Amount(count, Unit.MONTHS))
    assert (last.year * 12 + last.month) - (start.year * 12 + start.month) == count
    assert last.day == start.day or (last.day < start.day and (last + timedelta(days=1)).day == 1)


@given(start=DAYS, unit=st.sampled_from(list(Unit)), count=st.integers(0, 30))
def test_a_longer_term_never_ends_sooner(start: date, unit: Unit, count: int) -> None:
    assert start <= day_after(start, Amount(count, unit)) <= day_after(start, Amount(count + 1, unit))
