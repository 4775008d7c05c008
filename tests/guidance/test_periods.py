"""The months around a campaign: as many before and after, none twice and none between."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from weerklank.guidance.periods import Period, around

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def walked(period: Period) -> list[date]:
    """The slow twin: every day, kept where it is the first of a month."""
    days = (period.last - period.first).days
    return [day for n in range(days + 1) if (day := period.first + timedelta(n)).day == 1]


def test_a_campaign_of_a_few_weeks_has_its_months() -> None:
    found = around(date(2026, 1, 20), date(2026, 2, 3))
    assert found.before == Period(date(2025, 11, 1), date(2025, 12, 1))
    assert found.during == Period(date(2026, 1, 1), date(2026, 2, 1))
    assert found.after == Period(date(2026, 3, 1), date(2026, 4, 1))


@given(DAYS, st.integers(0, 400))
def test_the_three_follow_each_other_and_are_as_long(begins: date, days: int) -> None:
    found = around(begins, begins + timedelta(days))
    months = [walked(period) for period in (found.before, found.during, found.after)]
    assert len({len(one) for one in months}) == 1
    every = [month for one in months for month in one]
    assert every == walked(Period(every[0], every[-1]))
    assert begins.replace(day=1) in months[1]


def test_counts_are_summed_within_their_months() -> None:
    counts = {date(2026, month, 1): month for month in range(1, 7)}
    assert Period(date(2026, 2, 1), date(2026, 4, 1)).total(counts) == 9
    assert Period(date(2025, 1, 1), date(2025, 4, 1)).total(counts) == 0
