"""The list of what can be asked: which filters, which attacker, which rule, and no counts."""

from __future__ import annotations

import re

import pytest

from weerklank.releases.offers import reason, texts
from weerklank.stats.filters import Declined, Why
from weerklank.stats.policy import ATTACKERS, Policy

POLICY = Policy(smallest_group=12, smallest_yes=6, smallest_no=7, smallest_width=4, sensitive=("bullying",))


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("why", list(Why))
def test_every_reason_names_filters_attacker_and_rule_and_no_other_number(why: Why, language: str) -> None:
    said = reason(Declined(("role", "age"), why), POLICY, response="safety", language=language)
    assert said.startswith("role × age: ")
    assert "(A2)" in said
    assert "{" not in said
    assert set(re.findall(r"\d+", said.replace("(A2)", ""))) <= {"12", "6", "7", "4"}


@pytest.mark.parametrize("attacker", list(ATTACKERS))
def test_a_reason_begins_its_sentences_with_a_capital(attacker: str) -> None:
    for why in Why:
        for language in ("nl", "en"):
            said = reason(
                Declined(("role",), why), Policy(attacker=attacker), response="safety", language=language
            )
            assert not re.search(r"\. [a-z]", said)
            assert f"({attacker})" in said


def test_a_sensitive_response_names_its_own_floor() -> None:
    said = reason(Declined(("role",), Why.TOO_LITTLE_LEFT), POLICY, response="bullying", language="en")
    assert "at least 25 answers" in said


def test_every_text_has_both_languages() -> None:
    assert all(set(text) == {"nl", "en"} for text in texts().values())
    assert {why.value for why in Why} <= set(texts())
