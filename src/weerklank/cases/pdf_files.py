"""A PDF without who made it, when and with what, written anew: `frontend/src/clean/pdf.ts` does the same.

What no page needs any more (an earlier version of a text that was changed) is not written again. What was put on
the pages is not touched: notes, forms, files and programs in it are named instead.
"""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING, Any, NamedTuple

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from weerklank.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
# What the library says of a damaged file may hold some of that file, and nothing that was sent stands in a log.

BEGINNING, WITHIN = b"%PDF-", 1024
OF_A_PART = {
    "/Metadata": "description",
    "/PieceInfo": "history",
    "/LastModified": "dates",
    "/Thumb": "preview",
}
OF_A_NOTE = {"/T": "author", "/M": "dates", "/CreationDate": "dates", "/NM": "history"}
OF_A_FIELD = {"/M": "dates"}
"""A field of a form is found by its name, which stands where a note has its author."""
OF_A_FILE = {"/CreationDate": "dates", "/ModDate": "dates"}
REMAINS = {
    "/AcroForm": "form",
    "/Annots": "comments",
    "/EmbeddedFiles": "embedded",
    "/JavaScript": "script",
    "/OCProperties": "hidden",
}
BROKEN = (
    PyPdfError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    OverflowError,
)
"""What reading a PDF that is none may raise; each means the same here."""


class Told(NamedTuple):
    """What was taken out of a PDF, and what is still in it."""

    removed: set[str]
    remains: set[str]


def is_pdf(content: bytes) -> bool:
    """Return whether a file is a PDF: its mark may have something before it."""
    return BEGINNING in content[:WITHIN]


def cleaned_pdf(content: bytes) -> tuple[bytes, set[str], set[str]]:
    """Return a PDF cleaned, what was removed, and what remains. Refuses with `damaged` or `encrypted`."""
    told = Told(set(), {"visible", "pictures"})
    try:
        return rewritten(opened(content), told), told.removed, told.remains
    except BROKEN as broken:
        raise Refused("damaged", "This PDF is damaged.") from broken


def opened(content: bytes) -> PdfReader:
    """Return a PDF to read; refuses one that needs a password."""
    found = PdfReader(io.BytesIO(content))
    if found.is_encrypted:
        raise Refused("encrypted", "This PDF is locked with a password.")
    return found


def rewritten(found: PdfReader, told: Told) -> bytes:
    """Return what the pages need, and nothing else."""
    if found.trailer.get("/Info"):
        told.removed.add("description")
    made = PdfWriter(clone_from=found)
    made.pdf_header = found.pdf_header
    made.metadata = None
    made._ID = None  # noqa: SLF001 - the library writes the identity of the first version again
    reached = clean_from(made.root_object, told)
    for number, one in enumerate(made._objects, 1):  # noqa: SLF001 - the library has no other way to leave one out
        if one is not None and number not in reached:
            made._objects[number - 1] = None  # noqa: SLF001 - the library has no other way
    kept = io.BytesIO()
    made.write(kept)
    return kept.getvalue()


def clean_from(root: Any, told: Told) -> set[int]:  # noqa: ANN401 - a part of a PDF may be anything
    """Clean each part that is reached from the root, and return their numbers; a list, for it may be deep."""
    waiting, reached = [root.indirect_reference], set[int]()
    while waiting:
        part = waiting.pop()
        if isinstance(part, IndirectObject):
            if part.idnum in reached:
                continue
            reached.add(part.idnum)
            part = part.get_object()
        waiting += parts_within(part, told)
    return reached


def parts_within(part: Any, told: Told) -> Iterator[Any]:  # noqa: ANN401 - a part of a PDF may be anything
    """Clean a part, and return what stands in it."""
    if isinstance(part, DictionaryObject):
        clean_dictionary(part, told)
        yield from (part.raw_get(name) for name in part)
    elif isinstance(part, ArrayObject):
        yield from list.__iter__(part)


def clean_dictionary(part: DictionaryObject, told: Told) -> None:
    """Take out of one part what tells of its maker, and name what remains."""
    drop(part, OF_A_PART, told)
    subtype = part.get("/Subtype")
    if part.get("/Type") == "/Annot" or (subtype is not None and "/Rect" in part):
        drop(part, OF_A_FIELD if subtype == "/Widget" else OF_A_NOTE, told)
    if "/ModDate" in part:
        drop(part, OF_A_FILE, told)
    told.remains.update(code for name, code in REMAINS.items() if name in part)


def drop(part: DictionaryObject, names: Mapping[str, str], told: Told) -> None:
    """Leave out what has one of these names."""
    for name, code in names.items():
        if name in part:
            del part[name]
            told.removed.add(code)
