"""Answers as a new user brings them: read where they are right, refused in full where they are not."""

from __future__ import annotations

import os
import time
import tracemalloc
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pyreadstat
import pytest

from weerklank.errors import BadInput
from weerklank.fieldwork.importers import (
    letter_indicators,
    read_answers,
    read_indicators,
    read_questionnaire,
    reference,
    scan_answers,
)

if TYPE_CHECKING:
    from pathlib import Path

TWO_GB = 2 << 30


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def written(folder: Path, content: str | bytes, *, name: str = "answers.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(path: Path, **options: object) -> BadInput:
    with pytest.raises(BadInput) as found:
        read_answers(path, **options)  # type: ignore[arg-type]  # options vary from test to test
    return found.value


def places(refusal: BadInput) -> list[tuple[int | None, str | None]]:
    return [(fault.row, fault.column) for fault in refusal.faults]


@pytest.mark.parametrize(
    "content",
    [
        "unit,A,w\nm1,1,1.5\nm2,,2\n",
        "\ufeffunit,A,w\r\nm1,1,1.5\r\nm2,,2\r\n",
        "unit;A;w\nm1;1;1,5\nm2;;2\n",
        "unit\tA\tw\nm1\t1\t1.5\nm2\tNA\t2",
        '"unit","A","w"\n"m1","1","1.5"\n"m2","","2"\n\n\n',
        "unit, A, w\nm1, 1, 1.5\nm2, , 2\n",
    ],
    ids=["plain", "bom-crlf", "semicolon-comma", "tab", "quoted-blank-end", "spaces"],
)
def test_csv_files_as_people_make_them_read_alike(folder: Path, content: str) -> None:
    answers = read_answers(written(folder, content))
    assert answers.frame.to_dict(as_series=False) == {"unit": ["m1", "m2"], "A": [1, None], "w": [1.5, 2.0]}
    assert answers.groups(["unit"]).labels == (("m1",), ("m2",))


def test_only_the_asked_columns_are_read_in_their_order(folder: Path) -> None:
    answers = read_answers(written(folder, "a,b,c\n1,2,3\n"), columns=["c", "a"])
    assert answers.frame.rows(named=True) == [{"c": 3, "a": 1}]


@pytest.mark.parametrize(
    ("content", "row", "column", "what"),
    [
        ("", None, None, "is empty"),
        ("\n\n", None, None, "is empty"),
        ("a,b\n", None, None, "no respondents"),
        ("a,b", None, None, "no respondents"),
        ("a,b,a\n1,2,3\n", 1, "a", "two columns"),
        ("a,,c\n1,2,3\n", 1, "2", "no name"),
        ("1,2,3\n1,2,3\n", 1, None, "names no columns"),
        ("a,b\n1,2\n3\n", 3, None, "1 fields, the header 2"),
        ("a,b\n1,2\n3,4,5\n", 3, None, "3 fields, the header 2"),
        ("a,b\n1,2\n\n3,4\n", 3, None, "is empty"),
        ('a,b\n1,"x\ny"\n3\n', 4, None, "1 fields"),
        ('a,b\n1,2\n3,"4\n5,6\n', 3, None, "never closed"),
        ("a,b\r1,2\r", None, None, "ends its rows"),
        (b"a,b\n1,2\n\xff\xfe\xfa,3\n", 3, None, "UTF-8"),
        ("a,b\n1,2\n".encode("utf-16"), None, None, "UTF-16"),
        (b"a,b\n1,\x002\n", None, None, "not a text file"),
        (b"PK\x03\x04rest", None, None, "spreadsheet"),
        (b"PAR1rest", None, None, "Parquet"),
    ],
)
def test_a_bad_csv_file_is_refused_at_its_place(
    folder: Path, content: str | bytes, row: int | None, column: str | None, what: str
) -> None:
    refusal = refused(written(folder, content))
    assert places(refusal)[0] == (row, column), str(refusal)
    assert what in refusal.faults[0].what
    assert refusal.faults[0].file == "answers.csv"


def test_text_in_a_numeric_column_is_named_by_row_and_column_and_not_repeated(folder: Path) -> None:
    rows = "".join(f'{i},"two\nrows"\n' for i in range(30))
    path = written(folder, f'w,note\n{rows}secret,"x"\n8,"y"\n')
    refusal = refused(path)
    assert places(refusal) == [(62, "w")]
    assert "secret" not in str(refusal)


def test_a_column_that_must_be_numbers_says_so_for_every_row(folder: Path) -> None:
    path = written(folder, "w,g\n" + "x,1\n" * 25)
    assert read_answers(path).frame.schema["w"] == pl.String
    refusal = refused(path, numeric=["w"])
    assert places(refusal) == [(row, "w") for row in range(2, 12)]
    assert refusal.total == 25
    assert "and 15 more" in str(refusal)


def test_an_infinite_number_is_refused(folder: Path) -> None:
    assert places(refused(written(folder, "w\n1\ninf\n"))) == [(3, "w")]


def test_a_code_outside_its_scale_is_refused_with_the_codes_there_are(folder: Path) -> None:
    path = written(folder, "CL1,WHO_OG_BUL_a,unit\n1,0,m1\n6,2,m2\n-9,-2,m3\n2.5,1,m4\n,,m5\n")
    refusal = refused(path, questionnaire=reference())
    assert places(refusal) == [(3, "CL1"), (3, "WHO_OG_BUL_a"), (5, "CL1")]
    assert "-9, -8, -2, -1, 1, 2, 3, 4, 5" in refusal.faults[0].mend


def test_a_column_that_is_not_there_is_refused_before_the_file_is_read(folder: Path) -> None:
    refusal = refused(written(folder, "a,b\n1\n"), columns=["a", "z"])
    assert places(refusal) == [(None, "z")]
    assert "a, b" in refusal.faults[0].mend


def test_a_missing_file_a_folder_and_an_unknown_kind_are_refused(folder: Path) -> None:
    assert "no such file" in str(refused(folder / "none.csv"))
    assert "not a file" in str(refused(folder))
    assert "kind" in str(refused(written(folder, "a\n1\n", name="answers.doc")))
    for name in ("a.csv", "a.parquet", "a.sav"):
        assert "is empty" in str(refused(written(folder, "", name=name)))


@pytest.mark.parametrize("start", [b"", b"a,b\n1,2\n", b"x" * 100_000, os.urandom(70_000), b"\x89PNG\r\n"])
def test_two_gigabytes_that_are_no_csv_are_refused_fast_and_in_little_memory(
    folder: Path, start: bytes
) -> None:
    path = written(folder, start, name="big.csv")
    os.truncate(path, TWO_GB)
    assert path.stat().st_size == TWO_GB
    tracemalloc.start()
    began = time.perf_counter()
    refusal = refused(path)
    seconds = time.perf_counter() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refusal.faults
    assert seconds < 1
    assert peak < 2_000_000


def test_bad_utf8_beyond_the_first_block_is_found(folder: Path) -> None:
    refusal = refused(written(folder, b"g,b\n" + b"m1,2\n" * 20_000 + b"\xff,3\n"))
    assert places(refusal) == [(20_002, None)], str(refusal)


def test_parquet_is_read_with_its_types_and_whole_numbers_as_integers(folder: Path) -> None:
    path = folder / "answers.parquet"
    frame = pl.DataFrame({"g": ["a", "b"], "A": [1.0, None], "w": [1.5, float("nan")]})
    frame.with_columns(pl.col("g").cast(pl.Categorical)).write_parquet(path)
    answers = read_answers(path)
    assert answers.frame.to_dict(as_series=False) == {"g": ["a", "b"], "A": [1, None], "w": [1.5, None]}
    assert answers.first_row == 1


@pytest.mark.parametrize("cut", [0, 4, 40, -1, -20])
def test_a_damaged_parquet_file_is_refused(folder: Path, cut: int) -> None:
    path = folder / "answers.parquet"
    pl.DataFrame({"a": list(range(1000))}).write_parquet(path)
    content = path.read_bytes()
    path.write_bytes(b"PAR1" + content[4 : cut or None][:cut] if cut else b"no parquet at all")
    assert "damaged" in str(refused(path))


def test_a_parquet_file_with_lists_or_without_rows_is_refused(folder: Path) -> None:
    path = folder / "answers.parquet"
    pl.DataFrame({"a": [[1], [2]]}).write_parquet(path)
    assert places(refused(path)) == [(None, "a")]
    pl.DataFrame({"a": pl.Series([], dtype=pl.Int64)}).write_parquet(path)
    assert "no respondents" in str(refused(path))


def test_user_missing_answers_of_spss_become_missing_unless_the_questionnaire_knows_them(
    folder: Path,
) -> None:
    path = folder / "answers.sav"
    frame = pl.DataFrame({"CL1": [1.0, 5.0, -9.0, 99.0, None], "g": ["a", "b", "c", "d", "e"]})
    ranges = {"CL1": [{"lo": -9.0, "hi": -1.0}, 99.0]}
    pyreadstat.write_sav(frame, str(path), missing_ranges=ranges)  # type: ignore[arg-type]  # ranges or numbers
    assert read_answers(path).frame["CL1"].to_list() == [1, 5, None, None, None]
    kept = read_answers(path, questionnaire=reference(), columns=["CL1"])
    assert kept.frame["CL1"].to_list() == [1, 5, -9, None, None]


@pytest.mark.parametrize(
    "content", [b"$FL2" + b"\x00" * 50, b"nothing of the kind", b"$FL2@(#) SPSS DATA FILE"]
)
def test_a_damaged_spss_file_is_refused(folder: Path, content: bytes) -> None:
    assert "damaged" in str(refused(written(folder, content, name="answers.sav")))


@pytest.mark.parametrize("name", ["answers.csv", "answers.parquet"])
def test_a_scan_gives_the_same_answers_in_parts(folder: Path, name: str) -> None:
    rows = 10_000
    frame = pl.DataFrame({"g": ["x", "y"] * (rows // 2), "A": range(rows), "w": np.linspace(0.5, 2, rows)})
    path = folder / name
    if name.endswith("csv"):
        frame.write_csv(path)
    else:
        frame.write_parquet(path, row_group_size=1000)
    parts = list(scan_answers(path, columns=["A", "g"], chunk_rows=1500))
    assert len(parts) > 3
    assert pl.concat([part.frame for part in parts]).equals(frame.select("A", "g"))
    assert parts[1].first_row == parts[0].first_row + len(parts[0])


def test_a_scan_names_the_row_of_text_in_a_later_part(folder: Path) -> None:
    path = written(folder, "A\n" + "1\n" * 5000 + "x\n" + "1\n" * 100)
    with pytest.raises(BadInput) as found:
        list(scan_answers(path, columns=["A"], chunk_rows=1000))
    assert places(found.value) == [(5002, "A")]


def test_an_indicator_file_finds_its_questionnaires_beside_it_or_packaged(folder: Path) -> None:
    text = (
        "format: weerklank-indicators/1\nid: own\nversion: 1.0.0\nlanguages: [en]\n"
        "questionnaires: [reference.yaml]\n"
        "indicators:\n- {id: safe, label: {en: Safe}, unit: pct, decimals: 0, better: higher, "
        "base: {text: {en: all}}, yes: {item: CL1, in: [4, 5]}}\n"
    )
    assert read_indicators(written(folder, text, name="own.yaml")).columns() == ("CL1",)
    elsewhere = written(folder, text.replace("reference", "none"), name="other.yaml")
    with pytest.raises(BadInput, match=r"none\.yaml: there is no such file"):
        read_indicators(elsewhere)
    with pytest.raises(BadInput, match="row 7"):
        read_indicators(written(folder, text.replace("CL1", "CL99"), name="wrong.yaml"))
    assert len(letter_indicators()) == 21


def test_a_questionnaire_that_is_not_text_is_refused(folder: Path) -> None:
    with pytest.raises(BadInput, match="row 2: is not UTF-8"):
        read_questionnaire(written(folder, b"a: 1\n\xff\n", name="q.yaml"))


def test_a_column_whose_kind_shows_late_is_still_read_as_numbers_or_named(folder: Path) -> None:
    late = "w,g\n" + "1,\n" * 12_000
    assert read_answers(written(folder, late + "1.5,m1\n")).frame.row(-1) == (1.5, "m1")
    assert places(refused(written(folder, late + "x,m1\n"))) == [(12_002, "w")]
