"""Make `.venv` from `requirements.lock`, then run what is told. Standard library only.

    python3 bootstrap.py                     make .venv ready, nothing else
    python3 bootstrap.py examples/run.py     run a script with its Python
    python3 bootstrap.py -m pytest -n 2      run a module with its Python
    python3 bootstrap.py weerklank --help    run a command that is installed in it

Installs again only where the lock, the project's own file, the Python or the folder changed. Uses uv where it
is there, pip otherwise. An installation that was broken off is never taken for a whole one: the stamp comes
last. Written so that a Python too old to run it can still read it, and say so.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
VENV = ROOT / ".venv"
TOOLS = VENV / "bin"
PYTHON = TOOLS / "python"
LOCK_STAMP = VENV / "installed-lock"
PROJECT_STAMP = VENV / "installed-project"


def too_old(version: "tuple[int, ...]") -> str:
    """Return why this Python cannot be used, or nothing where it can."""
    if version[:2] >= OLDEST:
        return ""
    found, needed = ".".join(map(str, version[:2])), ".".join(map(str, OLDEST))
    return f"Weerklank needs Python {needed} or newer; this is {found}. Debian 12 has 3.11: /usr/bin/python3."


def venv_is_missing(*, root: bool) -> str:
    """Return the line to type where Python came without the means to make a virtual environment."""
    if all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        return ""
    line = "apt-get update && apt-get install python3-venv"
    line = line if root else line.replace("apt-get", "sudo apt-get")
    return f"Python's venv module is not installed. On Debian, type this and try again:\n\n    {line}\n"


def digest(*parts: "str | bytes") -> str:
    """Return one SHA-256 over all parts."""
    joined = b"\0".join(part.encode() if isinstance(part, str) else part for part in parts)
    return hashlib.sha256(joined).hexdigest()


def stamped(stamp: Path) -> str:
    """Return what a stamp holds; nothing where there is no stamp, or no Python beside it that runs."""
    return stamp.read_text() if stamp.exists() and PYTHON.exists() else ""


def working_uv() -> str:
    """Return the path of uv where it is there and runs, or nothing."""
    uv = shutil.which("uv") or ""
    if uv and subprocess.run([uv, "--version"], check=False, capture_output=True).returncode == 0:
        return uv
    return ""


def base_python() -> str:
    """Return the Python to build on: never one inside the folder that is about to be emptied."""
    if sys.prefix == sys.base_prefix:
        return sys.executable
    return str(Path(sys.base_prefix, "bin", f"python{sys.version_info[0]}.{sys.version_info[1]}"))


def make_venv(uv: str) -> None:
    """Make an empty virtual environment; whatever stood there is gone, its stamp first."""
    LOCK_STAMP.unlink(missing_ok=True)
    shutil.rmtree(VENV, ignore_errors=True)
    if uv:
        subprocess.run([uv, "venv", "--quiet", "--python", base_python(), str(VENV)], check=True)
        return
    missing = venv_is_missing(root=os.geteuid() == 0)
    if missing:
        sys.exit(missing)
    subprocess.run([base_python(), "-m", "venv", str(VENV)], check=True)


def install(uv: str, arguments: "list[str]") -> None:
    """Install with uv or pip, without looking for dependencies: the lock names them all."""
    with_uv = [uv, "pip", "install", "--python", str(PYTHON)]
    with_pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    subprocess.run([*(with_uv if uv else with_pip), "--quiet", "--no-deps", *arguments], check=True)


def install_lock(uv: str) -> None:
    """Install what the lock names, each file by its hash."""
    print(f"Installing into .venv with {'uv' if uv else 'pip'}; this takes up to a minute …", flush=True)
    make_venv(uv)
    install(uv, ["--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)])


def install_project(uv: str) -> None:
    """Install the project itself, so that its source is what runs. The lock holds what builds it."""
    PROJECT_STAMP.unlink(missing_ok=True)
    install(uv, ["--no-build-isolation", "--editable", str(ROOT)])


def make_ready() -> None:
    """Bring `.venv` in line with the lock and the project; do nothing where it is."""
    lock = digest(LOCK.read_bytes(), str(ROOT), sys.version.split()[0])
    project = digest(lock, PROJECT.read_bytes())
    if stamped(PROJECT_STAMP) == project:
        return
    uv = working_uv()
    if stamped(LOCK_STAMP) != lock:
        install_lock(uv)
        LOCK_STAMP.write_text(lock)
    install_project(uv)
    PROJECT_STAMP.write_text(project)


@contextlib.contextmanager
def one_at_a_time() -> "Iterator[None]":
    """Let a second call wait until the first has installed."""
    with LOCK.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(arguments: "list[str]") -> None:
    """Become what was asked: a command of `.venv` where it has that name, else its Python."""
    command = TOOLS / arguments[0]
    program = [str(command)] if command.is_file() else [str(PYTHON), arguments[0]]
    os.execv(program[0], [*program, *arguments[1:]])


def main(arguments: "list[str]") -> None:
    """Make ready, then run."""
    complaint = too_old(sys.version_info[:2])
    if complaint:
        sys.exit(complaint)
    try:
        with one_at_a_time():
            make_ready()
    except subprocess.CalledProcessError:
        sys.exit("The installation failed; the reason stands above. Mend it and type the same command again.")
    if arguments:
        run(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
