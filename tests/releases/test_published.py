"""What was published is remembered whole: every change to the file is found and named."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from tests.stats import disclosure_twin as twin
from weerklank.errors import BadInput
from weerklank.releases.published import Published, line_of, published
from weerklank.stats.disclosure import protect
from weerklank.stats.policy import Policy

DAY = date(2026, 11, 24)
POLICY = replace(twin.GOLDEN_POLICY, salt="a secret of sixteen characters")


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """Three tables of two surveys, one after another."""
    after, made = Published(), []
    for survey, name in (("2025", "S1"), ("2026", "S1"), ("2026", "S2")):
        safe = protect(twin.golden(name), policy=replace(POLICY, salt=""))
        made.append(line_of(safe, survey=survey, on=DAY, policy=POLICY, after=after))
        after = published("".join(made), source="published.jsonl")
    return made


def read(lines: list[str], *, head: str | None = None) -> Published:
    return published("".join(lines), source="published.jsonl", head=head)


def test_tables_are_read_back_as_they_were(lines: list[str]) -> None:
    found = read(lines)
    assert [survey for survey, _ in found.tables] == ["2025", "2026", "2026"]
    assert found.of("2026")[1] == protect(twin.golden("S2"), policy=twin.GOLDEN_POLICY)
    assert found.of("2024") == []
    assert read([]) == Published()


def test_the_salt_is_never_stored(lines: list[str]) -> None:
    assert "salt" not in "".join(lines)
    assert POLICY.salt not in "".join(lines)
    assert json.loads(lines[0])["policy"]["smallest_yes"] == POLICY.smallest_yes


@pytest.mark.parametrize(
    ("order", "rows"),
    [([1, 2], [1, 2]), ([0, 2], [2]), ([1, 0, 2], [1, 2, 3]), ([0, 1, 1, 2], [3, 4])],
)
def test_a_line_removed_moved_or_repeated_is_named(
    lines: list[str], order: list[int], rows: list[int]
) -> None:
    with pytest.raises(BadInput, match="does not follow") as refused:
        read([lines[number] for number in order])
    assert [fault.row for fault in refused.value.faults] == rows


@pytest.mark.parametrize("key", ["survey", "counts", "published_on", "before", "policy"])
def test_a_line_that_was_changed_is_named(lines: list[str], key: str) -> None:
    content = json.loads(lines[1])
    content[key] = {"2026": 1} if key == "policy" else content["counts"][::-1] if key == "counts" else "2030"
    with pytest.raises(BadInput, match="was changed") as refused:
        read([lines[0], json.dumps(content) + "\n", lines[2]])
    assert refused.value.faults[0].row == 2


def test_a_tail_that_was_cut_is_found_by_the_head_alone(lines: list[str]) -> None:
    head = read(lines).head
    assert read(lines, head=head).head == head
    assert len(read(lines[:2]).tables) == 2  # nothing in the file can tell
    with pytest.raises(BadInput, match="head that was kept"):
        read(lines[:2], head=head)


@pytest.mark.parametrize("text", ["{}\n", "[]\n", "nothing\n", "null\n", '{"format": "other/1"}\n'])
def test_what_is_no_published_table_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is no published table"):
        published(text, source="published.jsonl")


def test_a_policy_with_everything_can_be_stored(lines: list[str]) -> None:
    assert set(json.loads(lines[0])["policy"]) == {
        key for key in Policy.__dataclass_fields__ if key != "salt"
    }
