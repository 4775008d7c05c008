"""Reports: how many a second are stored, what each costs the server, an inbox, what visits weigh, and a receipt.

    python3 bootstrap.py benchmarks/reports.py [--reports 400] [--postgresql] [--write]

Envelopes are sealed beforehand by the load client with the seal core, as a browser does. The server is our own, on
SQLite with synchronous=FULL, or on PostgreSQL as it comes, started and ended here. The peer's figures were
measured once, on 2 cores.
"""

from __future__ import annotations

import contextlib
import gzip
import http.client
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.work.measuring import arguments, table, tell  # noqa: E402 - ours are found by the line above
from tests.on_postgresql import postgresql  # noqa: E402 - the tests are found by the line above
from tests.serving import environment, run, serving  # noqa: E402 - the tests are found by the line above

AT_ONCE, INBOX, ROUNDS = 8, 100_000, 5
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


def visits(address: str, unit: str) -> tuple[int, int]:
    """Return the bytes of a first and of a second visit to the form, packed as a browser asks for it.

    A browser asks a second time for what no answer told it to keep for good.
    """
    host = urlsplit(address).netloc
    paths, first, second = [f"/nl/report/confidential_contact/{unit}/write"], 0, 0
    for path in paths:
        connection = http.client.HTTPConnection(host, timeout=60)
        connection.request("GET", path, headers={"Accept-Encoding": "gzip, br"})
        answer = connection.getresponse()
        body = answer.read()
        first += len(body)
        second += 0 if "immutable" in (answer.getheader("Cache-Control") or "") else len(body)
        if path == paths[0]:
            plain = gzip.decompress(body) if answer.getheader("Content-Encoding") == "gzip" else body
            found = re.findall(r'(?:href|src|data-words)="(/static/[^"]+)"', plain.decode("utf-8", "ignore"))
            paths += list(dict.fromkeys(found))
    return first, second


def memory_of(process: int) -> float:
    """Return the MiB that a process and its children hold alone, what they share counted in parts."""
    rolls = [Path("/proc", str(one), "smaps_rollup").read_text() for one in (process, *children(process))]
    return (
        sum(int(found[1]) for roll in rolls if (found := re.search(r"^Pss: +(\d+)", roll, re.MULTILINE)))
        / 1024
    )


def to_a_receipt(address: str, unit: str) -> float:
    """Return the seconds from a click in Chromium to the words of a receipt, the median of some."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    taken = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for _ in range(ROUNDS):
            page = browser.new_page()
            page.goto(f"{address}/nl/report/confidential_contact/{unit}/write")
            page.locator("#sealed > fieldset:enabled").wait_for()
            for _ in range(2):
                page.locator("[data-next]:visible").click()
            page.fill("#text", "An invented report, long enough to be one that someone writes. " * 12)
            button = page.locator("#sealed section:visible button:not([type=button])")
            start = time.perf_counter()
            button.click()
            page.locator("#receipt").wait_for()
            taken.append(time.perf_counter() - start)
            page.close()
        browser.close()
    return statistics.median(taken)


def measured(folder: Path, reports: int) -> list[str]:
    """Return every figure, as rows of a table."""
    unit = prepared(folder)
    bodies = sealed_beforehand(folder, reports + AT_ONCE)
    with serving(folder) as server:
        idle = memory_of(server.process.pid)
        stored(server.address, bodies[:AT_ONCE])
        before = cpu_of(server.process.pid)
        accepted, seconds = stored(server.address, bodies[AT_ONCE:])
        cpu = cpu_of(server.process.pid) - before
        first, second = visits(server.address, unit)
        receipt = to_a_receipt(server.address, unit)
    return [
        f"stored, with {AT_ONCE} at once | {accepted} of {reports} | all | 8 of 24",
        f"reports stored a second | {accepted / seconds:.0f} | 50 | –",
        f"server CPU | {1000 * cpu / accepted:.1f} ms a report | 20 ms | 3.25 s a journey",
        f"first page of an inbox of {INBOX:,} cases | {inbox(folder):.1f} ms | 50 ms | –",
        f"first visit to the form, packed | {first / 1000:.0f} kB | 90 kB | 1.16 MB",
        f"second visit, with what a browser keeps | {second / 1000:.1f} kB | 10 kB | –",
        f"from click to receipt in Chromium, median of {ROUNDS} | {receipt:.2f} s | 0.9 s | 1.83 s",
        f"memory at rest, one worker, what starts it and the clock | {idle:.0f} MiB | – | 127 MiB",
    ]


def inbox(folder: Path) -> float:
    """Return the milliseconds of the first page of a full inbox."""
    program = [sys.executable, str(ROOT / "benchmarks" / "work" / "sealing.py"), "inbox", str(INBOX)]
    told = subprocess.run(program, env=environment(folder), capture_output=True, text=True, check=True).stdout
    return float(told.split()[-2])


def main() -> None:
    """Measure on the store that was asked for."""
    parser = arguments(__doc__)
    parser.add_argument("--reports", type=int, default=400)
    parser.add_argument("--postgresql", action="store_true")
    asked = parser.parse_args()
    with contextlib.ExitStack() as opened:
        if asked.postgresql:
            os.environ.update(opened.enter_context(postgresql()))
        folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="weerklank-reports-"))
        rows = measured(Path(folder), asked.reports)
    store = "PostgreSQL as it comes" if asked.postgresql else "SQLite with `synchronous=FULL`"
    text = (
        "`benchmarks/reports.py`: envelopes sealed beforehand by the load client, one worker of the server, "
        f"{store}. Beside them GlobaLeaks 5.0.15 as it was measured on such a machine: a whole journey, on its "
        "own server, so the two columns of CPU are not the same work."
    )
    tell(
        "reports_postgresql" if asked.postgresql else "reports",
        title=f"Sealed reports, on {'PostgreSQL' if asked.postgresql else 'SQLite'}",
        text=f"{text}\n\n{table('what | ours | target | GlobaLeaks 5.0.15, recorded', rows)}",
        asked=asked,
    )


if __name__ == "__main__":
    main()
