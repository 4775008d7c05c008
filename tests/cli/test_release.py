"""`weerklank release`: a table becomes a document, documents are handed in, and what was changed is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.documents import figures_text, table
from tests.serving import change, run
from weerklank.cli import BAD_INPUT, main
from weerklank.releases.table_file import table_of

if TYPE_CHECKING:
    from pathlib import Path

NAMED = ("--title", "nl=Pesten", "--title", "en=Bullying", "--base", "nl=allen", "--base", "en=all")


def arguments(folder: Path, *named: str) -> list[str]:
    (folder / "safe.csv").write_text(table().csv)
    (folder / "policy.yaml").write_text("smallest_group: 10\n")
    asked = ["release", "table", str(folder / "safe.csv"), "--hierarchy", "unit", "--response", "bullied"]
    asked += ["--policy", str(folder / "policy.yaml"), "--id", "table-1", "--wave", "2021"]
    return [*asked, *named, "--out", str(folder / "table.json")]


def test_a_table_becomes_a_document_with_its_audit(tmp_path: Path) -> None:
    assert main(arguments(tmp_path, *NAMED)) == 0
    made = table_of((tmp_path / "table.json").read_text(), source="table.json")
    assert (made.safe, made.found) == (table().safe, table().found)


def test_one_language_is_not_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments(tmp_path, *NAMED[:2], *NAMED[4:])) == BAD_INPUT
    assert "--title twice" in capsys.readouterr().err
    assert not (tmp_path / "table.json").exists()


@pytest.mark.parametrize("title", ["Pesten", "fr=Harcèlement", "nl="])
def test_a_title_says_its_language(title: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(arguments(tmp_path, "--title", title, *NAMED[2:]))
    assert "--title" in capsys.readouterr().err


def test_a_document_is_handed_in_once(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "release.json").write_text(figures_text("handed-in"))
    asked = ("release", "prepare", str(tmp_path / "release.json"), "--by", "researcher@example.invalid")
    first, again = run(*asked, folder=folder), run(*asked, folder=folder)
    assert (first.returncode, again.returncode) == (0, BAD_INPUT)
    assert "handed-in is prepared" in first.stdout
    assert "another" in again.stderr


def test_what_was_changed_in_the_store_is_found(tmp_path: Path) -> None:
    (tmp_path / "release.json").write_text(figures_text())
    for command in (("migrate",), ("demo", "--release", str(tmp_path / "release.json"))):
        assert run(*command, folder=tmp_path / "portal").returncode == 0
    assert run("release", "verify", folder=tmp_path / "portal").returncode == 0
    altered = "UPDATE releases_publication SET document = replace(document, '14.0', '15.0')"
    change(altered, folder=tmp_path / "portal")
    told = run("release", "verify", folder=tmp_path / "portal")
    assert told.returncode == BAD_INPUT
    assert "figures-2021 is not what was approved" in told.stderr
    assert "Traceback" not in told.stderr
    change("DELETE FROM releases_publication", folder=tmp_path / "portal")
    told = run("release", "verify", folder=tmp_path / "portal")
    assert told.returncode == BAD_INPUT
    assert "is not here any more" in told.stderr
