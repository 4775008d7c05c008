"""``weerklank jobs``: do what has to happen by itself. `weerklank serve` runs it beside the portal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from weerklank.cli.arguments import command

if TYPE_CHECKING:
    import argparse

    from weerklank.cli.arguments import Commands


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = command(
        commands,
        "jobs",
        what="Keep the clocks and send mail: once, or again and again. Two at once do no harm.",
        example="weerklank jobs",
    )
    parser.add_argument("--every", type=int, default=0, metavar="SECONDS", help="again after so many seconds")
    parser.add_argument(
        "--beside", type=int, default=0, metavar="PID", help="only while this process started it"
    )
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> None:
    """Run once, or until stopped."""
    from weerklank.jobs import portal

    portal.open_portal()
    from weerklank.jobs.keeper import keep, keep_on

    if asked.every:
        keep_on(every=asked.every, beside=asked.beside)
    else:
        keep(datetime.now(UTC))
