"""``weerklank compare`` from file to file, against the reference differences."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pyreadstat
import pytest

from weerklank.cli import main
from weerklank.cli.compare import HEADER, directions
from weerklank.stats.compare import Better

if TYPE_CHECKING:
    from collections.abc import Sequence

GOLDEN = Path(__file__).parents[1] / "golden" / "stats"
WAVES = (str(GOLDEN / "per2000_w1.csv"), str(GOLDEN / "per2000_w2.csv"))
ITEMS = ("safety", "exp_bullying", "know_counsellor")
DESIGN = ("--weights", "w0", "--strata", "ministry")
BETTER = ("--better", "safety=higher,exp_bullying=lower,know_counsellor=higher")
INDEPENDENT = (*DESIGN, "--fpc", "fpc", "--items", ",".join(ITEMS), "--by", "role")
SMALL = "w,a,g\n1,1,x\n1,0,x\n1,1,y\n1,0,y\n"
Rows = list[dict[str, str]]


def compared(out: Path, asked: Sequence[str], *, waves: Sequence[str] = WAVES) -> Rows:
    assert main(["compare", *waves, *asked, "--out", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def reference(design: str) -> dict[tuple[str, str], dict[str, str]]:
    with (GOLDEN / "golden.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if (row["case"], row["design"]) == ("wave_diff", design)]
    return {(row["domain"], row["item"]): row for row in rows if row["stat"] == "w2-w1"}


def test_two_samples_differ_as_r_has_it(tmp_path: Path) -> None:
    rows = compared(tmp_path / "out.csv", (*INDEPENDENT, *BETTER))
    wanted = reference("wave_indep")
    assert tuple(rows[0]) == HEADER
    assert [(row["by"], row["domain"], row["item"]) for row in rows] == [
        (by, domain, item)
        for by, domain in (("", "all"), ("role", "role=0"), ("role", "role=1"), ("role", "role=2"))
        for item in ITEMS
    ]
    for row in rows:
        golden = wanted[row["domain"].replace("all", "national"), row["item"]]
        assert float(row["difference"]) == pytest.approx(float(golden["est"]), rel=1e-8, abs=1e-12)
        assert float(row["se"]) == pytest.approx(float(golden["se"]), rel=1e-8)
        assert float(row["later"]) - float(row["earlier"]) == pytest.approx(float(row["difference"]))
        assert float(row["ci_lo"]) < float(row["difference"]) < float(row["ci_hi"])
        assert float(row["p_adjusted"]) >= float(row["p"])


def test_the_verdict_follows_the_direction_and_the_margin(tmp_path: Path) -> None:
    item = (*DESIGN, "--fpc", "fpc", "--items", "exp_bullying")
    for said, verdict in (("lower", "improved"), ("higher", "worse")):
        (row,) = compared(tmp_path / "out.csv", (*item, "--better", said))
        assert (float(row["p_adjusted"]) < 0.05, row["verdict"]) == (True, verdict)
    calm = (*DESIGN, "--fpc", "fpc", "--items", "unsafe_feedback", "--better", "lower")
    for margin, verdict in (("0.02", "equal"), ("0.01", "undetermined")):
        (row,) = compared(tmp_path / "out.csv", (*calm, "--margin", margin))
        assert row["verdict"] == verdict


def test_without_a_direction_a_change_stays_undetermined_and_one_line_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rising = (*DESIGN, "--fpc", "fpc", "--items", "safety_1,safety_2")
    rows = compared(tmp_path / "out.csv", (*rising, "--adjust", "BH"))
    assert {row["verdict"] for row in rows} == {"undetermined"}
    assert min(float(row["p_adjusted"]) for row in rows) < 0.05
    assert capsys.readouterr().err == (
        "No direction for safety_1, safety_2: a change there stays undetermined. "
        "Say --better safety_1=higher or lower.\n"
    )


def test_overlapping_samples_have_the_error_of_the_same_teams_asked_twice(tmp_path: Path) -> None:
    asked = (*DESIGN, "--clusters", "team", "--items", "safety", "--better", "higher")
    (apart,), (twice,) = (
        compared(tmp_path / "out.csv", (*asked, *more)) for more in ((), ("--overlapping",))
    )
    wanted = reference("wave_overlap")["national", "safety"]
    assert float(twice["difference"]) == pytest.approx(float(wanted["est"]), rel=1e-8)
    assert apart["difference"] == twice["difference"]
    # the reference has a third wave in the design, which moves the error by a hundredth
    assert float(twice["se"]) == pytest.approx(float(wanted["se"]), rel=2e-2)
    assert abs(float(apart["se"]) - float(twice["se"])) > 1e-6


def test_an_spss_file_gives_what_csv_gives(tmp_path: Path) -> None:
    saved = []
    for number, source in enumerate(WAVES):
        frame = pl.read_csv(source, infer_schema_length=None, null_values="NA")
        saved.append(str(tmp_path / f"wave{number}.sav"))
        pyreadstat.write_sav(frame, saved[-1])
    asked = (*INDEPENDENT, *BETTER)
    wanted = compared(tmp_path / "csv.csv", asked)
    got = compared(tmp_path / "sav.csv", asked, waves=saved)
    assert [row["verdict"] for row in got] == [row["verdict"] for row in wanted]
    assert [row["domain"] for row in got] == [row["domain"] for row in wanted]
    for column in HEADER[3:-1]:
        values = [float(row[column]) for row in wanted]
        assert [float(row[column]) for row in got] == pytest.approx(values, rel=1e-9)


def test_groups_that_are_numbers_in_one_wave_and_text_in_the_other_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text(SMALL.replace("x", "1").replace("y", "2"), encoding="utf-8")
    (tmp_path / "two.csv").write_text(SMALL.replace("x", "1"), encoding="utf-8")
    waves = [str(tmp_path / name) for name in ("one.csv", "two.csv")]
    asked = ("--weights", "w", "--items", "a", "--by", "g", "--better", "higher")
    assert [row["domain"] for row in compared(tmp_path / "out.csv", asked, waves=waves)] == ["all", "g=1"]


def test_without_a_file_the_rows_go_to_standard_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one.csv").write_text(SMALL, encoding="utf-8")
    wave = str(tmp_path / "one.csv")
    assert main(["compare", wave, wave, "--weights", "w", "--items", "a", "--better", "higher"]) == 0
    header, row = capsys.readouterr().out.splitlines()
    assert header == ",".join(HEADER)
    assert row.startswith(",all,a,0.5,0.5,0.0,")


def test_an_item_of_one_wave_only_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.csv").write_text(SMALL, encoding="utf-8")
    (tmp_path / "two.csv").write_text(SMALL.replace("a", "b"), encoding="utf-8")
    waves = [str(tmp_path / name) for name in ("one.csv", "two.csv")]
    asked = ["--weights", "w", "--items", "a", "--out", str(tmp_path / "out.csv")]
    assert main(["compare", *waves, *asked]) == 2
    assert "two.csv, column a: there is no such column" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


def test_directions_are_for_all_or_by_item() -> None:
    assert directions("lower") == {"": Better.LOWER}
    assert directions("a=lower, b=higher") == {"a": Better.LOWER, "b": Better.HIGHER}
    assert directions("higher,a=lower") == {"": Better.HIGHER, "a": Better.LOWER}


@pytest.mark.parametrize("said", ["up", "a=up", "", json.dumps({"a": "lower"})])
def test_another_direction_is_refused(said: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--weights", "w", "--items", "a", "--better", said]
    with pytest.raises(SystemExit) as ended:
        main(["compare", *WAVES, *asked])
    assert ended.value.code == 2
    assert "say higher or lower" in capsys.readouterr().err
