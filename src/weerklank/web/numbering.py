"""By what people call a case."""

from __future__ import annotations

NUMBER = 8
"""Digits of the identifier of a case by which people call it."""


def number_of(case: str) -> str:
    """Return by what people call a case: the first digits of its identifier, in two groups."""
    return f"{case[: NUMBER // 2]}-{case[NUMBER // 2 : NUMBER]}"
