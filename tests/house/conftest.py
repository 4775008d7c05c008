from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_OURS = {"__pycache__", "node_modules", "out", "build"}
OWN_HIDDEN = {".ci", ".importlinter", ".gitignore"}


def walk(folder: Path) -> list[Path]:
    """Every file of ours: no caches, no environment, nothing that was made by running."""
    files: list[Path] = []
    for entry in sorted(folder.iterdir()):
        hidden = entry.name.startswith(".") and entry.name not in OWN_HIDDEN
        if hidden or entry.name in NOT_OURS or entry.name.endswith(".egg-info"):
            continue
        files += walk(entry) if entry.is_dir() else [entry]
    return files


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def ours() -> list[Path]:
    return walk(ROOT)


@pytest.fixture(scope="session")
def python_files(ours: list[Path]) -> list[Path]:
    return [path for path in ours if path.suffix == ".py"]
