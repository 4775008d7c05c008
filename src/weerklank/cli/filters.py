"""``weerklank filters``: what may be asked by filters, all answers made and audited beforehand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from weerklank.cli.arguments import command, names
from weerklank.cli.progress import step
from weerklank.releases.csv_form import csv_text
from weerklank.releases.exporters import write_whole
from weerklank.releases.importers import read_filtered, read_policy
from weerklank.releases.offers import listed
from weerklank.releases.safe_tables import columns_of, rows_of
from weerklank.stats.filters import LEAST_SHOWN, offer
from weerklank.stats.policy import METHODS

if TYPE_CHECKING:
    import argparse

    from weerklank.cli.arguments import Commands

ANSWERS, LIST = "answers.csv", "offer.json"
EXAMPLE = """weerklank filters counts.csv --hierarchy ministry,dg --response exp_bullying --filter role \\
      --filter age --policy policy.yaml --out answers

  answers/answers.csv: the answer to every question that is offered, one row a unit, codes and answer
  answers/offer.json: what is offered, what is not, and why
  an answer is looked up there: Total where a filter is not set. Nothing is worked out from the counts again
  anyone can try the answers: weerklank audit answers/answers.csv … --by role --by age, with --linked where the
  list says so"""


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    what = (
        "Make every answer to filters beforehand, audit all together, and say which filters are not offered."
    )
    parser = command(commands, "filters", what=what, example=EXAMPLE)
    parser.add_argument("counts", type=Path, metavar="COUNTS.csv", help="counts, one row an inner cell")
    parser.add_argument(
        "--hierarchy", type=names, required=True, metavar="A,B,…", help="columns of the units, coarse to fine"
    )
    parser.add_argument("--response", required=True, metavar="COL", help="column of the answer")
    parser.add_argument(
        "--filter",
        type=names,
        action="append",
        required=True,
        metavar="COL",
        help="filter to offer; all that can be combined are",
    )
    parser.add_argument("--policy", type=Path, required=True, metavar="FILE.yaml", help="what may be shown")
    parser.add_argument("--method", choices=METHODS, help="how to protect it, instead of the policy's method")
    parser.add_argument(
        "--least-shown",
        type=float,
        default=LEAST_SHOWN,
        metavar="SHARE",
        help="share of groups that must have figures for a combination to be offered (0.5)",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="folder to write")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> None:
    """Write the answers and the list of what is offered."""
    policy = read_policy(asked.policy)
    policy = replace(policy, method=asked.method or policy.method)
    filters = [name for group in asked.filter for name in group]
    with step(f"Reading {asked.counts.name}"):
        make = read_filtered(asked.counts, levels=asked.hierarchy, response=asked.response, filters=filters)
    with step("Protecting and auditing every answer"):
        found = offer(make, filters=filters, policy=policy, least_shown=asked.least_shown)
    answers = csv_text(columns_of(found.table), rows_of(found.table))
    list_of = json.dumps(listed(found, policy=policy, answers=ANSWERS), ensure_ascii=False, indent=2)
    write_whole(asked.out / ANSWERS, answers)
    write_whole(asked.out / LIST, list_of + "\n")
