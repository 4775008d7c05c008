"""One process of ours: protect a table of counts, audit it against each attacker, say what was found."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from weerklank.releases.importers import read_counts
from weerklank.stats.audit import audit
from weerklank.stats.disclosure import protect
from weerklank.stats.policy import ATTACKERS, Policy

asked = json.loads(sys.argv[1])
policy = Policy(smallest_group=1, smallest_yes=5, smallest_no=5, smallest_width=3)
raw = read_counts(Path(asked["path"]), levels=asked["levels"], response="exp_bullying", by=asked["by"])
started = time.perf_counter()
safe = protect(raw, policy=policy)
protected = time.perf_counter() - started
found = [audit(safe, policy=policy, attacker=ATTACKERS[name]) for name in asked["attackers"]]
audited = time.perf_counter() - started - protected
print(
    json.dumps(
        {
            "cells": int(safe.counts.size),
            "hidden": safe.hidden,
            "exact": max(one.exact for one in found),
            "narrow": max(one.narrow for one in found),
            "protected": protected,
            "audited": audited,
        }
    )
)
