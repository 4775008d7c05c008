"""More answers than fit in memory, read in parts. Takes minutes at 15 million: `--answers 15000000`, by hand."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import synthetic
from benchmarks.work.measuring import GIGA, SHOWN, arguments, measured, ours, shown, table, tell


def main() -> None:
    """Measure one size once."""
    parser = arguments(__doc__)
    parser.add_argument("--answers", type=int, default=1_500_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.parquet"
        synthetic.write_survey(path, answers=asked.answers)
        size = path.stat().st_size / GIGA
        done = measured(ours(path, by=synthetic.every_grouping(), streamed=True))
    row = f"{asked.answers:,} | {size:.2f} | {done.said['estimates']:,} | {shown([done])}"
    text = f"{synthetic.DESCRIPTION} By {synthetic.EVERY}, the file read in parts of about 500,000 answers."
    text += f"\n\n{table(f'answers | file GB | estimates | {SHOWN}', [row])}"
    tell("streaming", title="Read in parts", text=text, asked=asked)


if __name__ == "__main__":
    main()
