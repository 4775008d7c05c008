"""Lists of units, read from CSV."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

from weerklank.errors import BadInput, Fault, bad_input
from weerklank.organisation.reorganisation import Listed
from weerklank.organisation.spelling import has_breaks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

NEEDED = ("code", "parent", "name_nl")
ALLOWED = (*NEEDED, "name_en", "kind", "headcount", "valid_from", "valid_to", "successor")
LONGEST = {"code": 40, "name_nl": 200, "name_en": 200, "kind": 40}


def read_units(path: Path) -> list[Listed]:
    """Return the units of a CSV file (UTF-8, comma or semicolon); raises `BadInput` with every fault."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise bad_input("there is no such file", "Check the name", file=path.name) from None
    except (UnicodeDecodeError, OSError):
        raise bad_input(
            "the file cannot be read as text", "Save it as CSV in UTF-8", file=path.name
        ) from None
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    faults: list[Fault] = []
    rows: list[Listed] = []
    read = 0
    try:
        check_header(list(reader.fieldnames or []), file=path.name)
        read = 1
        for row in reader:
            read = reader.line_num
            rows.append(listed(row, read, faults, file=path.name))
    except csv.Error:
        raise bad_input(
            "from here on the file cannot be read as CSV",
            "Close every quote that is opened, and keep cells short",
            file=path.name,
            row=read + 1,
        ) from None
    if faults or not rows:
        raise BadInput(faults or [Fault("there are no units", "Give one row a unit", file=path.name)])
    return rows


def check_header(header: list[str], *, file: str) -> None:
    """Refuse a header that misses a column, or has one that means nothing here."""
    faults = [
        Fault(f"the column {name} is missing", "Add it", file=file, row=1)
        for name in NEEDED
        if name not in header
    ]
    faults += [
        Fault(f"the column {name} stands there twice", "Keep one of the two", file=file, row=1)
        for name in ALLOWED
        if header.count(name) > 1
    ]
    if strange := [place for place, name in enumerate(header, 1) if name not in ALLOWED]:
        places = ", ".join(map(str, strange))
        faults.append(
            Fault(f"column {places} has no meaning here", f"Use only {', '.join(ALLOWED)}", file, 1)
        )
    if faults:
        raise BadInput(faults)


def listed(row: Mapping[str | None, str | None], number: int, faults: list[Fault], *, file: str) -> Listed:
    """Return one row as a unit; what is wrong with it is added to `faults`."""
    told = {name: (row.get(name) or "").strip() for name in ALLOWED}
    faults += [Fault(what, mend, file, number, column) for what, mend, column in cell_faults(row, told)]
    return Listed(
        row=number,
        code=told["code"],
        parent=told["parent"],
        name_nl=told["name_nl"],
        name_en=told["name_en"] or told["name_nl"],
        kind=told["kind"],
        persons=int(told["headcount"]) if is_count(told["headcount"]) else None,
        valid_from=day(told["valid_from"]),
        valid_to=day(told["valid_to"]),
        successor=told["successor"],
    )


def cell_faults(
    row: Mapping[str | None, str | None], told: Mapping[str, str]
) -> Iterator[tuple[str, str, str | None]]:
    """Yield what, mend and column of every cell that cannot be used."""
    if None in row:
        yield "the row has more cells than the header", "Put quotes around a name with a comma", None
    yield from text_faults(told)
    if told["headcount"] and not is_count(told["headcount"]):
        yield "the headcount is no whole number of persons", "Write digits alone", "headcount"
    for name in ("valid_from", "valid_to"):
        if told[name] and day(told[name]) is None:
            yield "this is no date", "Write it as 2026-01-31", name


def text_faults(told: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield what, mend and column of every cell whose text cannot be used, whatever it says."""
    for name in ("code", "name_nl"):
        if not told[name]:
            yield "the cell is empty", "Fill it in", name
    for name, longest in LONGEST.items():
        if len(told[name]) > longest:
            yield f"the text is longer than {longest} characters", "Make it shorter", name
    for name, text in told.items():
        if has_breaks(text):
            yield "the text holds a line break or a control character", "Take it out", name


def is_count(text: str) -> bool:
    """Return whether a text is a whole number that a headcount can be."""
    return text.isascii() and text.isdigit() and len(text) <= 9  # noqa: PLR2004 - nobody employs a milliard


def day(text: str) -> date | None:
    """Return a date in the form 2026-01-31, or nothing."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None  # a week is a date to Python too
