"""Ed25519, over a context and what is signed. A signing key is a seed of 32 bytes."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SEED, PUBLIC, LENGTH = 32, 32, 64
"""Bytes of a seed, of a public key and of a signature."""


def signing_public(seed: bytes) -> bytes:
    """Return the public key of a seed: 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(told: bytes, *, seed: bytes) -> bytes:
    """Return the signature of a text: 64 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(told)


def verify(told: bytes, signature: bytes, *, public: bytes) -> None:
    """Raise `InvalidSignature` (or `ValueError`, for a key that is none) where a text was not signed so."""
    Ed25519PublicKey.from_public_bytes(public).verify(signature, told)
