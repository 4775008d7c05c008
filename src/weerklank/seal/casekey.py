"""The key of a case, and how it is sealed to one recipient: HPKE with X-Wing, HKDF-SHA256 and AES-256-GCM.

X-Wing (ML-KEM-768 with X25519) holds as long as one of its two halves does. Every private key here is the 32-byte
seed of X-Wing, from which both halves are made: SHAKE256(seed, 96 bytes) = ML-KEM seed (64) ‖ X25519 scalar (32).
"""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519

from weerklank.seal.chance import Draw, token
from weerklank.seal.context import context
from weerklank.seal.errors import CANNOT_OPEN, refusing
from weerklank.seal.shapes import identifier, number

LENGTH = 32
"""Bytes of a case key, and of a seed."""
PUBLIC = 1_216
"""Bytes of a sealing public key: ML-KEM-768 (1,184) ‖ X25519 (32)."""
WRAP = 1_168
"""Bytes of a sealed case key: 1,120 encapsulated, 32 of the key, 16 of the tag."""
MLKEM_SEED, MLKEM_PUBLIC = 64, 1_184
SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def new_case_key(*, draw: Draw = token) -> bytes:
    """Return a new case key, 32 random bytes."""
    return draw(LENGTH)


def new_case(*, draw: Draw = token) -> str:
    """Return the identifier of a new case, or of a new file."""
    return draw(16).hex()


def halves(seed: bytes) -> tuple[mlkem.MLKEM768PrivateKey, x25519.X25519PrivateKey]:
    """Return both halves of the private key of a seed of 32 bytes."""
    if len(seed) != LENGTH:
        raise ValueError
    drawn = hashlib.shake_256(seed).digest(MLKEM_SEED + LENGTH)
    return (
        mlkem.MLKEM768PrivateKey.from_seed_bytes(drawn[:MLKEM_SEED]),
        x25519.X25519PrivateKey.from_private_bytes(drawn[MLKEM_SEED:]),
    )


def sealing_public(seed: bytes) -> bytes:
    """Return the sealing public key of a seed: 1,216 bytes."""
    lattice, curve = halves(seed)
    return lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()


def wrap(case_key: bytes, *, to: bytes, case: str, epoch: int, recipient: str) -> bytes:
    """Return a case key sealed to a sealing public key: 1,168 bytes.

    Refuses, as what cannot be opened, a public key that is none.
    """
    with refusing(CANNOT_OPEN):
        if len(case_key) != LENGTH:
            raise ValueError
        return seal_to(to, case_key, info=bound(case, epoch, recipient))


def unwrap(sealed: bytes, *, seed: bytes, case: str, epoch: int, recipient: str) -> bytes:
    """Return the case key of a wrap, opened with the recipient's seed; refuses whatever was not sealed so."""
    with refusing(CANNOT_OPEN):
        if len(sealed) != WRAP:
            raise ValueError
        return open_with(seed, sealed, info=bound(case, epoch, recipient))


def seal_to(to: bytes, content: bytes, *, info: bytes) -> bytes:
    """Return content sealed to a sealing public key, in a context: 1,136 bytes longer.

    `ValueError` where it is no key.
    """
    if len(to) != PUBLIC:
        raise ValueError
    public = hpke.MLKEM768X25519PublicKey(
        mlkem.MLKEM768PublicKey.from_public_bytes(to[:MLKEM_PUBLIC]),
        x25519.X25519PublicKey.from_public_bytes(to[MLKEM_PUBLIC:]),
    )
    return SUITE.encrypt(content, public, info=info)


def open_with(seed: bytes, sealed: bytes, *, info: bytes) -> bytes:
    """Return what was sealed to the key of a seed in a context; `ValueError` or `InvalidTag` where it was not."""
    return SUITE.decrypt(sealed, hpke.MLKEM768X25519PrivateKey(*halves(seed)), info=info)


def bound(case: str, epoch: int, recipient: str) -> bytes:
    """Return the context of a wrap."""
    return context("casekey", identifier(case), number(epoch), identifier(recipient))
