"""A year of 150,000 people, lived day by day: every promise has an owner, none is missed in silence.

    python3 bootstrap.py benchmarks/year.py [SEED]

2,000 contacts, 150 integrity reports and 80 complaints come in at random, on holidays too; handlers are on leave,
one leaves for good, terms are adjourned or stand still, reporters withdraw and rate. Everything is done by the
product's own actions, on SQLite in a folder that is gone afterwards. It prints what was found, and fails on the
first thing that does not hold.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.serving import environment, run  # noqa: E402 - the tests are found by the line above


def main(seed: str) -> int:
    """Live the year in a process whose store is its own."""
    with tempfile.TemporaryDirectory(prefix="weerklank-year-") as folder:
        done = run("migrate", folder=Path(folder))
        if done.returncode:
            raise SystemExit(done.stderr)
        program = [sys.executable, str(ROOT / "benchmarks" / "work" / "living.py"), seed]
        told = environment(Path(folder), DJANGO_SETTINGS_MODULE="weerklank.settings")
        return subprocess.run(program, env=os.environ | told, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "1"))
