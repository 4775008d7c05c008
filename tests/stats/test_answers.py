"""Columns of numbers and of groups: what is missing, what is refused, and in what order the groups stand."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerklank.errors import BadInput
from weerklank.stats.answers import Answers

WRITTEN = "notmyname"
PEOPLE = Answers(
    pl.DataFrame({"role": [10, 9, None, 2], "said": ["b", WRITTEN, "b", None], "nobody": [None] * 4}),
    source="people.csv",
)


def test_a_column_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(BadInput, match=r"people.csv, column rol: .* The columns are: role, said, nobody\.$"):
        PEOPLE.numbers("rol")
    with pytest.raises(BadInput, match="column rol"):
        PEOPLE.groups(["role", "rol"])


def test_of_many_columns_the_first_twelve_are_named() -> None:
    wide = Answers(pl.DataFrame({f"c{number}": [1] for number in range(13)}))
    with pytest.raises(BadInput) as refused:
        wide.column("zzz")
    assert "c11 …" in str(refused.value)
    assert "c12" not in str(refused.value)


def test_text_is_no_number_and_is_not_repeated() -> None:
    with pytest.raises(BadInput, match=r"people.csv, column said: holds text") as refused:
        PEOPLE.numbers("said")
    assert WRITTEN not in str(refused.value)


def test_what_is_missing_is_nan_and_so_is_a_column_without_answers() -> None:
    assert PEOPLE.numbers("role").tolist() == pytest.approx([10, 9, np.nan, 2], nan_ok=True)
    assert np.isnan(PEOPLE.numbers("nobody")).all()
    assert Answers(pl.DataFrame({"a": [True, None, False]})).numbers("a").tolist() == pytest.approx(
        [1, np.nan, 0], nan_ok=True
    )


def test_groups_of_numbers_are_sorted_as_numbers_and_text_as_text() -> None:
    assert PEOPLE.groups(["role"]).labels == (("2",), ("9",), ("10",))
    as_text = Answers(PEOPLE.frame.with_columns(pl.col("role").cast(pl.String)))
    assert as_text.groups(["role"]).labels == (("10",), ("2",), ("9",))


def test_a_respondent_who_misses_one_column_is_in_no_group() -> None:
    groups = PEOPLE.groups(["role", "said"])
    assert groups.codes.tolist() == [1, 0, -1, -1]
    assert groups.columns == ("role", "said")
    assert groups.names.to_list() == [f"role=9|said={WRITTEN}", "role=10|said=b"]
    assert [groups.name(code) for code in range(len(groups))] == groups.names.to_list()
    assert PEOPLE.groups(["nobody"]).codes.tolist() == [-1] * 4


rows = st.tuples(st.none() | st.integers(-3, 12), st.none() | st.sampled_from("ab"))


@settings(max_examples=60)
@given(st.lists(rows, min_size=1, max_size=12))
def test_groups_equal_a_sorted_set_of_rows(people: list[tuple[int | None, str | None]]) -> None:
    frame = pl.DataFrame(people, schema={"a": pl.Int64, "b": pl.String}, orient="row")
    groups = Answers(frame).groups(["a", "b"])
    known = sorted({(a, b) for a, b in people if a is not None and b is not None})
    assert groups.labels == tuple((str(a), b) for a, b in known)
    wanted = [known.index((a, b)) if a is not None and b is not None else -1 for a, b in people]
    assert groups.codes.tolist() == wanted
