"""Three ways to protect a table beside each other: hiding, bands, and the noise of a cell key."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.work.measuring import ROOT, WORK, arguments, measured, table, tell
from benchmarks.work.tables import SHAPES, frame_of
from weerklank.stats.policy import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = ROOT / "tests" / "golden" / "disclosure"
GOLDEN: dict[str, dict[str, list[str]]] = {
    "S2": {"levels": ["ministry", "dg", "directorate"], "by": []},
    "S3": {"levels": ["ministry", "dg", "directorate"], "by": ["role"]},
    "S3a": {"levels": ["ministry", "dg"], "by": ["role", "age"]},
}
TEAMS = "teams39k"
ATTACKERS = ("A0", "A1", "A2", "A3")
HEAD = (
    "table | method | withstands | cells as they are | groups of 10 or more: exact | within 10 points | within 20 "
    "| nothing told | error in points: median, 90 %, most | seconds to protect | "
    + " | ".join(f"{name}: exact, narrow" for name in ATTACKERS)
)
TEXT = (
    "1 or more respondents, at least 5 yes and 5 no, a width of at least min(3, N). Each is asked to withstand "
    "A3, and A2 where that did not end in the time given. Groups are those of ten respondents or more; the error "
    "is how far the percentage that a reader takes, the one shown or the middle of what is told, is from the true "
    "one. To A3 a cell is narrow where it is narrow to everybody, or exact to some respondent. Teams: 12,000 of "
    "150,000 people, made up (`benchmarks/work/tables.py`)."
)


def main() -> None:
    """Protect every table by every method, and print what its readers keep and what attackers get."""
    parser = arguments(__doc__)
    parser.add_argument("--tables", nargs="*", choices=[*GOLDEN, TEAMS], default=[*GOLDEN, TEAMS])
    parser.add_argument("--patience", type=float, default=120, help="seconds to wait for A3")
    asked = parser.parse_args()
    rows = [row for name in asked.tables for row in _rows(name, patience=asked.patience)]
    tell("methods", title="Three methods", text=f"{TEXT}\n\n{table(HEAD, rows)}", asked=asked)


def _rows(name: str, *, patience: float) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        about: dict[str, Any] = GOLDEN.get(name, {"levels": list(SHAPES[TEAMS].levels), "by": []})
        path = FOLDER / f"{name}.csv" if name in GOLDEN else Path(folder) / f"{name}.csv"
        if name not in GOLDEN:
            frame_of(SHAPES[name]).write_csv(path)
        for method in METHODS:
            yield _row(name, method, about | {"path": str(path), "method": method}, patience=patience)


def _row(name: str, method: str, about: dict[str, Any], *, patience: float) -> str:
    withstands = "A3"
    try:
        said = measured(_command(about, withstands), patience=patience).said
    except subprocess.TimeoutExpired:
        withstands = "A2"
        said = measured(_command(about, withstands)).said
    shares = [f"{said[key]:.1%}" for key in ("exact", "ten_points", "twenty_points", "nothing")]
    errors = ", ".join(f"{said[f'error_{key}']:.1f}" for key in ("median", "ninety", "most"))
    attacks = [f"{said[a]['exact']:,}, {said[a]['narrow']:,}" if a in said else "–" for a in ATTACKERS]
    stays = f"{said['shown']:,} of {said['cells']:,}"
    took = f"{said['protected']:.2f}"
    return " | ".join([name, method, withstands, stays, *shares, errors, took, *attacks])


def _command(about: dict[str, Any], attacker: str) -> list[str]:
    return [sys.executable, str(WORK / "methods.py"), json.dumps(about | {"attacker": attacker})]


if __name__ == "__main__":
    main()
