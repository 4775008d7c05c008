"""``weerklank compare``: what changed between two waves, and what may be said of it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from weerklank.cli.arguments import command
from weerklank.cli.progress import step
from weerklank.cli.surveyed import add_design, add_items, answers_of, columns, design_of
from weerklank.fieldwork.importers import letter_indicators
from weerklank.releases.csv_form import csv_text
from weerklank.releases.exporters import write_whole
from weerklank.stats.compare import Adjustment, Better, compared_waves, stacked

if TYPE_CHECKING:
    from weerklank.cli.arguments import Commands

EXAMPLE = """weerklank compare wave-2020.csv wave-2021.csv --weights weight --strata ministry \\
      --items exp_bullying,know_counsellor --better exp_bullying=lower,know_counsellor=higher --out change.csv"""
HEADER = (
    "by",
    "domain",
    "item",
    "earlier",
    "later",
    "difference",
    "se",
    "ci_lo",
    "ci_hi",
    "p",
    "p_adjusted",
    "verdict",
)


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = command(
        commands,
        "compare",
        what="Compare two waves: difference, margin, adjusted p, verdict. For use inside, before the gate.",
        example=EXAMPLE,
    )
    parser.add_argument("earlier", type=Path, metavar="EARLIER", help="answers of the earlier wave")
    parser.add_argument("later", type=Path, metavar="LATER", help="answers of the later wave")
    add_design(parser)
    add_items(parser)
    parser.add_argument(
        "--overlapping",
        action="store_true",
        help="the same clusters were asked twice (default: two independent samples)",
    )
    parser.add_argument(
        "--better",
        type=directions,
        default={},
        metavar="higher|lower|ITEM=lower,…",
        help="which way is better, for all items or by item",
    )
    parser.add_argument(
        "--margin",
        type=float,
        default=0.02,
        help="smallest change that matters, in units of the item (default: 0.02)",
    )
    parser.add_argument(
        "--adjust",
        choices=[how.value for how in Adjustment],
        default="holm",
        help="how p-values of the family are adjusted (default: holm)",
    )
    parser.add_argument("--out", type=Path, metavar="FILE.csv", help="default: standard output")
    parser.set_defaults(run=run)


def directions(text: str) -> dict[str, Better]:
    """Return the direction of each item, under "" the one of all others."""
    try:
        pairs = [part.rsplit("=", 1) for part in text.split(",")]
        return {pair[0].strip() if len(pair) > 1 else "": Better(pair[-1].strip()) for pair in pairs}
    except ValueError:
        raise argparse.ArgumentTypeError("say higher or lower, or ITEM=higher,ITEM=lower") from None


def run(asked: argparse.Namespace) -> None:
    """Write one row for each domain and item, all of them one family of tests."""
    earlier, later = (answers_of(asked, path, wanted=columns(asked)) for path in (asked.earlier, asked.later))
    with step("Comparing"):
        both, strata = stacked(earlier, later, strata=asked.strata, overlapping=asked.overlapping)
        asked.strata = strata
        better = _better(asked)
        rows = compared_waves(
            both,
            design_of(asked, both),
            asked.items,
            by=[(), *asked.by],
            better=better,
            margin=asked.margin,
            how=Adjustment(asked.adjust),
        )
    text = csv_text(HEADER, [row.cells() for row in rows])
    if asked.out:
        write_whole(asked.out, text)
    else:
        sys.stdout.write(text)


def _better(asked: argparse.Namespace) -> dict[str, Better]:
    """Return the direction of each item: as asked, else as the letter's indicators have it, else none."""
    known = {one.id: Better(one.better.value) for one in letter_indicators().indicators}
    given = {item: asked.better.get(item, asked.better.get("")) for item in asked.items}
    found = {item: way or known.get(item) for item, way in given.items()}
    without = [item for item, way in found.items() if way is None]
    if without:
        sys.stderr.write(
            f"No direction for {', '.join(without)}: a change there stays undetermined. "
            f"Say --better {without[0]}=higher or lower.\n"
        )
    return {item: way for item, way in found.items() if way}
