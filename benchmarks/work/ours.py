"""One process of ours: read a Parquet file, estimate, say how many estimates and how long without reading."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from weerklank.fieldwork.importers import read_answers, scan_answers
from weerklank.stats import estimate
from weerklank.stats.design import design
from weerklank.stats.streaming import streamed_means

asked = json.loads(sys.argv[1])
path, items, by = Path(asked["path"]), asked["items"], asked["by"]
if asked.get("streamed"):
    columns = list(dict.fromkeys(["w", "ministry", *items, *(name for one in by for name in one)]))
    parts = scan_answers(path, columns=columns, numeric=items)
    started = time.perf_counter()
    made = streamed_means(parts, weights="w", strata="ministry", items=items, by=by)
else:
    answers = read_answers(path)
    started = time.perf_counter()
    made = estimate.means(answers, design(answers, weights="w", strata="ministry"), items, by=by)
alone = time.perf_counter() - started
print(
    json.dumps(
        {
            "estimates": sum(one.est.size for one in made),
            "alone": alone,
            "sums": [sum(float(one.est.sum()) for one in made), sum(float(one.se.sum()) for one in made)],
            "peer": "Weerklank",
        }
    )
)
