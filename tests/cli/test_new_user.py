"""What a new user gets wrong: one clear error that names the place and the mend, and nothing half-written."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import pytest

from weerklank.cli import main

if TYPE_CHECKING:
    from pathlib import Path

GOOD = "w,s,a,size\n1,1,4,9\n2,1,5,9\n1,2,3,9\n1,2,2,9\n"
ESTIMATE = ("estimate", "in.csv", "--weights", "w", "--items", "a", "--out", "out.csv")
CALIBRATE = ("calibrate", "in.csv", "--weights", "w", "--totals", "t.json", "--out", "out.csv")
PROTECT = (
    *("protect", "in.csv", "--hierarchy", "ministry,dg", "--response", "yes", "--policy", "p.yaml"),
    *("--out", "out.csv"),
)
COUNTS = "ministry,dg,yes,n\nm0,d0,b0,30\nm0,d0,b1,9\n"
POLICY = "smallest_group: 1\nsmallest_yes: 5\nsmallest_no: 5\nsmallest_width: 3\n"
WRITTEN = "notmyname"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def refused(
    folder: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...], files: dict[str, str]
) -> tuple[int, str]:
    """Return the exit code and the error of a command that leaves nothing behind."""
    for name, content in files.items():
        (folder / name).write_text(content)
    before = sorted(path.name for path in folder.iterdir())
    code = main(asked)
    said = capsys.readouterr()
    assert sorted(path.name for path in folder.iterdir()) == before
    assert said.out == ""
    assert said.err.startswith(f"weerklank {asked[0]}: ")
    assert "Traceback" not in said.err
    assert WRITTEN not in said.err
    return code, said.err


@pytest.mark.parametrize(
    ("content", "more", "place", "mend"),
    [
        (GOOD.replace("\n2,1", "\n,1"), (), "in.csv, row 3, column w", "Give every respondent a weight"),
        (GOOD.replace("\n2,1", "\n-2,1"), (), "in.csv, row 3, column w", "weight of zero or more"),
        (GOOD.replace("\n2,1", f"\n{WRITTEN},1"), (), "in.csv, row 3, column w", "Give a number"),
        (GOOD.replace("\n2,1", "\n2,7"), ("--strata", "s"), "in.csv, row 2, column s", "--lonely adjust"),
        (GOOD, ("--items", "zzz"), "in.csv, column zzz", "The columns are: w, s, a, size"),
        (GOOD, ("--by", "zzz"), "in.csv, column zzz", "The columns are: w, s, a, size"),
        (GOOD.replace(",9\n", ",3\n"), ("--fpc", "size"), "in.csv, row 2", "number of units in the stratum"),
        ("", (), "in.csv", "Give a file with a header"),
        ("w,a\n", (), "in.csv", "Give a row for each respondent"),
        (GOOD, ("--out", "in.csv/deep/out.csv"), "in.csv/deep/out.csv", "Check the path"),
    ],
    ids=[
        *("no-weight", "negative-weight", "text-weight", "lone-unit", "no-item", "no-by", "small-fpc"),
        *("empty", "header-only", "no-folder"),
    ],
)
def test_answers_and_arguments_that_do_not_fit(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: str,
    more: tuple[str, ...],
    place: str,
    mend: str,
) -> None:
    code, error = refused(tmp_path, capsys, (*ESTIMATE, *more), {"in.csv": content})
    assert code == 2
    assert place in error
    assert mend in error
    assert error.count("\n") == 1


def test_an_output_that_is_a_folder_leaves_no_temporary_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").mkdir()
    code, error = refused(tmp_path, capsys, (*ESTIMATE, "--out", "taken"), {"in.csv": GOOD})
    assert code == 2
    assert "taken: cannot be written" in error


def test_two_gigabytes_that_are_no_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (tmp_path / "in.csv").open("wb") as file:
        file.truncate(2 << 30)
    code, error = refused(tmp_path, capsys, ESTIMATE, {})
    assert (code, "in.csv: is not a text file" in error) == (2, True)


@pytest.mark.parametrize(
    ("totals", "place"),
    [
        ('{"s": {"1": 5}}', "in.csv, column s"),
        ('{"s": {"1": 5, "2": 5}, "a": {"2": 1, "3": 1, "4": 1, "5": 1}}', "different populations"),
        ('{"zzz": {"1": 5}}', "in.csv, column zzz"),
        ('{"s": {"1": -5}}', "t.json, column s"),
        ("{", "t.json, row 1"),
    ],
)
def test_totals_that_do_not_match(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], totals: str, place: str
) -> None:
    code, error = refused(tmp_path, capsys, CALIBRATE, {"in.csv": GOOD, "t.json": totals})
    assert (code, place in error) == (2, True)


@pytest.mark.parametrize(
    ("counts", "policy", "code", "place"),
    [
        (COUNTS + "m1,d0,b1,9\n", POLICY, 2, "in.csv, row 4, column dg"),
        (COUNTS, POLICY + "smallest_cat: 4\n", 2, "p.yaml: there is no key smallest_cat"),
        ("ministry,dg,yes,n\nm0,d0,b0,3\nm0,d0,b1,1\n", POLICY, 3, "Nothing could be shown"),
    ],
    ids=["no-tree", "unknown-key", "unsafe"],
)
def test_tables_that_cannot_be_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], counts: str, policy: str, code: int, place: str
) -> None:
    got, error = refused(tmp_path, capsys, PROTECT, {"in.csv": counts, "p.yaml": policy})
    assert (got, place in error) == (code, True)


def test_a_code_outside_its_scale_is_named_with_the_codes_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = resources.files("weerklank.fieldwork") / "questionnaires" / "reference.yaml"
    files = {"in.csv": "w,CL1\n1,2\n1,77\n", "form.yaml": form.read_text("utf-8")}
    asked = (*ESTIMATE, "--items", "CL1", "--questionnaire", "form.yaml")
    code, error = refused(tmp_path, capsys, asked, files)
    assert code == 2
    assert "in.csv, row 3, column CL1: a code is outside its scale. Use one of" in error
    assert "77" not in error
