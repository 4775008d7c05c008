"""Waves and groups compared: differences, intervals and the verdict on progress."""

from __future__ import annotations

from enum import Enum


class Verdict(Enum):
    """What may be said about a change; anything inside the margin is no progress."""

    IMPROVED = "improved"
    EQUAL = "equal"
    WORSE = "worse"
    UNDETERMINED = "undetermined"
