"""What a file tells of who made it is gone, what was written in it is not, and what stays is named."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from weerklank.cases.cleaning import cleaned
from weerklank.errors import Refused

VECTORS = Path(__file__).parents[1] / "vectors" / "clean"
EXPECTED: dict[str, dict[str, Any]] = json.loads((VECTORS / "expected.json").read_text(encoding="utf-8"))
MARKS = (b"Verzonnen Maker", "Verzonnen Maker".encode("utf-16-le"), b"2026-03", b"00AB12CD")
SHOWN = [name for name, told in EXPECTED.items() if "removed" in told]
REFUSED = [name for name, told in EXPECTED.items() if "refused" in told]
PARTED = [name for name in SHOWN if "parts" in EXPECTED[name]]
PICTURES = [name for name in SHOWN if "sha256" in EXPECTED[name]]


def vector(name: str) -> bytes:
    return (VECTORS / name).read_bytes()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def told_of(name: str, content: bytes) -> set[str]:
    """What is said of a file: what remains in it, or why it is refused."""
    try:
        return set(cleaned(name, content).remains)
    except Refused as refused:
        return {refused.code}


def test_every_vector_has_an_expectation() -> None:
    files = {path.name for path in VECTORS.iterdir() if path.suffix not in {".py", ".json"}}
    assert files == set(EXPECTED)


@pytest.mark.parametrize("name", SHOWN)
def test_what_was_removed_and_what_remains_is_told(name: str) -> None:
    found = cleaned(name, vector(name))
    assert {"removed": list(found.removed), "remains": list(found.remains)} == {
        "removed": EXPECTED[name]["removed"],
        "remains": EXPECTED[name]["remains"],
    }


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_cleaned_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refused:
        cleaned(name, vector(name))
    assert refused.value.code == EXPECTED[name]["refused"]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_the_bytes_that_the_browser_makes_of_it(name: str) -> None:
    found = cleaned(name, vector(name)).content
    assert hashlib.sha256(found).hexdigest() == EXPECTED[name]["sha256"]


@pytest.mark.parametrize("name", PARTED)
def test_the_parts_of_an_office_file_are_those_that_the_browser_makes(name: str) -> None:
    parts = parts_of(cleaned(name, vector(name)).content)
    assert {part: hashlib.sha256(content).hexdigest() for part, content in parts.items()} == EXPECTED[name][
        "parts"
    ]


@pytest.mark.parametrize("name", PARTED)
def test_nobody_who_made_it_stands_in_an_office_file(name: str) -> None:
    before, after = parts_of(vector(name)), parts_of(cleaned(name, vector(name)).content)
    marked = [part for part, content in before.items() if any(mark in content for mark in MARKS)]
    assert len(marked) > 2, "there is nothing that could leak"
    assert [part for part, content in after.items() if any(mark in content for mark in MARKS)] == []


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_stays_the_same_picture(name: str) -> None:
    before, after = (
        Image.open(io.BytesIO(content)) for content in (vector(name), cleaned(name, vector(name)).content)
    )
    assert before.convert("RGBA").tobytes() == after.convert("RGBA").tobytes()
    assert any(mark in vector(name) for mark in MARKS)


@pytest.mark.parametrize(("name", "orientation"), [("photo.jpg", 6), ("upright.jpg", 1)])
def test_a_photo_stands_as_it_stood(name: str, orientation: int) -> None:
    for content in (vector(name), cleaned(name, vector(name)).content):
        assert Image.open(io.BytesIO(content)).getexif().get(0x0112, 1) == orientation


def test_a_pdf_keeps_its_page_and_nothing_of_who_made_it() -> None:
    before, after = vector("page.pdf"), cleaned("page.pdf", vector("page.pdf")).content
    gone = (b"Verzonnen", b"20260302", b"/Metadata", b"/Info", b"/ID", b"a version before")
    assert [mark for mark in gone if mark not in before] == [], "there is nothing that could leak"
    assert [mark for mark in gone if mark in after] == []
    assert b"80 80 re S" in after
    notes: list[Any] = list(PdfReader(io.BytesIO(after)).pages[0].annotations or ())
    assert [note.get_object()["/Contents"] for note in notes] == ["Kijk hier."]
    assert cleaned("page.pdf", after).removed == ()


def test_what_was_written_stays() -> None:
    parts = parts_of(cleaned("", vector("letter.docx")).content)
    assert "Wat er gebeurde, é.".encode() in parts["word/document.xml"]


def test_cleaning_twice_changes_nothing() -> None:
    for name in (*PICTURES, *PARTED):
        once = cleaned(name, vector(name)).content
        again = cleaned(name, once)
        assert (again.content, again.removed) == (once, ())


@given(st.sampled_from([*PICTURES, *PARTED, "page.pdf"]), st.integers(0, 5000), st.binary(max_size=4))
def test_a_damaged_file_is_cleaned_or_refused(name: str, place: int, planted: bytes) -> None:
    content = vector(name)
    at = place % len(content)
    broken = content[:at] + planted + content[at + len(planted) :]
    assert told_of(name, broken) & {"visible", "everything", "damaged", "encrypted", "too_large"}
