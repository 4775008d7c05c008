"""``weerklank protect``: from counts to a table that may be shown."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from weerklank.cli.arguments import command, day, names
from weerklank.cli.progress import step
from weerklank.errors import bad_input
from weerklank.releases.csv_form import csv_text
from weerklank.releases.exporters import write_whole
from weerklank.releases.importers import (
    read_choices,
    read_counts,
    read_earlier,
    read_policy,
    read_published,
)
from weerklank.releases.published import Published, line_of, published
from weerklank.releases.safe_tables import columns_of, rows_of, rows_of_working, working_header
from weerklank.stats.disclosure import protect_choices, protect_explained
from weerklank.stats.policy import METHODS
from weerklank.stats.remembering import protect_remembering

if TYPE_CHECKING:
    import argparse

    from weerklank.cli.arguments import Commands
    from weerklank.stats.disclosure import Working
    from weerklank.stats.policy import Policy
    from weerklank.stats.tables import SafeTable

EXAMPLE = """weerklank protect counts.csv --hierarchy ministry,dg,directorate --response exp_bullying \\
      --policy policy.yaml --out safe.csv

  counts.csv: one row an inner cell with its count in the column n; absent cells are zero
  policy.yaml: smallest_group: 10, smallest_yes: 5, … each on its own line
  one person may give several answers: --response age,sex,origin --any discriminated, columns of yes and no
  --explain FILE writes why each cell is hidden: that file helps an attacker, keep it inside
  --earlier FILE.jsonl --survey NAME --remember FILE.jsonl --on 2026-11-24: beside all that was published of the
  same answers (a file of --remember, or a safe table), and added to it"""


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = command(
        commands,
        "protect",
        what="Hide what would give a person away, prove it by an audit, and write the table that may be shown.",
        example=EXAMPLE,
    )
    parser.add_argument("counts", type=Path, metavar="COUNTS.csv", help="counts, one row an inner cell")
    add_table(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="SAFE.csv", help="table to write")
    parser.add_argument("--method", choices=METHODS, help="how to protect it, instead of the policy's method")
    parser.add_argument("--explain", type=Path, metavar="FILE", help="working file: why each cell is hidden")
    add_memory(parser)
    parser.add_argument(
        "--remember", type=Path, metavar="FILE.jsonl", help="add the table to what was published"
    )
    parser.add_argument("--on", type=day, metavar="DATE", help="day of publication, for --remember")
    parser.set_defaults(run=run)


def add_memory(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say what was published before."""
    parser.add_argument(
        "--earlier",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="what was published before of the same answers: a safe table, or a file of --remember",
    )
    parser.add_argument("--survey", default="", metavar="NAME", help="which answers, in a file of --remember")


def earlier_tables(asked: argparse.Namespace) -> list[SafeTable]:
    """Return what every ``--earlier`` says was published of the same answers."""
    asked_of = {"levels": asked.hierarchy, "response": asked.any or asked.response, "survey": asked.survey}
    return [table for path in asked.earlier for table in read_earlier(path, **asked_of)]


def add_table(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say what table it is and what it must withstand."""
    parser.add_argument(
        "--hierarchy", type=names, required=True, metavar="A,B,…", help="columns of the units, coarse to fine"
    )
    parser.add_argument(
        "--response",
        required=True,
        metavar="COL",
        help="column of the answer; with --any, columns with a comma between",
    )
    parser.add_argument(
        "--any", default="", metavar="COL", help="column that says whether any of several answers was given"
    )
    parser.add_argument(
        "--by",
        type=names,
        action="append",
        default=[],
        metavar="COL",
        help="background to cross the table with",
    )
    parser.add_argument("--linked", action="store_true", help="each --by is a table of its own, not crossed")
    parser.add_argument("--policy", type=Path, required=True, metavar="FILE.yaml", help="what may be shown")


def backgrounds(asked: argparse.Namespace) -> list[str]:
    """Return the columns of every ``--by``."""
    return [name for group in asked.by for name in group]


def run(asked: argparse.Namespace) -> None:
    """Write the safe table, and the working file where it is asked for."""
    policy = read_policy(asked.policy)
    policy = replace(policy, method=asked.method or policy.method)
    before = _before(asked)
    safe, working = (_of_choices if asked.any else _of_answers)(asked, policy)
    text = csv_text(columns_of(safe), rows_of(safe))
    if asked.explain:
        write_whole(asked.explain, csv_text(working_header(working), rows_of_working(working)))
    write_whole(asked.out, text)
    if asked.remember:
        line = line_of(safe, survey=asked.survey, on=asked.on, policy=policy, after=before)
        write_whole(asked.remember, before.text + line)
        head = published(before.text + line, source=asked.remember.name).head
        sys.stderr.write(
            f"{asked.remember.name} ends with {head}. Keep that elsewhere: --head finds a cut with it\n"
        )


def _before(asked: argparse.Namespace) -> Published:
    """Return what the file of ``--remember`` holds, before anything is protected."""
    if asked.remember and asked.on is None:
        raise bad_input("--remember needs the day of publication", "Add --on, as in --on 2026-11-24")
    return read_published(asked.remember) if asked.remember else Published()


def _of_answers(asked: argparse.Namespace, policy: Policy) -> tuple[SafeTable, Working]:
    with step(f"Reading {asked.counts.name}"):
        raw = read_counts(
            asked.counts,
            levels=asked.hierarchy,
            response=asked.response,
            by=backgrounds(asked),
            linked=asked.linked,
        )
    earlier = earlier_tables(asked)
    with step("Protecting and auditing"):
        if earlier or policy.attacker == "A4":
            return protect_remembering(raw, earlier=earlier, policy=policy)
        return protect_explained(raw, policy=policy)


def _of_choices(asked: argparse.Namespace, policy: Policy) -> tuple[SafeTable, Working]:
    if asked.earlier:
        raise bad_input("--any and --earlier do not go together", "Protect several answers without --earlier")
    with step(f"Reading {asked.counts.name}"):
        raw = read_choices(
            asked.counts,
            levels=asked.hierarchy,
            grounds=[name.strip() for name in asked.response.split(",")],
            any_of=asked.any,
            by=backgrounds(asked),
            linked=asked.linked,
        )
    with step("Protecting and auditing"):
        return protect_choices(raw, policy=policy)
