"""``weerklank doctor``: whether all is well, and the mend where it is not. Exit code 0 or 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerklank.cli.arguments import command
from weerklank.errors import Refused

if TYPE_CHECKING:
    import argparse

    from weerklank.cli.arguments import Commands


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = command(
        commands,
        "doctor",
        what="Look at the stores, the clock, mail, headers, keys and disk: each ok, or the mend.",
        example="weerklank doctor",
    )
    parser.set_defaults(run=run)


def run(_asked: argparse.Namespace) -> None:
    """Print every check; refuse where one is not well."""
    from weerklank.jobs import portal

    portal.open_portal()
    from weerklank.jobs import doctor

    found = doctor.examined()
    for finding in found:
        print(finding)
    if ill := sum(not finding.well for finding in found):
        raise Refused("not_well", f"{ill} of {len(found)} checks need mending.")
