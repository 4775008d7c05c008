"""A receipt that was shown opens a stored case: with a hundred people at once, and with the server killed."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.serving import WEERKLANK, environment, free_port, run, wait_for
from weerklank.seal.asking import Lookup
from weerklank.seal.envelope import pack

if TYPE_CHECKING:
    from collections.abc import Iterator

SEALING = str(Path(__file__).parents[2] / "benchmarks" / "work" / "sealing.py")
AT_ONCE, KILLS, EACH = 100, 10, 12
BYTES = {"Content-Type": "application/octet-stream"}


def prepare(folder: Path, reports: int) -> None:
    """Make a store with one counsellor, and reports that a load client sealed beforehand."""
    done = run("migrate", folder=folder)
    assert done.returncode == 0, done.stderr
    for arguments in (["desk"], ["seal", str(reports)]):
        subprocess.run([sys.executable, SEALING, *arguments], env=environment(folder), check=True)


class Server:
    """Our own server in a group of its own, so that all of it can be killed at once."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process = self.started()

    def started(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [WEERKLANK, "serve", "--port", str(self.port), "--workers", "1"],
            env=environment(self.folder),
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_for(f"http://127.0.0.1:{self.port}/healthz")
        return process

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def post(self, name: str, body: bytes) -> int:
        """The status of an answer; 0 where there was none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("POST", f"/nl/report/{name}", body, BYTES)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def opens(self, lookup: bytes) -> bool:
        return self.post("thread", pack(Lookup(lookup=lookup))) == 200


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    prepare(tmp_path, AT_ONCE)
    running = Server(tmp_path)
    yield running
    running.kill()


def sealed_in(folder: Path) -> list[tuple[bytes, bytes]]:
    return [(bytes.fromhex(path.name), path.read_bytes()) for path in sorted((folder / "sealed").iterdir())]


def sent(server: Server, reports: list[tuple[bytes, bytes]]) -> set[bytes]:
    """Send all of them at the same moment; the look-ups of those whose receipt is shown."""
    start = threading.Barrier(len(reports))

    def send(report: tuple[bytes, bytes]) -> bytes | None:
        start.wait()
        return report[0] if server.post("envelope", report[1]) in {200, 201} else None

    with ThreadPoolExecutor(len(reports)) as pool:
        return {lookup for lookup in pool.map(send, reports) if lookup}


def test_a_hundred_people_at_once_are_a_hundred_cases(server: Server) -> None:
    reports = sealed_in(server.folder)
    accepted = sent(server, reports)
    assert len(accepted) == AT_ONCE
    assert [lookup for lookup in accepted if not server.opens(lookup)] == []


def test_every_receipt_that_was_shown_opens_a_case_however_often_the_server_is_killed(server: Server) -> None:
    waiting, shown = sealed_in(server.folder), set[bytes]()
    for _ in range(KILLS):
        batch = waiting[:EACH]
        with ThreadPoolExecutor(1) as pool:
            sending = pool.submit(sent, server, batch)
            time.sleep(0.05)
            server.kill()
            shown |= sending.result()
        server.process = server.started()
        waiting = [report for report in waiting if report[0] not in shown]
    shown |= sent(server, waiting) if waiting else set()
    assert [lookup for lookup in shown if not server.opens(lookup)] == []
    assert len(shown) == AT_ONCE
