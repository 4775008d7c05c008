"""One way to measure: a whole process, its seconds and its peak memory; and one page for what came out."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import synthetic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "benchmarks" / "work"
PAGE = ROOT / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Every table is printed and written here by a script in `benchmarks/`, run with `--write`. Seconds are of a
whole process from its start to its end, reading included, as the median of the runs; the memory is the peak
of that process. What is compared was measured in turns, on the same machine, in the same minutes.
"""
GIGA = 1e9
KILO = 1024


@dataclass(frozen=True)
class Run:
    """One process: its `seconds` on the wall and of the processor, its `peak` in bytes, and what it `said`."""

    seconds: float
    processor: float
    peak: int
    said: Mapping[str, Any]


def measured(command: Sequence[str | Path], *, patience: float | None = None) -> Run:
    """Run a command that prints JSON on its last line; raise `CalledProcessError` where it fails.

    With `patience`, end it after so many seconds and raise `TimeoutExpired`.
    """
    started = time.perf_counter()
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True) as child:
        ended = threading.Timer(patience or threading.TIMEOUT_MAX, child.kill)
        ended.daemon = True
        ended.start()
        out = child.stdout.read() if child.stdout else ""
        _, status, used = os.wait4(child.pid, 0)
        ended.cancel()
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode == -signal.SIGKILL and patience and seconds >= patience:
        raise subprocess.TimeoutExpired(command, patience)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    said = json.loads(out.strip().splitlines()[-1])
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * KILO, said)


def ours(path: Path, *, by: Sequence[Sequence[str]], streamed: bool = False) -> list[str]:
    """Return the command of one process of ours: the means of all items by every grouping."""
    asked = {"path": str(path), "items": synthetic.ITEMS, "by": by, "streamed": streamed}
    return [sys.executable, str(WORK / "ours.py"), json.dumps(asked)]


def alternating(commands: Mapping[str, Sequence[str | Path]], *, runs: int) -> dict[str, list[Run]]:
    """Run all commands in turns, `runs` times each."""
    made: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            made[name].append(measured(command))
    return made


def seconds(runs: Sequence[Run]) -> float:
    """Return the median of the seconds on the wall."""
    return statistics.median(run.seconds for run in runs)


def shown(runs: Sequence[Run]) -> str:
    """Return the median, the fastest and the slowest, and the greatest peak as cells of a table."""
    walls = [run.seconds for run in runs]
    processor = statistics.median(run.processor for run in runs)
    peak = max(run.peak for run in runs) / GIGA
    return f"{seconds(runs):.2f} ({min(walls):.2f}–{max(walls):.2f}) | {processor:.2f} | {peak:.2f} | {len(runs)}"


SHOWN = "seconds: median (least–most) | processor seconds | peak GB | runs"


def table(head: str, rows: Sequence[str]) -> str:
    """Return a Markdown table; cells are parted by ``|``."""
    rule = "|".join(["---"] * (head.count("|") + 1))
    return "\n".join(f"| {row} |" for row in (head, rule, *rows))


def machine() -> str:
    """Return what it was measured on, and when."""
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("numpy", "polars", "scipy")
    )
    load = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores ({_processor()}), "
        f"Python {platform.python_version()}, {versions}; load {load:.1f} of others and ourselves at the end."
    )


def _processor() -> str:
    about = Path("/proc/cpuinfo")
    lines = about.read_text("utf-8").splitlines() if about.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def arguments(what: str | None) -> argparse.ArgumentParser:
    """Return a parser with the options that every script has."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    return parser


def tell(name: str, *, title: str, text: str, asked: argparse.Namespace) -> None:
    """Print a section, and with ``--write`` put it into the page in place of the earlier one."""
    section = f"## {title}\n\n{text}\n\n{machine()}\n"
    print(section)
    if asked.write:
        PAGE.write_text(_replaced(PAGE.read_text("utf-8") if PAGE.exists() else HEAD, name, section), "utf-8")


def _replaced(page: str, name: str, section: str) -> str:
    start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    before, _, rest = page.partition(start)
    after = rest.partition(end)[2] if rest else ""
    return f"{before if rest else page + chr(10)}{start}{section}{end}{after}"
