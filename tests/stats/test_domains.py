"""Groupings rolled up from finer ones give what they give when they are counted by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerklank.stats import estimate
from weerklank.stats.answers import Answers
from weerklank.stats.design import design
from weerklank.stats.domains import EVERYBODY, cells_of, finished

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weerklank.stats.domains import Cells
    from weerklank.stats.moments import Finished

Row = tuple[int, int | None, int | None, float]
NESTED = [["unit"], ["team"], [], ["role"], ["team", "role"], ["unit", "role"], ["unit", "team"]]
person = st.tuples(
    st.integers(0, 5),
    st.none() | st.integers(0, 2),
    st.none() | st.integers(1, 5),
    st.sampled_from([0.0, 0.5, 1.0, 2.5]),
)
people = st.lists(person, min_size=4, max_size=25)


def survey(rows: Sequence[Row]) -> Answers:
    schema = {"team": pl.Int64, "role": pl.Int64, "y": pl.Float64, "w": pl.Float64}
    frame = pl.DataFrame(rows, schema=schema, orient="row", strict=False)
    return Answers(frame.with_columns(unit=pl.col("team") // 2))


def made(answers: Answers, by: list[list[str]]) -> dict[int, tuple[Cells, Finished]]:
    of = design(answers, weights="w", clusters=["team"])
    matrix = np.vstack([answers.numbers("y"), answers.numbers("role")])
    return {place: (cells, sums) for place, cells, sums in finished(answers, of, matrix, by=by)}


@settings(max_examples=40)
@given(people)
def test_nested_groupings_equal_each_counted_alone(rows: list[Row]) -> None:
    rows = [*rows, (0, 1, 3, 1.0), (5, 1, 2, 1.0)]
    answers = survey(rows)
    together = made(answers, NESTED)
    assert sorted(together) == list(range(len(NESTED)))
    for place, by in enumerate(NESTED):
        cells, sums = together[place]
        ((alone, own),) = made(answers, [by]).values()
        assert cells.names.to_list() == alone.names.to_list()
        assert sums.mean == pytest.approx(own.mean, rel=1e-10, abs=1e-10)
        assert sums.w == pytest.approx(own.w, rel=1e-10, abs=1e-10)
        assert sums.var_mean == pytest.approx(own.var_mean, rel=1e-8, abs=1e-10)


@settings(max_examples=40)
@given(people)
def test_the_weights_of_a_domain_are_those_of_its_members(rows: list[Row]) -> None:
    rows = [*rows, (0, 1, 3, 1.0), (5, 1, 2, 1.0)]
    cells, sums = made(survey(rows), [["team"]])[0]
    for at, team in enumerate(sorted({row[0] for row in rows})):
        assert cells.names[at] == f"team={team}"
        weights = sum(row[3] for row in rows if row[0] == team and row[2] is not None)
        assert float(sums.w[0, at]) == pytest.approx(weights)


def test_who_misses_a_background_makes_no_domain_but_still_counts_for_everybody() -> None:
    answers = survey([(0, 1, 4, 1.0), (1, None, 2, 1.0), (2, 2, 3, 2.0), (3, None, None, 1.0)])
    of = design(answers, weights="w")
    everybody, roles = estimate.means(answers, of, ["y"], by=[(), ("role",)])
    assert everybody.domains.to_list() == [EVERYBODY]
    assert everybody.n.tolist() == [[3]]
    assert roles.domains.to_list() == ["role=1", "role=2"]
    assert roles.est.ravel().tolist() == pytest.approx([4, 3])


def test_cells_of_those_who_miss_something_come_last() -> None:
    frame = pl.DataFrame({"a": [None, 10, 9, None, 9]})
    cells = cells_of(frame, ["a"])
    assert (cells.domains, len(cells), cells.names.to_list()) == (2, 3, ["a=9", "a=10"])
    assert cells.codes.tolist() == [2, 1, 0, 2, 0]
    assert [int(cells.codes[one]) for one in cells.someone()] == [0, 1, 2]
    assert cells_of(frame, []).names.to_list() == [EVERYBODY]


def test_the_same_grouping_may_be_asked_twice() -> None:
    answers = survey([(0, 1, 4, 1.0), (1, 1, 2, 1.0), (2, 2, 3, 2.0), (3, 2, 5, 1.0)])
    of = design(answers, weights="w")
    asked = [("role",), ("unit",), ("role",), ("unit", "role"), ("role", "unit"), (), ()]
    got = estimate.means(answers, of, ["y"], by=asked)
    assert [one.by for one in got] == asked
    for first, second in ((0, 2), (3, 4), (5, 6)):
        assert got[first].est == pytest.approx(got[second].est)
        assert got[first].se == pytest.approx(got[second].se)
