"""``weerklank audit``: what an attacker can work out of a safe table."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from weerklank.cli.arguments import command
from weerklank.cli.progress import step
from weerklank.cli.protect import add_memory, add_table, backgrounds, earlier_tables
from weerklank.errors import bad_input
from weerklank.releases.importers import STORE, read_policy, read_published, read_safe_table
from weerklank.stats.audit import audit
from weerklank.stats.memory import audit_with
from weerklank.stats.policy import ATTACKERS

if TYPE_CHECKING:
    import argparse

    from weerklank.cli.arguments import Commands
    from weerklank.stats.tables import SafeTable

EXAMPLE = """weerklank audit safe.csv --hierarchy ministry,dg,directorate --response exp_bullying \\
      --policy policy.yaml --attacker A2

  --attacker A4 --earlier published.jsonl --survey NAME: beside all that was published of the same answers
  --tree counts.csv tells which unit is part of which, for a table of another tool whose rows do not"""


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    what = "Work out what an attacker can tell of every hidden cell; JSON on standard output."
    parser = command(commands, "audit", what=what, example=EXAMPLE)
    parser.add_argument("safe", type=Path, metavar="SAFE.csv", help="table with the columns unit … n, status")
    add_table(parser)
    parser.add_argument("--attacker", required=True, choices=list(ATTACKERS), help="whom it must withstand")
    parser.add_argument(
        "--tree", type=Path, metavar="FILE.csv", help="file with the columns of the hierarchy"
    )
    add_memory(parser)
    parser.add_argument(
        "--head", metavar="CHECKSUM", help="the last checksum of the files of --earlier, as kept"
    )
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> None:
    """Write what the attacker gets."""
    policy = read_policy(asked.policy)
    safe = read_safe_table(
        asked.safe,
        levels=asked.hierarchy,
        response=asked.any or asked.response,
        by=backgrounds(asked),
        linked=asked.linked,
        any_of=asked.any,
        tree=asked.tree,
    )
    earlier = _earlier(asked)
    started = time.perf_counter()
    with step("Auditing"):
        if asked.attacker == "A4":
            found = audit_with(safe, earlier=earlier, policy=policy)
        else:
            found = audit(safe, policy=policy, attacker=ATTACKERS[asked.attacker])
    answer = asdict(found) | {"seconds": round(time.perf_counter() - started, 3)}
    sys.stdout.write(json.dumps(answer) + "\n")


def _earlier(asked: argparse.Namespace) -> list[SafeTable]:
    """Return what was published before, for the attacker who keeps it."""
    if asked.earlier and asked.attacker != "A4":
        raise bad_input("only A4 knows earlier tables", "Use --attacker A4, or leave --earlier out")
    if asked.attacker == "A4" and not asked.earlier:
        sys.stderr.write("weerklank audit: without --earlier A4 knows no more than A3\n")
    for path in asked.earlier if asked.head else ():
        if path.suffix == STORE:
            read_published(path, head=asked.head)
    return earlier_tables(asked)
