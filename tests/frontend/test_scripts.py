"""What runs in the browser is tried by Node, over the same vectors as Python's side."""

from __future__ import annotations

import subprocess

from tests.node import FRONTEND, MODULES, node


def test_the_types_hold() -> None:
    compiler = MODULES / "typescript" / "bin" / "tsc"
    checked = subprocess.run(
        [node(), compiler, "--noEmit"], cwd=FRONTEND, capture_output=True, text=True, check=False
    )
    assert checked.stdout == ""
    assert checked.returncode == 0


def test_the_tests_of_the_scripts_pass() -> None:
    tried = subprocess.run([node(), "test.mjs"], cwd=FRONTEND, capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stdout
    assert "\n# fail 0\n" in tried.stdout
    assert "\n# skipped 0\n" in tried.stdout
