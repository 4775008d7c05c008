"""A few lengths for everything that is sealed, so that a length says little.

Raises `ValueError` for what is no padded text, and for a text that is too long.
"""

from __future__ import annotations

from weerklank.seal.notation import split_u32, u32

SIZES = (4_096, 16_384, 65_536)
"""Bytes of a padded message."""
LONGEST = SIZES[-1] - 4
"""Bytes of the longest content."""


def pad(content: bytes, *, sizes: tuple[int, ...] = SIZES) -> bytes:
    """Return u32 length ‖ content ‖ zeros: together the smallest of the sizes (ascending) that fits."""
    told = u32(len(content)) + content
    return told.ljust(smallest(len(told), sizes), b"\0")


def unpad(padded: bytes, *, sizes: tuple[int, ...] = SIZES) -> bytes:
    """Return the content; a larger size than needed, and padding that is not zero, are refused."""
    length, rest = split_u32(padded)
    if length > len(rest) or len(padded) != smallest(4 + length, sizes) or rest[length:].strip(b"\0"):
        raise ValueError
    return rest[:length]


def smallest(length: int, sizes: tuple[int, ...]) -> int:
    """Return the smallest of the sizes that holds so many bytes."""
    for size in sizes:
        if length <= size:
            return size
    raise ValueError
