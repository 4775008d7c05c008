"""Everything Weerklank does today, on both examples: `make run`.

Real answers (the General Social Survey 2018) and an invented government of 150,000 people walk the same road:
questionnaire, estimates, tables that passed the gate, report, and for the second the letter to Parliament. Then a
demonstration portal is made, in which two invented people release all of that: one prepares, the other approves.
It is served until Ctrl-C; WEERKLANK_SERVE=0 ends before that. `--people N` makes a smaller government, `--out
FOLDER` writes elsewhere, `--port N` serves at another port.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import sys
import time
from pathlib import Path

import polars as pl

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from examples.demonstration import generate  # noqa: E402 — the checkout's root has to be on the path first
from weerklank.cli import main as weerklank  # noqa: E402 — the path comes first
from weerklank.fieldwork.importers import letter_indicators, read_answers  # noqa: E402 — the path comes first
from weerklank.fieldwork.indicators import derive  # noqa: E402 — the path comes first
from weerklank.jobs import portal  # noqa: E402 — the path comes first

EXAMPLES = Path(__file__).resolve().parent
PACKAGED = ROOT / "src" / "weerklank" / "fieldwork" / "questionnaires"
POLICY = EXAMPLES / "policy.yaml"
LETTER_ON = "2022-06-27"
UNITS = ("ministry", "dg", "directorate")


class Road:
    """Runs one step after another, says what is done and how long it took, and stops where a step fails."""

    def __init__(self) -> None:
        self.started = time.monotonic()

    def step(self, saying: str, *command: str | Path) -> str:
        """Run one command of Weerklank and return what it printed."""
        print(f"{time.monotonic() - self.started:5.1f} s  {saying} …", flush=True)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            code = weerklank([str(part) for part in command])
        if code:
            raise SystemExit(code)
        return printed.getvalue()


def real(road: Road, out: Path) -> None:
    """Walk the road on 1,415 real answers."""
    here = EXAMPLES / "gss2018"
    answers, form = here / "gss2018_workplace.csv", here / "questionnaire.yaml"
    design = ("--weights", "wtssnr", "--strata", "vstrat", "--clusters", "vpsu")
    print("\nReal answers: the General Social Survey 2018, 1,415 people at work")
    road.step("checking its questionnaire", "questionnaire", "check", form)
    road.step(
        "estimating, by sector and by supervising",
        "estimate",
        answers,
        *design,
        "--questionnaire",
        form,
        "--items",
        "wkharoth,wkharsex,respect,trustman,safetywk,satjob1",
        "--by",
        "wrkgovt",
        "--by",
        "supervis",
        "--by",
        "wrkgovt,supervis",
        "--out",
        out / "estimates.csv",
    )
    _counts_of_real(answers, out / "counts-threatened.csv")
    protected(road, out / "counts-threatened.csv", out / "safe-threatened.csv", "sector,role", "threatened")
    road.step(
        "writing the report",
        "report",
        answers,
        *design,
        "--indicators",
        here / "indicators.yaml",
        "--account",
        here / "account.yaml",
        "--policy",
        POLICY,
        "--by",
        "wrkgovt",
        "--by",
        "supervis",
        "--wave",
        "2018",
        "--out",
        out / "report",
    )


def _counts_of_real(answers: Path, out: Path) -> None:
    frame = read_answers(answers, columns=["wrkgovt", "supervis", "wkharoth"]).frame.drop_nulls()
    sector = pl.col("wrkgovt").replace_strict({1: "government", 2: "private"})
    role = pl.col("supervis").replace_strict({1: "supervises", 2: "supervised"})
    threatened = pl.col("wkharoth").replace_strict({1: "yes", 2: "no"}).alias("threatened")
    named = frame.select(sector.alias("sector"), pl.format("{}-{}", sector, role).alias("role"), threatened)
    write_counts(named.group_by("sector", "role", "threatened").len("n"), out)


def invented(road: Road, out: Path, *, people: int) -> None:
    """Walk the road on the invented government, to the letter."""
    print(f"\nInvented answers: a government of {people:,} people that does not exist")
    road.step("checking the questionnaire", "questionnaire", "check", PACKAGED / "reference.yaml")
    print(f"{time.monotonic() - road.started:5.1f} s  inventing two waves of answers …", flush=True)
    with contextlib.redirect_stdout(io.StringIO()):
        if generate.main(["--out", str(out / "survey"), "--people", str(people)]):
            raise SystemExit(2)
    now, then = out / "survey" / "wave-2021.parquet", out / "survey" / "wave-2020.parquet"
    _counts_of_invented(now, out / "counts-bullying.csv")
    protected(road, out / "counts-bullying.csv", out / "safe-bullying.csv", ",".join(UNITS), "bullying")
    _report_on_invented(road, now, then, out / "report")
    _letter_on_invented(road, out / "report" / "release.json", out / "letter")


def _report_on_invented(road: Road, now: Path, then: Path, out: Path) -> None:
    design = ("--weights", "weight", "--strata", "ministry", "--fpc", "headcount")
    made_with = (
        "--indicators",
        PACKAGED / "letter.indicators.yaml",
        "--policy",
        POLICY,
        "--account",
        EXAMPLES / "demonstration" / "account.yaml",
    )
    road.step(
        "estimating, comparing and writing the report",
        "report",
        now,
        "--wave",
        "2021",
        "--earlier",
        then,
        "--earlier-wave",
        "2020",
        *made_with,
        *design,
        "--by",
        "ministry",
        "--by",
        "AG3",
        "--publish",
        "--out",
        out,
    )


def _letter_on_invented(road: Road, release: Path, out: Path) -> None:
    told = EXAMPLES / "demonstration" / "letter"
    road.step(
        "writing the letter to Parliament",
        "letter",
        "--figures",
        release,
        "--commitments",
        told / "commitments.yaml",
        "--measures",
        told / "measures.yaml",
        "--letter",
        told / "letter.yaml",
        "--on",
        LETTER_ON,
        "--out",
        out,
    )


def _counts_of_invented(answers: Path, out: Path) -> None:
    indicators = letter_indicators()
    read = read_answers(answers, columns=[*UNITS, *indicators.columns()])
    bullied = derive(indicators, read).frame.select(*UNITS, pl.col("bullying_internal")).drop_nulls()
    coded = pl.col("bullying_internal").replace_strict({1.0: "yes", 0.0: "no"}).alias("bullying")
    write_counts(bullied.select(*UNITS, coded).group_by(*UNITS, "bullying").len("n"), out)


def write_counts(counts: pl.DataFrame, out: Path) -> None:
    """Write counts for inside use; a count that has not passed the gate is never shown."""
    out.parent.mkdir(parents=True, exist_ok=True)
    counts.sort(pl.all()).write_csv(out)


def protected(road: Road, counts: Path, safe: Path, hierarchy: str, response: str) -> None:
    """Put a table through the gate, and try to work it back as a colleague would."""
    table = ("--hierarchy", hierarchy, "--response", response, "--policy", POLICY)
    road.step("hiding what would give a person away", "protect", counts, *table, "--out", safe)
    found = json.loads(road.step("trying to work it back", "audit", safe, *table, "--attacker", "A2"))
    print(
        f"         {found['hidden']} cells hidden, {found['exact']} can be worked out, {found['narrow']} nearly"
    )
    counts.unlink()


TABLES = {
    "gss2018/safe-threatened.csv": (
        (
            "--hierarchy",
            "sector,role",
            "--response",
            "threatened",
            "--id",
            "gss2018-threatened",
            "--wave",
            "2018",
        ),
        ("nl=Bedreigd of lastiggevallen op het werk (VS)", "en=Threatened or harassed at work (US)"),
        ("nl=wie in loondienst is", "en=people in paid employment"),
    ),
    "demonstration/safe-bullying.csv": (
        ("--hierarchy", ",".join(UNITS), "--response", "bullying", "--id", "bullying-2021", "--wave", "2021"),
        ("nl=Pestgedrag per onderdeel (verzonnen)", "en=Bullying by unit (invented)"),
        ("nl=alle medewerkers die de vraag beantwoordden", "en=all staff who answered the question"),
    ),
}
"""The safe tables that are released: which table, what it is called, and who answered."""


def released(road: Road, out: Path) -> None:
    """Make a portal with invented people, and let two of them release what was made."""
    print("\nA portal with invented people")
    os.environ |= {"WEERKLANK_FOLDER": str(out / "portal"), "WEERKLANK_DEMO": "1"}
    road.step("making its tables", "migrate")
    documents = [
        out / "gss2018" / "report" / "release.json",
        out / "demonstration" / "report" / "release.json",
    ]
    for safe, (which, titles, bases) in TABLES.items():
        named = [part for title in titles for part in ("--title", title)]
        told = [part for base in bases for part in ("--base", base)]
        document = (out / safe).with_suffix(".json")
        road.step(
            "auditing a table once more",
            "release",
            "table",
            out / safe,
            *which,
            *named,
            *told,
            "--policy",
            POLICY,
            "--out",
            document,
        )
        documents.append(document)
    documents.append(out / "demonstration" / "letter" / "letter.json")
    asked = [part for document in documents for part in ("--release", document)]
    print(road.step("loading people; one prepares, another approves and publishes", "demo", *asked), end="")


def served(*, port: int) -> None:
    """Serve the portal until it is stopped; does not return."""
    address = os.environ.setdefault("WEERKLANK_ADDRESS", f"http://localhost:{port}")
    print(f"\nThe portal: {address}/  (as anyone: {address}/nl/demo/). Ctrl-C ends it.", flush=True)
    portal.serve(door="portal", host="127.0.0.1", port=port, workers=2)


def main() -> None:
    """Do it all and say where it lies."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=ROOT / "out", metavar="FOLDER")
    parser.add_argument("--people", type=int, default=150_000, metavar="N")
    parser.add_argument("--port", type=int, default=8000, metavar="N")
    asked = parser.parse_args()
    road = Road()
    real(road, asked.out / "gss2018")
    invented(road, asked.out / "demonstration", people=asked.people)
    released(road, asked.out)
    lies = {
        "The report, real answers": asked.out / "gss2018" / "report" / "en.html",
        "The report, invented answers": asked.out / "demonstration" / "report" / "index.html",
        "The letter to Parliament": asked.out / "demonstration" / "letter" / "letter.html",
        "Where every number in it came from": asked.out / "demonstration" / "letter" / "trace.csv",
    }
    print(f"\nDone in {time.monotonic() - road.started:.0f} seconds. Open in a browser:")
    for what, where in lies.items():
        print(f"  {what + ':':38}{where}")
    print("\nNext: `.venv/bin/weerklank --help` does each step on your own answers; README.md says how.")
    if os.environ.get("WEERKLANK_SERVE") != "0":
        served(port=asked.port)


if __name__ == "__main__":
    main()
