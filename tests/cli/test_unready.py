"""What the commands of the portal say where it was never made ready: the mend, and no trace of our code."""

from __future__ import annotations

import socket
import stat
from typing import TYPE_CHECKING

import pytest

from tests.serving import run

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

PRODUCTION = {
    "WEERKLANK_DEMO": "0",
    "WEERKLANK_SECRET_KEY": "only-for-tests-and-therefore-no-secret-of-anyone-at-all",
}


def told(ended: subprocess.CompletedProcess[str]) -> str:
    """Return what a refusal says."""
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
    return ended.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("demo",),
        ("serve", "--port", "20999"),
        ("serve", "--door", "reporter", "--port", "20999"),
        ("trail", "verify"),
        ("release", "verify"),
        (
            "people",
            "open",
            "a.jansen@example.nl",
            "--name",
            "A. Jansen",
            "--employer",
            "bzk",
            "--unit",
            "bzk",
        ),
    ],
)
def test_a_store_without_tables_is_named_with_the_mend(command: tuple[str, ...], tmp_path: Path) -> None:
    assert "Type: weerklank migrate." in told(run(*command, folder=tmp_path))


def test_a_list_of_units_is_refused_where_there_are_no_tables(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("code,parent,name_nl\nmin,,Ministerie\n")
    command = ("organisation", "import", str(tmp_path / "units.csv"))
    assert "Type: weerklank migrate." in told(run(*command, folder=tmp_path))
    assert "write a date as 2026-01-31" in told(run(*command, "--on", "2026-13-01", folder=tmp_path))


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "WEERKLANK_FOLDER" in told(run("migrate", folder=tmp_path / "file", **PRODUCTION))


@pytest.mark.parametrize("command", [("migrate",), ("trail", "verify")])
def test_a_store_that_is_not_there_is_named(command: tuple[str, ...], tmp_path: Path) -> None:
    address = "postgresql://me:secret@127.0.0.1:1/nothing"
    ended = run(*command, folder=tmp_path, WEERKLANK_DATABASE_URL=address)
    assert "The store default cannot be reached. Type: weerklank doctor." in told(ended)
    assert "secret" not in ended.stderr
    looked = run("doctor", folder=tmp_path, WEERKLANK_DATABASE_URL=address)
    assert "Check the addresses in WEERKLANK_(ANSWERS_)DATABASE_URL" in looked.stdout


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    (tmp_path / "weerklank.sqlite3").write_bytes(b"no store at all" * 1000)
    found = run("migrate", folder=tmp_path, WEERKLANK_DATABASE_URL="")
    assert "The store default cannot be reached" in told(found)


def test_nobody_shares_a_port_or_listens_elsewhere(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = str(other.getsockname()[1])
        assert "--port" in told(run("serve", "--port", taken, folder=tmp_path))
    assert "--host" in told(run("serve", "--host", "192.0.2.1", folder=tmp_path))
    assert "from 1 to 65535" in told(run("serve", "--port", "99999", folder=tmp_path))
    assert "from 1 to 256" in told(run("serve", "--workers", "0", folder=tmp_path))


def test_a_store_is_readable_by_its_owner_alone_in_a_folder_that_was_there_before(tmp_path: Path) -> None:
    files = {"WEERKLANK_DATABASE_URL": "", "WEERKLANK_ANSWERS_DATABASE_URL": ""}
    assert run("migrate", folder=tmp_path, **files).returncode == 0
    stores = [file for file in tmp_path.iterdir() if "sqlite3" in file.name]
    assert stores
    assert {stat.S_IMODE(store.stat().st_mode) for store in stores} == {0o600}
