"""``weerklank estimate`` from file to file, against the reference results."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from weerklank.cli import main

GOLDEN = Path(__file__).parents[1] / "golden" / "stats"
ASKED = ("--weights", "w0", "--strata", "ministry", "--fpc", "fpc", "--items", "safety_1", "--by", "ministry")


def test_the_file_has_everybody_and_every_ministry_as_r_has_them(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert main(["estimate", str(GOLDEN / "per2000_w1.csv"), *ASKED, "--out", str(out)]) == 0
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert list(rows[0]) == ["by", "domain", "item", "n", "est", "se", "ci_lo", "ci_hi", "deff", "df"]
    assert [row["by"] for row in rows] == ["", *["ministry"] * 15]
    assert rows[10]["domain"] == "ministry=9"
    assert float(rows[0]["est"]) == pytest.approx(4.09188012955093, rel=1e-9)
    assert float(rows[0]["se"]) == pytest.approx(0.0162433984172033, rel=1e-9)
    assert float(rows[1]["ci_lo"]) == pytest.approx(3.81875289379611, rel=1e-8)


def test_parquet_gives_what_csv_gives(tmp_path: Path) -> None:
    source, other = GOLDEN / "per2000_w1.csv", tmp_path / "in.parquet"
    pl.read_csv(source, infer_schema_length=None, null_values="NA").write_parquet(other)
    for path, name in ((source, "csv"), (other, "parquet")):
        assert main(["estimate", str(path), *ASKED, "--out", str(tmp_path / name)]) == 0
    assert (tmp_path / "csv").read_bytes() == (tmp_path / "parquet").read_bytes()


def test_the_command_itself_ends_with_two_for_bad_input(tmp_path: Path) -> None:
    call = "import sys; from weerklank.cli import main; sys.exit(main(sys.argv[1:]))"
    asked = ["estimate", "none.csv", "--weights", "w", "--items", "a", "--out", "out.csv"]
    done = subprocess.run(
        [sys.executable, "-c", call, *asked], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "weerklank estimate: none.csv: there is no such file. Check the path.\n"


@pytest.mark.parametrize("command", ["estimate", "calibrate", "compare"])
def test_help_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"weerklank {command} " in capsys.readouterr().out.split("example:")[1]
