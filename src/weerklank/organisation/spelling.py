"""How words are written: that a search finds them however they were typed, and no name breaks a line. Pure."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

AROUND = ",.;:!?()[]\"'"
"""What may stand around a word and is no part of it."""
SHORT = 3
"""Letters of a word that is short."""
NEAR = 0.75
"""How much of two words must agree for one to be meant by the other, from 0 to 1."""

BREAKS = frozenset({"Cc", "Zl", "Zp"})
"""Kinds of characters that break a line or steer a machine: no name has them."""


def plain(text: str) -> str:
    """Return a text in small letters without accents, one space between words: `Financiën ` as `financien`."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())


def words(text: str) -> list[str]:
    """Return the words of a search, at most eight: more would not narrow it."""
    return every_word(text[:200])[:8]


def every_word(text: str) -> list[str]:
    """Return the words of a text as a search would have them."""
    apart = (word.strip(AROUND) for word in plain(text).split())
    return [word for word in apart if word]


def nearly(text: str, known: Collection[str]) -> str:
    """Return a search in known words that are spelled nearly so; nothing where one of its words is like none.

    A short word stays as it is: too much is like it.
    """
    meant = [
        [word] if len(word) <= SHORT else get_close_matches(word, known, 1, NEAR) for word in words(text)
    ]
    near = " ".join(word for found in meant for word in found)
    return near if all(meant) and near != " ".join(words(text)) else ""


def has_breaks(text: str) -> bool:
    """Return whether a text holds a line break or a control character."""
    return not text.isprintable() and any(unicodedata.category(letter) in BREAKS for letter in text)
