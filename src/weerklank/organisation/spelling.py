"""How words are written so that a search finds them however they were typed. Pure."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """Return a text in small letters without accents, one space between words: `Financiën ` as `financien`."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())


def words(text: str) -> list[str]:
    """Return the words of a search, at most eight: more would not narrow it."""
    return plain(text[:200]).split()[:8]
