"""A term runs, stands still, is met or is missed; what was missed is shown, and stays missed."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from weerklank.terms.amounts import Amount, Unit
from weerklank.terms.clock import Adjournment, Suspension
from weerklank.terms.rules import Rule, all_rules, rule_named, rules_of
from weerklank.terms.standing import Happened, Recorded, standings

IN = date(2026, 1, 5)
DAY = timedelta(days=1)


def test_the_terms_of_an_integrity_report() -> None:
    rules = rules_of("wbk_internal", on=IN)
    received = standings(rules, Happened({"report_received": IN}))
    assert [(one.rule.id, one.due_on) for one in received] == [
        ("wbk_ack", date(2026, 1, 12)),
        ("wbk_feedback", date(2026, 4, 13)),
    ]
    acknowledged = Happened({"report_received": IN, "acknowledgement_sent": date(2026, 1, 6)})
    ack, feedback = standings(rules, acknowledged)
    assert (ack.met_on, ack.in_term(IN)) == (date(2026, 1, 6), True)
    assert (feedback.started_on, feedback.due_on) == (date(2026, 1, 6), date(2026, 4, 7))


def test_what_is_missed_is_shown_and_stays_missed() -> None:
    (ack, _) = standings(rules_of("wbk_internal", on=IN), Happened({"report_received": IN}))
    assert ack.in_term(date(2026, 1, 12)) is None
    assert not ack.overdue(date(2026, 1, 12))
    assert ack.overdue(date(2026, 1, 13))
    late = Happened({"report_received": IN, "acknowledgement_sent": date(2026, 1, 13)})
    assert standings(rules_of("wbk_internal", on=IN), late)[0].in_term(date(2027, 1, 1)) is False


def test_an_acknowledgement_that_comes_too_late_does_not_undo_what_was_missed() -> None:
    rules, last = (
        rules_of("wbk_internal", on=IN),
        date(2026, 4, 13),
    )  # seven days, and three months after them
    for sent, started, due in [
        (date(2026, 1, 30), date(2026, 1, 30), date(2026, 4, 30)),  # late, but in its term
        (last, last, date(2026, 7, 13)),
        (last + DAY, date(2026, 1, 12), last),
    ]:
        events = {"report_received": IN, "acknowledgement_sent": sent}
        (_, feedback) = standings(rules, Happened(events))
        assert (feedback.started_on, feedback.due_on) == (started, due)
        assert feedback.overdue(last + DAY) == (due == last)


def test_marks_are_reached_one_after_another_and_not_while_the_clock_stands_still() -> None:
    rule = rule_named("awb_decision")
    (running,) = standings([rule], Happened({"complaint_received": IN}))
    assert running.due_on == date(2026, 2, 16)
    assert [running.reached(IN + DAY * days) for days in (20, 21, 34, 42)] == [
        (),
        (50,),
        (50, 80),
        (50, 80, 100),
    ]
    stopped = Recorded(suspensions=[Suspension(IN + DAY, None, "proceedings")])
    (still,) = standings([rule], Happened({"complaint_received": IN}, {rule.id: stopped}))
    assert (still.due_on, still.reached(date(2027, 1, 1)), still.overdue(date(2027, 1, 1))) == (
        None,
        (),
        False,
    )


def test_longer_moves_the_last_day() -> None:
    rule = rule_named("awb_decision")
    longer = Recorded(longer=[Adjournment(date(2026, 2, 1), Amount(4, Unit.WEEKS))])
    (later,) = standings([rule], Happened({"complaint_received": IN}, {rule.id: longer}))
    assert later.due_on == date(2026, 3, 16)


def test_what_satisfies_the_complainant_ends_the_term_of_the_decision() -> None:
    rule, settled, told = rule_named("awb_decision"), date(2026, 1, 20), date(2026, 3, 30)
    for events, met in [
        ({"settled": settled}, settled),
        ({"settled": settled, "decision_sent": told}, settled),
    ]:
        (one,) = standings([rule], Happened({"complaint_received": IN} | events))
        assert (one.met_on, one.in_term(told), one.reached(told)) == (met, True, ())


def test_what_has_not_begun_has_no_term() -> None:
    assert standings(all_rules(), Happened({})) == ()


@given(
    start=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    after=st.integers(0, 400),
    rule=st.sampled_from([rule for rule in all_rules() if rule.met_by]),
)
def test_each_term_is_either_open_in_time_or_missed(start: date, after: int, rule: Rule) -> None:
    (one,) = standings([rule], Happened({rule.event: start}))
    on = start + DAY * after
    assert one.due_on is not None
    assert one.in_term(on) is (False if on > one.due_on else None)
    assert (100 in one.reached(on)) == (on >= one.due_on)
