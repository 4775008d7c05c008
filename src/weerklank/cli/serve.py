"""``weerklank serve``: open a door."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from weerklank.cli.arguments import command

if TYPE_CHECKING:
    from weerklank.cli.arguments import Commands

DOORS = ("portal", "reporter", "answers")
LAST_PORT = 65_535
MOST_WORKERS = 256


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = command(
        commands,
        "serve",
        what="Open a door: the portal, the reporter's door or the collector of surveys.",
        example="weerklank serve --port 8000",
    )
    parser.add_argument("--door", choices=DOORS, default="portal", help="which door (default: the portal)")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine alone)"
    )
    parser.add_argument("--port", type=port, default=8000, help="port to listen on (default: 8000)")
    parser.add_argument("--workers", type=workers, default=2, help="processes (default: 2)")
    parser.set_defaults(run=run)


def port(text: str) -> int:
    """Return the number of a port."""
    if not text.isdecimal() or not 0 < int(text) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"write a number from 1 to {LAST_PORT}")
    return int(text)


def workers(text: str) -> int:
    """Return how many processes there will be."""
    if not text.isdecimal() or not 0 < int(text) <= MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"write a number from 1 to {MOST_WORKERS}")
    return int(text)


def run(asked: argparse.Namespace) -> None:
    """Serve until stopped."""
    from weerklank.jobs import portal

    portal.serve(door=asked.door, host=asked.host, port=asked.port, workers=asked.workers)
