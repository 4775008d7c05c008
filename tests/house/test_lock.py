"""The lock: everything that the project asks for, each file by its hash, from no named address."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from pathlib import Path

PINNED = re.compile(r"^(?P<name>[\w.\-]+)==(?P<version>[\w.]+)(?: ; (?P<marker>.+?))? \\$", re.MULTILINE)
PYTHONS = ("3.11.2", "3.12.1", "3.13.0")


def asked(root: Path) -> list[Requirement]:
    """What pyproject.toml asks for: to build, to run, and in every extra."""
    project = tomllib.loads((root / "pyproject.toml").read_text())
    lines = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    for extra in project["project"]["optional-dependencies"].values():
        lines += extra
    return [Requirement(line) for line in lines]


def locked(text: str, *, python: str) -> dict[str, str]:
    """Name and version of what is installed on one Python under Debian."""
    environment = {"python_full_version": python, "platform_python_implementation": "CPython"}
    environment |= {"sys_platform": "linux", "implementation_name": "cpython"}
    return {
        canonicalize_name(found["name"]): found["version"]
        for found in PINNED.finditer(text)
        if found["marker"] is None or applies(found["marker"], environment)
    }


def applies(marker: str, environment: dict[str, str]) -> bool:
    requirement = Requirement(f"locked ; {marker}")
    return requirement.marker is not None and requirement.marker.evaluate(environment)


def test_the_lock_has_what_the_project_asks_for(root: Path) -> None:
    text = (root / "requirements.lock").read_text()
    for python in PYTHONS:
        versions = locked(text, python=python)
        missing = [str(need) for need in asked(root) if canonicalize_name(need.name) not in versions]
        assert missing == []
        unfit = [
            str(need) for need in asked(root) if versions[canonicalize_name(need.name)] not in need.specifier
        ]
        assert unfit == []


def test_every_file_is_known_by_its_hash(root: Path) -> None:
    text = (root / "requirements.lock").read_text()
    entries = re.split(r"\n(?=\S)", text)
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert len(packages) == len(PINNED.findall(text))
    assert [entry for entry in packages if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry)] == []


def test_the_lock_names_no_address_and_no_folder(root: Path) -> None:
    text = (root / "requirements.lock").read_text()
    assert re.findall(r"\w+://|--(?:extra-)?index-url|--find-links|file:|/", text) == []


def test_an_unfit_python_would_be_seen() -> None:
    text = "numpy==2.4 ; python_full_version < '3.12' \\\n    --hash=0\nscipy==1 \\\n    --hash=0\n"
    assert locked(text, python="3.11.2") == {"numpy": "2.4", "scipy": "1"}
    assert locked(text, python="3.12.1") == {"scipy": "1"}
