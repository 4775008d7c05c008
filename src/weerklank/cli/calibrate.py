"""``weerklank calibrate``: weights that agree with what is known of the population."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from weerklank.cli.arguments import command
from weerklank.cli.progress import step
from weerklank.cli.surveyed import add_design, answers_of, design_of
from weerklank.errors import bad_input
from weerklank.fieldwork.importers import read_totals
from weerklank.releases.exporters import write_table
from weerklank.stats.calibrate import Method, calibrate

if TYPE_CHECKING:
    import argparse

    from weerklank.cli.arguments import Commands
    from weerklank.stats.answers import Answers
    from weerklank.stats.design import Design

EXAMPLE = """weerklank calibrate answers.csv --weights weight --totals totals.json --method rake --out weighted.csv

  totals.json: {"age": {"1": 51200, "2": 60300, "3": 38500}, "role": {"1": 12000, "2": 138000}}"""


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = command(
        commands,
        "calibrate",
        example=EXAMPLE,
        what="Make weights agree with population totals; adds a column COL_calibrated.",
    )
    parser.add_argument("answers", type=Path, metavar="ANSWERS", help="CSV, Parquet or SPSS file")
    add_design(parser)
    add_totals(parser, required=True)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="CSV or Parquet file")
    parser.set_defaults(run=run)


def add_totals(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """Add the arguments of a calibration."""
    parser.add_argument(
        "--totals",
        type=Path,
        required=required,
        metavar="FILE.json",
        help="population counts: {column: {value: count}}, or a list by values 0, 1, 2, …",
    )
    parser.add_argument(
        "--method",
        choices=[method.value for method in Method],
        default="rake",
        help="how the weights are found (default: rake)",
    )
    parser.add_argument(
        "--bounds",
        type=float,
        nargs=2,
        default=(0.5, 2.0),
        metavar=("LOW", "HIGH"),
        help="least and greatest ratio of new to old weight, for logit (default: 0.5 2)",
    )


def margins(asked: argparse.Namespace) -> list[str]:
    """Return the columns that the totals name."""
    return list(read_totals(asked.totals)) if asked.totals else []


def calibrated(asked: argparse.Namespace, answers: Answers, of: Design) -> Design:
    """Return the design, calibrated where totals were given."""
    if not asked.totals:
        return of
    low, high = asked.bounds
    return calibrate(answers, of, read_totals(asked.totals), method=Method(asked.method), bounds=(low, high))


def run(asked: argparse.Namespace) -> None:
    """Write the answers with the new weights in a column of their own."""
    answers, name = answers_of(asked, asked.answers, wanted=None), f"{asked.weights}_calibrated"
    if name in answers.frame.columns:
        mend = "Rename it, or calibrate from that column with --weights"
        raise bad_input("the file has this column already", mend, file=answers.source, column=name)
    with step("Calibrating"):
        of = calibrated(asked, answers, design_of(asked, answers))
        column = pl.Series(name, of.weights)
        write_table(asked.out, answers.frame.with_columns(column))
