"""The product as it is started: its own commands, in processes of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

WEERKLANK = str(Path(sys.executable).with_name("weerklank"))


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("WEERKLANK_", "DJANGO_"))}
    return kept | {"WEERKLANK_FOLDER": str(folder), "WEERKLANK_DEMO": "1", **more}


def run(*command: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [WEERKLANK, *command], env=environment(folder, **more), capture_output=True, text=True, check=False
    )


def wait_for(address: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own server
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{address} does not answer")
