"""Who may import whom. Each contract of `.importlinter` is broken once, on purpose, and seen to be caught."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PREFIX = "importlinter:contract:"
IMPURE = ("django", "socket", "urllib.request", "requests", "os", "pathlib", "tempfile", "time")
IMPURE_MODULES = {
    "__init__",
    "apps",
    "models",
    "rules",
    "queries",
    "actions",
    "importers",
    "exporters",
    "pdf",
    "storing",
    "addressing",
    "clocks",
    "warning",
    "counting",
    "deeds",
    "reasons",
    "choosing",
    "register",
    "gathering",
    "on_behalf",
    "adding",
    "along",
    "kept",
    "keeping",
    "erasure",
    "derivations",
    "addressees",
    "identities",
    "deciding",
    "disclosing",
    "standing_in",
    "speaking",
    "silence",
}
"""Modules of a domain with tables that may use the framework or the disk; all others are pure, by name."""
NEVER = ("utils", "common", "helpers", "core")

STOREYS = [
    ("storeys", "stats/planted.py", "import weerklank.fieldwork"),
    ("storeys", "fieldwork/planted.py", "import weerklank.releases.figure"),
    ("storeys", "releases/planted.py", "import weerklank.programme"),
    ("storeys", "programme/planted.py", "import weerklank.cli"),
    ("storeys", "trail/planted.py", "import weerklank.organisation"),
    ("storeys", "people/planted.py", "import weerklank.web.frame"),
    ("storeys", "people/planted.py", "import weerklank.guidance"),
    ("storeys", "guidance/planted.py", "import weerklank.fieldwork"),
    ("storeys", "guidance/planted.py", "import weerklank.cases"),
    ("storeys", "fieldwork/planted.py", "import weerklank.cases"),
    ("storeys", "errors.py", "import weerklank.flow"),
    *(("storeys", f"{room}/__init__.py", '"""A room without a storey."""') for room in NEVER),
]
PURITY = [
    *(
        ("purity", "stats/planted.py", f"import {forbidden}")
        for forbidden in (
            "django",
            "socket",
            "urllib.request",
            "requests",
            "os",
            "pathlib",
            "tempfile",
            "time",
        )
    ),
    ("purity", "flow.py", "from pathlib import Path"),
    ("purity", "errors.py", "import socket"),
    ("purity", "seal/casekey.py", "import secrets"),
    ("purity", "seal/chance.py", "import time"),
    ("purity", "fieldwork/planted.py", "import io"),
    ("purity", "releases/figure.py", "import http.client"),
    ("purity", "releases/documents.py", "from weerklank.releases import models"),
    ("purity", "programme/planted.py", "from time import time"),
    ("purity", "guidance/signpost.py", "import django"),
]
OTHERS = [
    ("stats-stands-on-four", "stats/planted.py", "import yaml"),
    ("seal-importers", "people/queries.py", "import weerklank.seal.casekey"),
    ("seal-importers", "web/public/pages.py", "from weerklank.seal import envelope"),
    ("stats-importers", "flow.py", "import weerklank.stats.answers"),
    ("no-models-above", "web/office/pages.py", "import weerklank.people.models"),
    ("no-models-above", "jobs/planted.py", "import weerklank.organisation.models"),
    ("no-models-above", "web/public/pages.py", "import weerklank.guidance.models"),
    ("no-models-above", "web/reporter/pages.py", "import weerklank.cases.models"),
    ("doors-apart", "web/public/planted.py", "import weerklank.web.office.pages"),
    ("reporters-door", "web/reporter/planted.py", "import weerklank.trail.queries"),
    ("reporters-door", "web/reporter/pages.py", "from weerklank.people.queries import keys_of"),
    ("reporters-door", "web/reporter/wire.py", "import weerklank.web.visitor"),
    ("public-door", "web/public/pages.py", "from weerklank.people.queries import roles_held"),
    ("public-door", "web/public/planted.py", "import weerklank.trail.queries"),
    ("public-door", "web/public/releases.py", "from weerklank.releases.actions import publish_release"),
    ("seal-importers", "cases/queries.py", "import weerklank.seal.casekey"),
    ("doors-that-know-nobody", "web/answers/pages.py", "import weerklank.web.visitor"),
    ("floors-of-a-domain", "people/queries.py", "import weerklank.people.actions"),
    ("floors-of-a-domain", "releases/models.py", "import weerklank.releases.rules"),
    ("floors-of-a-domain", "cases/queries.py", "import weerklank.cases.actions"),
    ("doors-of-the-disk", "programme/planted.py", "from weerklank.releases.exporters import write_whole"),
    ("thin-commands", "cli/planted.py", "import csv"),
    ("no-rings", "stats/errors.py", "import weerklank.stats.answers\nimport weerklank.stats.planted"),
]
PLANTED = STOREYS + PURITY + OTHERS
SEEDS = {"no-rings": ("stats/planted.py", "import weerklank.stats.errors")}


def contracts() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    return parser


def plant(house: Path, *, file: str, line: str) -> None:
    target = house / "src" / "weerklank" / file
    target.parent.mkdir(exist_ok=True)
    with target.open("a") as out:
        out.write(f"\n{line}\n")


def lint(house: Path) -> subprocess.CompletedProcess[str]:
    """Check a house with the tool that `make check` runs, on that house's own source."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=house,
        env=os.environ | {"PYTHONPATH": str(house / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    shutil.copytree(
        ROOT / "src" / "weerklank",
        tmp_path / "src" / "weerklank",
        ignore=lambda _, names: [name for name in names if Path(name).suffix not in {"", ".py"}],
    )
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_the_house_keeps_every_contract(house: Path) -> None:
    result = lint(house)
    assert result.returncode == 0, result.stdout
    assert " 0 broken" in result.stdout


@pytest.mark.parametrize(("contract", "file", "line"), PLANTED)
def test_a_violation_is_caught(contract: str, file: str, line: str, house: Path) -> None:
    name = contracts()[PREFIX + contract]["name"]
    if contract in SEEDS:
        seed, first = SEEDS[contract]
        plant(house, file=seed, line=first)
    plant(house, file=file, line=line)
    result = lint(house)
    assert result.returncode == 1, result.stdout
    assert re.search(rf"^{re.escape(name)} BROKEN", result.stdout, re.MULTILINE), result.stdout


def test_every_contract_has_its_violation() -> None:
    written = {
        section.removeprefix(PREFIX) for section in contracts().sections() if section.startswith(PREFIX)
    }
    assert written == {contract for contract, _, _ in PLANTED}


def test_only_doors_of_the_disk_are_excepted_from_purity() -> None:
    file = contracts()
    lines = file[PREFIX + "purity"]["ignore_imports"].strip().splitlines()
    excepted = [line.split(" -> ")[0] for line in lines if line.endswith(" -> *")]
    pure = file[PREFIX + "purity"]["source_modules"].split()
    doors = file[PREFIX + "doors-of-the-disk"]["protected_modules"].split()
    assert excepted == [door for door in doors if door.rpartition(".")[0] in pure]
    assert {door.rsplit(".")[-1] for door in excepted} <= {
        "importers",
        "exporters",
        "csv_files",
        "pdf",
        "population",
    }


def test_what_is_made_from_data_is_pure_also_beside_tables() -> None:
    pure = contracts()[PREFIX + "purity"]["source_modules"].split()
    for room in {name.split(".")[1] for name in pure if name.count(".") == 2}:
        made = {file.stem for file in (ROOT / "src" / "weerklank" / room).glob("*.py")} - IMPURE_MODULES
        assert made == {name.split(".")[2] for name in pure if name.startswith(f"weerklank.{room}.")}


def test_what_a_pure_room_may_reach_is_named_one_by_one() -> None:
    lines = contracts()[PREFIX + "purity"]["ignore_imports"].strip().splitlines()
    named = [line for line in lines if not line.endswith(" -> *")]
    assert named == ["weerklank.seal.chance -> secrets", "weerklank.cases.pdf_files -> io"]


def test_every_storey_is_a_room_that_exists() -> None:
    package = ROOT / "src" / "weerklank"
    storeys = re.findall(r"\w+", contracts()[PREFIX + "storeys"]["layers"])
    assert all((package / room).is_dir() or (package / f"{room}.py").is_file() for room in storeys)
