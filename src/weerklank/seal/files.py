"""A file of a case, sealed in chunks of 64 KiB: salt (32) ‖ (ciphertext ‖ tag)…, 32 + n × 65,552 bytes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weerklank.seal.chance import Draw, token
from weerklank.seal.context import context
from weerklank.seal.errors import CANNOT_OPEN, refusing
from weerklank.seal.message import SALT, TAG, content_key
from weerklank.seal.notation import canonical, from_canonical, split_u32, u32
from weerklank.seal.shapes import NAME, fields, file_name, identifier, media_type, number, size

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK = 65_536
"""Bytes of a chunk before it is sealed."""
UNKNOWN_TYPE = "application/octet-stream"
NAMELESS = "file"
LONGEST_NAME = 200
HEADER = frozenset({"name", "size", "type"})
UNSEEN = re.compile(NAME.pattern.replace("[^/\\\\", "[").removesuffix("{1,200}"))
"""One character that the name of a file may not have, but for the strokes of a path."""


@dataclass(frozen=True, slots=True)
class PlainFile:
    """A file as its owner knows it: a name without a path, a media type, the bytes."""

    name: str
    type: str
    content: bytes

    def __post_init__(self) -> None:
        file_name(self.name), media_type(self.type)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal: stands in the message that carries the file."""
        return hashlib.sha256(self.content).hexdigest()


def clean_name(name: str) -> str:
    """Return the name of a file without its path and without what cannot be seen; `file` where nothing is left."""
    last = re.split(r"[/\\]", name)[-1]
    seen = UNSEEN.sub("", last)[:LONGEST_NAME].strip()
    return NAMELESS if seen in {"", ".", ".."} else seen


def seal_file(
    plain: PlainFile, *, case_key: bytes, case: str, epoch: int, file: str, draw: Draw = token
) -> bytes:
    """Return a sealed file: the name is inside."""
    salt = draw(SALT)
    cipher = content_key(case_key, salt=salt, bound=of_file(case, epoch, file))
    header = canonical({"name": plain.name, "size": len(plain.content), "type": plain.type})
    told = u32(len(header)) + header + plain.content
    padded = told.ljust(-(-len(told) // CHUNK) * CHUNK, b"\0")
    starts = range(0, len(padded), CHUNK)
    last = len(starts) - 1
    return salt + b"".join(
        cipher.encrypt(nonce(number, last=last), padded[start : start + CHUNK], None)
        for number, start in enumerate(starts)
    )


def unseal_file(sealed: bytes, *, case_key: bytes, case: str, epoch: int, file: str) -> PlainFile:
    """Return a file; refuses whatever was not sealed so, and chunks that were dropped, moved or added."""
    with refusing(CANNOT_OPEN):
        if not may_be_file(len(sealed)):
            raise ValueError
        cipher = content_key(case_key, salt=sealed[:SALT], bound=of_file(case, epoch, file))
        return unpadded(b"".join(chunks(sealed[SALT:], cipher)))


def chunks(sealed: bytes, cipher: AESGCM) -> list[bytes]:
    """Return every chunk, opened."""
    starts = range(0, len(sealed), CHUNK + TAG)
    last = len(starts) - 1
    return [
        cipher.decrypt(nonce(number, last=last), sealed[start : start + CHUNK + TAG], None)
        for number, start in enumerate(starts)
    ]


def unpadded(padded: bytes) -> PlainFile:
    """Return the file in a row of chunks; a chunk more than needed, and padding that is not zero, are refused."""
    length, rest = split_u32(padded)
    header = header_of(rest[:length])
    content, padding = rest[length : length + header["size"]], rest[length + header["size"] :]
    if len(content) != header["size"] or len(padding) >= CHUNK or padding.strip(b"\0"):
        raise ValueError
    return PlainFile(header["name"], header["type"], content)


def header_of(told: bytes) -> dict[str, Any]:
    """Return the header of a file, checked."""
    header = fields(from_canonical(told), HEADER)
    file_name(header["name"]), media_type(header["type"]), size(header["size"])
    return header


def may_be_file(length: int) -> bool:
    """Return whether a sealed file can have so many bytes."""
    return length > SALT and (length - SALT) % (CHUNK + TAG) == 0


def nonce(counter: int, *, last: int) -> bytes:
    """Return the nonce of a chunk: an 11-byte counter from 0, and whether it is the last."""
    return counter.to_bytes(11, "big") + (b"\1" if counter == last else b"\0")


def of_file(case: str, epoch: int, file: str) -> bytes:
    """Return the context of a file."""
    return context("file", identifier(case), number(epoch), identifier(file))
