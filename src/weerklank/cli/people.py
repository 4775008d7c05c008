"""``weerklank people``: the first accounts and roles, from whom all others come."""

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
        "people",
        what="Open an account, or give the first right to appoint others to a role.",
        example="weerklank people open a.jansen@example.nl --name 'A. Jansen' --employer bzk --unit bzk\n"
        "  weerklank people appoint a.jansen@example.nl counsellor_coordinator --right appoint",
    )
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    opening = acts.add_parser("open", help="open an account")
    opening.add_argument("email", metavar="EMAIL")
    opening.add_argument("--name", required=True)
    opening.add_argument("--employer", required=True, metavar="CODE")
    opening.add_argument("--unit", required=True, metavar="CODE")
    opening.set_defaults(run=open_account)
    appoint = acts.add_parser(
        "appoint", help="give a role, or the right to appoint to it, at the whole employer"
    )
    appoint.add_argument("email", metavar="EMAIL")
    appoint.add_argument("role", metavar="ROLE")
    appoint.add_argument("--right", choices=("act", "appoint"), default="appoint")
    appoint.add_argument(
        "--employer", metavar="CODE", help="another employer, whose complaints committee they sit on"
    )
    appoint.set_defaults(run=appoint_first)


def open_account(asked: argparse.Namespace) -> None:
    """Open an account."""
    from weerklank.jobs import portal

    portal.open_store()
    from weerklank.organisation.queries import unit_with_code
    from weerklank.people import actions

    unit = unit_with_code(asked.unit, employer=asked.employer)
    actions.open_account(asked.email, name=asked.name, unit=unit, at=datetime.now(UTC))
    print("The account is open. Its owner sets a password through the page for a forgotten one.")


def appoint_first(asked: argparse.Namespace) -> None:
    """Give the first right."""
    from weerklank.jobs import portal

    portal.open_store()
    from weerklank.organisation.queries import unit_with_code
    from weerklank.people import actions, queries

    now = datetime.now(UTC)
    person = queries.person_with_address(asked.email)
    employer = unit_with_code(asked.employer, employer=asked.employer) if asked.employer else None
    since = now.astimezone().date()
    granted = actions.grant_at_employer(person, asked.role, right=asked.right, since=since, employer=employer)
    actions.appoint_first(granted, at=now)
    print("The role is granted, and written in the trail.")
