"""The product as it is started: its own commands, in processes of their own."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

FILE = "weerklank.sqlite3"
WEERKLANK = str(Path(sys.executable).with_name("weerklank"))

STORES = ("WEERKLANK_DATABASE_URL", "WEERKLANK_ANSWERS_DATABASE_URL")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


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


def wait_for(address: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own server
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{address} does not answer")
