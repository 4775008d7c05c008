"""Making the portal ready, and serving it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.conf import settings
from django.core.management import call_command

if TYPE_CHECKING:
    from collections.abc import Sequence

DOORS = {
    "portal": "weerklank.settings",
    "reporter": "weerklank.settings_reporter",
    "answers": "weerklank.settings_answers",
}
MINUTE = 60
THREADS = 8
"""Pages that one process makes at the same time; each holds one connection to a store."""


def open_portal(door: str = "portal") -> None:
    """Load the settings of a door; unsafe settings end here, with what to mend."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", DOORS[door])
    django.setup()


def folder() -> Path:
    """Return the folder in which the portal keeps its files."""
    return Path(settings.ENVIRONMENT.folder)


def migrate() -> None:
    """Bring the tables of every store, and the files of the pages, to this version."""
    for alias in settings.DATABASES:
        prepare_folder(alias)
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def prepare_folder(alias: str) -> None:
    """Make the folder of a SQLite file, readable by its owner alone."""
    store = settings.DATABASES[alias]
    if store["ENGINE"].endswith("sqlite3"):
        Path(store["NAME"]).parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def server_arguments(*, host: str, port: int, workers: int) -> Sequence[str]:
    """Return how granian is started: WSGI, no access log, so that no address is ever written."""
    return [
        *("--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(THREADS), "--backpressure", str(4 * THREADS)),
        *("--no-access-log", "--log-level", "warning"),
        *("--respawn-failed-workers", "weerklank.wsgi:application"),
    ]


def keep_clocks() -> None:
    """Start the jobs beside us; they end by themselves when we do."""
    command = Path(sys.executable).with_name("weerklank")
    subprocess.Popen([command, "jobs", "--every", str(MINUTE), "--beside", str(os.getpid())])  # noqa: S603 - our own command


def serve(*, door: str, host: str, port: int, workers: int) -> None:
    """Become the server of a door; does not return."""
    open_portal(door)
    if door == "portal":
        keep_clocks()
    program = [sys.executable, "-m", "granian", *server_arguments(host=host, port=port, workers=workers)]
    os.execv(sys.executable, program)  # noqa: S606 - our own Python, with arguments that we made
