"""Reading CSV files as people make them; what is no CSV file is refused from its first 64 kB."""

from __future__ import annotations

import codecs
import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from weerklank.errors import BadInput, Fault, bad_input
from weerklank.fieldwork.cells import MISSING_WORDS
from weerklank.fieldwork.csv_layout import Layout, layout

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SNIFFED = 65_536
BLOCK = 1 << 22
FIRST_ROWS = 10_000
DELIMITERS = (",", ";", "\t", "|")

_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
_KINDS = {
    b"PK\x03\x04": ("is a spreadsheet or an archive", "Save the sheet as CSV (UTF-8) and give that file"),
    b"\xd0\xcf\x11\xe0": ("is an old spreadsheet", "Save the sheet as CSV (UTF-8) and give that file"),
    b"PAR1": ("is a Parquet file", "Give it the ending .parquet"),
    b"$FL2": ("is an SPSS file", "Give it the ending .sav"),
    b"$FL3": ("is a compressed SPSS file", "Give it the ending .zsav"),
    b"\x1f\x8b": ("is compressed", "Unpack it and give the file inside"),
    b"\xff\xfe": ("is UTF-16 text", "Save it as CSV UTF-8"),
    b"\xfe\xff": ("is UTF-16 text", "Save it as CSV UTF-8"),
}


@dataclass(frozen=True)
class Header:
    """The first record: what stands between its fields, and the columns it names. `comma`: a decimal comma."""

    delimiter: str
    names: tuple[str, ...]
    comma: bool


def header(path: Path) -> Header:
    """Return the header of a CSV file; raise `BadInput` where the file is none, after reading 64 kB at most."""
    with path.open("rb") as file:
        start = file.read(SNIFFED)
    text = _text(start, whole=len(start) < SNIFFED, source=path.name)
    delimiter = _delimiter(text)
    names = tuple(name.strip() for name in next(csv.reader(_records(text), delimiter=delimiter), []))
    _check_names(names, source=path.name)
    return Header(delimiter, names, comma=delimiter != ",")


def _text(start: bytes, *, whole: bool, source: str) -> str:
    for magic, (what, mend) in _KINDS.items():
        if start.startswith(magic):
            raise bad_input(what, mend, file=source)
    if b"\x00" in start:
        raise bad_input("is not a text file", "Give a CSV, Parquet or SPSS file", file=source)
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(start, final=whole)
    except UnicodeDecodeError as error:
        row = start.count(b"\n", 0, error.start) + 1
        raise bad_input("is not UTF-8 text", "Save it as CSV UTF-8", file=source, row=row) from None
    if not text.strip():
        raise bad_input("is empty", "Give a file with a header and a row for each respondent", file=source)
    if not whole and "\n" not in text:
        what = f"has no line end in its first {SNIFFED} bytes"
        raise bad_input(what, "Give a CSV file with one row a respondent", file=source)
    if "\r" in text and "\n" not in text:
        raise bad_input("ends its rows as no CSV file does", "Save it with line ends LF or CRLF", file=source)
    return text


def _records(text: str) -> Iterator[str]:
    yield from text.splitlines(keepends=True)


def _delimiter(text: str) -> str:
    outside = "".join(text.split("\n", 1)[0].split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _check_names(names: tuple[str, ...], *, source: str) -> None:
    faults = [
        Fault("a column has no name", "Name every column in the first row", source, 1, str(place))
        for place, name in enumerate(names, start=1)
        if not name
    ]
    faults += [
        Fault("two columns have this name", "Give each column a name of its own", source, 1, name)
        for place, name in enumerate(names)
        if name and name in names[:place]
    ]
    if names and all(_NUMBER.fullmatch(name) for name in names):
        faults = [Fault("the first row names no columns", "Put the names of the columns there", source, 1)]
    if faults:
        raise BadInput(faults)


def blocks(path: Path) -> Iterator[bytes]:
    """Yield a file's content in blocks of 4 MB."""
    with path.open("rb") as file:
        while content := file.read(BLOCK):
            yield content


def checked_layout(path: Path, *, head: Header) -> Layout:
    """Return the layout of a file in which every record has the header's number of fields; else `BadInput`."""
    found = layout(blocks(path), delimiter=head.delimiter, fields=len(head.names))
    if found.unclosed is not None:
        mend = "Close the quote; double a quotation mark that belongs to the text"
        raise bad_input("a quote is opened and never closed", mend, file=path.name, row=found.unclosed)
    if found.ragged_total:
        raise BadInput(_ragged(found, head=head, source=path.name), total=found.ragged_total)
    if found.records < 1:
        mend = "Give a row for each respondent under the header"
        raise bad_input("has a header and no respondents", mend, file=path.name)
    return found


def _ragged(found: Layout, *, head: Header, source: str) -> list[Fault]:
    wanted = len(head.names)
    faults = []
    for row, fields in found.ragged:
        what = f"has {fields} fields, the header {wanted}" if fields else "is empty"
        mend = "Give every row as many fields as the header" if fields else "Take the row out"
        faults.append(Fault(what, mend, source, row))
    return faults


def read_frame(path: Path, *, head: Header, picked: Sequence[str]) -> pl.DataFrame:
    """Return the picked columns; a column is numbers where all of it is, else text."""
    places = sorted(head.names.index(name) for name in picked)
    try:
        frame = _typed(path, head=head, places=places, rows=FIRST_ROWS)
    except pl.exceptions.PolarsError:  # a later row differs in kind from the first ones: look at them all
        frame = _fully_typed(path, head=head, places=places)
    frame.columns = [head.names[place] for place in places]
    return frame.select(picked)


def _fully_typed(path: Path, *, head: Header, places: Sequence[int]) -> pl.DataFrame:
    try:
        return _typed(path, head=head, places=places, rows=None)
    except pl.exceptions.PolarsError:
        raise unreadable(path) from None


def _typed(path: Path, *, head: Header, places: Sequence[int], rows: int | None) -> pl.DataFrame:
    """Read a CSV file; the kind of each column is worked out from the first `rows`, from all where it is None."""
    return pl.read_csv(
        path,
        separator=head.delimiter,
        columns=places,
        infer_schema_length=rows,
        null_values=list(MISSING_WORDS),
    )


def unreadable(path: Path) -> BadInput:
    """Return the error for a file that broke off beyond its first 64 kB; names the row that is no text."""
    row = 1
    for content in _lines(path):
        try:
            content.decode()
        except UnicodeDecodeError:
            return bad_input("is not UTF-8 text", "Save it as CSV UTF-8", file=path.name, row=row)
        row += 1
    return bad_input("cannot be read as CSV", "Save it again as CSV UTF-8", file=path.name)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while line := file.readline(BLOCK):
            yield line


def scan_frame(path: Path, *, head: Header) -> pl.LazyFrame:
    """Return the file as a lazy frame of text columns, to be read in parts."""
    return pl.scan_csv(
        path,
        separator=head.delimiter,
        infer_schema=False,
        null_values=list(MISSING_WORDS),
        with_column_names=lambda _: list(head.names),
        glob=False,
    )
