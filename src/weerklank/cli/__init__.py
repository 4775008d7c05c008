"""The command line: ``weerklank COMMAND``. Exit code 0, 2 for bad input, 3 for an unsafe release."""

from __future__ import annotations

import argparse
import importlib
import sys
from typing import TYPE_CHECKING

from weerklank.errors import Refused, UnsafeRelease

if TYPE_CHECKING:
    from collections.abc import Sequence

BAD_INPUT, UNSAFE = 2, 3

COMMANDS = (
    "questionnaire",
    "estimate",
    "calibrate",
    "compare",
    "protect",
    "audit",
    "filters",
    "report",
    "letter",
    "release",
    "migrate",
    "serve",
    "jobs",
    "doctor",
    "organisation",
    "people",
    "keys",
    "trail",
    "demo",
)
"""Each is a module of this package with ``add(commands)``; it sets ``run``, a function of what was asked."""


def parser(names: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """Return the parser of some commands, of every one as a rule."""
    top = argparse.ArgumentParser(prog="weerklank", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in names:
        importlib.import_module(f"weerklank.cli.{name}").add(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; where one is named, what the others need is not loaded."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    asked = parser([name for name in COMMANDS if name in given[:1]] or COMMANDS).parse_args(given)
    try:
        asked.run(asked)
    except Refused as refusal:
        sys.stderr.write(f"weerklank {asked.command}: {refusal}\n")
        return UNSAFE if isinstance(refusal, UnsafeRelease) else BAD_INPUT
    return 0
