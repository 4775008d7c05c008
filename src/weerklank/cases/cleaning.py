"""What a file tells of who made it, taken out in memory: for those who send it without a script.

The browser's twin is `frontend/src/clean`; the vectors of both stand in `tests/vectors/clean/`. Codes, for which
the pages have words: what was `removed`, and what `remains` in it, to be read before it is sealed.
"""

from __future__ import annotations

from dataclasses import dataclass

from weerklank.cases.office_files import cleaned_office
from weerklank.cases.pdf_files import cleaned_pdf, is_pdf
from weerklank.cases.pictures import cleaned_picture, is_picture
from weerklank.errors import Refused

MOST = 25 * 1024 * 1024
ZIP = b"PK\3\4"
TELLING = ("<", "{\\rtf")
"""Beginnings of text in which more stands than can be read: markup, rich text."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file after cleaning. `everything` remains in a kind of file that is not known here."""

    content: bytes
    removed: tuple[str, ...]
    remains: tuple[str, ...]


class Uncleaned(Refused):
    """A file that cannot be cleaned. `place` counts from 1: what it is called, its sender alone may read."""

    def __init__(self, refusal: Refused, *, place: int) -> None:
        super().__init__(f"file_{refusal.code}", str(refusal))
        self.place = place


def cleaned_at(place: int, content: bytes) -> Cleaned:
    """Return the file at a place cleaned; refuses `Uncleaned`, its code with `file_` before it."""
    try:
        return cleaned("", content)
    except Refused as refusal:
        raise Uncleaned(refusal, place=place) from None


def cleaned(name: str, content: bytes) -> Cleaned:  # noqa: ARG001 - what it is, not how it is called, decides
    """Return a file cleaned. Refuses with `damaged`, `encrypted` or `too_large`; the name is not looked at."""
    if len(content) > MOST:
        raise Refused("too_large", "This file is larger than can be sent.")
    made = cleaned_known(content)
    if made is None:
        return Cleaned(content, (), ("visible" if is_text(content) else "everything",))
    clean, removed, remains = made
    return Cleaned(clean, tuple(sorted(removed)), tuple(sorted(remains)))


def cleaned_known(content: bytes) -> tuple[bytes, set[str], set[str]] | None:
    """Return a picture, a PDF or an office file cleaned; nothing for another kind."""
    if is_picture(content):
        return cleaned_picture(content)
    if is_pdf(content):
        return cleaned_pdf(content)
    return cleaned_office(content) if content.startswith(ZIP) else None


def is_text(content: bytes) -> bool:
    """Return whether it is plain text, which tells nothing but what can be read in it."""
    try:
        text = content.decode().removeprefix("\ufeff").lstrip()
    except UnicodeDecodeError:
        return False
    return "\0" not in text and not text.startswith(TELLING)
