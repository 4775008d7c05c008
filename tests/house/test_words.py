"""What a reader may count on in every file: reasons where a rule is set aside, names that say something."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"", ".md", ".py", ".toml", ".yaml", ".yml", ".lock", ".css", ".html", ".ts", ".txt", ".svg"}
REASON = re.compile(r"\w+\W+\w+\W+\w+")
RULE = re.compile(r'^\s+"[A-Z]+\d*"')
SET_ASIDE = re.compile(
    r"#\s*(?:noqa|type:\s*ignore|pragma)\b:?\s*(?:\[[\w\-, ]+\]|[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?"
)
MACHINE_PATH = re.compile(r"(?<![\w.}])/(?:work|root|home|Users|opt|tmp)/\w")
OUTSIDE = re.compile(r"\.\./shared|pypi\.org|pythonhosted|registry\.npmjs|deb\.debian")
EMPTY_FIRST = {"get", "handle", "process"}
EMPTY_WORDS = {"manager", "helper", "helpers", "util", "utils", "data", "info"}
ASKED_FOR = {
    "get_provider",
    "process_exception",
    "_get_login_attempts_cache_key",
    "handle_raw_input",
    "receive_data_chunk",
}
"""Names that a framework calls us by: ours to fill in, not to choose."""
EMPTY_ROOMS = {"common", "core", "misc", "shared"}
UNTRIED = {"skip", "skipif", "xfail", "importorskip"}
STAND_INS = {"mock", "mocker", "monkeypatch.setattr"}


def text_files(files: list[Path]) -> list[Path]:
    return [path for path in files if path.suffix in TEXT or path.name == "Makefile"]


def words(name: str) -> list[str]:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().strip("_").split("_")


def says_nothing(name: str) -> bool:
    """Whether a name leaves open what the thing is or does."""
    parts = words(name)
    return (parts[0] in EMPTY_FIRST and len(parts) > 1) or bool(EMPTY_WORDS & set(parts))


def names(tree: ast.Module) -> list[str]:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return [node.name for node in ast.walk(tree) if isinstance(node, kinds)]


def comments(source: str) -> list[tuple[int, str]]:
    """Every comment with its line; what a string holds is no comment."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]


def without_reason(source: str) -> list[int]:
    """Lines that set a rule aside and do not say why, in three words or more."""
    return [
        number
        for number, comment in comments(source)
        for aside in SET_ASIDE.finditer(comment)
        if not REASON.search(comment[aside.end() :])
    ]


def catches_all(handler: ast.ExceptHandler) -> bool:
    caught = "Exception" if handler.type is None else ast.unparse(handler.type)
    return bool({"Exception", "BaseException"} & set(re.findall(r"\w+", caught)))


def passes_on(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def swallowed(tree: ast.Module) -> list[int]:
    """Lines that catch what nobody expected, and do not pass it on."""
    handlers = [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)]
    return [handler.lineno for handler in handlers if catches_all(handler) and not passes_on(handler)]


def used_names(tree: ast.Module) -> set[str]:
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    named |= {node.attr for node in attributes} | {ast.unparse(node) for node in attributes}
    named |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return named | {
        part
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for part in [*(alias.name for alias in node.names), *(getattr(node, "module", None) or "").split(".")]
    }


def trees(files: list[Path]) -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text()) for path in files}


def test_names_say_something(root: Path, python_files: list[Path]) -> None:
    product = [path for path in python_files if path.relative_to(root).parts[0] in {"src", "bootstrap.py"}]
    found = [str(path) for path in python_files if says_nothing(path.stem) or path.stem in EMPTY_ROOMS]
    for path, tree in trees(product).items():
        found += [f"{path}: {name}" for name in names(tree) if says_nothing(name) and name not in ASKED_FOR]
    assert found == []


def test_nothing_unexpected_is_swallowed(python_files: list[Path]) -> None:
    assert {path: lines for path, tree in trees(python_files).items() if (lines := swallowed(tree))} == {}


def test_every_rule_that_is_set_aside_says_why(python_files: list[Path]) -> None:
    assert {path: lines for path in python_files if (lines := without_reason(path.read_text()))} == {}


def test_every_exception_of_the_linter_says_why(root: Path) -> None:
    rules = [line for line in (root / "pyproject.toml").read_text().splitlines() if RULE.match(line)]
    assert len(rules) > 20
    assert [line for line in rules if not REASON.search(line.partition("#")[2])] == []


def test_every_test_is_run_and_runs_the_real_thing(root: Path, python_files: list[Path]) -> None:
    tests = [path for path in python_files if path.relative_to(root).parts[0] == "tests"]
    assert {
        path: bad for path, tree in trees(tests).items() if (bad := used_names(tree) & (UNTRIED | STAND_INS))
    } == {}


@pytest.mark.parametrize("pattern", [MACHINE_PATH, OUTSIDE], ids=["machine path", "outside"])
def test_a_clone_stands_alone(pattern: re.Pattern[str], root: Path, ours: list[Path]) -> None:
    found = [
        f"{path.relative_to(root)}:{number}"
        for path in text_files(ours)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if path.name != "test_words.py" and pattern.search(line)
    ]
    assert found == []


def test_there_are_six_commands(root: Path) -> None:
    targets = re.findall(r"^([\w-]+):(?!=)", (root / "Makefile").read_text(), re.MULTILINE)
    assert targets == ["run", "test", "check", "fix", "docs", "bench"]


def test_the_licence_is_whole(root: Path) -> None:
    text = (root / "LICENSE").read_text()
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert re.findall(r"^(\d+)\.\s?[A-Z]", text, re.MULTILINE) == [str(article) for article in range(1, 16)]
    assert "‘Compatible Licences’ according to Article 5 EUPL" in text


@pytest.mark.parametrize(
    "name", ["get_total", "handle_row", "process", "CaseManager", "row_info", "load_data"]
)
def test_an_empty_name_is_found(name: str) -> None:
    assert says_nothing(name) is (name != "process")


@pytest.mark.parametrize("name", ["target", "handler", "information", "database", "inbox", "process"])
def test_a_telling_name_is_no_fault(name: str) -> None:
    assert not says_nothing(name)


@pytest.mark.parametrize("rule", ["noqa: T201", "noqa: T201, S101", "type: ignore[arg-type]", "noqa"])
def test_a_missing_reason_is_found(rule: str) -> None:
    assert without_reason(f"x = 1  # {rule}") == [1]
    assert without_reason(f"x = 1  # {rule} - a person reads this") == []
    assert without_reason(f"x = '# {rule}'") == []


@pytest.mark.parametrize("caught", ["except Exception:", "except:", "except (OSError, BaseException):"])
def test_a_swallowed_error_is_found(caught: str) -> None:
    assert swallowed(ast.parse(f"try:\n    pass\n{caught}\n    pass")) == [3]
    assert swallowed(ast.parse(f"try:\n    pass\n{caught}\n    raise")) == []


def test_a_skipped_test_is_found() -> None:
    assert used_names(ast.parse("@pytest.mark.skip\ndef test_it(monkeypatch): ...")) >= {
        "skip",
        "monkeypatch",
    }
    assert "mock" in used_names(ast.parse("from unittest import mock"))
    assert "monkeypatch.setattr" in used_names(ast.parse("monkeypatch.setattr(flow, 'step', None)"))


def test_a_path_of_one_machine_is_found() -> None:
    folder = "/" + "home/"
    assert MACHINE_PATH.search(f"{folder}someone/answers.csv")
    assert not MACHINE_PATH.search("see docs/home/index.md and /usr/bin/python3")
