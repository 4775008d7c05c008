from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerklank.errors import (
    SHOWN_FAULTS,
    BadInput,
    Fault,
    Refused,
    UnsafeRelease,
    WeerklankError,
    bad_input,
)


def test_the_tree_of_errors() -> None:
    assert issubclass(Refused, WeerklankError)
    assert issubclass(BadInput, Refused)
    assert issubclass(UnsafeRelease, Refused)
    assert not issubclass(BadInput, UnsafeRelease)


def test_a_refusal_has_a_code_and_a_message() -> None:
    refusal = Refused("no_such_move", "There is no such move.")
    assert (refusal.code, str(refusal)) == ("no_such_move", "There is no such move.")
    assert str(Refused("checksum")) == "checksum"


def test_an_unsafe_release_keeps_its_message() -> None:
    refusal = UnsafeRelease("A colleague could work it back.")
    assert (refusal.code, str(refusal)) == ("unsafe_release", "A colleague could work it back.")


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (
            Fault("is empty", "Give a weight", file="a.csv", row=3, column="w"),
            "a.csv, row 3, column w: is empty. Give a weight.",
        ),
        (Fault("is empty", "Give a weight", row=3), "row 3: is empty. Give a weight."),
        (Fault("is empty", "Give a weight", column="w"), "column w: is empty. Give a weight."),
        (Fault("is empty", "Give a weight", file="a.csv"), "a.csv: is empty. Give a weight."),
        (Fault("is empty", "Give a weight"), "input: is empty. Give a weight."),
    ],
)
def test_a_fault_names_its_place(fault: Fault, line: str) -> None:
    assert str(fault) == line


def test_one_fault_is_shorthand() -> None:
    refusal = bad_input("is empty", "Give a weight", file="a.csv", row=3, column="w")
    assert refusal.faults == (Fault("is empty", "Give a weight", file="a.csv", row=3, column="w"),)
    assert (refusal.code, refusal.total) == ("bad_input", 1)


@given(st.integers(0, 40), st.integers(0, 40))
def test_the_first_ten_faults_are_shown_and_the_rest_counted(shown: int, unseen: int) -> None:
    faults = [Fault("is empty", "Give a weight", row=row) for row in range(shown)]
    lines = str(BadInput(faults, total=shown + unseen)).splitlines()
    listed = min(shown, SHOWN_FAULTS)
    rest = shown + unseen - listed
    if listed or rest:
        assert lines[:listed] == [str(fault) for fault in faults[:listed]]
        assert lines[listed:] == ([f"… and {rest} more of the same file."] if rest else [])


def test_without_a_total_the_faults_are_counted() -> None:
    assert BadInput([Fault("a", "b")] * 12).total == 12
    assert str(BadInput([Fault("a", "b")] * 12)).endswith("… and 2 more of the same file.")
