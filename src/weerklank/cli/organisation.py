"""``weerklank organisation``: units of an employer from a list, and under which rule it deals with complaints."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from weerklank.cases.procedures import COMPLAINT
from weerklank.cli.arguments import command, day

if TYPE_CHECKING:
    import argparse

    from weerklank.cli.arguments import Commands

REGIMES = COMPLAINT.by_employer


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = command(
        commands,
        "organisation",
        what="Import the units of an employer, or choose its rule for complaints.",
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
        "--on", type=day, metavar="DATE", help="date from which it holds (default: today)"
    )
    add_import.add_argument("--dry-run", action="store_true", help="show what would change; write nothing")
    add_import.set_defaults(run=import_list)
    add_choose(acts)


def add_choose(acts: Commands[argparse.ArgumentParser]) -> None:
    """Add the choice of a rule for complaints."""
    choose = acts.add_parser("complaints", help="choose under which rule complaints are dealt with")
    choose.add_argument("employer", metavar="EMPLOYER", help="code of the employer")
    choose.add_argument("--regime", required=True, choices=REGIMES, help="the act, or an own rule")
    choose.add_argument("--since", type=day, metavar="DATE", help="first day (default: today)")
    choose.add_argument("--weeks", type=int, metavar="N", help="weeks of an own rule")
    choose.add_argument(
        "--more-weeks", type=int, metavar="N", help="weeks that an own rule can be adjourned by"
    )
    choose.set_defaults(run=choose_rule)


def choose_rule(asked: argparse.Namespace) -> None:
    """Choose the rule for complaints of an employer."""
    from weerklank.jobs import portal

    portal.open_store()
    from weerklank.cases.choosing import Chosen, choose_complaint_rule
    from weerklank.organisation.queries import unit_with_code
    from weerklank.trail.actions import INSTALLATION

    now = datetime.now(UTC)
    today = now.astimezone().date()
    chosen = Chosen(
        regime=asked.regime, since=asked.since or today, weeks=asked.weeks, more_weeks=asked.more_weeks
    )
    employer = unit_with_code(asked.employer, employer=asked.employer)
    choose_complaint_rule(employer, chosen, by=INSTALLATION, on=today, at=now)
    print(f"{asked.employer}: complaints that come in from {chosen.since} fall under {chosen.regime}.")


def import_list(asked: argparse.Namespace) -> None:
    """Import a list, or show what it would change."""
    from weerklank.jobs import portal

    portal.open_store()
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
