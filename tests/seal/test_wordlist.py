"""The words are frozen: a receipt that was given out must be readable for as long as its case is kept."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from weerklank.seal import handlerkey, receipt
from weerklank.seal.chance import below
from weerklank.seal.wordlist import words

FROZEN = "b6de7b8a6069f3dcdd14151e83809a81f3db3e295406e1e5b97c73455bbe067e"


def test_the_list_is_the_one_that_was_given_out() -> None:
    raw = files("weerklank.seal").joinpath("words_nl.txt").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == FROZEN


def test_the_number_of_words_is_the_one_that_is_told() -> None:
    told = f"{len(words()):,} "
    root = Path(__file__).parents[2]
    licence = root / "src" / "weerklank" / "seal" / "words_nl_licence.txt"
    for page in (root / "docs" / "sealing.md", licence):
        assert told in page.read_text(encoding="utf-8")


def test_seven_words_are_90_bits_and_six_are_77() -> None:
    assert len(words()) == len(set(words())) >= 7_776
    assert math.log2(len(words())) * receipt.WORDS > 90
    assert math.log2(len(words())) * handlerkey.PASSPHRASE_WORDS > 77


def test_every_word_is_short_and_plain() -> None:
    assert [word for word in words() if not re.fullmatch("[a-z]{4,8}", word)] == []


def test_no_word_is_the_beginning_of_another() -> None:
    ordered = sorted(words())
    assert [pair for pair in pairwise(ordered) if pair[1].startswith(pair[0])] == []


def test_a_letter_wrong_missing_or_too_many_gives_no_other_word() -> None:
    known = set(words())
    with_a_gap = Counter(word[:at] + "." + word[at + 1 :] for word in known for at in range(len(word)))
    without_one = {word[:at] + word[at + 1 :] for word in known for at in range(len(word))}
    assert [gap for gap, times in with_a_gap.items() if times > 1] == []
    assert without_one & known == set()


@given(st.integers(1, 65_536), st.integers(0, 65_535))
def test_what_would_favour_some_words_is_drawn_again(bound: int, first: int) -> None:
    drawn = iter((first.to_bytes(2, "big"), b"\0\0"))
    found = below(bound, draw=lambda _length: next(drawn))
    assert found == (first % bound if first < 65_536 // bound * bound else 0)


def test_a_receipt_and_a_passphrase_are_words_of_the_list() -> None:
    known = set(words())
    assert len(receipt.new_words().split()) == 7
    assert len(handlerkey.new_passphrase().split()) == 6
    assert set(receipt.new_words().split()) <= known
