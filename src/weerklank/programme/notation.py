"""Days and lists as a Dutch sentence writes them. PURE. Numbers: see `weerklank.releases.notation`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
HARD_SPACE = "\u00a0"


def day(value: date) -> str:
    """Return a date in words: 27 juni 2022. The spaces do not break."""
    return HARD_SPACE.join((str(value.day), MONTHS[value.month - 1], str(value.year)))


def listed(texts: Sequence[str]) -> str:
    """Return texts as one list in a sentence: a, b en c."""
    return " en ".join(part for part in (", ".join(texts[:-1]), *texts[-1:]) if part)
