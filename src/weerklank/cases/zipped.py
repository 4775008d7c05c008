"""Zip, as office programs write it: read whole, written again without dates, comments or extra fields.

The browser's twin is `frontend/src/clean/zip.ts`. Raises `Refused` with `damaged`, `encrypted` or `too_large`.
"""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

from weerklank.errors import Refused

END, CENTRAL, LOCAL = b"PK\5\6", b"PK\1\2", b"PK\3\4"
END_LENGTH, LONGEST_COMMENT = 22, 65_535
STORED, DEFLATED = 0, 8
UTF8 = 0x0800
FIRST_DAY = 0x21
"""1 January 1980: the first day that a zip can hold."""
MOST_ENTRIES = 4_096
MOST_BYTES = 256 * 1024 * 1024
CENTRAL_HEAD = struct.Struct("<4s6H3I5H2I")
LOCAL_HEAD = struct.Struct("<4s5H3I2H")

Entry = tuple[str, bytes]


class Described(NamedTuple):
    """What the directory of a zip says of one entry."""

    name: str
    flags: int
    method: int
    checksum: int
    length: int
    size: int
    local: int


def damaged() -> Refused:
    """Return the refusal of what is no whole zip."""
    return Refused("damaged", "This file cannot be read, so what it tells cannot be removed.")


def too_large() -> Refused:
    """Return the refusal of a zip that would unfold too far."""
    return Refused("too_large", "This file unfolds to more than can be looked through.")


def unzipped(content: bytes) -> list[Entry]:
    """Return name and content of every file in a zip, in order."""
    described = directory(content)
    if sum(entry.size for entry in described) > MOST_BYTES:
        raise too_large()
    return [(entry.name, unfolded(content, entry)) for entry in described if not entry.name.endswith("/")]


def directory(content: bytes) -> list[Described]:
    """Return what the directory at the end says of each entry."""
    end = content.rfind(END, max(0, len(content) - END_LENGTH - LONGEST_COMMENT))
    if end < 0 or end + END_LENGTH > len(content):
        raise damaged()
    count, start = (
        struct.unpack_from("<H", content, end + 10)[0],
        struct.unpack_from("<I", content, end + 16)[0],
    )
    if count > MOST_ENTRIES:
        raise too_large()
    described, place = [], start
    for _ in range(count):
        entry, place = described_at(content, place)
        described.append(entry)
    return described


def described_at(content: bytes, place: int) -> tuple[Described, int]:
    """Return one entry of the directory, and where the next begins."""
    if place + CENTRAL_HEAD.size > len(content):
        raise damaged()
    fields = CENTRAL_HEAD.unpack_from(content, place)
    mark, flags, method, checksum, length, size = fields[0], *fields[3:5], *fields[7:10]
    name_length, extra, comment, local = *fields[10:13], fields[16]
    if mark != CENTRAL:
        raise damaged()
    start = place + CENTRAL_HEAD.size
    try:
        name = content[start : start + name_length].decode()
    except UnicodeDecodeError:
        raise damaged() from None
    following = start + name_length + extra + comment
    return Described(name, flags, method, checksum, length, size, local), following


def unfolded(content: bytes, entry: Described) -> bytes:
    """Return the content of one entry, held to its length and checksum."""
    if entry.flags & 1:
        raise Refused("encrypted", "This file is locked, so what it tells cannot be removed.")
    if entry.local + LOCAL_HEAD.size > len(content) or not content.startswith(LOCAL, entry.local):
        raise damaged()
    head = LOCAL_HEAD.unpack_from(content, entry.local)
    start = entry.local + LOCAL_HEAD.size + head[9] + head[10]
    packed = content[start : start + entry.length]
    plain = packed if entry.method == STORED else inflated(packed, entry)
    if len(plain) != entry.size or zlib.crc32(plain) != entry.checksum:
        raise damaged()
    return plain


def inflated(packed: bytes, entry: Described) -> bytes:
    """Return what was deflated, and never more than the directory says there is."""
    if entry.method != DEFLATED:
        raise damaged()
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, entry.size + 1)
    except zlib.error:
        raise damaged() from None


def zipped(entries: list[Entry]) -> bytes:
    """Return a zip of these files, in order; the first of an OpenDocument stands there as it is."""
    parts, central, place = [], [], 0
    for name, content in entries:
        method = STORED if name == "mimetype" else DEFLATED
        body = content if method == STORED else deflated(content)
        shared = struct.pack(
            "<5H3IH",
            20,
            UTF8,
            method,
            0,
            FIRST_DAY,
            zlib.crc32(content),
            len(body),
            len(content),
            len(name.encode()),
        )
        local = LOCAL + shared + bytes(2) + name.encode()
        central.append(
            CENTRAL + struct.pack("<H", 20) + shared + bytes(12) + struct.pack("<I", place) + name.encode()
        )
        parts += [local, body]
        place += len(local) + len(body)
    listed = b"".join(central)
    counts = struct.pack("<2H2IH", len(entries), len(entries), len(listed), place, 0)
    return b"".join((*parts, listed, END, bytes(4), counts))


def deflated(content: bytes) -> bytes:
    """Return raw deflate."""
    folding = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return folding.compress(content) + folding.flush()
