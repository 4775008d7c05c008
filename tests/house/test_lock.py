"""The lock: everything that the project asks for, each file by its hash, from no named address."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
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


def needed(root: Path) -> set[str]:
    """What pyproject.toml asks for to run, PDF or not."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["pdf"]]
    return {canonicalize_name(Requirement(line).name) for line in lines}


def imported(source: str) -> set[str]:
    """What a file imports from elsewhere: neither of Python itself, nor ours."""
    found = set[str]()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - {"weerklank"}


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


def test_what_we_import_is_asked_for_by_its_name(root: Path) -> None:
    from_where = packages_distributions()
    modules = {name for path in (root / "src").rglob("*.py") for name in imported(path.read_text())}
    assert {"django", "jwt", "numpy", "requests"} <= modules
    asked_for = {name: {canonicalize_name(found) for found in from_where[name]} for name in modules}
    assert {name for name, found in asked_for.items() if not found & needed(root)} == set()


def test_an_import_in_a_function_is_seen_too() -> None:
    assert imported("import os, attrs.x\ndef f():\n    from idna.core import encode\n") == {"attrs", "idna"}


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
