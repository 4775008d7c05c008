"""The way in, tried for real in an empty folder with a project of its own, and without a network."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

BOOTSTRAP = Path(__file__).parents[2] / "bootstrap.py"
PROJECT = """\
[build-system]
requires = []
build-backend = "builder"
backend-path = ["."]
[project]
name = "hello"
version = "1"
"""
BUILDER = """\
import pathlib, zipfile
def build_editable(folder, settings=None, metadata=None):
    name = "hello-1-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(folder, name), "w") as wheel:
        wheel.writestr("hello.pth", str(pathlib.Path.cwd()))
        wheel.writestr("hello-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: hello\\nVersion: 1\\n")
        wheel.writestr("hello-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\n")
        wheel.writestr("hello-1.dist-info/RECORD", "")
    return name
"""
WITHOUT_VENV = """
import sys
sys.modules["ensurepip"] = None
sys.path.insert(0, sys.argv[1])
import bootstrap
print(bootstrap.venv_is_missing(root=True), bootstrap.venv_is_missing(root=False))
"""
HELLO = "import sys\nprint('hello', sys.prefix, *sys.argv[1:])\n"


def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", BOOTSTRAP)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def start(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the copy in a folder, with pip, as a person would."""
    return subprocess.run(
        [sys.executable, "bootstrap.py", *arguments],
        cwd=folder,
        env=os.environ | {"PATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(BOOTSTRAP, tmp_path)
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "builder.py").write_text(BUILDER)
    (tmp_path / "hello.py").write_text(HELLO)
    (tmp_path / "requirements.lock").write_text("# nothing is needed\n")
    return tmp_path


def test_it_installs_whole_or_not_and_again_only_after_a_change(folder: Path) -> None:
    (folder / "builder.py").write_text("raise SystemExit(1)\n")
    assert_it_failed(start(folder, "hello.py"))

    (folder / "builder.py").write_text(BUILDER)
    assert start(folder, "-m", "hello", "you").stdout == f"hello {folder / '.venv'} you\n"
    assert start(folder, "hello.py").stdout == f"hello {folder / '.venv'}\n"

    (folder / "requirements.lock").write_text(f"hello==1 --hash=sha256:{'0' * 64}\n--no-index\n")
    assert_it_failed(start(folder, "hello.py"))
    assert not (folder / ".venv" / "installed-lock").exists()


def assert_it_failed(result: subprocess.CompletedProcess[str]) -> None:
    assert result.returncode == 1
    assert "Installing into .venv with pip" in result.stdout
    assert "hello" not in result.stdout
    assert result.stderr.endswith("Mend it and type the same command again.\n")


@pytest.mark.parametrize(
    ("version", "refused"), [((3, 10), True), ((3, 11), False), ((3, 14), False), ((4, 0), False)]
)
def test_an_old_python_is_told_so(version: tuple[int, int], *, refused: bool) -> None:
    complaint = bootstrap().too_old(version)
    assert bool(complaint) is refused
    if refused:
        assert (
            complaint
            == "Weerklank needs Python 3.11 or newer; this is 3.10. Debian 12 has 3.11: /usr/bin/python3."
        )


def test_without_venv_the_line_to_type_is_said() -> None:
    command = [sys.executable, "-S", "-c", WITHOUT_VENV, str(BOOTSTRAP.parent)]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "sudo apt-get update && sudo apt-get install python3-venv" in found.stdout
    assert "    apt-get update && apt-get install python3-venv" in found.stdout
