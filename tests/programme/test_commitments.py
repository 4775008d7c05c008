"""Promises: their states, how they stand on a day, and every fault of their file."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.programme.making import COMMITMENTS, GOLDEN
from weerklank.errors import BadInput, Refused
from weerklank.programme.commitments import (
    COMMITMENT_FLOW,
    Commitment,
    CommitmentState,
    Kind,
    Standing,
    commitments,
    state_on,
)

MADE, DUE = date(2022, 6, 27), date(2022, 12, 31)
PROMISE = Commitment("C1", Kind.COMMITMENT, "iets te doen", MADE, "debat", due=DUE)
HEAD = "format: weerklank-commitments/1\ncommitments:\n"
WHOLE = "- {id: C01, kind: commitment, made: 2022-06-27, forum: debat, text: iets te doen"


def faults(text: str) -> list[str]:
    with pytest.raises(BadInput) as found:
        commitments(text, source="c.yaml")
    return str(found.value).splitlines()


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (MADE, Standing.OPEN),
        (DUE - timedelta(61), Standing.OPEN),
        (DUE - timedelta(60), Standing.DUE_SOON),
        (DUE, Standing.DUE_SOON),
        (DUE + timedelta(1), Standing.OVERDUE),
    ],
)
def test_a_promise_stands_against_its_term(day: date, standing: Standing) -> None:
    assert state_on(PROMISE, day) is standing


def test_a_letter_that_moved_the_term_is_counted_until_that_term_is_over() -> None:
    moved = replace(PROMISE, extended_to=date(2023, 3, 1), extended_by="brief")
    assert state_on(moved, date(2023, 3, 1)) is Standing.EXTENDED
    assert state_on(moved, date(2023, 3, 2)) is Standing.OVERDUE


def test_what_is_settled_is_settled_from_that_day_on() -> None:
    settled = replace(PROMISE, settled_on=date(2023, 2, 1), settled_by="brief")
    assert state_on(settled, date(2023, 1, 31)) is Standing.OVERDUE
    assert state_on(settled, date(2023, 2, 1)) is Standing.SETTLED


def test_what_has_no_term_stays_open_and_what_lapsed_has_lapsed() -> None:
    assert state_on(replace(PROMISE, due=None), date(2030, 1, 1)) is Standing.OPEN
    assert state_on(replace(PROMISE, state=CommitmentState.LAPSED), DUE) is Standing.LAPSED


def test_nothing_stands_before_it_was_made() -> None:
    with pytest.RaisesExc(Refused, check=lambda refusal: refusal.code == "not_yet_made"):
        state_on(PROMISE, MADE - timedelta(1))


@given(st.sampled_from(list(Kind)), st.dates(MADE, date(2040, 1, 1)))
def test_only_a_commitment_can_be_late(kind: Kind, day: date) -> None:
    late = state_on(replace(PROMISE, kind=kind), day) is Standing.OVERDUE
    assert late == (kind is Kind.COMMITMENT and day > DUE)


def test_a_promise_walks_from_the_debate_to_the_letter_that_settles_it() -> None:
    road = [state for state in CommitmentState if state is not CommitmentState.EXTENDED][:8]
    assert all(COMMITMENT_FLOW.may_step(state, following) for state, following in pairwise(road))
    assert not COMMITMENT_FLOW.may_step(CommitmentState.PROMISED, CommitmentState.SETTLED)
    assert COMMITMENT_FLOW.following(CommitmentState.SETTLED) == frozenset()
    assert "checked --> sent" in COMMITMENT_FLOW.mermaid()


def test_the_demonstration_holds_every_promise_of_the_real_letter() -> None:
    real = yaml.safe_load((GOLDEN / "commitments.yaml").read_text())["commitments"]
    ours = {commitment.id: commitment for commitment in COMMITMENTS}
    assert list(ours) == [promise["id"] for promise in real]
    for promise in real:
        commitment = ours[promise["id"]]
        assert commitment.quote == promise["text_nl"]
        assert list(commitment.aspects) == promise.get("aspects", [])
        assert list(commitment.depends_on) == promise.get("depends_on", [])
        assert list(commitment.indicators) == promise.get("indicator", [])
        assert commitment.target == promise.get("target")
        assert commitment.due_phrase == promise.get("due_nl", "none").replace("none", "")
        recommended = promise.get("due_recommended", "")[:10]
        if recommended[4:5] == "-":
            assert str(commitment.due) == recommended
        if "made" in promise:
            assert str(commitment.made) == promise["made"]


def test_the_demonstration_keeps_the_kind_of_each_promise() -> None:
    real = yaml.safe_load((GOLDEN / "commitments.yaml").read_text())["commitments"]
    other_names = {"settled": "commitment"}
    for promise, commitment in zip(real, COMMITMENTS, strict=True):
        kind = other_names.get(promise["kind"], promise["kind"])
        assert commitment.kind.value == ("consideration" if promise.get("outcome_open") else kind)


@pytest.mark.parametrize(
    ("entry", "row", "said"),
    [
        ("- {id: C01}", 3, "column made: is missing"),
        (WHOLE + ", kind: soon}", 3, "has a key twice"),
        (
            WHOLE.replace("commitment,", "vow,") + "}",
            3,
            "is not one of the known words. Choose from commitment",
        ),
        (WHOLE.replace("2022-06-27", "27 juni") + "}", 3, "is not a date. Write it as year-month-day"),
        (WHOLE.replace("iets", "12 dingen") + "}", 3, "gives a quantity without a source"),
        (WHOLE + ", deu: 2022-12-31}", 3, "Did you mean due"),
        (WHOLE + ", due: 2021-12-31}", 3, "is before the promise was made"),
        (WHOLE + ", target: 101}", 3, "is above 100 percent"),
        (WHOLE + ", target: veel}", 3, "is not a whole number"),
        (WHOLE + ", recurring: soms}", 3, "is not true or false"),
        (WHOLE + ", settled_on: 2022-12-31}", 3, "goes with settled_by"),
        (WHOLE + ", settled_on: 2021-12-31, settled_by: brief, state: settled}", 3, "is before the promise"),
        (WHOLE + ", state: settled}", 3, "does not fit settled_on"),
        (WHOLE + ", extended_to: 2023-01-01}", 3, "is not after the first term"),
        (WHOLE + ", due: 2022-12-31, extended_to: 2023-01-01}", 3, "goes with extended_by"),
        (WHOLE + ", aspects: een}", 3, "is not a list"),
        (WHOLE + ", aspects: [1]}", 3, "is not a text"),
        (WHOLE + ", text: [a]}", 3, "has a key twice"),
        (WHOLE + ", depends_on: [C09]}", 3, "names a commitment that is not in the file"),
        (WHOLE + "}\n" + WHOLE + "}", 4, "is used twice. The first is at line 3"),
        ("- iets", 3, "is not a mapping"),
    ],
)
def test_a_fault_is_named_with_its_line_and_its_mend(entry: str, row: int, said: str) -> None:
    found = faults(HEAD + entry + "\n")
    assert any(line.startswith(f"c.yaml, row {row}") and said in line for line in found), found


def test_all_faults_of_a_file_are_named_at_once_and_none_repeats_what_stood_there() -> None:
    entries = "".join(f"- {{id: C{n}, kind: geheim, made: geheim, forum: f, text: t}}\n" for n in range(8))
    found = faults(HEAD + entries)
    assert len(found) == 11
    assert found[-1].startswith("… and 6 more")
    assert "geheim" not in "".join(found)


@pytest.mark.parametrize(
    "text", ["", "- a\n- b\n", "format: [", "format: other/1\ncommitments: []\n", "a: *b\n"]
)
def test_what_is_no_commitments_file(text: str) -> None:
    assert faults(text)[0].startswith("c.yaml")


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    for written in (text, HEAD + text):
        with suppress(BadInput):
            assert isinstance(commitments(written, source="c.yaml"), tuple)
