"""One process: protect a table of counts, or take what a peer made of it, and audit it against each attacker.

Its argument is JSON: `path`, `levels`, `by`, `linked`; `policy` (what differs from the golden policy); `attackers`
(by name); and `peer`, a CSV file with the peer's `suppressed` cells, where the peer's table is audited.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from weerklank.releases.importers import read_counts
from weerklank.stats.audit import audit
from weerklank.stats.disclosure import protect
from weerklank.stats.policy import ATTACKERS, Policy
from weerklank.stats.tables import HIDDEN, SafeTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.tables import RawTable

GOLDEN: dict[str, Any] = {"smallest_group": 1, "smallest_yes": 5, "smallest_no": 5, "smallest_width": 3}
ZEROS_SHOWN = {"zeros": "published", "group_sizes": "hidden"}
OPEN = Policy(smallest_group=1, smallest_yes=0, smallest_no=0)
"""Hides nothing: the true counts, to measure against."""


def main() -> None:
    """Protect or read, audit, and print what was found as JSON."""
    asked = json.loads(sys.argv[1])
    policy = Policy(**(GOLDEN | (ZEROS_SHOWN if "peer" in asked else asked.get("policy", {}))))
    raw = read_counts(
        Path(asked["path"]),
        levels=asked["levels"],
        response="exp_bullying",
        by=asked["by"],
        linked=asked.get("linked", False),
    )
    counts = protect(raw, policy=OPEN).counts
    started, busy = time.perf_counter(), time.process_time()
    safe = (
        of_peer(raw, counts, path=Path(asked["peer"])) if asked.get("peer") else protect(raw, policy=policy)
    )
    made, worked = time.perf_counter() - started, time.process_time() - busy
    print(
        json.dumps(
            _told(safe, counts)
            | {"protected": made, "processor": worked}
            | _audits(safe, counts, policy, asked["attackers"])
        )
    )


def of_peer(raw: RawTable, counts: NDArray[np.int64], *, path: Path) -> SafeTable:
    """Return a peer's table: a file with a column for the deepest unit, the response, each background."""
    layout = raw.layout
    frame = pl.read_csv(path, infer_schema=False).filter(pl.col("suppressed").str.to_lowercase() == "true")
    values = np.column_stack([counts, counts.sum(axis=1)])
    kinds = (*layout.answers, "Total")
    place = {layout.label(group): group for group in range(layout.groups)}
    names = [layout.hierarchy.levels[-1], *(background.name for background in layout.backgrounds)]
    for *label, answer in frame.select(*names, layout.response).iter_rows():
        values[place[tuple(label)], kinds.index(answer)] = HIDDEN
    return SafeTable(layout, values[:, -1], values[:, :-1])


def _told(safe: SafeTable, counts: NDArray[np.int64]) -> dict[str, Any]:
    inner = safe.layout.inner
    shown = inner & (safe.counts != HIDDEN).all(axis=1)
    return {
        "cells": safe.cells,
        "hidden": safe.hidden,
        "people": int(counts[shown].sum()) / int(counts[inner].sum()),
    }


def _audits(
    safe: SafeTable, counts: NDArray[np.int64], policy: Policy, attackers: list[str]
) -> dict[str, Any]:
    found = {}
    for name in attackers:
        started = time.perf_counter()
        one = audit(safe, policy=policy, attacker=ATTACKERS[name], sizes=counts.sum(axis=1))
        found[name] = {"exact": one.exact, "narrow": one.narrow, "seconds": time.perf_counter() - started}
    return found


if __name__ == "__main__":
    main()
