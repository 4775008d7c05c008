"""What every test may count on. Hypothesis measures what is right, not how busy the machine is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.documents import figures_text, letter, table
from tests.serving import run, serving
from weerklank.releases.table_file import table_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Mark what needs a store, or starts a server that does: `tests/on_postgresql.py` runs all of it."""
    for item in items:
        if needs_a_store(item):
            item.add_marker("stored")


def needs_a_store(item: pytest.Function) -> bool:
    """Whether a test has a store of its own, or stands in a file that starts the product."""
    starts = any(getattr(thing, "__module__", "") == "tests.serving" for thing in vars(item.module).values())
    has = (
        not {"portal", "db"}.isdisjoint(item.fixturenames) or item.get_closest_marker("django_db") is not None
    )
    return starts or has


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("demonstration")
    for command in (("migrate",), ("demo", *documents_in(made))):
        done = run(*command, folder=made)
        assert done.returncode == 0, done.stderr
    return made


def documents_in(folder: Path) -> list[str]:
    """A document of every kind, to be released in the demonstration."""
    figures = figures_text()
    quoted = json.loads(figures)["checksum"]
    texts = {"figures": figures, "table": table_text(table()), "letter": letter(checksum=quoted)}
    arguments = []
    for name, text in texts.items():
        (folder / f"{name}.json").write_text(text)
        arguments += ["--release", str(folder / f"{name}.json")]
    return arguments


@pytest.fixture(scope="session")
def portal(folder: Path) -> Iterator[str]:
    with serving(folder) as server:
        yield server.address
