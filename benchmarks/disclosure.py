"""Tables of counts protected with group sizes known, then audited against A0, A1 and A2."""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.work.measuring import ROOT, SHOWN, WORK, alternating, arguments, shown, table, tell

if TYPE_CHECKING:
    from benchmarks.work.measuring import Run

FOLDER = ROOT / "tests" / "golden" / "disclosure"
TABLES = {
    "S2": {"levels": ["ministry", "dg", "directorate"], "by": []},
    "S3": {"levels": ["ministry", "dg", "directorate"], "by": ["role"]},
}
ATTACKERS = ["A0", "A1", "A2"]
HEAD = (
    "table | cells | hidden | exact | too narrow | seconds to protect, its own audit included | "
    f"seconds to audit again, {len(ATTACKERS)} attackers | {SHOWN}"
)
TEXT = (
    "The golden tables: 1 or more respondents, at least 5 yes and 5 no, a width of at least min(3, N). "
    "Exact and too narrow are the most that any of A0, A1 and A2 works out. Cells are groups times answers."
)


def main() -> None:
    """Measure the tables in turns."""
    parser = arguments(__doc__)
    parser.add_argument("--tables", nargs="+", choices=TABLES, default=list(TABLES))
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    made = alternating({name: _command(name) for name in asked.tables}, runs=asked.runs)
    rows = [_row(name, runs) for name, runs in made.items()]
    tell("disclosure", title="Protected and audited", text=f"{TEXT}\n\n{table(HEAD, rows)}", asked=asked)


def _command(name: str) -> list[str]:
    about = {"path": str(FOLDER / f"{name}.csv"), "attackers": ATTACKERS, **TABLES[name]}
    return [sys.executable, str(WORK / "gate.py"), json.dumps(about)]


def _row(name: str, runs: list[Run]) -> str:
    said = runs[0].said
    counts = " | ".join(f"{said[what]:,}" for what in ("cells", "hidden", "exact", "narrow"))
    times = [statistics.median(run.said[what] for run in runs) for what in ("protected", "audited")]
    return f"{name} | {counts} | {times[0]:.2f} | {times[1]:.2f} | {shown(runs)}"


if __name__ == "__main__":
    main()
