"""Where the records of a CSV file (RFC 4180) begin and how many fields each has. Pure: it is given the bytes.

A row is a line as an editor counts it; a quoted field may hold line ends, so that a record spans several rows. The
bytes are scanned in blocks with vector operations: a quote turns "inside" on or off, and a delimiter or line end
counts outside only. A doubled quote turns twice and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

SHOWN = 10
HOPELESS = 100_000
HEADER_AND_FIRST = 2

_QUOTE, _LINE_END, _RETURN = ord('"'), ord("\n"), ord("\r")


@dataclass
class Layout:
    """What a scan found.

    `records` counts the respondents (header and empty rows at the end apart); `ragged` holds the first ten of
    them with another number of fields than the header, as (row, fields), of `ragged_total`; `unclosed` is the row
    of a record whose quote is never closed. `spans` are the records that take more than one row, as
    (record, further rows); the first respondent is record 0, the header −1.
    """

    records: int = 0
    ragged: list[tuple[int, int]] = field(default_factory=list)
    ragged_total: int = 0
    unclosed: int | None = None
    spans: list[tuple[int, int]] = field(default_factory=list)

    def row(self, record: int) -> int:
        """Return the row where a respondent's record begins; the first respondent is record 0."""
        further = sum(rows for before, rows in self.spans if before < record)
        return record + HEADER_AND_FIRST + further


@dataclass(frozen=True)
class _Block:
    fields: NDArray[np.int64]
    rows: NDArray[np.int64]
    blank: NDArray[np.bool_]


@dataclass
class _Scan:
    """The state between two blocks: inside a quote or not, the record begun, and its first row."""

    delimiter: int
    inside: int = 0
    fields: int = 0
    length: int = 0
    begins: int = 1
    row: int = 1
    last: int = 0

    def block(self, content: bytes) -> _Block:
        """Return the records that end in this block."""
        octets = np.frombuffer(content, dtype=np.uint8)
        outside = self._outside(octets)
        ends = np.flatnonzero(octets == _LINE_END)
        closing = ends[outside[ends]]
        marks = np.flatnonzero((octets == self.delimiter) & outside)
        before = np.searchsorted(marks, closing)
        fields = np.diff(before, prepend=0) + 1
        lengths = np.diff(closing, prepend=-1) - 1
        rows_after = self.row + 1 + np.searchsorted(ends, closing)
        rows = np.concatenate([[self.begins], rows_after])[:-1]
        returns = octets[np.maximum(closing - 1, 0)] == _RETURN
        if len(closing):
            returns[0] = self.last == _RETURN if closing[0] == 0 else returns[0]
            fields[0] += self.fields
            lengths[0] += self.length
            self.fields, self.length, self.begins = 0, 0, int(rows_after[-1])
        self.fields += len(marks) - (int(before[-1]) if len(before) else 0)
        self.length += len(octets) - (int(closing[-1]) + 1 if len(closing) else 0)
        self.row += len(ends)
        self.last = int(octets[-1])
        return _Block(fields, rows, (lengths == 0) | ((lengths == 1) & returns))

    def _outside(self, octets: NDArray[np.uint8]) -> NDArray[np.bool_]:
        quotes = octets == _QUOTE
        if not self.inside and not quotes.any():
            return np.ones(len(octets), dtype=np.bool_)
        parity = (np.cumsum(quotes) + self.inside) & 1
        self.inside = int(parity[-1])
        outside: NDArray[np.bool_] = parity == 0
        return outside


def layout(blocks: Iterable[bytes], *, delimiter: str, fields: int) -> Layout:
    """Return the layout of a file whose header has `fields` fields; `delimiter` is one ASCII character.

    Stops early where a hundred thousand records have another number of fields: such a file is no CSV file.
    """
    scan = _Scan(ord(delimiter))
    found = Layout(records=-1)
    blank_tail: list[int] = []
    for block in _with_end(blocks, scan=scan):
        _note_spans(block, found=found, scan=scan)
        _note_ragged(block, found=found, fields=fields, blank_tail=blank_tail)
        if found.ragged_total > HOPELESS:
            break
    found.unclosed = scan.begins if scan.inside else None
    return found


def _with_end(blocks: Iterable[bytes], *, scan: _Scan) -> Iterator[_Block]:
    for content in blocks:
        if content:
            yield scan.block(content)
    if scan.length and not scan.inside:
        yield scan.block(b"\n")


def _note_spans(block: _Block, *, found: Layout, scan: _Scan) -> None:
    starts = np.append(block.rows, scan.begins)
    further = np.diff(starts) - 1
    for place in np.flatnonzero(further > 0):
        found.spans.append((found.records + int(place), int(further[place])))


def _note_ragged(block: _Block, *, found: Layout, fields: int, blank_tail: list[int]) -> None:
    """Count the records; an empty row is ragged only where a record follows it."""
    filled = np.flatnonzero(~block.blank)
    empty = block.blank if fields > 1 else np.zeros(len(block.blank), dtype=np.bool_)
    last = int(filled[-1]) + 1 if len(filled) else 0
    if last:
        _add_ragged([(row, 0) for row in blank_tail if fields > 1], found=found)
        found.records += len(blank_tail)
        blank_tail.clear()
    wrong = np.flatnonzero((block.fields[:last] != fields) | empty[:last])
    first = [(int(block.rows[i]), 0 if empty[i] else int(block.fields[i])) for i in wrong[:SHOWN]]
    _add_ragged(first, found=found, total=len(wrong))
    found.records += last
    blank_tail.extend(int(row) for row in block.rows[last:])


def _add_ragged(first: list[tuple[int, int]], *, found: Layout, total: int | None = None) -> None:
    found.ragged.extend(first[: SHOWN - len(found.ragged)])
    found.ragged_total += len(first) if total is None else total
