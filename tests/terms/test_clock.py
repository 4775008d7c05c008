"""When terms end: the promises of the law, each with a worked example."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerklank.errors import Refused
from weerklank.terms.amounts import Amount, Unit, day_after
from weerklank.terms.calendar import is_working_day
from weerklank.terms.clock import (
    Adjournment,
    Agreement,
    Due,
    Suspension,
    due,
    due_at,
    extends_to_working_day,
    marks,
    started_on,
)
from weerklank.terms.rules import Rule, all_rules, rule_named

MONDAY = date(2026, 3, 2)
ONE_WEEK = Amount(1, Unit.WEEKS)
FOUR_WEEKS = Amount(4, Unit.WEEKS)


def ends(name: str, start: date) -> date | None:
    return due(rule_named(name), start=start).on


def test_a_report_is_acknowledged_within_seven_days() -> None:
    assert ends("wbk_ack", MONDAY) == date(2026, 3, 9)


def test_a_term_that_ends_on_a_free_day_runs_on_to_the_next_working_day() -> None:
    assert ends("wbk_ack", date(2026, 2, 28)) == date(2026, 3, 9)  # a Saturday
    assert ends("wbk_ack", date(2026, 4, 20)) == date(2026, 4, 28)  # King's Day
    assert ends("wbk_ack", date(2025, 4, 19)) == date(2025, 4, 28)  # King's Day moved to Saturday
    assert ends("wbk_ack", date(2025, 12, 25)) == date(2026, 1, 2)  # New Year
    assert ends("wbk_feedback", date(2026, 2, 5)) == date(2026, 5, 6)  # the fifth of May, in every year


def test_a_norm_of_practice_does_not_run_on() -> None:
    assert ends("aftercare_2", date(2026, 3, 5)) == date(2026, 3, 8)  # a Sunday: people need care then too


def test_who_reported_is_asked_on_a_day_on_which_somebody_works() -> None:
    assert ends("wbk_protection_1", date(2026, 3, 27)) == date(2026, 4, 28)  # King's Day
    assert ends("wbk_protection_12", date(2025, 4, 4)) == date(2026, 4, 7)  # the Saturday before Easter
    assert ends("contact_aftercare", date(2026, 3, 16)) == date(2026, 4, 28)
    assert ends("own_decision", date(2026, 3, 16)) == date(
        2026, 4, 27
    )  # an employer's own rule says what it says


def test_a_statutory_term_of_three_days_holds_two_working_days() -> None:
    three = replace(rule_named("wbk_ack"), amount=Amount(3, Unit.DAYS))
    assert due(three, start=date(2026, 4, 2)).on == date(2026, 4, 8)  # Good Friday to Easter Monday are free
    assert due(three, start=MONDAY).on == date(2026, 3, 5)


def test_terms_that_are_too_long_for_the_act_end_where_they_end() -> None:
    assert ends("awb_ombudsman", date(2025, 3, 1)) == date(2026, 3, 1)  # a Sunday, after a year
    assert not extends_to_working_day(rule_named("arbo_serious_accident"))
    assert extends_to_working_day(rule_named("awb_decision_committee"))


def test_feedback_counts_from_the_acknowledgement_or_from_when_it_was_due() -> None:
    feedback = rule_named("wbk_feedback")
    received, sent = date(2026, 3, 2), date(2026, 3, 4)
    assert started_on(feedback, events={"report_received": received}) == date(2026, 3, 9)
    assert started_on(feedback, events={"report_received": received, "acknowledgement_sent": sent}) == sent
    assert started_on(feedback, events={}) is None
    assert started_on(rule_named("awb_decision"), events={"report_received": received}) is None


COMPLAINT = rule_named("awb_decision")
SIX_WEEKS = date(2026, 4, 13)


def test_a_complaint_takes_six_weeks_and_four_more() -> None:
    assert due(COMPLAINT, start=MONDAY) == Due(SIX_WEEKS, SIX_WEEKS)
    later = due(COMPLAINT, start=MONDAY, longer=[Adjournment(SIX_WEEKS, FOUR_WEEKS)])
    assert later.on == date(2026, 5, 11)


def test_with_a_committee_ten_weeks() -> None:
    assert ends("awb_decision_committee", MONDAY) == date(2026, 5, 11)


@pytest.mark.parametrize(
    ("longer", "code"),
    [
        ([Adjournment(SIX_WEEKS + timedelta(days=1), FOUR_WEEKS)], "extension_too_late"),
        ([Adjournment(MONDAY, Amount(5, Unit.WEEKS))], "extension_too_long"),
        ([Adjournment(MONDAY, ONE_WEEK), Adjournment(MONDAY, ONE_WEEK)], "extension_not_allowed"),
        ([Agreement(MONDAY, MONDAY)], "extension_shortens"),
    ],
)
def test_what_the_law_does_not_allow_is_refused(longer: list[Adjournment | Agreement], code: str) -> None:
    with pytest.raises(Refused) as refused:
        due(COMPLAINT, start=MONDAY, longer=longer)
    assert refused.value.code == code


def test_with_consent_it_may_take_longer_and_again() -> None:
    longer: list[Adjournment | Agreement] = [
        Adjournment(MONDAY, FOUR_WEEKS),
        Agreement(date(2026, 5, 1), date(2026, 6, 1)),
        Agreement(date(2026, 6, 1), date(2026, 7, 1)),
    ]
    assert due(COMPLAINT, start=MONDAY, longer=longer).on == date(2026, 7, 1)
    with pytest.raises(Refused, match="by agreement"):
        due(rule_named("wbk_ack"), start=MONDAY, longer=[Agreement(MONDAY, date(2026, 7, 1))])


def test_the_clock_stands_still_while_it_is_suspended() -> None:
    week = Suspension(date(2026, 3, 16), date(2026, 3, 23), "mediation")
    assert due(COMPLAINT, start=MONDAY, suspensions=[week]).on == date(2026, 4, 20)
    still = due(COMPLAINT, start=MONDAY, suspensions=[Suspension(date(2026, 3, 16), None, "mediation")])
    assert still == Due(None, SIX_WEEKS)


def test_a_suspension_after_the_end_changes_nothing_and_one_before_the_start_counts_from_the_start() -> None:
    after = Suspension(SIX_WEEKS + timedelta(days=1), None, "mediation")
    assert due(COMPLAINT, start=MONDAY, suspensions=[after]).on == SIX_WEEKS
    early = Suspension(date(2026, 2, 1), date(2026, 3, 9), "mediation")
    assert due(COMPLAINT, start=MONDAY, suspensions=[early]).on == date(2026, 4, 20)


def test_a_term_that_runs_on_to_a_working_day_can_be_suspended_on_that_day() -> None:
    start, tuesday = date(2026, 2, 23), date(2026, 4, 7)  # six weeks end on Easter Monday
    assert due(COMPLAINT, start=start).on == tuesday
    assert due(COMPLAINT, start=start, suspensions=[Suspension(tuesday, None, "mediation")]).on is None
    week = Suspension(tuesday, date(2026, 4, 14), "mediation")
    assert due(COMPLAINT, start=start, suspensions=[week]).on == date(2026, 4, 14)
    after = Suspension(date(2026, 4, 8), None, "mediation")
    assert due(COMPLAINT, start=start, suspensions=[after]).on == tuesday


NEW_YEAR = date(2026, 1, 1)
JANUARY = Suspension(date(2026, 1, 10), date(2026, 1, 30), "mediation")
MIDDLE = date(2026, 2, 15)


def agreed(until: date, *stops: Suspension, noted: date = MIDDLE) -> Due:
    return due(COMPLAINT, start=NEW_YEAR, suspensions=[*stops], longer=[Agreement(noted, until)])


def test_what_was_suspended_before_an_agreement_is_in_the_agreed_day() -> None:
    assert due(COMPLAINT, start=NEW_YEAR, suspensions=[JANUARY]).on == date(2026, 3, 4)
    assert agreed(date(2026, 3, 20), JANUARY).on == date(2026, 3, 20)


def test_an_agreement_is_no_shorter_than_the_term_with_what_was_suspended() -> None:
    assert agreed(date(2026, 3, 4), JANUARY).on == date(2026, 3, 4)
    for until in (date(2026, 2, 20), date(2026, 3, 3)):
        with pytest.raises(Refused) as refused:
            agreed(until, JANUARY)
        assert refused.value.code == "extension_shortens"


def test_what_is_suspended_after_an_agreement_is_added_to_the_agreed_day() -> None:
    after = Suspension(date(2026, 2, 20), date(2026, 2, 25), "mediation")
    assert agreed(date(2026, 3, 20), JANUARY, after).on == date(2026, 3, 25)
    same_day = Suspension(MIDDLE, date(2026, 2, 17), "mediation")
    assert agreed(date(2026, 3, 4), JANUARY, same_day).on == date(2026, 3, 6)


def test_a_term_can_be_agreed_longer_while_its_clock_stands_still() -> None:
    late = date(2026, 3, 10)
    still = Suspension(date(2026, 2, 10), None, "mediation")
    assert agreed(date(2026, 3, 20), still, noted=late) == Due(None, date(2026, 3, 20))
    resumed = replace(still, until_on=date(2026, 3, 13))
    assert agreed(date(2026, 3, 20), resumed, noted=late).on == date(2026, 3, 23)
    with pytest.raises(Refused) as refused:
        agreed(date(2026, 3, 11), still, noted=late)  # it would stand at 12 March if it ran again that day
    assert refused.value.code == "extension_shortens"


def test_an_adjournment_after_an_agreement_does_not_add_twice_what_was_suspended() -> None:
    longer: list[Adjournment | Agreement] = [
        Agreement(MIDDLE, date(2026, 3, 20)),
        Adjournment(date(2026, 3, 1), ONE_WEEK),
    ]
    assert due(COMPLAINT, start=NEW_YEAR, suspensions=[JANUARY], longer=longer).on == date(2026, 3, 27)


def test_hours_have_a_moment() -> None:
    at = datetime(2026, 3, 28, 14, 30, tzinfo=UTC)
    assert due_at(rule_named("avg_breach"), start=at) == datetime(2026, 3, 31, 14, 30, tzinfo=UTC)
    with pytest.raises(ValueError, match="no hour"):
        due_at(COMPLAINT, start=at)


def test_the_owner_is_warned_on_the_way() -> None:
    assert marks(start=MONDAY, due_on=date(2026, 3, 12)) == {
        50: date(2026, 3, 7),
        80: date(2026, 3, 10),
        100: date(2026, 3, 12),
    }


STARTS = st.dates(date(2014, 1, 1), date(2090, 12, 31))


@given(rule=st.sampled_from(all_rules()), start=STARTS)
def test_a_term_ends_on_a_working_day_or_where_it_was_reckoned(rule: Rule, start: date) -> None:
    found = due(rule, start=start)
    assert found.on is not None
    assert day_after(start, rule.amount) <= found.reckoned_on <= found.on
    if rule.on_working_day or extends_to_working_day(rule):
        assert is_working_day(found.on)
        passed = range((found.on - found.reckoned_on).days)
        assert not any(is_working_day(found.reckoned_on + timedelta(days=n)) for n in passed)
    else:
        assert found.on == found.reckoned_on


@given(
    start=STARTS,
    stops=st.lists(st.tuples(st.integers(-10, 60), st.integers(0, 20)), max_size=4),
)
def test_suspended_days_are_left_out_one_by_one(start: date, stops: list[tuple[int, int]]) -> None:
    stopped = [
        Suspension(start + timedelta(days=away), start + timedelta(days=away + long), "mediation")
        for away, long in stops
    ]
    still = sorted({start + timedelta(days=away + n) for away, long in stops for n in range(long)})
    last = start + timedelta(days=42)
    for day in still:
        if start <= day <= runs_to(last):
            last = (last if day <= last else runs_to(last)) + timedelta(days=1)
    assert due(COMPLAINT, start=start, suspensions=stopped).reckoned_on == last


def runs_to(last: date) -> date:
    """The working day to which a term runs on that ends on a day."""
    while not is_working_day(last):
        last += timedelta(days=1)
    return last


def lived_through(
    start: date, stops: list[Suspension], agreements: list[Agreement]
) -> tuple[str, date | None]:
    """Live a complaint's six weeks day by day: what refuses first, or nothing and the last day."""
    last, day = start + timedelta(days=42), start
    for day in (start + timedelta(days=n) for n in range(400)):
        for one in (one for one in agreements if one.noted_on == day):
            if day > runs_to(last):
                return "extension_too_late", None
            if one.until_on < last:
                return "extension_shortens", None
            last = one.until_on
        rests = [one for one in stops if one.from_on <= day and (one.until_on is None or day < one.until_on)]
        if rests and day <= runs_to(last):
            if any(one.until_on is None for one in rests) and not any(a.noted_on > day for a in agreements):
                return "", None
            last = (last if day <= last else runs_to(last)) + timedelta(days=1)
    return "", last


@given(
    start=STARTS,
    stops=st.lists(st.tuples(st.integers(-10, 90), st.integers(0, 20)), max_size=3),
    still=st.none() | st.integers(0, 90),
    days=st.lists(st.tuples(st.integers(0, 90), st.integers(20, 150)), max_size=3),
)
def test_agreed_days_are_what_living_them_day_by_day_gives(
    start: date, stops: list[tuple[int, int]], still: int | None, days: list[tuple[int, int]]
) -> None:
    def on(away: int) -> date:
        return start + timedelta(days=away)

    stopped = [Suspension(on(away), on(away + long), "mediation") for away, long in stops]
    stopped += [] if still is None else [Suspension(on(still), None, "mediation")]
    agreements = [Agreement(on(noted), on(until)) for noted, until in sorted(days)]
    expected = lived_through(start, stopped, agreements)
    assert reckoned(start, stopped, agreements) == expected


def reckoned(start: date, stops: list[Suspension], agreements: list[Agreement]) -> tuple[str, date | None]:
    """What refuses, or nothing and the last day, as the clock reckons it."""
    try:
        found = due(COMPLAINT, start=start, suspensions=stops, longer=agreements)
    except Refused as refused:
        return refused.code, None
    return "", None if found.on is None else found.reckoned_on
