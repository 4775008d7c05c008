"""``weerklank report`` from real answers to pages, tables and a release file; or to nothing at all."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from weerklank.cli import main

if TYPE_CHECKING:
    from collections.abc import Sequence

EXAMPLES = Path(__file__).parents[2] / "examples"
GSS = EXAMPLES / "gss2018"
ACCOUNT, POLICY = GSS / "account.yaml", EXAMPLES / "policy.yaml"
ANSWERS = GSS / "gss2018_workplace.csv"
PAGES = {"index.html", "en.html", "figures.csv", "release.json"}


def asked(out: Path, *more: str, answers: Path = ANSWERS, account: Path = ACCOUNT) -> list[str]:
    design = ["--weights", "wtssnr", "--strata", "vstrat", "--clusters", "vpsu"]
    texts = ["--indicators", str(GSS / "indicators.yaml"), "--account", str(account), "--policy", str(POLICY)]
    return [
        "report",
        str(answers),
        *design,
        *texts,
        "--by",
        "wrkgovt",
        "--wave",
        "2018",
        "--out",
        str(out),
        *more,
    ]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gss") / "report"
    assert main(asked(folder)) == 0
    return folder


def refused(arguments: Sequence[str], out: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the error of a report of which nothing was written."""
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert not out.exists()
    assert said.err.startswith("weerklank report: ")
    return said.err


def test_every_page_and_table_is_there_and_nothing_half_written(out: Path) -> None:
    there = {path.name for path in out.iterdir()}
    assert there >= PAGES
    assert all(path.stat().st_size for path in out.iterdir())
    assert not [name for name in there if name.startswith(".") or name.endswith(".tmp")]


def test_the_page_names_both_floors_of_the_policy(out: Path) -> None:
    page = (out / "en.html").read_text(encoding="utf-8")
    assert "fewer than 10 answers" in page
    assert "fewer than 25 answers" in page


def test_the_release_waits_for_a_second_person(out: Path) -> None:
    made = json.loads((out / "release.json").read_text(encoding="utf-8"))
    with (out / "figures.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert "published" not in json.dumps(made.get("state"))
    assert len(rows) >= len(made["figures"]) > 0


def test_the_pages_speak_dutch_and_english_and_name_the_groups(out: Path) -> None:
    for name, language, group in (("index.html", "nl", "particulier"), ("en.html", "en", "private")):
        page = (out / name).read_text(encoding="utf-8")
        assert f'lang="{language}"' in page
        assert group in page


def test_the_same_answers_give_the_same_release(out: Path, tmp_path: Path) -> None:
    assert main(asked(tmp_path / "again")) == 0
    for name in PAGES:
        assert (tmp_path / "again" / name).read_bytes() == (out / name).read_bytes()


def test_every_file_that_was_written_is_named_and_publishing_is_said_aloud(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "report"
    assert main(asked(folder, "--publish")) == 0
    named = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert set(named) == set(folder.iterdir())
    assert json.loads((folder / "release.json").read_text(encoding="utf-8"))["state"] == "published"


@pytest.mark.parametrize("key", ["title", "population", "source"])
def test_an_account_that_lacks_a_sentence_gives_no_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    account, folder = tmp_path / "account.yaml", tmp_path / "report"
    lines = ACCOUNT.read_text(encoding="utf-8").splitlines(keepends=True)
    account.write_text("".join(line for line in lines if not line.startswith(f"{key}:")), encoding="utf-8")
    error = refused(asked(folder, account=account), folder, capsys)
    assert "account.yaml" in error
    assert key in error


def test_a_column_that_is_not_there_gives_no_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    error = refused(asked(tmp_path / "report", "--by", "zzz"), tmp_path / "report", capsys)
    assert "column zzz" in error


def test_answers_that_lack_an_item_give_no_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = tmp_path / "few.csv"
    few.write_text("wtssnr,vstrat,vpsu,wrkgovt\n1,1,1,1\n1,1,2,2\n", encoding="utf-8")
    error = refused(asked(tmp_path / "report", answers=few), tmp_path / "report", capsys)
    assert "few.csv" in error
