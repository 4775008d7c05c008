"""The command line as a whole: every command is listed, and a small one is there at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

from weerklank.cli import COMMANDS, main

HEAVY = "numpy", "polars", "scipy", "django", "cryptography"
SMALL = "migrate", "serve", "jobs", "doctor", "organisation", "people", "trail"
"""The commands that somebody waits for at a machine that serves."""
LOADED = """
import sys
from weerklank.cli import main
try:
    main()
except SystemExit:
    print(*sys.modules)
"""


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert {*COMMANDS} - {*capsys.readouterr().out.split()} == set()


@pytest.mark.parametrize("asked", [[], ["nothing"], ["--nothing"]])
def test_no_command_is_refused_with_all_there_are(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(asked)
    assert ended.value.code == 2
    assert "COMMAND" in capsys.readouterr().err


@pytest.mark.parametrize("name", SMALL)
def test_a_small_command_does_not_load_what_others_need(name: str) -> None:
    asked = [sys.executable, "-c", LOADED, name, "--help"]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert {*HEAVY} & {*done.stdout.split()} == set()
