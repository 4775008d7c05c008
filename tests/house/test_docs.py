from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]


def made_pages() -> dict[Path, str]:
    spec = importlib.util.spec_from_file_location("build", ROOT / "docs" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    pages: dict[Path, str] = build.pages()
    return pages


def test_what_is_made_is_up_to_date() -> None:
    pages = made_pages()
    assert pages
    assert [path.name for path, text in pages.items() if path.read_text() != text] == []


def test_every_flow_is_drawn() -> None:
    assert "prepared --> approved" in (ROOT / "docs" / "flows.md").read_text()


def test_decisions_are_numbered_and_say_what_was_given_up() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [
        f"{number:04}" for number in range(1, len(decisions) + 1)
    ]
    headings = ["## What was the matter", "## What we decided", "## What we gave up"]
    for path in decisions:
        lines = path.read_text().splitlines()
        assert [line for line in lines if line.startswith("## ")] == headings, path.name
        assert len(lines) <= 60, path.name


def test_every_folder_with_python_is_typed() -> None:
    typed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]["files"]
    folders = ("src", "tests", "benchmarks", "examples", "docs")
    assert [folder for folder in folders if any((ROOT / folder).rglob("*.py")) != (folder in typed)] == []


def test_the_public_description_is_complete() -> None:
    public = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    assert public["legal"]["license"] == "EUPL-1.2"
    assert set(public["description"]) == set(public["localisation"]["availableLanguages"]) == {"nl", "en"}
    for told in public["description"].values():
        assert len(told["shortDescription"]) <= 150
        assert 150 <= len(told["longDescription"]) <= 10_000
        assert told["features"]
