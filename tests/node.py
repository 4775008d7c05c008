"""Node and what `frontend/` is built with: installed once from its lock, for tests alone. Users need neither."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
from functools import cache
from pathlib import Path

FRONTEND = Path(__file__).parents[1] / "frontend"
MODULES = FRONTEND / "node_modules"
STAMP = MODULES / "installed-lock"
MISSING = "Node is not installed. On Debian, type this and try again: apt-get install nodejs npm"


@cache
def node() -> str:
    """Return the program, with all that the lock asks for in its place."""
    program, installer = shutil.which("node"), shutil.which("npm")
    assert program, MISSING
    assert installer, MISSING
    with (FRONTEND / "package.json").open(encoding="utf-8") as held:  # several workers, one installation
        fcntl.flock(held, fcntl.LOCK_EX)
        install(installer)
    return program


def install(installer: str) -> None:
    """Install what the lock asks for, unless that is done. No script of a package is run."""
    wanted = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    how = [installer, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(how, cwd=FRONTEND, check=True)
    STAMP.write_text(wanted, encoding="utf-8")
