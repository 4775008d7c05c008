"""Published, reorganised, published again: from file to file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from weerklank.cli import main

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = {("A", "a1"): (30, 12), ("A", "a2"): (40, 20), ("B", "b1"): (35, 15), ("B", "b2"): (28, 13)}
AFTER = BEFORE | {("A", "a1"): (25, 10), ("B", "b1"): (40, 17)}
"""A team of seven moved from a1 to b1; two of them said yes."""


@pytest.fixture
def table(tmp_path: Path) -> list[str]:
    (tmp_path / "policy.yaml").write_text("attacker: A3\n")
    for name, counts in (("before", BEFORE), ("after", AFTER)):
        rows = [
            f"{m},{d},{a},{n}" for (m, d), both in counts.items() for a, n in zip("01", both, strict=True)
        ]
        (tmp_path / f"{name}.csv").write_text("\n".join(["ministry,dg,answer,n", *rows]) + "\n")
    return ["--hierarchy", "ministry,dg", "--response", "answer", "--policy", str(tmp_path / "policy.yaml")]


def seen(
    of: list[str], safe: Path, capsys: pytest.CaptureFixture[str], *, earlier: Path
) -> dict[str, object]:
    asked = ["--attacker", "A4", "--earlier", str(earlier), "--survey", "2026"]
    assert main(["audit", str(safe), *of, *asked]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_team_reorganised_away_stays_hidden(
    table: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, first, second = (tmp_path / name for name in ("published.jsonl", "first.csv", "second.csv"))
    remembered = ["--survey", "2026", "--remember", str(store)]
    asked = [str(tmp_path / "before.csv"), *table, "--out", str(first)]
    assert main(["protect", *asked, *remembered, "--on", "2026-05-01"]) == 0
    head = capsys.readouterr().err.split(" ends with ")[1].split(".")[0]
    careless = [str(tmp_path / "after.csv"), *table, "--out", str(second)]
    assert main(["protect", *careless]) == 0
    assert "hidden" not in second.read_text()  # alone it gives nobody away
    for earlier in (store, first):
        # the seven, yes and no: at two units and at the two above them
        assert seen(table, second, capsys, earlier=earlier)["exact"] == 8

    careful = [*careless, "--earlier", str(store), *remembered, "--on", "2026-11-24"]
    assert main(["protect", *careful]) == 0
    assert {line.split(",")[0] for line in second.read_text().splitlines() if line.endswith("hidden")} >= {
        "a1",
        "b1",
    }
    found = seen(table, second, capsys, earlier=first)
    assert (found["attacker"], found["exact"], found["narrow"]) == ("A4", 0, 0)
    assert len(store.read_text().splitlines()) == 2

    asked = ["audit", str(second), *table, "--attacker", "A4", "--earlier", str(store), "--survey", "2026"]
    assert main([*asked, "--head", head]) == 2
    assert "head that was kept" in capsys.readouterr().err


def test_what_cannot_be_remembered_is_refused_before_anything_is_written(
    table: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, safe = tmp_path / "published.jsonl", tmp_path / "safe.csv"
    asked = ["protect", str(tmp_path / "before.csv"), *table, "--out", str(safe), "--remember", str(store)]
    assert main(asked) == 2
    assert "--on" in capsys.readouterr().err
    store.write_text("not a table\n")
    assert main([*asked, "--on", "2026-05-01"]) == 2
    assert "row 1" in capsys.readouterr().err
    assert not safe.exists()
    assert store.read_text() == "not a table\n"


def test_only_a4_knows_earlier_tables(
    table: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    safe = tmp_path / "safe.csv"
    assert main(["protect", str(tmp_path / "before.csv"), *table, "--out", str(safe)]) == 0
    assert main(["audit", str(safe), *table, "--attacker", "A2", "--earlier", str(safe)]) == 2
    assert "only A4" in capsys.readouterr().err
    assert main(["audit", str(safe), *table, "--attacker", "A4"]) == 0
    assert "no more than A3" in capsys.readouterr().err
