"""``weerklank demo``: load a government of invented people, to have a look."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from weerklank.cli.arguments import command
from weerklank.releases.importers import read_document

if TYPE_CHECKING:
    import argparse

    from weerklank.cli.arguments import Commands


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = command(
        commands,
        "demo",
        what="Load ministries and agencies with invented people in every role. Only in a demonstration.",
        example="WEERKLANK_DEMO=1 weerklank demo --release out/report/release.json",
    )
    parser.add_argument(
        "--release",
        type=Path,
        action="append",
        default=[],
        metavar="FILE.json",
        help="prepare, approve and publish a document by two invented people",
    )
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> None:
    """Load, once."""
    from weerklank.jobs import portal

    portal.open_store()
    from weerklank.cli.demo_keys import certify_invented
    from weerklank.jobs.demonstration import (
        EMPLOYER,
        load_demonstration,
        release_in_demonstration,
        yearly_in_demonstration,
    )
    from weerklank.jobs.demonstration_cases import report_in_demonstration
    from weerklank.people.queries import invented_handlers

    now = datetime.now(UTC)
    on = now.astimezone().date()
    print(load_demonstration(on=on, at=now))
    print(
        certify_invented(invented_handlers(on=on), employer=EMPLOYER, folder=portal.folder(), on=on, at=now)
    )
    print(report_in_demonstration(on=on))
    for path in asked.release:
        print(release_in_demonstration(read_document(path), source=path.name, on=on, at=now))
    if asked.release:
        print(yearly_in_demonstration(on=on, at=now))
