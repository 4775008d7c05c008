"""``weerklank organisation import``: units of an employer from a list; a dry run first shows what would change."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from weerklank.cli.arguments import command

if TYPE_CHECKING:
    import argparse

    from weerklank.cli.arguments import Commands


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = command(
        commands,
        "organisation",
        what="Import the units of an employer; what is not listed stays as it is.",
        example="weerklank organisation import units.csv --on 2026-01-01 --dry-run",
    )
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    add_import = acts.add_parser("import", help="import a list of units")
    add_import.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="CSV: code,parent,name_nl[,name_en,kind,headcount,valid_from,valid_to,successor]",
    )
    add_import.add_argument(
        "--on", type=date.fromisoformat, metavar="DATE", help="date from which it holds (default: today)"
    )
    add_import.add_argument("--dry-run", action="store_true", help="show what would change; write nothing")
    add_import.set_defaults(run=import_list)


def import_list(asked: argparse.Namespace) -> None:
    """Import a list, or show what it would change."""
    from weerklank.jobs import portal

    portal.open_portal()
    from weerklank.organisation import actions
    from weerklank.organisation.importers import read_units
    from weerklank.trail.actions import INSTALLATION

    now = datetime.now(UTC)
    rows, on = read_units(asked.file), asked.on or now.astimezone().date()
    if asked.dry_run:
        plan = actions.plan_import(rows, on=on, file=asked.file.name)
    else:
        plan = actions.import_units(rows, on=on, file=asked.file.name, by=INSTALLATION, at=now)
    print(f"{plan.employer}, from {plan.on}{': nothing was written' if asked.dry_run else ''}")
    for line in plan.lines():
        print(f"  {line}")
