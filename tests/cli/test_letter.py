"""`weerklank letter`, as someone types it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from tests.programme.making import INPUTS, all_of, prepared, published
from weerklank.cli import main
from weerklank.programme.trace import HEADER
from weerklank.releases.release_file import release_to_json
from weerklank.stats.compare import Verdict

if TYPE_CHECKING:
    from pathlib import Path


def asked(folder: Path, *more: str) -> list[str]:
    return [
        *("letter", "--figures", str(folder / "release.json")),
        *("--commitments", str(INPUTS / "commitments.yaml"), "--measures", str(INPUTS / "measures.yaml")),
        *("--letter", str(INPUTS / "letter.yaml"), "--on", "2022-06-27", "--out", str(folder / "out")),
        *more,
    ]


def test_it_writes_the_letter_and_where_its_numbers_came_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "release.json").write_text(release_to_json(published(verdicts=all_of(Verdict.EQUAL))))
    assert main(asked(tmp_path)) == 0
    assert {"letter.html", "letter.md", "trace.csv"} <= {path.name for path in (tmp_path / "out").iterdir()}
    assert "ongeveer 14%" in (tmp_path / "out" / "letter.md").read_text()
    rows = list(csv.reader((tmp_path / "out" / "trace.csv").read_text().splitlines()))
    assert tuple(rows[0]) == HEADER
    assert len(rows) > 200
    assert str(tmp_path / "out" / "letter.html") in capsys.readouterr().out


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "release.json").write_text(release_to_json(published(verdicts=all_of(Verdict.EQUAL))))
    pages = []
    for _time in range(2):
        assert main(asked(tmp_path)) == 0
        pages.append((tmp_path / "out" / "letter.html").read_bytes())
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    "more", [("--on", "27 juni"), ("--measures", "nergens.yaml"), ("--documents", "nergens")]
)
def test_bad_input_is_code_2_and_writes_nothing(tmp_path: Path, more: tuple[str, ...]) -> None:
    (tmp_path / "release.json").write_text(release_to_json(published(verdicts=all_of(Verdict.EQUAL))))
    assert main(asked(tmp_path, *more)) == 2
    assert not (tmp_path / "out").exists()


def test_an_unpublished_release_is_refused_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "release.json").write_text(release_to_json(prepared(verdicts=all_of(Verdict.EQUAL))))
    assert main(asked(tmp_path)) == 2
    assert "publish it first" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["letter", "--help"])
    assert left.value.code == 0
    assert "--on 2022-06-27" in capsys.readouterr().out
