"""The file of the organisation's own key: made, kept and used away from the server.

Canonical JSON `{"kind","nonce","public","salt","sealed"}`: the 32-byte seed of the Ed25519 key, sealed with
AES-256-GCM under Argon2id of a passphrase.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from weerklank.seal.chance import Draw, token
from weerklank.seal.context import context
from weerklank.seal.errors import CANNOT_OPEN, refusing
from weerklank.seal.notation import canonical, from_canonical, to_bytes, to_text
from weerklank.seal.receipt import stretched
from weerklank.seal.shapes import fields
from weerklank.seal.signature import PUBLIC, SEED, signing_public

KIND = "weerklank/organisationkey/v1"
FIELDS = frozenset({"kind", "nonce", "public", "salt", "sealed"})
SALT, NONCE, SEALED = 16, 12, 48


def key_file(seed: bytes, *, passphrase: str, draw: Draw = token) -> bytes:
    """Return the file of a seed, sealed under a passphrase."""
    salt, nonce, public = draw(SALT), draw(NONCE), signing_public(seed)
    sealed = AESGCM(stretched(passphrase.encode(), salt=salt, length=32)).encrypt(nonce, seed, bound(public))
    raw = {"nonce": nonce, "public": public, "salt": salt, "sealed": sealed}
    return canonical({"kind": KIND} | {name: to_text(value) for name, value in raw.items()})


def new_key_file(*, passphrase: str, draw: Draw = token) -> bytes:
    """Return the file of a new key."""
    return key_file(draw(SEED), passphrase=passphrase, draw=draw)


def public_in(file: bytes) -> bytes:
    """Return the public key that a file names: 32 bytes. Refuses what is no such file."""
    with refusing(CANNOT_OPEN):
        return to_bytes(read(file)["public"], length=PUBLIC)


def seed_in(file: bytes, *, passphrase: str) -> bytes:
    """Return the seed in a file; refuses another passphrase, and a file that was changed."""
    with refusing(CANNOT_OPEN):
        told = read(file)
        key = stretched(passphrase.encode(), salt=to_bytes(told["salt"], length=SALT), length=32)
        nonce, sealed = to_bytes(told["nonce"], length=NONCE), to_bytes(told["sealed"], length=SEALED)
        public = to_bytes(told["public"], length=PUBLIC)
        seed = AESGCM(key).decrypt(nonce, sealed, bound(public))
        if signing_public(seed) != public:
            raise ValueError
        return seed


def read(file: bytes) -> dict[str, str]:
    """Return the fields of a file; `ValueError` for another form."""
    told = fields(from_canonical(file.strip()), FIELDS)
    if told["kind"] != KIND:
        raise ValueError
    return told


def bound(public: bytes) -> bytes:
    """Return the context of the seal."""
    return context("organisationkey", public.hex())
