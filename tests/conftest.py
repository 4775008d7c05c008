"""What every test may count on. Hypothesis measures what is right, not how busy the machine is."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.serving import WEERKLANK, environment, free_port, run, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("demonstration")
    for command in ("migrate", "demo"):
        done = run(command, folder=made)
        assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="session")
def portal(folder: Path) -> Iterator[str]:
    port = str(free_port())
    server = subprocess.Popen(
        [WEERKLANK, "serve", "--port", port, "--workers", "1"],
        env=environment(folder),
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)
