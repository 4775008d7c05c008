"""Whether a text is a public key of the `age` format: Bech32 (BIP 173), checked, never made here. PURE."""

from __future__ import annotations

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
CHECKSUM = 6
KEYS = {"age": 32, "age1pq": 1216}
"""Bytes of a key by its prefix: X25519, and ML-KEM-768 with X25519 (against a quantum computer too)."""


def is_recipient(text: str) -> bool:
    """Return whether a text is the public key of an `age` recipient, `age1…` or `age1pq1…`, without a slip."""
    prefix, _, rest = text.rpartition("1")
    values = [ALPHABET.find(letter) for letter in rest]
    if prefix not in KEYS or -1 in values or remainder(spread(prefix) + values) != 1:
        return False
    filled = len(values[:-CHECKSUM]) * 5
    return filled // 8 == KEYS[prefix] and filled % 8 < 5  # noqa: PLR2004 - letters of five bits


def spread(prefix: str) -> list[int]:
    """Return a prefix as it goes into the checksum."""
    return [*(ord(letter) >> 5 for letter in prefix), 0, *(ord(letter) & 31 for letter in prefix)]


def remainder(values: list[int]) -> int:
    """Return what is left of values (0 to 31) after division by the polynomial: 1 where nothing slipped."""
    left = 1
    for value in values:
        top = left >> 25
        left = (left & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(GENERATORS):
            left ^= generator if top >> place & 1 else 0
    return left
