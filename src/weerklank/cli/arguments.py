"""Arguments that several commands share."""

from __future__ import annotations

import argparse
from datetime import date

Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for what add_subparsers returns


def names(text: str) -> list[str]:
    """Return the names in ``a,b,c``."""
    found = [part.strip() for part in text.split(",")]
    if not all(found):
        raise argparse.ArgumentTypeError("give names with a comma between them and no empty one")
    return found


def day(text: str) -> date:
    """Return the date in ``2026-01-31``."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write a date as 2026-01-31") from None


def command(
    commands: Commands[argparse.ArgumentParser], name: str, *, what: str, example: str
) -> argparse.ArgumentParser:
    """Return the parser of a command, with its example at the foot of ``--help``."""
    return commands.add_parser(
        name,
        help=what,
        description=what,
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
