"""After an erasure every byte of the store is read with every key in hand that ever existed, and nothing opens."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.journeys.test_nothing_kept import bytes_under
from tests.on_postgresql import postgresql
from tests.sealed import ORGANISATION
from tests.serving import FILE, STORES, environment, own_stores, run
from weerklank.errors import Refused
from weerklank.seal.casekey import unwrap
from weerklank.seal.context import REPORTER
from weerklank.seal.handlerkey import Bundle
from weerklank.seal.receipt import derive

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
WINDOW, EVERY = 32, 96
"""Of everything that was sealed, so many bytes are looked for, at every so many."""
SEALED_TABLES = ("cases_wrap", "cases_message", "cases_piece", "cases_note")


def beside(folder: Path, *act: str, **more: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.sealed_desk", *act],
        cwd=ROOT,
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store that nobody else uses: on PostgreSQL a server, for what others run there keeps old rows in sight."""
    with contextlib.ExitStack() as stack:
        if STORES[0] in os.environ:
            for name, address in stack.enter_context(postgresql()).items():
                monkeypatch.setenv(name, address)
        assert run("migrate", folder=tmp_path).returncode == 0
        yield tmp_path


def asked(folder: Path, table: str, *columns: str) -> list[tuple[bytes, ...]]:
    """Columns of a table, as bytes."""
    address = own_stores(folder).get(STORES[0])
    query = f"SELECT {', '.join(columns)} FROM {table}"  # noqa: S608 - names of our own tables
    with contextlib.closing(psycopg.connect(address) if address else sqlite3.connect(folder / FILE)) as store:
        return [tuple(map(bytes, row)) for row in store.execute(query).fetchall()]


def stored(folder: Path) -> dict[str, bytes]:
    """Every byte of the store: the folder with its file and log, or all files of our database on PostgreSQL."""
    address = own_stores(folder).get(STORES[0])
    if address is None:
        return bytes_under(folder)
    with psycopg.connect(address, autocommit=True) as store:
        store.execute("CHECKPOINT")
        (place,) = store.execute("SHOW data_directory").fetchone() or ("",)
        (number,) = store.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone() or (0,)
    return bytes_under(Path(place, "base", str(number)))


def windows(blobs: list[bytes]) -> Iterator[bytes]:
    """Pieces of everything that was sealed."""
    for blob in blobs:
        yield from (blob[place : place + WINDOW] for place in range(0, len(blob) - WINDOW, EVERY))


def standing(pieces: set[bytes], store: dict[str, bytes]) -> int:
    """How many of the pieces stand somewhere: every place of every file is compared."""
    return sum(any(piece in content for content in store.values()) for piece in pieces)


def opening(blobs: list[bytes], seeds: list[bytes], cases: list[str], recipients: list[str]) -> int:
    """How many of the blobs one of the seeds opens, as the key of any case and recipient."""
    return sum(
        opens(blob, seed, case, recipient)
        for blob in blobs
        for seed in seeds
        for case in cases
        for recipient in recipients
    )


def opens(blob: bytes, seed: bytes, case: str, recipient: str) -> bool:
    try:
        unwrap(blob, seed=seed, case=case, epoch=1, recipient=recipient)
    except Refused:
        return False
    return True


def every_blob(folder: Path) -> list[bytes]:
    """Every value of bytes in every table."""
    address = own_stores(folder).get(STORES[0])
    with contextlib.closing(psycopg.connect(address) if address else sqlite3.connect(folder / FILE)) as store:
        listing = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        tables = store.execute(listing if address else "SELECT name FROM sqlite_master WHERE type = 'table'")
        rows = [
            row
            for (table,) in tables.fetchall()
            for row in store.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 - names of our own tables
        ]
    return [value for row in rows for value in row if isinstance(value, bytes)]


@pytest.mark.django_db
def test_after_an_erasure_no_key_that_ever_existed_opens_anything(folder: Path) -> None:
    desk = json.loads(beside(folder, "open"))
    ended = json.loads(beside(folder, "closed", "He shouts at me.", DESK=json.dumps(desk)))
    ((salt,),) = asked(folder, "cases_salt", "salt")
    receipt = derive(ended["words"], salt=salt)
    bundle = Bundle(*(bytes.fromhex(seed) for seed in desk["seeds"]))
    seeds = [bundle.sealing, bundle.signing, receipt.seed, receipt.lookup, ORGANISATION]
    recipients = [bundle.public().key, REPORTER]
    sealed = [blob for table in SEALED_TABLES for (blob,) in asked(folder, table, "sealed")]
    pieces = set(windows(sealed))
    assert opening(every_blob(folder), seeds, [ended["case"]], recipients) == len(recipients)
    assert standing(pieces, stored(folder)) > 0.9 * len(pieces), "the store was not read"

    assert json.loads(beside(folder, "erased", DESK=json.dumps(desk))) == [["confidential_contact", 1]]
    assert opening(every_blob(folder), seeds, [ended["case"]], recipients) == 0
    assert standing(pieces, stored(folder)) == 0
    lookup = receipt.lookup.hex().encode()
    assert not any(lookup in content for content in stored(folder).values())
    assert asked_text(folder, "SELECT state, outcome FROM cases_case") == [("destroyed", "advised")]


def asked_text(folder: Path, query: str) -> list[tuple[str, ...]]:
    """What a query of ours answers."""
    address = own_stores(folder).get(STORES[0])
    with contextlib.closing(psycopg.connect(address) if address else sqlite3.connect(folder / FILE)) as store:
        return [tuple(map(str, row)) for row in store.execute(query).fetchall()]
