"""A respondent reads along

Whoever answered knows one answer: their own. With it they know that this answer was given at least once in
their team and in every unit above it. A3 may be anybody whom the published table leaves room for: the audit
tries each, and asks that nobody can work a hidden figure out exactly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.stats.spec.small import POLICY, counted, name, shown, truth
from weerklank.stats.audit import audit, worked_out
from weerklank.stats.disclosure import protect
from weerklank.stats.policy import A2, A3, Policy

if TYPE_CHECKING:
    from tests.stats.spec.page import Page

NARROW = Policy(smallest_group=1, smallest_yes=2, smallest_no=2, smallest_width=1)
TEAMS = {"Audit": (38, 12), "Finance": (4, 1), "Legal": (7, 0)}


def test_one_answer_more_is_one_too_many(page: Page) -> None:
    """One answer is one too many

    Finance and Legal are hidden, and together they hold one yes. For anybody else it may be either. The one
    in Finance who gave it knows that nobody in Legal did: of seven people they know what they answered."""
    raw = counted(TEAMS)
    safe = shown(raw, but=["Finance", "Legal"])
    seen = page.show(safe, truth=truth(raw), insiders=["Finance: yes", "Finance: no"])
    assert seen["A2", "Legal"] == (0, 1)
    assert seen["Finance: yes", "Legal"] == (0, 0)
    assert audit(safe, policy=NARROW, attacker=A2()).exact == 0
    assert audit(safe, policy=NARROW, attacker=A3()).exact > 0


def test_the_audit_tries_everybody(page: Page) -> None:
    """The audit names who can

    It does not know who answered what, so it tries everybody whom the table leaves room for, and names one
    who can for each figure that comes out."""
    raw = counted(TEAMS)
    safe = shown(raw, but=["Finance", "Legal"])
    answers = raw.layout.answers
    found = [
        (name(raw.layout, one.cell[0]), name(raw.layout, group), answers[answer])
        for one in worked_out(safe, policy=NARROW)
        for group, answer in one.respondent
    ]
    page.rows(["worked out exactly", "by someone in", "who said"], found)
    assert found


def test_a_width_of_three_is_room_for_one_more(page: Page) -> None:
    """Protected against a respondent

    With `attacker: A3` more is hidden where that is needed: after that nobody's own answer settles a figure
    of others."""
    raw = counted(TEAMS | {"Sales": (30, 8)})
    safe = protect(raw, policy=replace(NARROW, attacker="A3"))
    seen = page.show(safe, truth=truth(raw), insiders=["Finance: yes"])
    assert seen["Finance: yes", "Legal"][0] < seen["Finance: yes", "Legal"][1]
    assert audit(safe, policy=NARROW, attacker=A3()).exact == 0


def test_alone_in_a_group(page: Page) -> None:
    """The only one of a group may read their colleague

    The envoy is alone in a group. That they know their own answer is no leak. But Envoy and Pair are hidden
    together with one yes between the three: an envoy who said no knows that the pair is split, and one who
    said yes knows both answers of the pair."""
    raw = counted({"Audit": (38, 12), "Envoy": (0, 1), "Pair": (2, 0)})
    safe = shown(raw, but=["Envoy", "Pair"])
    seen = page.show(safe, truth=truth(raw), insiders=["Envoy: yes", "Envoy: no"])
    assert seen["Envoy: yes", "Pair"] == (0, 0)
    assert "Pair" in [name(raw.layout, one.cell[0]) for one in worked_out(safe, policy=POLICY)]
