"""What must not be shown is read in one place: counts without protection reach `protect`, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

INSIDE = re.compile(r"counts_for_protection|_RawTable__counts")


def readers(files: list[Path], *, root: Path) -> set[str]:
    """Files that reach for the counts of a raw table, by any of their names."""
    return {str(path.relative_to(root)) for path in files if INSIDE.search(path.read_text())}


def test_only_the_gate_reads_a_raw_table(root: Path, python_files: list[Path]) -> None:
    product = [path for path in python_files if path.relative_to(root).parts[0] != "tests"]
    gate = {"src/weerklank/stats/tables.py", "src/weerklank/stats/disclosure.py"}
    assert readers(product, root=root) == gate


def test_another_reader_would_be_found(tmp_path: Path) -> None:
    planted = tmp_path / "report.py"
    planted.write_text("counts = RawTable.counts_for_protection(raw)\n")
    assert readers([planted], root=tmp_path) == {"report.py"}
