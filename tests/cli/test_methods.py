from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import pytest

from tests.stats import disclosure_twin as twin
from weerklank.cli import main

if TYPE_CHECKING:
    from pathlib import Path

POLICY = "smallest_group: 1\nsmallest_yes: 5\nsmallest_no: 5\nsmallest_width: 3\n"


@pytest.fixture
def about(tmp_path: Path) -> list[str]:
    file = tmp_path / "policy.yaml"
    file.write_text(POLICY + "salt: 'a secret of a test'\n")
    levels = "ministry,dg,directorate"
    return ["--hierarchy", levels, "--response", "exp_bullying", "--policy", str(file)]


@pytest.mark.parametrize(("method", "status"), [("band", "band"), ("cellkey", "noisy")])
def test_a_table_by_another_method_is_written_and_audited_from_the_file_alone(
    method: str, status: str, about: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "safe.csv"
    counts = str(twin.GOLDEN / "S2.csv")
    assert main(["protect", counts, *about, "--method", method, "--out", str(out)]) == 0
    assert "a secret of a test" not in out.read_text()
    rows = pl.read_csv(out)
    assert rows.columns == ["unit", "exp_bullying", "n", "status", "least", "greatest"]
    ranged = rows.filter(status=status)
    assert ranged.height > 240
    assert (ranged["least"] < ranged["greatest"]).all()
    assert main(["audit", str(out), *about, "--attacker", "A2"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["hidden"], found["exact"], found["narrow"]) == (ranged.height, 0, 0)


def test_noise_without_a_secret_is_refused_and_not_written(
    about: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "policy.yaml").write_text(POLICY)
    out = tmp_path / "safe.csv"
    counts = str(twin.GOLDEN / "S2.csv")
    assert main(["protect", counts, *about, "--method", "cellkey", "--out", str(out)]) != 0
    assert "Give salt" in capsys.readouterr().err
    assert not out.exists()
