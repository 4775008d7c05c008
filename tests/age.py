"""Opening a file of the age format (version 1, X25519) by its specification: an archive needs none of ours."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from weerklank.retention.bech32 import ALPHABET, CHECKSUM, remainder, spread

CHUNK = 65_536 + 16
STANZA = re.compile(rb"-> X25519 (\S+)\n(\S+)")


@dataclass(frozen=True)
class Identity:
    """The private key of an archive."""

    secret: bytes

    @property
    def public(self) -> bytes:
        return X25519PrivateKey.from_private_bytes(self.secret).public_key().public_bytes_raw()

    @property
    def recipient(self) -> str:
        """Its public key, `age1…`."""
        bits = "".join(f"{byte:08b}" for byte in self.public).ljust(260, "0")
        values = [int(bits[place : place + 5], 2) for place in range(0, len(bits), 5)]
        left = remainder([*spread("age"), *values, *([0] * CHECKSUM)]) ^ 1
        check = [left >> 5 * (CHECKSUM - 1 - place) & 31 for place in range(CHECKSUM)]
        return "age1" + "".join(ALPHABET[value] for value in values + check)


def new_identity() -> Identity:
    return Identity(secrets.token_bytes(32))


def derived(key: bytes, *, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(key)


def unpadded(text: bytes) -> bytes:
    return base64.b64decode(text + b"=" * (-len(text) % 4))


def file_key(header: bytes, own: Identity) -> bytes:
    """The key of a file, from the stanza of its recipient."""
    found = STANZA.search(header)
    assert found, "there is no stanza of the kind that is read here"
    share, sealed = (unpadded(part) for part in found.groups())
    shared = X25519PrivateKey.from_private_bytes(own.secret).exchange(
        X25519PublicKey.from_public_bytes(share)
    )
    key = derived(shared, salt=share + own.public, purpose=b"age-encryption.org/v1/X25519")
    return ChaCha20Poly1305(key).decrypt(bytes(12), sealed, None)


def decrypted(file: bytes, own: Identity) -> bytes:
    """What stands in a file; raises `InvalidTag` or fails where it was sealed to another, or was changed."""
    assert file.startswith(b"age-encryption.org/v1\n")
    header, _, rest = file.partition(b"\n--- ")
    written, _, body = rest.partition(b"\n")
    key = file_key(header, own)
    told = hmac.new(derived(key, salt=b"", purpose=b"header"), header + b"\n---", hashlib.sha256).digest()
    assert hmac.compare_digest(told, unpadded(written)), "the header was changed"
    payload = ChaCha20Poly1305(derived(key, salt=body[:16], purpose=b"payload"))
    chunks = [body[place : place + CHUNK] for place in range(16, len(body), CHUNK)]
    return b"".join(
        payload.decrypt(number.to_bytes(11, "big") + bytes([number == len(chunks) - 1]), chunk, None)
        for number, chunk in enumerate(chunks)
    )
