"""What the imports cannot show: a pure room calls nothing that knows the disk, the clock or chance."""

from __future__ import annotations

import ast
import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import environment

PACKAGE = Path(__file__).parents[2] / "src" / "weerklank"
MAY_USE = {
    "errors": set(),
    "flow": set(),
    "packaged": {"yaml"},
    "terms": {"holidays"},
    "seal": {"cryptography"},
    "stats": {"numpy", "polars", "scipy", "highspy"},
    "fieldwork": {"numpy", "polars", "yaml"},
    "releases": {"numpy", "polars", "yaml"},
    "programme": {"numpy", "polars", "yaml"},
    "guidance": set(),
    "cases": {"pypdf"},
    "organisation": set(),
    "retention": set(),
}
BUILT_IN = {"open", "print", "input", "breakpoint", "eval", "exec", "compile", "__import__"}
CALLED = re.compile(
    r"now|today|utcnow|fromtimestamp|perf_counter|monotonic"
    r"|open|write_\w+|(read|scan|sink)_(csv|parquet|ipc|excel|json|ndjson|database|delta|avro)"
    r"|loadtxt|genfromtxt|fromfile|tofile|savetxt|savez|savez_compressed|memmap|writeModel|readModel"
    r"|seed|rand|randn|getrandom|uuid1|uuid4"
)


def pure_files() -> list[Path]:
    """Every module of a pure room but for the doors that `.importlinter` names, and every pure module it names."""
    file = configparser.ConfigParser()
    file.read(PACKAGE.parents[1] / ".importlinter")
    contract = file["importlinter:contract:purity"]
    rooms = [room.partition(".")[2].replace(".", "/") for room in contract["source_modules"].split()]
    lines = contract["ignore_imports"].strip().splitlines()
    doors = [line.split(" -> ")[0] for line in lines if line.endswith(" -> *")]
    excepted = {PACKAGE.parent / (door.replace(".", "/") + ".py") for door in doors}
    files = [path for room in rooms for path in (PACKAGE / f"{room}.py", *(PACKAGE / room).rglob("*.py"))]
    return [path for path in files if path.is_file() and path not in excepted]


def outside(tree: ast.Module) -> set[str]:
    """The packages from elsewhere that a module imports: not ours, not Python's own."""
    named: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            named.add(node.module or "")
    roots = {name.split(".")[0] for name in named}
    return roots - set(sys.stdlib_module_names) - {"weerklank"}


def impure_calls(tree: ast.Module) -> list[str]:
    """Every call that reaches outside, by name and line."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in BUILT_IN:
            found.append(f"{node.lineno}: {node.func.id}")
        if isinstance(node.func, ast.Attribute) and CALLED.fullmatch(node.func.attr):
            found.append(f"{node.lineno}: {node.func.attr}")
        if unseeded(node):
            found.append(f"{node.lineno}: default_rng without a seed")
    return found


def unseeded(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name == "default_rng" and not call.args and not call.keywords


def test_there_are_pure_files() -> None:
    assert {path.relative_to(PACKAGE).parts[0] for path in pure_files()} >= {"stats", "flow.py", "errors.py"}


@pytest.mark.parametrize("path", pure_files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_pure_module_calls_nothing_outside(path: Path) -> None:
    assert impure_calls(ast.parse(path.read_text())) == []


@pytest.mark.parametrize("path", pure_files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_pure_module_stands_on_what_its_room_may_use(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    assert outside(ast.parse(path.read_text())) <= MAY_USE[room]


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\nat = datetime.now()",
        "from datetime import date\non = date.today()",
        "text = open('answers.csv').read()",
        "import polars as pl\nframe = pl.read_csv('answers.csv')",
        "import polars as pl\nframe = pl.scan_parquet('answers.parquet')",
        "frame.write_csv('answers.csv')",
        "import numpy as np\nnp.savetxt('table.txt', table)",
        "import numpy as np\ndraws = np.random.default_rng().normal()",
        "print(table)",
    ],
)
def test_an_impure_call_is_found(source: str) -> None:
    assert len(impure_calls(ast.parse(source))) == 1


def test_a_seeded_draw_is_no_fault() -> None:
    assert impure_calls(ast.parse("np.random.default_rng(7).normal()")) == []


def test_another_package_is_found() -> None:
    assert outside(ast.parse("import pandas.io\nfrom os import path\nimport weerklank.stats")) == {"pandas"}


def days_of_moments(tree: ast.Module) -> list[int]:
    """Every line that takes the day of a moment without saying where: of UTC it is another one after midnight.

    `localdate` of Django says it, and so does `.astimezone()`, the time of whoever the settings are for.
    """
    days = [asked.value for asked in map(called, ast.walk(tree)) if asked and asked.attr == "date"]
    return sorted(of.lineno for of in days if getattr(called(of), "attr", "") != "astimezone")


def called(node: ast.AST) -> ast.Attribute | None:
    """What a call asks, where it asks something of a thing and tells nothing."""
    if isinstance(node, ast.Call) and not node.args and isinstance(node.func, ast.Attribute):
        return node.func
    return None


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_the_day_of_a_moment_is_the_day_of_the_people(path: Path) -> None:
    assert days_of_moments(ast.parse(path.read_text())) == []


def test_the_day_of_utc_is_found() -> None:
    source = (
        "on = at.date()\nto = datetime.now(UTC).date()\nours = at.astimezone().date()\nwhen = localdate(at)"
    )
    assert days_of_moments(ast.parse(source)) == [1, 2]


HEAVY = ("scipy.stats", "matplotlib", "pandas", "weasyprint")
STARTED = """
import sys, weerklank.wsgi
from django.urls import get_resolver
walk = lambda found: [walk(one.url_patterns) for one in found if hasattr(one, "url_patterns")]
walk(get_resolver().url_patterns)
print(*sys.modules)
"""


def test_a_portal_starts_without_what_draws_and_prints(tmp_path: Path) -> None:
    started = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", STARTED],
        env=environment(tmp_path, DJANGO_SETTINGS_MODULE="weerklank.settings"),
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = started.stdout.split()
    assert "weerklank.web.public.releases" in loaded
    assert [name for name in HEAVY if name in loaded] == []
