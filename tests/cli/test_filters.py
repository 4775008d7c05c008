from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from weerklank.cli import main

if TYPE_CHECKING:
    from pathlib import Path

POLICY = "smallest_group: 20\nsmallest_yes: 5\nsmallest_no: 5\nsmallest_width: 3\n"


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    """So few in every crossing of role and age that only each alone can be offered."""
    lines = ["ministry,dg,role,age,told,n"]
    for number in range(8):
        for role in range(3):
            for age in range(4):
                yes, no = 2 + (number + role * age) % 3, 9 + (number * 7 + age) % 5
                place = f"m{number // 4},d{number},r{role},a{age}"
                lines += [f"{place},yes,{yes}", f"{place},no,{no}"]
    file = tmp_path / "counts.csv"
    file.write_text("\n".join(lines) + "\n")
    (tmp_path / "policy.yaml").write_text(POLICY)
    return file


def asked(counts: Path, *filters: str) -> list[str]:
    chosen = [part for name in filters for part in ("--filter", name)]
    policy = str(counts.parent / "policy.yaml")
    return [
        "filters",
        str(counts),
        "--hierarchy",
        "ministry,dg",
        "--response",
        "told",
        *chosen,
        "--policy",
        policy,
    ]


def test_every_answer_that_is_offered_stands_in_a_table_that_was_audited(
    counts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "answers"
    assert main([*asked(counts, "role", "age"), "--out", str(out)]) == 0
    offer = json.loads((out / "offer.json").read_text())
    assert [one["filters"] for one in offer["offered"]] == [[], ["role"], ["age"]]
    (declined,) = offer["not_offered"]
    assert (declined["filters"], declined["attacker"], declined["rule"]) == (
        ["role", "age"],
        "A2",
        "too little left",
    )
    assert "20 antwoorden" in declined["why"]["nl"]
    with (out / "answers.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    units = {row["unit"] for row in rows}
    codes = {(row["role"], row["age"]) for row in rows}
    assert len(units) == 1 + 2 + 8
    assert codes == {
        ("Total", "Total"),
        *((f"r{r}", "Total") for r in range(3)),
        *(("Total", f"a{a}") for a in range(4)),
    }
    assert len(rows) == len(units) * len(codes) * 3
    assert any(row["status"] == "published" and row["role"] == "r1" for row in rows)
    table = [*asked(counts)[2:6], "--policy", asked(counts)[-1], "--by", "role", "--by", "age", "--linked"]
    assert main(["audit", str(out / "answers.csv"), *table, "--attacker", "A2"]) == 0
    assert json.loads(capsys.readouterr().out)["narrow"] == 0


def test_parts_are_read_back_as_they_are_crossed(
    counts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = counts.read_text().splitlines()
    counts.write_text(
        "\n".join([lines[0] + ",scale", *(f"{x},s{k}" for x in lines[1:] for k in range(3))]) + "\n"
    )
    out = tmp_path / "answers"
    assert main([*asked(counts, "role,age,scale"), "--least-shown", "0.4", "--out", str(out)]) == 0
    offer = json.loads((out / "offer.json").read_text())
    offered = [one["filters"] for one in offer["offered"]]
    assert ["role", "age", "scale"] not in offered
    assert any(len(one) == 2 for one in offered)
    table = [*asked(counts)[2:6], "--policy", asked(counts)[-1], "--by", "role,age,scale", "--linked"]
    assert main(["audit", str(out / "answers.csv"), *table, "--attacker", "A2"]) == 0
    assert json.loads(capsys.readouterr().out)["narrow"] == 0


def test_nothing_is_written_where_nothing_can_be_offered(
    counts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "policy.yaml").write_text(POLICY.replace("20", "100000"))
    assert main([*asked(counts, "role", "age"), "--out", str(tmp_path / "answers")]) == 3
    assert "no filter can be offered" in capsys.readouterr().err
    assert not (tmp_path / "answers").exists()


def test_a_filter_that_is_no_column_is_refused(
    counts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*asked(counts, "grade"), "--out", str(tmp_path / "answers")]) == 2
    assert "column grade: there is no such column" in capsys.readouterr().err


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["filters", "--help"])
    assert ended.value.code == 0
    assert "weerklank filters " in capsys.readouterr().out.split("example:")[1]
