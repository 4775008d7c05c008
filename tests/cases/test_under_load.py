"""A receipt that was shown opens a stored case: with a hundred people at once, and with the server killed."""

from __future__ import annotations

import http.client
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.serving import environment, opened, run
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


class Desk:
    """A counsellor's desk behind a door of ours, that can be killed and opened again."""

    def __init__(self, folder: Path, *, door: str = "portal", at: str = "/nl/report") -> None:
        self.folder, self.door, self.at = folder, door, at
        self.open()

    def open(self) -> None:
        self.server = opened(self.folder, "--door", self.door)

    def post(self, name: str, body: bytes) -> int:
        """The status of an answer; 0 where there was none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            connection.request("POST", f"{self.at}/{name}", body, BYTES)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def opens(self, lookup: bytes) -> bool:
        return self.post("thread", pack(Lookup(lookup=lookup))) == 200


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    prepare(tmp_path, AT_ONCE)
    made = Desk(tmp_path)
    yield made
    made.server.kill()


def sealed_in(folder: Path) -> list[tuple[bytes, bytes]]:
    return [(bytes.fromhex(path.name), path.read_bytes()) for path in sorted((folder / "sealed").iterdir())]


def sent(desk: Desk, reports: list[tuple[bytes, bytes]]) -> set[bytes]:
    """Send all of them at the same moment; the look-ups of those whose receipt is shown."""
    start = threading.Barrier(len(reports))

    def send(report: tuple[bytes, bytes]) -> bytes | None:
        start.wait()
        return report[0] if desk.post("envelope", report[1]) in {200, 201} else None

    with ThreadPoolExecutor(len(reports)) as pool:
        return {lookup for lookup in pool.map(send, reports) if lookup}


def test_a_hundred_people_at_once_are_a_hundred_cases(desk: Desk) -> None:
    reports = sealed_in(desk.folder)
    accepted = sent(desk, reports)
    assert len(accepted) == AT_ONCE
    assert [lookup for lookup in accepted if not desk.opens(lookup)] == []


def test_every_receipt_that_was_shown_opens_a_case_however_often_the_server_is_killed(desk: Desk) -> None:
    waiting, shown = sealed_in(desk.folder), set[bytes]()
    for _ in range(KILLS):
        batch = waiting[:EACH]
        with ThreadPoolExecutor(1) as pool:
            sending = pool.submit(sent, desk, batch)
            time.sleep(0.05)
            desk.server.kill()
            shown |= sending.result()
        desk.open()
        waiting = [report for report in waiting if report[0] not in shown]
    shown |= sent(desk, waiting) if waiting else set()
    assert [lookup for lookup in shown if not desk.opens(lookup)] == []
    assert len(shown) == AT_ONCE


def test_the_reporters_own_door_stores_a_report_as_the_portal_does(tmp_path: Path) -> None:
    prepare(tmp_path, 1)
    desk = Desk(tmp_path, door="reporter", at="/nl")
    try:
        accepted = sent(desk, sealed_in(tmp_path))
        assert [desk.opens(lookup) for lookup in accepted] == [True]
    finally:
        desk.server.stop()
