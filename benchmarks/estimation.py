"""Every level by every background, from a Parquet file: 10,000, 150,000 and 1.5 million answers."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import synthetic
from benchmarks.work.measuring import (
    SHOWN,
    Run,
    alternating,
    arguments,
    ours,
    shown,
    table,
    tell,
)

SETS = {"some": synthetic.some_groupings(), "every": synthetic.every_grouping()}
TEXT = f"""{synthetic.DESCRIPTION}

- *some*: {synthetic.SOME}.
- *every*: {synthetic.EVERY}."""


def main() -> None:
    """Measure each size with both sets of groupings, in turns."""
    parser = arguments(__doc__)
    parser.add_argument("--answers", type=int, nargs="+", default=[10_000, 150_000, 1_500_000])
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    rows = [row for answers in asked.answers for row in _rows(answers, runs=asked.runs)]
    text = f"{TEXT}\n\n{table(f'answers | groupings | estimates | {SHOWN}', rows)}"
    tell("estimation", title="Every level by every background", text=text, asked=asked)


def _rows(answers: int, *, runs: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.parquet"
        synthetic.write_survey(path, answers=answers)
        made = alternating({name: ours(path, by=by) for name, by in SETS.items()}, runs=runs)
    return [_row(answers, name, done) for name, done in made.items()]


def _row(answers: int, name: str, done: list[Run]) -> str:
    return f"{answers:,} | {name} | {done[0].said['estimates']:,} | {shown(done)}"


if __name__ == "__main__":
    main()
