"""The scripts that pages load are built from `frontend/`, to the same bytes, and stay small."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.node import FRONTEND, node

if TYPE_CHECKING:
    from pathlib import Path

KB = 1_000
LARGEST = {
    "reporter.js": 40 * KB,
    "return.js": 40 * KB,
    "handler.js": 60 * KB,
    "export.js": 5 * KB,
    "archive.js": 60 * KB,
    "rest.js": 5 * KB,
    "clean.js": 10 * KB,
    "clean-pdf.js": 190 * KB,
}
"""Bytes after gzip. A script that is not here was not weighed: add it."""


@pytest.fixture(scope="session")
def committed(root: Path) -> dict[str, bytes]:
    folder = root / "src/weerklank/web/static/weerklank/seal"
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_scripts_are_those_of_the_source(committed: dict[str, bytes], tmp_path: Path) -> None:
    subprocess.run([node(), "build.mjs", str(tmp_path)], cwd=FRONTEND, check=True, stdout=subprocess.DEVNULL)
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    differing = {name for name in built.keys() | committed.keys() if built.get(name) != committed.get(name)}
    assert differing == set(), "Build them again: node frontend/build.mjs, and commit what it wrote."


def test_the_manifest_names_every_file_by_its_hash(committed: dict[str, bytes]) -> None:
    told = json.loads(committed["manifest.json"])
    hashes = {
        name: "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
        for name, content in committed.items()
        if name != "manifest.json"
    }
    assert told == hashes


def test_every_script_stays_small(committed: dict[str, bytes]) -> None:
    weights = {
        name: len(gzip.compress(content, 9)) for name, content in committed.items() if name.endswith(".js")
    }
    assert weights.keys() <= LARGEST.keys()
    assert {name: weight for name, weight in weights.items() if weight > LARGEST[name]} == {}


def test_the_lock_names_no_address() -> None:
    lock = (FRONTEND / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(lock)["packages"]
    assert "://" not in "".join(f"{package.get('resolved', '')}" for package in packages.values())
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
