"""Where randomness comes from: the operating system, unless whoever calls brings another source."""

from __future__ import annotations

import secrets
from collections.abc import Callable

Draw = Callable[[int], bytes]
"""A source of randomness: given a number, it returns so many bytes."""


def token(length: int) -> bytes:
    """Return so many random bytes of the operating system."""
    return secrets.token_bytes(length)


def below(bound: int, *, draw: Draw = token) -> int:
    """Return a number from 0 up to a bound of at most 65,536, each as likely: what favours some is drawn again."""
    fair = 65_536 - 65_536 % bound
    while (number := int.from_bytes(draw(2), "big")) >= fair:
        pass
    return number % bound
