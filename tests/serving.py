"""The product as it is started: its own commands, in processes of their own."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "weerklank.sqlite3"
WEERKLANK = str(Path(sys.executable).with_name("weerklank"))

STORES = ("WEERKLANK_DATABASE_URL", "WEERKLANK_ANSWERS_DATABASE_URL")
PORTS = range(20_000, 32_000)
"""Below those that Linux and macOS give to outgoing connections, so that none takes one from under a server."""
PATIENCE, ENDING, TAIL = 60, 20, 4_000
"""Seconds until a server answers and until it has ended, and bytes of what it wrote that are shown."""


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("WEERKLANK_", "DJANGO_"))}
    return kept | {"WEERKLANK_FOLDER": str(folder), "WEERKLANK_DEMO": "1", **own_stores(folder), **more}


@functools.cache
def own_stores(folder: Path) -> dict[str, str]:
    """Where tests run on PostgreSQL: the addresses of two databases that are a folder's own, as files are."""
    return {name: own_database(os.environ[name], folder) for name in STORES if name in os.environ}


def own_database(address: str, folder: Path) -> str:
    """Make a database for a folder beside one that an address names; its address."""
    parts = urlsplit(address)
    name = f"{parts.path.strip('/')}_{hashlib.sha256(bytes(folder)).hexdigest()[:16]}"
    with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as server:
        if not server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return parts._replace(path=f"/{name}").geturl()


def change(statement: str, *, folder: Path) -> None:
    """Do something to the store of a portal behind its back."""
    address = own_stores(folder).get(STORES[0])
    with contextlib.closing(psycopg.connect(address) if address else sqlite3.connect(folder / FILE)) as store:
        store.execute(statement)
        store.commit()


def rows_kept(folder: Path) -> dict[str, bytes]:
    """Where tests run on PostgreSQL: every table of the stores of a folder, and all that its rows hold."""
    kept = {}
    for address in own_stores(folder).values():
        with psycopg.connect(address) as store:
            tables = store.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            for (table,) in tables:
                rows = store.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))).fetchall()
                kept[table] = b"\n".join(as_bytes(value) for row in rows for value in row)
    return kept


def as_bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def run(*command: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [WEERKLANK, *command], env=environment(folder, **more), capture_output=True, text=True, check=False
    )


class Taken(Exception):
    """Another program had the port first."""


@dataclass
class Server:
    """Our own server that answers, in a group of processes of its own; `held` keeps its port from other tests."""

    process: subprocess.Popen[bytes]
    held: socket.socket
    output: IO[bytes]
    port: int = field(init=False)

    def __post_init__(self) -> None:
        self.port = self.held.getsockname()[1]  # asked of it also once it was killed

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """End it as whoever keeps it does; one that does not end is killed, and that is an error."""
        self.process.terminate()
        try:
            self.process.wait(timeout=ENDING)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        self.close()

    def kill(self) -> None:
        """End all of it at once, as a power cut does."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.close()

    def close(self) -> None:
        self.held.close()
        self.output.close()

    def wait(self) -> None:
        """Wait until it answers. Raises `Taken`, or an error with the end of what it wrote where it never will."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise self.failed("ended") if is_free(self.port) else Taken
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=5).close()  # noqa: S310 - our own server
            except urllib.error.HTTPError as answer:
                raise self.failed(f"answered {answer.code}") from None
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise self.failed(f"did not answer within {PATIENCE} seconds")

    def failed(self, how: str) -> AssertionError:
        size = self.output.seek(0, os.SEEK_END)
        self.output.seek(max(0, size - TAIL))
        return AssertionError(f"The server {how}. It wrote:\n{self.output.read().decode(errors='replace')}")


@contextlib.contextmanager
def serving(folder: Path, *asked: str, output: Path | None = None, **more: str) -> Iterator[Server]:
    """A server on the store of a folder, that answers; `output` is where all that it writes is kept."""
    server = opened(folder, *asked, output=output, **more)
    try:
        yield server
    finally:
        server.stop()


def opened(folder: Path, *asked: str, output: Path | None = None, **more: str) -> Server:
    """Open a server on the store of a folder; where the port turns out to be taken, on another."""
    while True:
        server = started(folder, *asked, output=output, **more)
        try:
            server.wait()
        except Taken:
            server.close()
        except BaseException:
            server.kill()
            raise
        else:
            return server


def started(folder: Path, *asked: str, output: Path | None, **more: str) -> Server:
    written = output.open("w+b") if output else tempfile.TemporaryFile()  # noqa: SIM115 - closed when the server ends
    held = held_port()
    process = subprocess.Popen(
        [WEERKLANK, "serve", "--workers", "1", *asked, "--port", str(held.getsockname()[1])],
        env=environment(folder, **more),
        stdout=written,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    return Server(process, held, written)


def held_port() -> socket.socket:
    """A port that is free. Its number is held in UDP, where nothing listens: no other test takes it as well."""
    while True:
        port = random.SystemRandom().choice(PORTS)
        held = socket.socket(type=socket.SOCK_DGRAM)
        with contextlib.suppress(OSError):
            held.bind(("127.0.0.1", port))
            if is_free(port):
                return held
        held.close()


def is_free(port: int) -> bool:
    with socket.socket() as tried:
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
