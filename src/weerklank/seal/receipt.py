"""The receipt of a report: seven words, shown once, from which the reporter finds and opens the case."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from weerklank.seal.chance import Draw, token
from weerklank.seal.context import context
from weerklank.seal.wordlist import some_words

WORDS = 7
"""Words of a receipt: about 90 bits."""
SALT = 16
"""Bytes of the installation's salt: made once, never changed."""
MEMORY, PASSES, LANES = 65_536, 3, 1
"""Argon2id: KiB, passes and lanes."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the words give: `lookup` finds the case, `seed` is the reporter's private key; 32 bytes each."""

    lookup: bytes
    seed: bytes


def new_words(*, draw: Draw = token) -> str:
    """Return the words of a new receipt: seven, with a space between."""
    return some_words(WORDS, draw=draw)


def as_written(words: str) -> str:
    """Return words that were typed as they were shown: lower case, one space between."""
    return " ".join(words.lower().split())


def derive(words: str, *, salt: bytes) -> Receipt:
    """Return what the words give at an installation with this salt of 16 bytes. Takes 64 MiB and about 0.2 s."""
    drawn = stretched(as_written(words).encode(), salt=salt, length=64)
    return Receipt(lookup=drawn[:32], seed=drawn[32:])


def stretched(secret: bytes, *, salt: bytes, length: int) -> bytes:
    """Return Argon2id of a secret: 64 MiB, 3 passes, 1 lane, version 0x13.

    `ValueError` where the salt is not 16 bytes.
    """
    if len(salt) != SALT:
        raise ValueError
    return Argon2id(salt=salt, length=length, iterations=PASSES, lanes=LANES, memory_cost=MEMORY).derive(
        secret
    )


def kept(lookup: bytes) -> str:
    """Return what the server keeps to find a case: a SHA-256, from which `lookup` cannot be worked back."""
    return hashlib.sha256(context("lookup", "") + lookup).hexdigest()
