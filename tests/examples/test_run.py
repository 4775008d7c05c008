"""The whole road, as `make run` walks it, and what the letter says when the later wave is another."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from examples.demonstration import generate
from tests.serving import environment, own_stores, run
from weerklank.cli import main as weerklank
from weerklank.releases.importers import read_policy, read_safe_table
from weerklank.stats.audit import audit
from weerklank.stats.policy import attacker_of

ROOT = Path(__file__).parents[2]
TOLD = ROOT / "examples" / "demonstration" / "letter"
INDICATORS = ROOT / "src" / "weerklank" / "fieldwork" / "questionnaires" / "letter.indicators.yaml"
FIGURES = yaml.safe_load((ROOT / "tests" / "golden" / "letter" / "figures.yaml").read_text(encoding="utf-8"))
MEASURED = [f for f in FIGURES["figures"] if f["source"] == "PER 2021"]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    done = subprocess.run(
        [sys.executable, "examples/run.py", "--out", str(folder)],
        cwd=ROOT,
        env=environment(folder / "elsewhere", WEERKLANK_SERVE="0"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Open in a browser" in done.stdout
    assert done.stdout.count("is published.") == 6
    assert "Traceback" not in done.stderr
    return folder


def trace(folder: Path) -> list[dict[str, str]]:
    with (folder / "trace.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("figure", MEASURED, ids=lambda f: str(f["id"]))
def test_the_letter_says_every_figure_as_the_letter_of_2022(out: Path, figure: dict[str, Any]) -> None:
    value = f"{figure['value']}".replace(".", ",")
    wanted = value if figure["unit"].startswith("mean") else f"{value}%"
    quoted = {
        row["shown"]
        for row in trace(out / "demonstration" / "letter")
        if (row["kind"], row["id"], row["wave"]) == ("figure", figure["id"], "2021")
    }
    assert wanted in quoted


def test_there_are_eighteen_measured_figures() -> None:
    assert len(MEASURED) == 18


def test_the_safe_tables_hold_against_a_colleague(out: Path) -> None:
    for name, levels, response in (
        ("demonstration/safe-bullying.csv", ["ministry", "dg", "directorate"], "bullying"),
        ("gss2018/safe-threatened.csv", ["sector", "role"], "threatened"),
    ):
        safe = read_safe_table(out / name, levels=levels, response=response)
        found = audit(safe, policy=read_policy(ROOT / "examples" / "policy.yaml"), attacker=attacker_of("A2"))
        assert (found.exact, found.narrow) == (0, 0)


def test_counts_that_did_not_pass_the_gate_are_gone(out: Path) -> None:
    assert not list(out.rglob("counts-*.csv"))


def test_every_page_and_table_is_there(out: Path) -> None:
    for folder in ("gss2018/report", "demonstration/report"):
        assert {p.name for p in (out / folder).iterdir()} >= {
            "index.html",
            "en.html",
            "figures.csv",
            "report.pdf",
        }
    letter = out / "demonstration" / "letter"
    assert {p.name for p in letter.iterdir()} == {
        "letter.html",
        "letter.md",
        "letter.pdf",
        "letter.json",
        "trace.csv",
    }


def test_all_of_it_is_released_and_still_what_was_approved(out: Path) -> None:
    told = run("release", "verify", folder=out / "portal", **own_stores(out / "elsewhere"))
    assert (told.returncode, told.stdout) == (0, "Every release is what was approved.\n")


# --- another later wave: the verdicts and the argument follow the figures

SCENARIOS = ("better", "worse", "inside")


def plan_without_ruim(folder: Path) -> Path:
    """Return the plan for figures that need not lie on the same side of their rounding as those of 2022."""
    plan = (TOLD / "letter.yaml").read_text(encoding="utf-8")
    (folder / "letter.yaml").write_text(plan.replace(", qualifier: ruim", ""), encoding="utf-8")
    return folder / "letter.yaml"


def letter_of(scenario: str, folder: Path) -> tuple[list[str], str]:
    assert generate.main(["--out", str(folder), "--people", "12000", "--scenario", scenario]) == 0
    design = ["--weights", "weight", "--strata", "ministry", "--fpc", "headcount"]
    report = [
        "report",
        folder / "wave-2021.parquet",
        "--earlier",
        folder / "wave-2020.parquet",
        "--earlier-wave",
        "2020",
        "--wave",
        "2021",
        "--indicators",
        INDICATORS,
        "--account",
        TOLD.parent / "account.yaml",
        "--policy",
        ROOT / "examples" / "policy.yaml",
        *design,
        "--publish",
        "--out",
        folder / "report",
    ]
    letter = [
        "letter",
        "--figures",
        folder / "report" / "release.json",
        "--commitments",
        TOLD / "commitments.yaml",
        "--measures",
        TOLD / "measures.yaml",
        "--letter",
        plan_without_ruim(folder),
        "--documents",
        TOLD / "documents.yaml",
        "--on",
        "2022-06-27",
        "--out",
        folder / "letter",
    ]
    assert weerklank([str(part) for part in report]) == 0
    assert weerklank([str(part) for part in letter]) == 0
    release = json.loads((folder / "report" / "release.json").read_text(encoding="utf-8"))
    verdicts = [change["verdict"] for change in release["changes"]]
    return verdicts, (folder / "letter" / "letter.md").read_text(encoding="utf-8")


def test_another_wave_makes_another_letter(tmp_path: Path) -> None:
    told = {scenario: letter_of(scenario, tmp_path / scenario) for scenario in SCENARIOS}
    verdicts = {scenario: set(found) for scenario, (found, _) in told.items()}
    assert "improved" in verdicts["better"]
    assert "worse" not in verdicts["better"]
    assert "worse" in verdicts["worse"]
    assert "improved" not in verdicts["worse"]
    assert verdicts["inside"] <= {"equal", "undetermined"}
    argued = {
        scenario: text.split("## Wat is er veranderd")[1].split("**Elk cijfer")[0]
        for scenario, (_, text) in told.items()
    }
    assert len(set(argued.values())) == 3
