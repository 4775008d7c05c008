"""``weerklank trail``: the head to be kept outside, and whether the trail is what was written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from weerklank.cli.arguments import command
from weerklank.errors import Refused

if TYPE_CHECKING:
    import argparse

    from weerklank.cli.arguments import Commands

WITHOUT_ANCHOR = (
    "Without an anchor a tail that was cut off, or a trail written anew as a whole, cannot be seen. "
    "Keep the line of `weerklank trail head` outside every day, and give it with --anchor.\n"
)


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = command(
        commands,
        "trail",
        what="Print the head of the trail, or find any entry that was changed, removed or moved.",
        example="weerklank trail head >> anchors\n  weerklank trail verify --anchor anchors",
    )
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("head", help="print the last entry's number and digest").set_defaults(run=print_head)
    verify = acts.add_parser("verify", help="look at every entry")
    verify.add_argument(
        "--anchor", type=Path, metavar="FILE", help="heads that were kept outside, one a line"
    )
    verify.set_defaults(run=verify_trail)


def print_head(_asked: argparse.Namespace) -> None:
    """Print the head."""
    from weerklank.jobs import portal

    portal.open_store()
    from weerklank.trail import queries

    print(queries.head())


def verify_trail(asked: argparse.Namespace) -> None:
    """Name every entry that is not what was written; refuse where there is one."""
    from weerklank.jobs import portal

    portal.open_store()
    from weerklank.trail import queries
    from weerklank.trail.importers import read_anchors

    anchors = read_anchors(asked.anchor) if asked.anchor else []
    found = list(queries.faults(anchors=anchors))
    for fault in found:
        print(fault)
    if not anchors:
        sys.stderr.write(WITHOUT_ANCHOR)
    if found:
        raise Refused("trail_broken", f"The trail is not what was written: {len(found)} faults.")
    print(f"The trail is whole: {queries.head()}")
