"""Tables of counts protected with group sizes known, beside what a peer made of them, and larger tables."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.work.measuring import GIGA, ROOT, WORK, alternating, arguments, measured, table, tell
from benchmarks.work.tables import SHAPES, frame_of

if TYPE_CHECKING:
    from benchmarks.work.measuring import Run

FOLDER = ROOT / "tests" / "golden" / "disclosure"
ATTACKERS = ("A0", "A1", "A2", "A3")


@dataclass(frozen=True)
class Golden:
    """A golden table: its columns, the peer's file, and the seconds that the peer took where it was recorded."""

    levels: tuple[str, ...]
    peer: str
    recorded: str
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """The seconds that protecting a large table may take, its audit included, to A2 and to A3."""

    a2: float
    a3: float | None = None
    asked: dict[str, Any] = field(default_factory=dict)


TABLES = {
    "S2": Golden(("ministry", "dg", "directorate"), "bounds_gauss_S2.csv", "1.4 to 12"),
    "S3a": Golden(("ministry", "dg"), "out_gauss_S3a.csv", "20", by=("role", "age")),
    "S3": Golden(("ministry", "dg", "directorate"), "bounds_gauss_S3.csv", "16 to 28", by=("role",)),
}
LARGE = {
    "s18k": Target(3),
    "s3a18k": Target(3),
    "s3awide18k": Target(3),
    "teams39k": Target(15),
    "teamsrole39k": Target(15),
}
LINKED = {"linked64k": Target(30, 120), "linkedteams": Target(30)}
HEAD = (
    "table | who | cells | hidden | cells that stay | people in deepest groups that stay | processor seconds | "
    + " | ".join(f"{name}: exact, narrow" for name in ATTACKERS)
)
TEXT = (
    "The golden tables: 1 or more respondents, at least 5 yes and 5 no, a width of at least min(3, N). Cells are "
    "groups times answers and their sum. Ours hides with sizes known and is asked to withstand A3; the seconds "
    "are those of protecting, its own audit included, reading not, the median of the runs. GaussSuppression 1.2.3 "
    "publishes zeros and hides sizes; its output and its seconds were recorded elsewhere. What each attacker gets "
    "is worked out here by the same audit, in hidden cells of either, totals among them; A2 and A3 know the "
    "sizes. To A3 a cell is narrow where it is narrow to everybody, or exact to some respondent."
)
LARGE_HEAD = (
    "table | cells | people | asked to withstand | hidden | seconds to protect, audit included | "
    "processor seconds of that | target | seconds to audit again | exact, narrow | "
    "seconds of the whole process | peak GB"
)
LARGE_TEXT = (
    "Made-up tables like the golden ones (`benchmarks/work/tables.py`), protected to A2 and to A3 with the same "
    "thresholds. Targets are those for tables that were not seen before; the memory may be 4 GB."
)

LINKED_TEXT = (
    "Made-up tables of the same units by several backgrounds that share their margins, protected as one problem "
    "with the same thresholds. Of units that are teams A3 is not measured: it takes minutes (see the method)."
)


def main() -> None:
    """Measure the golden tables in turns, then each large one."""
    parser = arguments(__doc__)
    parser.add_argument("--tables", nargs="*", choices=TABLES, default=list(TABLES))
    parser.add_argument("--large", nargs="*", choices=LARGE, default=list(LARGE))
    parser.add_argument("--linked", nargs="*", choices=LINKED, default=list(LINKED))
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    if asked.tables:
        rows = [row for name in asked.tables for row in _golden(name, runs=asked.runs)]
        tell("disclosure", title="Protected and audited", text=f"{TEXT}\n\n{table(HEAD, rows)}", asked=asked)
    if asked.large:
        rows = _large(asked.large, attackers=("A2", "A3"))
        text = f"{LARGE_TEXT}\n\n{table(LARGE_HEAD, rows)}"
        tell("disclosure_large", title="Larger tables, protected and audited", text=text, asked=asked)
    if asked.linked:
        rows = [
            row
            for name in asked.linked
            for row in _large([name], attackers=("A2", "A3") if LINKED[name].a3 else ("A2",))
        ]
        text = f"{LINKED_TEXT}\n\n{table(LARGE_HEAD, rows)}"
        tell("disclosure_linked", title="Linked tables", text=text, asked=asked)


def _golden(name: str, *, runs: int) -> list[str]:
    golden = TABLES[name]
    about = {
        "path": str(FOLDER / f"{name}.csv"),
        "levels": golden.levels,
        "by": golden.by,
        "attackers": ATTACKERS,
    }
    commands = {
        "Weerklank": _command(about | {"policy": {"attacker": "A3"}}),
        "GaussSuppression": _command(about | {"peer": str(FOLDER / golden.peer)}),
    }
    made = alternating(commands, runs=runs)
    took = statistics.median(run.said["processor"] for run in made["Weerklank"])
    seconds = {"Weerklank": f"{took:.2f}", "GaussSuppression": f"{golden.recorded} (recorded)"}
    return [_row(name, who, seconds[who], found[0].said) for who, found in made.items()]


def _command(about: dict[str, Any]) -> list[str]:
    return [sys.executable, str(WORK / "gate.py"), json.dumps(about)]


def _row(name: str, who: str, seconds: str, said: Any) -> str:  # noqa: ANN401 — JSON of another process
    stays = f"{said['cells'] - said['hidden']:,} ({1 - said['hidden'] / said['cells']:.1%})"
    attacks = [f"{said[a]['exact']:,}, {said[a]['narrow']:,}" for a in ATTACKERS]
    parts = [name, who, f"{said['cells']:,}", f"{said['hidden']:,}", stays, f"{said['people']:.1%}", seconds]
    return " | ".join([*parts, *attacks])


def _large(names: list[str], *, attackers: tuple[str, ...]) -> list[str]:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            path = Path(folder) / f"{name}.csv"
            frame_of(SHAPES[name]).write_csv(path)
            rows += [
                _large_row(name, attacker, measured(_asked(name, path, attacker))) for attacker in attackers
            ]
    return rows


def _asked(name: str, path: Path, attacker: str) -> list[str]:
    shape = SHAPES[name]
    about = {"path": str(path), "levels": shape.levels, "by": list(shape.by), "linked": shape.linked}
    return _command(about | {"policy": {"attacker": attacker}, "attackers": [attacker]})


def _large_row(name: str, attacker: str, run: Run) -> str:
    said, target = run.said, (LARGE | LINKED)[name]
    limit = target.a2 if attacker == "A2" else target.a3
    found = said[attacker]
    return " | ".join(
        [
            name,
            f"{said['cells']:,}",
            f"{SHAPES[name].people:,}",
            attacker,
            f"{said['hidden']:,}",
            f"{said['protected']:.2f}",
            f"{said['processor']:.2f}",
            f"{limit:g}" if limit else "–",
            f"{found['seconds']:.2f}",
            f"{found['exact']}, {found['narrow']}",
            f"{run.seconds:.1f}",
            f"{run.peak / GIGA:.2f}",
        ]
    )


if __name__ == "__main__":
    main()
