"""``weerklank demo``: load a government of invented people, to have a look."""

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
        "demo",
        what="Load ministries and agencies with invented people in every role. Only in a demonstration.",
        example="WEERKLANK_DEMO=1 weerklank demo",
    )
    parser.set_defaults(run=run)


def run(_asked: argparse.Namespace) -> None:
    """Load, once."""
    from weerklank.jobs import portal

    portal.open_portal()
    from weerklank.jobs.demonstration import load_demonstration

    now = datetime.now(UTC)
    print(load_demonstration(on=now.astimezone().date(), at=now))
