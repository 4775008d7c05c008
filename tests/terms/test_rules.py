"""The rules say where they come from, and a case keeps those of its day."""

from __future__ import annotations

from datetime import date

import pytest

from weerklank.errors import Refused
from weerklank.terms.clock import started_on
from weerklank.terms.rules import all_rules, rule_named, rules_of


def test_every_rule_says_what_to_do_in_both_languages_and_where_it_stands() -> None:
    assert len({rule.id for rule in all_rules()}) == len(all_rules()) > 15
    for rule in all_rules():
        assert set(rule.action) == {"nl", "en"}
        assert all(rule.action.values())
        assert rule.basis
        assert rule.confidence in {"high", "medium", "low"}
        assert rule.amount.count >= 0


def test_norms_of_practice_are_no_law() -> None:
    loose = [rule.id for rule in all_rules() if not rule.statutory]
    assert set(loose) >= {"awb_ack", "vpt_offender_response", "aftercare_first", "aftercare_4"}
    assert rule_named("awb_decision").statutory


def test_a_case_has_the_rules_of_the_day_it_came_in() -> None:
    assert [rule.id for rule in rules_of("wbk_internal", on=date(2023, 2, 18))] == ["wbk_ack", "wbk_feedback"]
    assert rules_of("wbk_internal", on=date(2023, 2, 17)) == ()
    assert rules_of("awb_complaint", on=date(2010, 1, 1)) != ()


def test_a_rule_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="no such term"):
        rule_named("nothing")


def test_how_long_things_are_kept_is_a_rule_like_any_other() -> None:
    kept = {rule.id: str(rule.amount) for rule in all_rules() if rule.regime.startswith("keep_")}
    assert kept == {
        "keep_counsellor_note": "1 years",
        "keep_signal": "1 years",
        "keep_report_integrity": "2 years",
        "keep_report_integrity_measure": "7 years",
        "keep_complaint": "2 years",
        "keep_complaint_measure": "7 years",
        "keep_incident": "5 years",
        "keep_incident_offender": "2 years",
        "keep_aftercare_text": "6 months",
        "keep_dialogue_request": "6 months",
        "keep_story_raw": "30 days",
        "keep_survey_micro": "5 years",
        "keep_resilience_scan": "30 days",
        "keep_audit_log": "2 years",
    }
    assert not any(rule_named(name).statutory for name in kept)


def test_a_complaint_without_a_decision_is_kept_from_its_closing() -> None:
    rule, closed = rule_named("keep_complaint"), date(2026, 3, 2)
    assert started_on(rule, events={"closed": closed}) == closed
    assert started_on(rule, events={"closed": closed, "decision_sent": date(2026, 2, 1)}) == date(2026, 2, 1)


def test_protection_is_watched_four_times() -> None:
    watched = [rule.amount.count for rule in rules_of("wbk_protection", on=date(2026, 1, 1))]
    assert watched == [1, 3, 6, 12]
