"""The cards say something in both languages, and nobody is left without someone to call."""

from __future__ import annotations

from itertools import chain

import pytest

from weerklank.errors import Refused
from weerklank.guidance.toolbox import Line, card_with, cards

LONGEST = 26
"""Words of the longest sentence: plain language, at level B1."""


def sentences() -> list[Line]:
    return [
        line
        for card in cards().values()
        for line in chain((card.title, card.when, card.first), card.do, card.dont, card.say)
    ]


def test_there_are_the_three_that_were_promised_and_more() -> None:
    assert {"told", "saw", "threatened"} <= set(cards())
    assert 8 <= len(cards()) <= 12


def test_every_card_says_what_to_do_what_not_what_to_say_and_whom_to_call() -> None:
    counts = {name: (len(c.do), len(c.dont), len(c.say), len(c.call)) for name, c in cards().items()}
    assert {
        name: found for name, found in counts.items() if min(found) < 1 or found[0] < 3 or found[3] < 2
    } == {}


def test_sentences_are_short_and_in_two_languages() -> None:
    for line in sentences():
        assert line.nl != line.en
        parts = [part for text in (line.nl, line.en) for part in text.replace("?", ".").split(".")]
        assert max(len(part.split()) for part in parts) <= LONGEST, line.nl


def test_every_card_names_someone_inside_and_danger_names_the_emergency_number() -> None:
    assert all(any(not contact.phone for contact in card.call) for card in cards().values())
    assert card_with("danger").call[0].phone == "112"


def test_numbers_can_be_dialled() -> None:
    phones = {contact.phone for card in cards().values() for contact in card.call} - {""}
    assert phones == {"112", "0900-8844", "0800-0188", "0800-0113"}


def test_a_card_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="not_found"):
        card_with("nothing")
