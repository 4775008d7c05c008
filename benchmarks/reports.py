"""Reports: how many a second are stored, what each costs the server, an inbox, and what a first visit weighs.

    python3 bootstrap.py benchmarks/reports.py [REPORTS]

Envelopes are sealed beforehand by the load client with the seal core, as a browser does. The server is our own, on
SQLite with synchronous=FULL, started and ended here. The peer's figures were measured once, on 2 cores.
"""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.serving import (  # noqa: E402 - the tests are found by the line above
    WEERKLANK,
    environment,
    free_port,
    run,
    wait_for,
)

AT_ONCE, INBOX = 8, 100_000
PEER = "GlobaLeaks 5.0.15: 8 of 24 stored with 8 at once, 3.25 s of server CPU a journey, 1.16 MB first visit"
BYTES = {"Content-Type": "application/octet-stream"}


def prepared(folder: Path) -> str:
    """Make a store with one counsellor whose key is certified, and return the number of the unit."""
    done = run("migrate", folder=folder)
    if done.returncode:
        raise SystemExit(done.stderr)
    program = [sys.executable, str(ROOT / "benchmarks" / "work" / "sealing.py")]
    made = subprocess.run(
        [*program, "desk"], env=environment(folder), capture_output=True, text=True, check=True
    )
    return made.stdout.strip()


def sealed_beforehand(folder: Path, reports: int) -> list[bytes]:
    """Return so many sealed reports."""
    program = [sys.executable, str(ROOT / "benchmarks" / "work" / "sealing.py"), "seal", str(reports)]
    subprocess.run(program, env=environment(folder), check=True)
    return [path.read_bytes() for path in sorted((folder / "sealed").iterdir())]


def stored(address: str, bodies: list[bytes]) -> tuple[int, float]:
    """Send every report, eight at once; return how many were accepted, and in how many seconds."""
    host = urlsplit(address).netloc

    def send(body: bytes) -> bool:
        connection = http.client.HTTPConnection(host, timeout=60)
        connection.request("POST", "/nl/report/envelope", body, BYTES)
        accepted = connection.getresponse().status in {200, 201}
        connection.close()
        return accepted

    start = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        accepted = sum(pool.map(send, bodies))
    return accepted, time.perf_counter() - start


def cpu_of(process: int) -> float:
    """Return the seconds of CPU that a process and its children took so far."""
    ticks = os.sysconf("SC_CLK_TCK")
    family = [process, *children(process)]
    rows = [Path("/proc", str(one), "stat").read_text().rpartition(")")[2].split() for one in family]
    return sum(int(row[11]) + int(row[12]) for row in rows) / ticks


def children(process: int) -> list[int]:
    """Return the processes that one started."""
    told = Path("/proc", str(process), "task", str(process), "children").read_text().split()
    return [int(one) for one in told]


def visit(address: str, unit: str) -> int:
    """Return the bytes of a first visit to the form, packed as a browser asks for it."""
    host = urlsplit(address).netloc
    paths, total = [f"/nl/report/{unit}/write"], 0
    for path in paths:
        connection = http.client.HTTPConnection(host, timeout=60)
        connection.request("GET", path, headers={"Accept-Encoding": "gzip, br"})
        answer = connection.getresponse()
        body = answer.read()
        total += len(body)
        if path == paths[0]:
            found = re.findall(r'(?:href|src|data-words)="(/static/[^"]+)"', body.decode("utf-8", "ignore"))
            paths += list(dict.fromkeys(found))
    return total


def measured(folder: Path, reports: int) -> None:
    """Print every figure."""
    unit = prepared(folder)
    bodies = sealed_beforehand(folder, reports)
    port = str(free_port())
    serving = [WEERKLANK, "serve", "--port", port, "--workers", "1"]
    server = subprocess.Popen(serving, env=environment(folder), stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/healthz")
        stored(address, bodies[:AT_ONCE])
        before = cpu_of(server.pid)
        accepted, seconds = stored(address, bodies[AT_ONCE:])
        cpu = cpu_of(server.pid) - before
        print(
            f"stored: {accepted} of {reports - AT_ONCE}, {accepted / seconds:.0f} a second with {AT_ONCE} at once"
        )
        print(f"server CPU a report: {1000 * cpu / accepted:.1f} ms")
        print(f"first visit: {visit(address, unit) / 1000:.0f} kB")
    finally:
        server.terminate()
        server.wait(timeout=20)
    program = [sys.executable, str(ROOT / "benchmarks" / "work" / "sealing.py"), "inbox", str(INBOX)]
    subprocess.run(program, env=environment(folder), check=True)
    print(PEER)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="weerklank-reports-") as place:
        measured(Path(place), int(sys.argv[1]) if len(sys.argv) > 1 else 408)
