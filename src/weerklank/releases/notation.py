"""Numbers as a reader of Dutch or of English writes them, a figure never without its base."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from weerklank.fieldwork.indicators import Unit

if TYPE_CHECKING:
    from weerklank.releases.figure import Change, Figure

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")

TO: dict[Language, str] = {"nl": "tot", "en": "to"}
MINUS = "\u2212"
_SWAP = str.maketrans(",.", ".,")


def number(value: float, *, decimals: int = 0, language: Language) -> str:
    """Return a number rounded half to even: 1.234,5 in Dutch, 1,234.5 in English, with a true minus sign."""
    english = f"{value:,.{decimals}f}"
    if not english.strip("-0,."):  # no minus before nothing
        english = english.lstrip("-")
    return (english.translate(_SWAP) if language == "nl" else english).replace("-", MINUS)


def value(figure: Figure, *, language: Language) -> str:
    """Return the value at its published rounding, with % for a percentage."""
    return number(figure.value, decimals=figure.decimals, language=language) + sign(figure)


def interval(figure: Figure, *, language: Language) -> str:
    """Return the interval, one decimal finer than the value, so that a small one does not look like none."""
    return between(figure.low, figure.high, decimals=figure.decimals + 1, language=language)


def between(low: float, high: float, *, decimals: int, language: Language) -> str:
    """Return ``12,8 tot 15,2``."""
    ends = (number(end, decimals=decimals, language=language) for end in (low, high))
    return f" {TO[language]} ".join(ends)


def count(respondents: int, *, language: Language) -> str:
    """Return ``n = 3.100``."""
    return f"n\u00a0=\u00a0{number(respondents, language=language)}"


def difference(change: Change, *, language: Language) -> str:
    """Return the difference, one decimal finer than the figures, with its sign."""
    decimals = change.later.decimals + 1
    text = number(change.difference, decimals=decimals, language=language)
    return f"+{text}" if round(change.difference, decimals) > 0 else text


def sign(figure: Figure) -> str:
    """Return what follows the number: % for a percentage, nothing for a mean."""
    return "%" if figure.unit is Unit.PERCENT else ""
