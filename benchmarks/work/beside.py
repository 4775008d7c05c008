"""The same means by us and by a peer, in turns, with a check that they are the same."""

from __future__ import annotations

import math
import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from benchmarks import synthetic
from benchmarks.work.measuring import SHOWN, Run, alternating, ours, seconds, shown, table, tell

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

TOLERANCE = 1e-9
HEAD = f"by | who | estimates | {SHOWN} | seconds without reading"


def beside(
    name: str,
    *,
    title: str,
    asked: argparse.Namespace,
    by: Sequence[str],
    peer: Callable[[Path, str], Sequence[str | Path]],
) -> None:
    """Measure and print the tables and the ratios; nobody's answer is missing, so one call does all items."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.parquet"
        synthetic.write_survey(path, answers=asked.answers, complete=True)
        pl.read_parquet(path).write_csv(path.with_suffix(".csv"))
        made = {
            one: alternating({"ours": ours(path, by=[[one]]), "peer": peer(path, one)}, runs=asked.runs)
            for one in by
        }
    rows = [_row(one, runs) for one, done in made.items() for runs in done.values()]
    ratios = "\n".join(_ratio(one, done["ours"], done["peer"]) for one, done in made.items())
    text = f"{synthetic.DESCRIPTION} Here nothing is missing, so that the peer can do all items in one call: "
    text += f"{asked.answers:,} answers.\n\n{table(HEAD, rows)}\n\n{ratios}"
    tell(name, title=title, text=text, asked=asked)


def _row(by: str, runs: Sequence[Run]) -> str:
    said = runs[0].said
    return f"{by} | {said['peer']} | {said['estimates']:,} | {shown(runs)} | {_alone(runs):.2f}"


def _alone(runs: Sequence[Run]) -> float:
    return statistics.median(float(run.said["alone"]) for run in runs)


def _ratio(by: str, mine: Sequence[Run], theirs: Sequence[Run]) -> str:
    for one, other in zip(mine[0].said["sums"], theirs[0].said["sums"], strict=True):
        if not math.isclose(one, other, rel_tol=TOLERANCE):
            raise ArithmeticError(f"the sums of the estimates by {by} differ: {one} and {other}")
    whole, alone = seconds(theirs) / seconds(mine), _alone(theirs) / _alone(mine)
    return (
        f"- by {by}: the peer takes {whole:.1f} times as long, {alone:.1f} times without reading; "
        f"the sums of all estimates and of all standard errors agree to {TOLERANCE:g}."
    )
