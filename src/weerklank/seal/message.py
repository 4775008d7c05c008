"""What is said in a case, sealed; and the notes that a counsellor keeps for themselves.

Sealed: salt (32) ‖ nonce (12) ‖ ciphertext ‖ tag (16), of 4,156, 16,444 or 65,596 bytes.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from weerklank.seal.chance import Draw, token
from weerklank.seal.context import Place, context
from weerklank.seal.errors import CANNOT_OPEN, refusing
from weerklank.seal.padding import SIZES, pad, unpad
from weerklank.seal.shapes import identifier, number

SALT, NONCE, TAG = 32, 12, 16
SEALED_SIZES = tuple(SALT + NONCE + size + TAG for size in SIZES)
"""Bytes of a sealed message."""


def content_key(key: bytes, *, salt: bytes, bound: bytes) -> AESGCM:
    """Return the cipher of one message or file: HKDF-SHA256 of a key, with a salt and a context."""
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=bound).derive(key))


def seal(content: bytes, *, key: bytes, bound: bytes, draw: Draw) -> bytes:
    """Return content of at most 65,532 bytes, padded and sealed in a context."""
    salt, nonce = draw(SALT), draw(NONCE)
    return salt + nonce + content_key(key, salt=salt, bound=bound).encrypt(nonce, pad(content), None)


def unseal(sealed: bytes, *, key: bytes, bound: bytes) -> bytes:
    """Return the content of what was sealed in a context; refuses whatever was not."""
    with refusing(CANNOT_OPEN):
        if len(sealed) not in SEALED_SIZES:
            raise ValueError
        salt, nonce, rest = sealed[:SALT], sealed[SALT : SALT + NONCE], sealed[SALT + NONCE :]
        return unpad(content_key(key, salt=salt, bound=bound).decrypt(nonce, rest, None))


def seal_message(content: bytes, *, case_key: bytes, place: Place, draw: Draw = token) -> bytes:
    """Return a sealed message. `ValueError` where the content has more than 65,532 bytes."""
    return seal(content, key=case_key, bound=place.sealed(), draw=draw)


def unseal_message(sealed: bytes, *, case_key: bytes, place: Place) -> bytes:
    """Return the content of a sealed message; refuses whatever was not sealed for this place."""
    return unseal(sealed, key=case_key, bound=place.sealed())


def seal_note(
    content: bytes, *, bundle: bytes, case: str, key: str, position: int, draw: Draw = token
) -> bytes:
    """Return a note that nobody opens but the handler whose bundle (64 bytes) and key these are."""
    return seal(content, key=bundle, bound=of_note(case, key, position), draw=draw)


def unseal_note(sealed: bytes, *, bundle: bytes, case: str, key: str, position: int) -> bytes:
    """Return the content of a note; refuses whatever was not sealed so."""
    return unseal(sealed, key=bundle, bound=of_note(case, key, position))


def of_note(case: str, key: str, position: int) -> bytes:
    """Return the context of a note."""
    return context("note", identifier(case), identifier(key), number(position))
