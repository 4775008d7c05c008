"""The tour is true: every file, symbol and command that it names exists."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "weerklank"
NAMED = re.compile(r"`([^`\n]+)`")
PLAIN_WORDS = {"code"}


def named_things() -> list[str]:
    return sorted(set(NAMED.findall((ROOT / "docs" / "tour.md").read_text())) - PLAIN_WORDS)


def stands(name: str) -> bool:
    """Whether a thing exists: a command, a file or folder, or a module with perhaps a name in it."""
    if name.startswith("make "):
        return f"\n{name.removeprefix('make ')}:" in (ROOT / "Makefile").read_text()
    if name.startswith("weerklank "):
        return (PACKAGE / "cli" / f"{name.removeprefix('weerklank ')}.py").is_file()
    return (ROOT / name).exists() or is_symbol(name)


def is_symbol(name: str) -> bool:
    """Whether a dotted name leads from the package through modules to a public name."""
    found: object = importlib.import_module("weerklank")
    path = "weerklank"
    for part in name.split("."):
        path = f"{path}.{part}"
        if part.startswith("_"):
            return False
        found = getattr(found, part, None) or module_at(path)
        if found is None:
            return False
    return True


def module_at(path: str) -> object:
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError:
        return None


@pytest.mark.parametrize("name", named_things())
def test_what_the_tour_names_exists(name: str) -> None:
    assert stands(name)


def test_the_tour_visits_every_room() -> None:
    tour = (ROOT / "docs" / "tour.md").read_text()
    rooms = {
        path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert {room for room in rooms - {"__init__"} if not re.search(rf"[`/]{room}[./`]", tour)} == set()


@pytest.mark.parametrize(
    "name",
    ["make coffee", "weerklank guess", "src/weerklank/utils.py", "stats.estimate.guess", "nothing.here"],
)
def test_what_does_not_exist_is_found(name: str) -> None:
    assert not stands(name)
