"""One process of svy: read a Parquet file, estimate means by one column, say how long without reading."""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import sys
import time

import polars as pl

svy = importlib.import_module("svy")
path, by, *items = sys.argv[1:]
answers = pl.read_parquet(path)
started = time.perf_counter()
sample = svy.Sample(data=answers, design=svy.Design(stratum="ministry", wgt="w"))
tables = [one.to_polars() for one in sample.estimation.mean(y=items, by=by)]
alone = time.perf_counter() - started
print(
    json.dumps(
        {
            "estimates": sum(one.height for one in tables),
            "alone": alone,
            "sums": [
                sum(float(one["est"].sum()) for one in tables),
                sum(float(one["se"].sum()) for one in tables),
            ],
            "peer": f"svy {importlib.metadata.version('svy')}",
        }
    )
)
