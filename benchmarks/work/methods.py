"""One process of ours: protect a table of counts by one method, audit it, and say what its readers keep.

Its argument is JSON: `path`, `levels`, `by`, `method`, `attacker` (whom it must withstand), and `linked` where the
tables are linked. Groups are those of ten respondents or more. An error is how far the percentage that a reader
takes, the one shown or the middle of the band, is from the true one, in percentage points.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from weerklank.releases.importers import read_counts
from weerklank.stats.audit import audit
from weerklank.stats.disclosure import protect
from weerklank.stats.policy import ATTACKERS, Policy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.tables import SafeTable

READABLE = 10
TEN, TWENTY = 0.1, 0.2
OPEN = Policy(smallest_group=1, smallest_yes=0, smallest_no=0)
"""Hides nothing: the true counts, to measure against."""


def main() -> None:
    """Protect, audit, and print what was found as JSON."""
    asked = json.loads(sys.argv[1])
    policy = Policy(
        smallest_group=1,
        smallest_yes=5,
        smallest_no=5,
        smallest_width=3,
        method=asked["method"],
        attacker=asked["attacker"],
        salt="known to all: this is a measurement",
    )
    raw = read_counts(
        Path(asked["path"]),
        levels=asked["levels"],
        response=asked.get("response", "exp_bullying"),
        by=asked["by"],
        linked=asked.get("linked", False),
    )
    started = time.perf_counter()
    safe = protect(raw, policy=policy)
    protected = time.perf_counter() - started
    counts = protect(raw, policy=OPEN).counts
    said = {"method": policy.method, "cells": int(safe.counts.size), "protected": protected}
    print(json.dumps(said | _kept(safe, counts) | _attacks(safe, policy)))


def _kept(safe: SafeTable, counts: NDArray[np.int64]) -> dict[str, float]:
    """Return what stays: cells shown as they are, groups by the width told, and errors in percentage points."""
    large = safe.sizes >= READABLE
    size, told = safe.sizes[large], safe.told[large, 1]
    widths = np.ptp(told, axis=-1)
    share = widths / size
    told_something = widths < size
    single = np.where(safe.counts[large, 1] >= 0, safe.counts[large, 1], told.mean(axis=-1))
    errors = (np.abs(single - counts[large, 1]) / size * 100)[told_something]
    return {
        "shown": int(safe.exact.sum()),
        "groups": len(size),
        "exact": float((share == 0).mean()),
        "ten_points": float((share <= TEN).mean()),
        "twenty_points": float((share <= TWENTY).mean()),
        "nothing": float((~told_something).mean()),
        "error_median": float(np.median(errors)),
        "error_ninety": float(np.quantile(errors, 0.9)),
        "error_most": float(errors.max()),
    }


def _attacks(safe: SafeTable, policy: Policy) -> dict[str, object]:
    """Return what each attacker up to the policy's own works out, and in how many seconds."""
    found: dict[str, object] = {}
    for name, attacker in ATTACKERS.items():
        started = time.perf_counter()
        one = audit(safe, policy=policy, attacker=attacker)
        found[name] = {
            "exact": one.exact,
            "narrow": one.narrow,
            "seconds": time.perf_counter() - started,
        }
        if name == policy.attacker:
            break
    return found


if __name__ == "__main__":
    main()
