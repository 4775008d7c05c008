"""Means by ministry and by directorate-general, beside `svyby` of R survey, where R and survey are installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.work.beside import beside
from benchmarks.work.measuring import WORK, arguments


def main() -> None:
    """Measure in turns; say so where there is no peer."""
    parser = arguments(__doc__)
    parser.add_argument("--answers", type=int, default=150_000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    if not _installed():
        print("R with the package survey is not installed: nothing to compare with.")
        return
    beside(
        "against_r",
        title="Beside R survey",
        asked=asked,
        by=("ministry", "dg"),
        peer=lambda file, by: ["Rscript", WORK / "survey.R", file.with_suffix(".csv"), by],
    )


def _installed() -> bool:
    program = shutil.which("Rscript")
    if program is None:
        return False
    told = subprocess.run([program, "-e", "library(survey)"], capture_output=True, check=False)
    return told.returncode == 0


if __name__ == "__main__":
    main()
