"""Making the portal ready, and serving it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.conf import settings
from django.core.management import call_command

from weerklank.errors import Refused, bad_input
from weerklank.stores import UNUSABLE_FOLDER
from weerklank.web.health import store_state

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


def open_store() -> None:
    """Load the settings of the portal, and refuse where a store cannot be used: the mend is said."""
    open_portal()
    for alias in settings.DATABASES:
        require_store(alias, "has to be migrated", "cannot be reached")


def require_store(alias: str, *states: str) -> None:
    """Refuse a store that is in one of these states: the mend is said."""
    mends = {
        "has to be migrated": "has not the tables of this version. Type: weerklank migrate.",
        "cannot be reached": "cannot be reached. Type: weerklank doctor.",
    }
    state = store_state(alias)
    if state in states:
        raise Refused("store_unusable", f"The store {alias} {mends[state]}")


def folder() -> Path:
    """Return the folder in which the portal keeps its files."""
    return Path(settings.ENVIRONMENT.folder)


def migrate() -> None:
    """Bring the tables of every store, and the files of the pages, to this version."""
    prepare_folder()
    for alias in settings.DATABASES:
        require_store(alias, "cannot be reached")
        call_command("migrate", database=alias, verbosity=0, interactive=False)
        keep_from_others(alias)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def prepare_folder() -> None:
    """Make our folder, readable by its owner alone; the files of the pages stand there whatever the store is."""
    place = folder()
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise bad_input(*UNUSABLE_FOLDER, column="WEERKLANK_FOLDER") from None
    if not os.access(place, os.W_OK):
        raise bad_input(*UNUSABLE_FOLDER, column="WEERKLANK_FOLDER")


def keep_from_others(alias: str) -> None:
    """Let a SQLite file be readable by its owner alone, also in a folder that was there before."""
    store = settings.DATABASES[alias]
    if store["ENGINE"].endswith("sqlite3"):
        Path(store["NAME"]).chmod(0o600)


def server_arguments(*, host: str, port: int, workers: int) -> Sequence[str]:
    """Return how granian is started: WSGI, no access log, so that no address is ever written."""
    return [
        *("--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(THREADS), "--backpressure", str(4 * THREADS)),
        *("--no-access-log", "--log-level", "warning"),
        *("--respawn-failed-workers", "weerklank.wsgi:application"),
    ]


def listening_place(host: str, *, port: int) -> str:
    """Return the number of the address to listen on; refuses one that is not ours, or that is taken.

    The server shares a port with whoever has it: of two portals each would get some of the visitors.
    """
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(place)
    except (OSError, UnicodeError):
        raise Refused(
            "not_listening",
            "There is no listening on this host and port: the host is no address of this machine, or something"
            " else listens there already. Choose another with --host or --port.",
        ) from None
    return str(place[0])


def keep_clocks() -> None:
    """Start the jobs beside us; they end by themselves when we do."""
    command = Path(sys.executable).with_name("weerklank")
    subprocess.Popen([command, "jobs", "--every", str(MINUTE), "--beside", str(os.getpid())])  # noqa: S603 - our own command


def serve(*, door: str, host: str, port: int, workers: int) -> None:
    """Become the server of a door; does not return."""
    open_portal(door)
    host = listening_place(host, port=port)
    for alias in settings.DATABASES:
        require_store(alias, "has to be migrated")
    if door == "portal":
        keep_clocks()
    program = [sys.executable, "-m", "granian", *server_arguments(host=host, port=port, workers=workers)]
    os.execv(sys.executable, program)  # noqa: S606 - our own Python, with arguments that we made
