"""``weerklank calibrate`` from file to file, against the reference weights."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from weerklank.cli import main

GOLDEN = Path(__file__).parents[1] / "golden" / "stats"
SOURCE = GOLDEN / "per2000_w1.csv"
ASKED = (
    "--weights",
    "w0",
    "--strata",
    "ministry",
    "--fpc",
    "fpc",
    "--totals",
    str(GOLDEN / "pop_totals_w1.json"),
)


def reference(column: str) -> list[float]:
    with (GOLDEN / "weights.csv").open(encoding="utf-8", newline="") as lines:
        return [float(row[column]) for row in csv.DictReader(lines)]


@pytest.mark.parametrize(
    ("method", "column", "close"),
    [
        ("rake", "rake_ipf", 1e-6),
        ("linear", "cal_linear", 1e-8),
        ("raking", "cal_raking", 1e-6),
        ("logit", "cal_logit_0.5_2", 1e-6),
    ],
)
def test_the_new_column_holds_the_weights_as_r_has_them(
    tmp_path: Path, method: str, column: str, close: float
) -> None:
    out = tmp_path / "out.csv"
    assert main(["calibrate", str(SOURCE), *ASKED, "--method", method, "--out", str(out)]) == 0
    made = pl.read_csv(out, infer_schema_length=None)
    assert made.get_column("w0_calibrated").to_list() == pytest.approx(reference(column), rel=close)
    assert made.columns[:-1] == SOURCE.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert made.get_column("w0").to_list() == pytest.approx(reference("w0"))


def test_parquet_holds_what_csv_holds(tmp_path: Path) -> None:
    for name in ("out.csv", "out.parquet"):
        assert main(["calibrate", str(SOURCE), *ASKED, "--out", str(tmp_path / name)]) == 0
    text = pl.read_csv(tmp_path / "out.csv", infer_schema_length=None)
    other = pl.read_parquet(tmp_path / "out.parquet")
    assert other.columns == text.columns
    assert other.get_column("w0_calibrated").to_list() == text.get_column("w0_calibrated").to_list()


def test_an_ending_that_cannot_be_written_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["calibrate", str(SOURCE), *ASKED, "--out", str(tmp_path / "out.xlsx")]) == 2
    assert (
        "out.xlsx: is of a kind that cannot be written. Give a name that ends in" in capsys.readouterr().err
    )
    assert list(tmp_path.iterdir()) == []


def test_a_column_that_is_there_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    once, twice = tmp_path / "once.csv", tmp_path / "twice.csv"
    assert main(["calibrate", str(SOURCE), *ASKED, "--out", str(once)]) == 0
    assert main(["calibrate", str(once), *ASKED, "--out", str(twice)]) == 2
    assert "once.csv, column w0_calibrated: the file has this column already" in capsys.readouterr().err
    assert not twice.exists()
