"""``weerklank estimate``: means and proportions, for everybody and for domains."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from weerklank.cli.arguments import command
from weerklank.cli.calibrate import add_totals, calibrated, margins
from weerklank.cli.progress import step
from weerklank.cli.surveyed import add_design, add_items, answers_of, columns, design_of
from weerklank.releases.exporters import write_whole
from weerklank.stats import estimate
from weerklank.stats.intervals import Interval, with_interval

if TYPE_CHECKING:
    import argparse

    from weerklank.cli.arguments import Commands

EXAMPLE = """weerklank estimate answers.csv --weights weight --strata ministry \\
      --items exp_bullying,safety --by ministry --by role,age --out estimates.csv"""


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = command(
        commands,
        "estimate",
        what="Estimate means and proportions with their margins. For use inside: nothing here passed the gate.",
        example=EXAMPLE,
    )
    parser.add_argument("answers", type=Path, metavar="ANSWERS", help="CSV, Parquet or SPSS file")
    add_design(parser)
    add_items(parser)
    add_totals(parser, required=False)
    parser.add_argument(
        "--interval",
        choices=[way.value for way in Interval if way is not Interval.LIKELIHOOD],
        default="mean",
        help="interval of 0/1 items (default: mean, the t interval)",
    )
    parser.add_argument(
        "--deff",
        choices=[way.value for way in estimate.Replacement],
        default="without",
        help="compare with a simple sample with or without replacement (default: without)",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.csv")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> None:
    """Write one row for each domain and item; `by` is empty for everybody."""
    answers = answers_of(asked, asked.answers, wanted=columns(asked, *margins(asked)))
    with step("Estimating"):
        of = calibrated(asked, answers, design_of(asked, answers))
        made = estimate.means(
            answers, of, asked.items, by=[(), *asked.by], against=estimate.Replacement(asked.deff)
        )
        made = with_interval(made, method=Interval(asked.interval))
        write_whole(asked.out, estimate.frame(made).write_csv())
