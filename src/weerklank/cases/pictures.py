"""JPEG and PNG: only what a picture is drawn from stays.

Of the camera's own notes the orientation stays, in a segment of our own: without it a photo lies on its side. The
browser's twins are `frontend/src/clean/jpeg.ts` and `png.ts`; both give the same bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from weerklank.cases.zipped import damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
EOI, SOS, APP0, APP1, APP2, APP14, APP15, COM = 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
PLAIN_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
ADOBE = 12
ORIENTATION = 0x0112
NOTES, ENTRY, UPRIGHT, MOST_TURNED = 14, 12, 1, 8
AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
CHUNKS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"acTL", b"fcTL", b"fdAT"}
GONE = {b"tEXt": "comment", b"zTXt": "comment", b"iTXt": "comment", b"eXIf": "camera"} | {
    b"iCCP": "profile",
    b"tIME": "dates",
}
AROUND = 12
"""Bytes of a PNG chunk besides its content."""

CleanPicture = tuple[bytes, set[str], set[str]]


def is_picture(content: bytes) -> bool:
    """Return whether these bytes begin as a JPEG or a PNG."""
    return content.startswith((JPEG, PNG))


def cleaned_picture(content: bytes) -> CleanPicture:
    """Return the picture, what was removed and what remains. Refuses what is no whole picture."""
    return cleaned_jpeg(content) if content.startswith(JPEG) else cleaned_png(content)


def cleaned_png(content: bytes) -> CleanPicture:
    """Return a PNG of only the chunks that it is drawn from."""
    removed: set[str] = set()
    kept, place, name = [PNG], len(PNG), b""
    while name != b"IEND":
        end = place + AROUND + int.from_bytes(content[place : place + 4], "big")
        if place + AROUND > len(content) or end > len(content):
            raise damaged()
        name = content[place + 4 : place + 8]
        if name in CHUNKS:
            kept.append(content[place:end])
        else:
            removed.add(GONE.get(name, "other"))
        place = end
    return b"".join(kept), removed | after_end(content, place), {"visible"}


def after_end(content: bytes, end: int) -> set[str]:
    """Return what stands behind a picture: a second one, a film."""
    return {"trailer"} if end < len(content) else set()


def cleaned_jpeg(content: bytes) -> CleanPicture:
    """Return a JPEG of only the segments that it is drawn from."""
    removed: set[str] = set()
    kept, orientation, end = [], UPRIGHT, 2
    for marker, segment, body in segments(content):
        if marker == APP1:
            orientation = orientation_in(body) or orientation
        instead, gone = replaced(marker, segment, body)
        kept += instead
        removed |= gone
        end += len(segment)
    head = 1 if kept[0].startswith(PLAIN_JFIF[:2]) else 0
    turned = orientation != UPRIGHT
    kept[head:head] = [orientation_segment(orientation)] if turned else []
    remains = {"visible", "orientation"} if turned else {"visible"}
    return JPEG[:2] + b"".join(kept), removed | after_end(content, end), remains


def replaced(marker: int, segment: bytes, body: bytes) -> tuple[list[bytes], set[str]]:
    """Return the segment itself, a plain one in its place or none, and what was removed."""
    if marker == COM:
        return [], {"comment"}
    if not APP0 <= marker <= APP15:
        return [segment], set()
    if marker == APP0 and body.startswith(b"JFIF\0"):
        return [PLAIN_JFIF], set()
    if marker == APP14 and body.startswith(b"Adobe") and len(body) >= ADOBE:
        return [bytes((0xFF, APP14, 0, ADOBE + 2)) + body[:ADOBE]], set()  # how its colours are to be read
    if marker == APP1 and segment == orientation_segment(orientation_in(body)):
        return [], set()
    return [], {"profile" if marker == APP2 and body.startswith(b"ICC_PROFILE\0") else "camera"}


def segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield marker, whole segment and body, up to the end of the picture."""
    place, drawn, marker = 2, False, 0
    while marker != EOI:
        start, place, marker = place, *marker_at(content, place)
        if marker == EOI:
            if not drawn:
                raise damaged()
            yield marker, content[start:place], b""
            return
        end = place + int.from_bytes(content[place : place + 2], "big")
        body = content[place + 2 : end]
        if end < place + 2 or end > len(content):
            raise damaged()
        place = after_scan(content, end) if marker == SOS else end
        drawn = drawn or marker == SOS
        yield marker, content[start:place], body


def marker_at(content: bytes, place: int) -> tuple[int, int]:
    """Return what follows a marker, and the marker; it may be preceded by any number of 0xFF."""
    found = re.compile(rb"\xff+([^\x00\xff])", re.DOTALL).match(content, place)
    if found is None:
        raise damaged()
    return found.end(), found[1][0]


def after_scan(content: bytes, start: int) -> int:
    """Return the end of the picture's own bytes: the first marker that is no restart and no stuffed byte."""
    found = AFTER_SCAN.search(content, start)
    if found is None:
        raise damaged()
    return found.start()


def orientation_in(body: bytes) -> int:
    """Return the orientation in the camera's notes, 1 to 8; 0 where these are no notes or it is not in them."""
    if not body.startswith(b"Exif\0\0") or len(body) < NOTES:
        return 0
    notes = body[6:]
    order: Literal["little", "big"] = "little" if notes.startswith(b"II") else "big"
    directory = int.from_bytes(notes[4:8], order)
    count = int.from_bytes(notes[directory : directory + 2], order)
    for entry in range(directory + 2, directory + 2 + ENTRY * count, ENTRY):
        told = notes[entry : entry + ENTRY]
        if len(told) == ENTRY and int.from_bytes(told[:2], order) == ORIENTATION:
            value = int.from_bytes(told[8:10], order)
            return value if UPRIGHT <= value <= MOST_TURNED else 0
    return 0


def orientation_segment(orientation: int) -> bytes:
    """Return a segment of notes with the orientation and nothing else."""
    notes = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0" + bytes((orientation,)) + bytes(6)
    return bytes((0xFF, APP1, 0, 34)) + b"Exif\0\0" + notes
