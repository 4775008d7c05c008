"""The scan of a CSV file against what was written into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from weerklank.fieldwork.csv_layout import Layout, layout

if TYPE_CHECKING:
    from collections.abc import Iterator

FIELD = st.text(st.sampled_from('ab,"\n é'), max_size=5)
ROW = st.lists(FIELD, min_size=1, max_size=4)
TABLES = st.lists(ROW, min_size=1, max_size=12)


def pieces(content: bytes, *, size: int) -> Iterator[bytes]:
    return (content[i : i + size] for i in range(0, len(content), size))


def slow(rows: list[list[str]]) -> Layout:
    """What was written is known: count fields, and lines up to each record."""
    wanted = len(rows[0])
    while len(rows) > 1 and rows[-1] == [""]:
        rows = rows[:-1]
    found, line = Layout(records=len(rows) - 1), 1
    for row in rows:
        fields = 0 if row == [""] and wanted > 1 else len(row)
        if fields != wanted:
            found.ragged_total += 1
            found.ragged = [*found.ragged, (line, fields)][:10]
        line += 1 + sum(field.count("\n") for field in row)
    return found


def content_of(rows: list[list[str]], *, end: str) -> bytes:
    return "".join(",".join(quoted(field) for field in row) + end for row in rows).encode()


def quoted(field: str) -> str:
    doubled = field.replace('"', '""')
    return f'"{doubled}"' if set(field) & set('",\n') else field


@given(TABLES, st.sampled_from(["\n", "\r\n"]), st.integers(1, 40))
def test_the_scan_equals_its_slow_twin_whatever_the_blocks(
    rows: list[list[str]], end: str, size: int
) -> None:
    rows[0] = [field or "name" for field in rows[0]]
    found = layout(pieces(content_of(rows, end=end), size=size), delimiter=",", fields=len(rows[0]))
    expected = slow(rows)
    assert found.unclosed is None
    assert (found.records, found.ragged, found.ragged_total) == (
        expected.records,
        expected.ragged,
        expected.ragged_total,
    )


@given(TABLES.map(lambda rows: [[*row, "x"] for row in rows]), st.integers(1, 40))
def test_the_row_of_every_record_is_its_line(rows: list[list[str]], size: int) -> None:
    found = layout(pieces(content_of(rows, end="\n"), size=size), delimiter=",", fields=len(rows[0]))
    lines = [1]
    for row in rows:
        lines.append(lines[-1] + 1 + sum(field.count("\n") for field in row))
    assert [found.row(record) for record in range(len(rows) - 1)] == lines[1:-1]


def test_a_last_row_without_a_line_end_counts() -> None:
    assert layout([b"a,b\n1,2"], delimiter=",", fields=2).records == 1


def test_an_open_quote_names_the_record_that_opened_it() -> None:
    assert layout([b'a,b\n1,2\n3,"4\n', b"5,6\n"], delimiter=",", fields=2).unclosed == 3


def test_a_hopeless_file_is_not_read_to_its_end() -> None:
    endless = (b"one\n" * 60_000 for _ in range(1_000_000))
    assert layout(endless, delimiter=",", fields=2).ragged_total < 200_000
