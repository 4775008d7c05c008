from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.stats import disclosure_twin as twin
from weerklank.cli import main

if TYPE_CHECKING:
    from pathlib import Path

POLICY = "smallest_group: 1\nsmallest_yes: 5\nsmallest_no: 5\nsmallest_width: 3\n"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "policy.yaml"
    file.write_text(POLICY)
    return file


def table(policy: Path, *, levels: str) -> list[str]:
    return ["--hierarchy", levels, "--response", "exp_bullying", "--policy", str(policy)]


def test_directorates_are_protected_and_audited_from_the_file_alone(
    policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of = table(policy, levels="ministry,dg,directorate")
    safe, why = tmp_path / "safe.csv", tmp_path / "why.csv"
    counts = str(twin.GOLDEN / "S2.csv")
    assert main(["protect", counts, *of, "--out", str(safe), "--explain", str(why)]) == 0
    lines = safe.read_text().splitlines()
    assert lines[:2] == ["unit,exp_bullying,n,status", "Total,Total,150000,published"]
    assert (len(lines), sum(line.endswith(",,hidden") for line in lines)) == (3073, 246)
    assert why.read_text().count("hidden first") == 180
    for attacker in ("A0", "A1", "A2"):
        assert main(["audit", str(safe), *of, "--attacker", attacker]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found.pop("seconds") < 1
        assert found == {"attacker": attacker, "hidden": 246, "exact": 0, "narrow": 0, "narrowest": 3}


def test_with_zeros_published_sizes_are_hidden_too(
    policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy.write_text(POLICY + "zeros: published\ngroup_sizes: hidden\nattacker: A1\n")
    of, safe = table(policy, levels="ministry,dg,directorate"), tmp_path / "safe.csv"
    assert main(["protect", str(twin.GOLDEN / "S2.csv"), *of, "--out", str(safe)]) == 0
    lines = safe.read_text().splitlines()
    assert sum(line.endswith(",,hidden") for line in lines) == 242
    assert any(line.endswith(",0,published") for line in lines)
    for attacker, code in (("A0", 0), ("A1", 0), ("A2", 2)):
        assert main(["audit", str(safe), *of, "--attacker", attacker]) == code
    assert "Give the counts as well" in capsys.readouterr().err


def test_what_cannot_be_made_safe_is_refused_and_not_written(
    policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts, safe = tmp_path / "counts.csv", tmp_path / "safe.csv"
    counts.write_text("dg,exp_bullying,n\nd0,b0,3\nd0,b1,1\n")
    assert main(["protect", str(counts), *table(policy, levels="dg"), "--out", str(safe)]) == 3
    assert "Nothing could be shown" in capsys.readouterr().err
    assert not safe.exists()


def test_bad_counts_are_refused_and_nothing_is_written(
    policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts, safe = tmp_path / "counts.csv", tmp_path / "safe.csv"
    counts.write_text("ministry,dg,exp_bullying,n\nm0,d0,b0,30\nm1,d0,b1,9\n")
    why = ["--explain", str(tmp_path / "why.csv")]
    assert main(["protect", str(counts), *table(policy, levels="ministry,dg"), "--out", str(safe), *why]) == 2
    assert "row 3, column dg: this unit has two parents" in capsys.readouterr().err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["counts.csv", "policy.yaml"]


@pytest.mark.parametrize("command", ["protect", "audit"])
def test_help_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"weerklank {command} " in capsys.readouterr().out.split("example:")[1]


GROUNDS = "dg,age,sex,discriminated,n\n" + "".join(
    f"{dg},{age},{sex},{int(age or sex)},{n}\n"
    for dg, numbers in {"d0": (40, 9, 1, 0), "d1": (30, 2, 8, 6), "d2": (50, 12, 14, 7)}.items()
    for (age, sex), n in zip([(0, 0), (1, 0), (0, 1), (1, 1)], numbers, strict=True)
)


def test_grounds_of_one_person_are_protected_and_audited_together(
    policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts, safe, why = (tmp_path / name for name in ("counts.csv", "safe.csv", "why.csv"))
    counts.write_text(GROUNDS)
    of = ["--hierarchy", "dg", "--response", "age,sex", "--any", "discriminated", "--policy", str(policy)]
    assert main(["protect", str(counts), *of, "--out", str(safe), "--explain", str(why)]) == 0
    lines = safe.read_text().splitlines()
    assert lines[:2] == ["unit,discriminated,n,status", "Total,Total,179,published"]
    assert "Total,discriminated,59,published" in lines
    assert "d0,sex,,hidden" in lines
    assert "d0,sex,hidden first" in why.read_text().splitlines()
    for attacker in ("A0", "A2", "A3"):
        assert main(["audit", str(safe), *of, "--attacker", attacker]) == 0
        found = json.loads(capsys.readouterr().out)
        assert (found["exact"], found["narrow"]) == (0, 0)


def test_a_table_of_grounds_is_audited_as_one(
    policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    safe = tmp_path / "safe.csv"
    safe.write_text("unit,any,n,status\nTotal,Total,9,published\nd0,Total,9,published\n")
    of = ["--hierarchy", "dg", "--response", "age", "--any", "any", "--policy", str(policy)]
    assert main(["audit", str(safe), *of, "--attacker", "A2"]) == 2
    assert "column any: this is no answer of the table" in capsys.readouterr().err
