"""Means by ministry and by directorate-general, beside svy, where a Python that has it is named or is this one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import synthetic
from benchmarks.work.beside import beside
from benchmarks.work.measuring import WORK, arguments


def main() -> None:
    """Measure in turns; say so where there is no peer."""
    parser = arguments(__doc__)
    parser.add_argument("--answers", type=int, default=150_000)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--python", default=sys.executable, help="a Python in which svy is installed")
    asked = parser.parse_args()
    told = subprocess.run([asked.python, "-c", "import svy"], capture_output=True, check=False)
    if told.returncode:
        print("svy is not installed: install it in an environment of its own and name its --python.")
        return
    beside(
        "against_svy",
        title="Beside svy",
        asked=asked,
        by=("ministry", "dg"),
        peer=lambda file, by: [asked.python, WORK / "svy_means.py", file, by, *synthetic.ITEMS],
    )


if __name__ == "__main__":
    main()
