"""Short functions, in files that can be read at a sitting. The limits stand in CONTRIBUTING.md."""

from __future__ import annotations

import ast
import statistics
import sys
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

MEDIAN, NINE_IN_TEN, LONGEST = 8, 25, 50
FILE, TEST_FILE = 400, 600
PRODUCT = ("src", "bootstrap.py")
AROUND = ("tests", "benchmarks", "examples", "docs")


@dataclass(frozen=True)
class Measured:
    name: str
    lines: int


def told_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    if ast.get_docstring(function) is None or first.end_lineno is None:
        return 0
    return first.end_lineno - first.lineno + 1


def measured(source: str, *, file: str) -> list[Measured]:
    """Every function of a source with its length: from `def` to its last line, without the docstring."""
    return [
        Measured(f"{file}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1 - told_lines(node))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None
    ]


def faults(functions: list[Measured]) -> list[str]:
    """What is too long, by name and length; empty where everything fits."""
    lengths = sorted(function.lines for function in functions)
    longest = [f"{f.name}: {f.lines} lines" for f in functions if f.lines > LONGEST]
    if lengths and statistics.median(lengths) > MEDIAN:
        longest.append(f"the median function has {statistics.median(lengths)} lines")
    above = sum(length > NINE_IN_TEN for length in lengths)
    if above * 10 > len(lengths):
        longest.append(f"{above} of {len(lengths)} functions have more than {NINE_IN_TEN} lines")
    return longest


def functions_of(parts: tuple[str, ...], *, root: Path, files: list[Path]) -> list[Measured]:
    return [
        function
        for path in files
        if path.relative_to(root).parts[0] in parts
        for function in measured(path.read_text(), file=str(path.relative_to(root)))
    ]


def lines_of(lengths: list[int]) -> str:
    ninetieth = lengths[(9 * len(lengths) - 1) // 10]
    return f"median {statistics.median(lengths)}, ninetieth percentile {ninetieth}, longest {lengths[-1]}"


@pytest.mark.parametrize("parts", [PRODUCT, AROUND], ids=["product", "around it"])
def test_functions_are_short(parts: tuple[str, ...], root: Path, python_files: list[Path]) -> None:
    functions = functions_of(parts, root=root, files=python_files)
    sys.stdout.write(f"{len(functions)} functions: {lines_of(sorted(f.lines for f in functions))}\n")
    assert faults(functions) == []


def test_files_are_short(root: Path, python_files: list[Path]) -> None:
    too_long = {}
    for path in python_files:
        where = path.relative_to(root)
        lines = len(path.read_text().splitlines())
        if lines > (TEST_FILE if where.parts[0] == "tests" else FILE):
            too_long[str(where)] = lines
    assert too_long == {}


def test_branches_are_counted_by_the_linter(root: Path) -> None:
    ruff = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert ruff["select"] == ["ALL"]
    assert ruff["mccabe"]["max-complexity"] == 10
    ignored = {code for codes in ruff["per-file-ignores"].values() for code in codes} | set(ruff["ignore"])
    assert not {"C901", "C90", "C", "FBT", "FBT001", "FBT002", "BLE001", "E722"} & ignored


def test_a_long_function_is_found() -> None:
    body = "\n".join("    pass" for _ in range(LONGEST))
    short = "\n\n".join(f"def s{number}() -> None:\n    pass" for number in range(30))
    found = faults(measured(f"def long() -> None:\n{body}\n\n{short}", file="planted.py"))
    assert found == ["planted.py:1 long: 51 lines"]


def test_middling_functions_are_found_together() -> None:
    nine = "\n".join("    pass" for _ in range(NINE_IN_TEN))
    source = "\n\n".join(f"def m{number}() -> None:\n{nine}" for number in range(3))
    found = faults(measured(source, file="planted.py"))
    assert found == [
        "the median function has 26 lines",
        "3 of 3 functions have more than 25 lines",
    ]


def test_a_docstring_does_not_count() -> None:
    source = 'def told() -> int:\n    """Tell.\n\n    At length.\n    """\n    return 1\n'
    assert measured(source, file="told.py") == [Measured("told.py:1 told", 2)]
