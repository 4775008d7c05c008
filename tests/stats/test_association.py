"""Whether two groupings go together: the same ones do, independent ones do not, and one value says nothing."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from weerklank.errors import BadInput
from weerklank.stats.answers import Answers
from weerklank.stats.association import Statistic, association
from weerklank.stats.design import design
from weerklank.stats.errors import BadDesign

EVERY = pytest.mark.parametrize("statistic", list(Statistic))
BALANCED = pl.DataFrame(
    [(a, b, i) for i, (a, b) in enumerate((a, b) for a in range(2) for b in range(3) for _ in range(8))],
    schema=["a", "b", "c"],
    orient="row",
).with_columns(w=1.0)


def people(frame: pl.DataFrame) -> Answers:
    return Answers(frame, source="people.csv")


@EVERY
def test_independent_groupings_have_no_association(statistic: Statistic) -> None:
    answers = people(BALANCED)
    got = association(answers, design(answers, weights="w"), "a", "b", statistic=statistic)
    assert (got.statistic, got.p) == pytest.approx((0, 1), abs=1e-9)


@EVERY
def test_a_grouping_goes_with_one_that_is_nearly_itself(statistic: Statistic) -> None:
    turned = BALANCED.with_columns(twin=pl.when(pl.col("c") % 12 == 0).then(1 - pl.col("a")).otherwise("a"))
    answers = people(turned)
    got = association(answers, design(answers, weights="w"), "a", "twin", statistic=statistic)
    assert got.statistic > 30
    assert got.p < 1e-6


@pytest.mark.parametrize("statistic", [Statistic.F, Statistic.CHISQ])
def test_identical_columns_have_the_greatest_pearson_statistic(statistic: Statistic) -> None:
    answers = people(BALANCED.with_columns(twin="a"))
    got = association(answers, design(answers, weights="w"), "a", "twin", statistic=statistic)
    assert got.p < 1e-9
    if statistic is Statistic.CHISQ:
        assert got.statistic == pytest.approx(len(answers))


@EVERY
def test_a_table_that_is_empty_off_its_diagonal_is_refused(statistic: Statistic) -> None:
    answers = people(BALANCED.with_columns(twin="b"))
    with pytest.raises(BadDesign, match="Too many cells of the table are empty"):
        association(answers, design(answers, weights="w"), "b", "twin", statistic=statistic)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2)), min_size=6, max_size=40),
    st.sampled_from([1.0, 7.0]),
)
def test_without_a_design_it_is_the_pearson_statistic(more: list[tuple[int, int]], weight: float) -> None:
    rows = [*((a, b) for a in range(2) for b in range(3)), *more]
    answers = people(pl.DataFrame(rows, schema=["a", "b"], orient="row").with_columns(w=weight))
    got = association(answers, design(answers, weights="w"), "a", "b", statistic=Statistic.CHISQ)
    table = np.array([[rows.count((a, b)) for b in range(3)] for a in range(2)])
    assert got.statistic == pytest.approx(chi2_contingency(table, correction=False).statistic, abs=1e-9)
    assert (got.df, got.below) == (2, np.inf)


@EVERY
def test_rows_and_columns_may_change_places(statistic: Statistic) -> None:
    answers = people(BALANCED.with_columns(b=pl.col("c") * 7 % 5 % 3))
    of = design(answers, weights="w")
    one, other = (association(answers, of, *way, statistic=statistic) for way in (("a", "b"), ("b", "a")))
    assert (one.statistic, one.p) == pytest.approx((other.statistic, other.p))


@EVERY
def test_a_value_that_only_stands_beside_a_missing_one_makes_no_row(statistic: Statistic) -> None:
    moved = BALANCED.with_columns(b=pl.col("c") * 7 % 5 % 3)
    holed = pl.concat(
        [moved, pl.DataFrame({"a": [9], "b": [None], "c": [99], "w": [1.0]})], how="vertical_relaxed"
    )
    some, more = people(moved), people(holed)
    without = association(some, design(some, weights="w"), "a", "b", statistic=statistic)
    got = association(more, design(more, weights="w"), "a", "b", statistic=statistic)
    assert got.p == pytest.approx(without.p, rel=0.1)


@EVERY
@pytest.mark.parametrize("values", [[1, 1, 1, 1], [1, None, None, 1], [None] * 4, [1, 1, None, 2]])
def test_a_grouping_of_one_value_is_refused(statistic: Statistic, values: list[int | None]) -> None:
    answers = people(pl.DataFrame({"a": values, "b": [1, 2, 1, None], "w": [1.0] * 4}))
    for way in (("a", "b"), ("b", "a")):
        with pytest.raises(BadInput, match=r"people.csv: a grouping has a single value"):
            association(answers, design(answers, weights="w"), *way, statistic=statistic)
