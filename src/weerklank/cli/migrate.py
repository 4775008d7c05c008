"""``weerklank migrate``: bring the tables and the files of the pages to this version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerklank.cli.arguments import command

if TYPE_CHECKING:
    import argparse

    from weerklank.cli.arguments import Commands


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = command(
        commands, "migrate", what="Make or renew the tables of the portal.", example="weerklank migrate"
    )
    parser.set_defaults(run=run)


def run(_asked: argparse.Namespace) -> None:
    """Migrate."""
    from weerklank.jobs import portal

    portal.open_portal()
    portal.migrate()
    print("Every store has the tables of this version.")
