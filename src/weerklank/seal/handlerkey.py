"""A handler's keys: a pair that seals, a pair that signs, and the locks under which the server keeps them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from weerklank.seal.casekey import sealing_public
from weerklank.seal.chance import Draw, token
from weerklank.seal.context import context
from weerklank.seal.errors import CANNOT_OPEN, ENVELOPE, refusing
from weerklank.seal.notation import from_canonical, to_bytes, to_text
from weerklank.seal.receipt import as_written, stretched
from weerklank.seal.shapes import fields, identifier
from weerklank.seal.signature import signing_public
from weerklank.seal.wordlist import some_words

SEED, BUNDLE, SALT, NONCE, SEALED = 32, 64, 16, 12, 80
PRF, CODE = 32, 20
PASSPHRASE_WORDS = 6
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: I, L and O are read as 1, 1 and 0; there is no U."""
READ_AS = str.maketrans("ILO", "110", "- ")
GROUP = 4
FIELDS = frozenset({"kind", "nonce", "salt", "sealed"})


class Kind(IntEnum):
    """What opens a lock."""

    PASSPHRASE = 1
    PASSKEY = 2
    RECOVERY = 3


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What others know of a handler: the sealing public key (1,216 bytes) and the signing public key (32)."""

    sealing: bytes
    signing: bytes

    @property
    def key(self) -> str:
        """The identifier of these keys."""
        return hashlib.sha256(self.sealing + self.signing).hexdigest()[:32]


@dataclass(frozen=True, slots=True, repr=False)
class Bundle:
    """Both private keys of a handler: two seeds of 32 bytes. It has no form in which it could be printed."""

    sealing: bytes
    signing: bytes

    def public(self) -> PublicKeys:
        """Return the public keys."""
        return PublicKeys(sealing_public(self.sealing), signing_public(self.signing))

    def joined(self) -> bytes:
        """Return both seeds, 64 bytes: what a lock holds, and what a handler's own notes are sealed with."""
        return self.sealing + self.signing


@dataclass(frozen=True, slots=True)
class Lock:
    """The bundle, sealed under what a handler has or knows; `credential` names the passkey, where it is one."""

    kind: Kind
    salt: bytes
    nonce: bytes
    sealed: bytes
    credential: bytes = b""


def new_bundle(*, draw: Draw = token) -> Bundle:
    """Return a new pair of private keys."""
    return Bundle(draw(SEED), draw(SEED))


def new_passphrase(*, draw: Draw = token) -> str:
    """Return six words, about 77 bits."""
    return some_words(PASSPHRASE_WORDS, draw=draw)


def of_passphrase(words: str) -> bytes:
    """Return the secret of a lock with a passphrase."""
    return as_written(words).encode()


def new_code(*, draw: Draw = token) -> bytes:
    """Return a new recovery code, 20 random bytes."""
    return draw(CODE)


def code_shown(code: bytes) -> str:
    """Return a recovery code as it is printed: 32 characters in groups of four."""
    number = int.from_bytes(code, "big")
    characters = [ALPHABET[number >> 5 * place & 31] for place in reversed(range(8 * CODE // 5))]
    groups = range(0, len(characters), GROUP)
    return "-".join("".join(characters[start : start + GROUP]) for start in groups)


def code_typed(shown: str) -> bytes:
    """Return the recovery code that was typed; refuses what is none."""
    with refusing(CANNOT_OPEN):
        characters = shown.upper().translate(READ_AS)
        if len(characters) != 8 * CODE // 5:
            raise ValueError
        number = 0
        for character in characters:
            number = number << 5 | ALPHABET.index(character)
        return number.to_bytes(CODE, "big")


def locked(bundle: Bundle, *, kind: Kind, secret: bytes, credential: bytes = b"", draw: Draw = token) -> Lock:
    """Return a lock. The secret is that of a passphrase, 32 bytes of a passkey's PRF, or the 20 of a code."""
    salt, nonce = draw(SALT), draw(NONCE)
    cipher = AESGCM(locking_key(kind, secret, salt=salt))
    sealed = cipher.encrypt(nonce, bundle.joined(), bound(bundle.public().key, kind))
    return Lock(kind, salt, nonce, sealed, credential)


def unlocked(lock: Lock, *, key: str, secret: bytes) -> Bundle:
    """Return the bundle of a lock; refuses another secret, another handler's lock, and a bundle of other keys."""
    with refusing(CANNOT_OPEN):
        cipher = AESGCM(locking_key(lock.kind, secret, salt=lock.salt))
        opened = cipher.decrypt(lock.nonce, lock.sealed, bound(identifier(key), lock.kind))
        bundle = Bundle(opened[:SEED], opened[SEED:])
        if bundle.public().key != key:
            raise ValueError
        return bundle


def locking_key(kind: Kind, secret: bytes, *, salt: bytes) -> bytes:
    """Return the 32 bytes under which a lock seals. `ValueError` for a salt or secret of another length."""
    if kind is Kind.PASSPHRASE:
        return stretched(secret, salt=salt, length=32)
    if len(salt) != SALT or len(secret) != {Kind.PASSKEY: PRF, Kind.RECOVERY: CODE}[kind]:
        raise ValueError
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=context("lock", kind.value)).derive(secret)


def bound(key: str, kind: Kind) -> bytes:
    """Return the context of a lock."""
    return context("handlerkey", key, kind.value)


def lock_to_json(lock: Lock) -> dict[str, Any]:
    """Return a lock as it is kept and sent."""
    told: dict[str, Any] = {"kind": lock.kind.value}
    told |= {name: to_text(getattr(lock, name)) for name in ("salt", "nonce", "sealed")}
    return told | ({"credential": to_text(lock.credential)} if lock.kind is Kind.PASSKEY else {})


def lock_of(told: bytes) -> Lock:
    """Return the lock in canonical JSON; refuses another form."""
    with refusing(ENVELOPE):
        return lock_from(from_canonical(told))


def lock_from(told: Any) -> Lock:  # noqa: ANN401 - what JSON held, still unknown
    """Return the lock that JSON holds; `ValueError` for another form."""
    passkey = isinstance(told, dict) and told.get("kind") == Kind.PASSKEY
    given = fields(told, FIELDS | {"credential"} if passkey else FIELDS)
    if type(given["kind"]) is not int:
        raise ValueError
    return Lock(
        kind=Kind(given["kind"]),
        salt=to_bytes(given["salt"], length=SALT),
        nonce=to_bytes(given["nonce"], length=NONCE),
        sealed=to_bytes(given["sealed"], length=SEALED),
        credential=to_bytes(given["credential"]) if passkey else b"",
    )
