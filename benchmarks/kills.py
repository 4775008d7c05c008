"""Kill the server while people report: python3 bootstrap.py benchmarks/kills.py [--kills 100] [--write].

Each time, twelve people send a sealed report at the same moment, the server is killed with `kill -9` at a moment
drawn at random, started again, and whoever got no receipt sends the same report once more. In the end every
receipt that was shown must open a stored case; one that does not ends the run with 1. Ten kills are in every run
of the tests.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.work.measuring import arguments, tell  # noqa: E402 - ours are found by the line above
from tests.cases.test_under_load import (  # noqa: E402 - the tests are found by the line above
    EACH,
    Desk,
    prepare,
    sealed_in,
    sent,
)
from tests.on_postgresql import postgresql  # noqa: E402 - the tests are found by the line above

MOMENTS = (0.02, 0.5)
"""Seconds after the first report within which the server is killed."""


@dataclass
class Killed:
    """What came of it."""

    kills: int = 0
    during: int = 0
    shown: set[bytes] = field(default_factory=set)
    sent_again: int = 0


def killed(desk: Desk, reports: list[tuple[bytes, bytes]], *, kills: int, chance: random.Random) -> Killed:
    """Kill a server so many times while it is sent reports, and send all that is left to the last one."""
    told, waiting = Killed(), reports
    for _ in range(kills):
        batch = waiting[:EACH]
        with ThreadPoolExecutor(1) as pool:
            sending = pool.submit(sent, desk, batch)
            time.sleep(chance.uniform(*MOMENTS))
            desk.server.kill()
            shown = sending.result()
        told.kills += 1
        told.during += len(shown) < len(batch)
        told.sent_again += len(batch) - len(shown)
        told.shown |= shown
        desk.open()
        waiting = [report for report in waiting if report[0] not in shown]
    for start in range(0, len(waiting), EACH):
        told.shown |= sent(desk, waiting[start : start + EACH])
    return told


def main() -> int:
    """Kill, and return 1 where a receipt opens nothing."""
    parser = arguments(__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--postgresql", action="store_true")
    asked = parser.parse_args()
    with contextlib.ExitStack() as held:
        if asked.postgresql:
            os.environ.update(held.enter_context(postgresql()))
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="weerklank-kills-")))
        prepare(folder, asked.kills * EACH)
        reports, desk = sealed_in(folder), Desk(folder)
        try:
            told = killed(desk, reports, kills=asked.kills, chance=random.Random(asked.kills))  # noqa: S311 - a seed makes the same moments again
            lost = [lookup for lookup in told.shown if not desk.opens(lookup)]
        finally:
            desk.server.kill()
    store = "PostgreSQL" if asked.postgresql else "SQLite"
    text = (
        f"`benchmarks/kills.py` on {store}: {told.kills} times `kill -9`, {told.during} of them while reports "
        f"were on their way; {len(reports):,} reports, {told.sent_again:,} times sent again, "
        f"{len(told.shown):,} receipts shown, {len(lost)} of which open no case."
    )
    name = "kills_postgresql" if asked.postgresql else "kills"
    tell(name, title=f"Killed while people report, on {store}", text=text, asked=asked)
    return 1 if lost or len(told.shown) < len(reports) else 0


if __name__ == "__main__":
    sys.exit(main())
