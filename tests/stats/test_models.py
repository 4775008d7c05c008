"""Regressions against what they are where they are simple, and the outcomes that are refused."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import logit

from weerklank.errors import BadInput
from weerklank.stats.answers import Answers
from weerklank.stats.compare import difference, t_test
from weerklank.stats.design import design
from weerklank.stats.errors import NoConvergence
from weerklank.stats.models import INTERCEPT, Family, regression, term_test

if TYPE_CHECKING:
    from weerklank.stats.design import Design

Row = tuple[float, int, float, int]
BASE: list[Row] = [(1.0, 0, 1.0, 0), (3.0, 0, 2.0, 1), (2.0, 1, 1.0, 0), (6.0, 1, 1.5, 1)]
person = st.tuples(st.integers(0, 9).map(float), st.integers(0, 1), st.floats(0.5, 3), st.integers(0, 3))


def survey(rows: list[Row]) -> tuple[Answers, Design]:
    schema = {"y": pl.Float64, "d": pl.Int64, "w": pl.Float64, "c": pl.Int64}
    answers = Answers(pl.DataFrame(rows, schema=schema, orient="row"), source="people.csv")
    return answers, design(answers, weights="w", clusters=["c"])


@settings(max_examples=50)
@given(st.lists(person, max_size=20))
def test_one_dummy_is_the_difference_of_two_means_with_its_error(more: list[Row]) -> None:
    answers, of = survey([*BASE, *more])
    group = answers.numbers("d") == 1
    wanted = difference(answers, of, "y", first=group, second=~group)
    for factors in ((), ("d",)):
        model = regression(answers, of, "y", ["d"], factors=factors)
        assert model.names == (INTERCEPT, "d1" if factors else "d")
        assert model.coef[1] == pytest.approx(wanted.est, abs=1e-9)
        assert model.se[1] == pytest.approx(wanted.se, abs=1e-9)
        assert model.coef[0] == pytest.approx(wanted.second, abs=1e-9)


def test_its_p_value_is_that_of_the_t_test() -> None:
    answers, of = survey([*BASE, (4.0, 1, 1.0, 2), (1.0, 0, 1.0, 3), (2.0, 1, 1.0, 3)])
    model, wanted = (
        regression(answers, of, "y", ["d"]),
        t_test(answers, of, "y", group=answers.numbers("d") == 1),
    )
    assert (model.df, model.p[1]) == pytest.approx((wanted.df, wanted.p))


@pytest.mark.parametrize("family", list(Family))
def test_the_test_of_one_coefficient_is_its_t_squared(family: Family) -> None:
    rows = [(float((i * i) % 2), i % 3 % 2, 1.0 + i % 2, i) for i in range(1, 30)]
    model = regression(*survey(rows), "y", ["d"], family=family)
    got = term_test(model, "d")
    assert (got.statistic, got.p) == pytest.approx((model.t[1] ** 2, model.p[1]))
    assert (got.df, got.below) == (1, model.df)


def test_a_factor_is_tested_whole_and_the_order_of_its_values_does_not_matter() -> None:
    rows = [(float(i * 7 % 5), i % 3, 1.0, i) for i in range(30)]
    answers, of = survey(rows)
    turned = Answers(answers.frame.with_columns(d=2 - pl.col("d")))
    first, second = (
        term_test(regression(one, of, "y", ["d"], factors=["d"]), "d") for one in (answers, turned)
    )
    assert first.df == 2
    assert first.statistic == pytest.approx(second.statistic)


@pytest.mark.parametrize(("family", "link"), [(Family.BINOMIAL, logit), (Family.POISSON, np.log)])
def test_an_intercept_alone_is_the_mean_through_the_link(family: Family, link: np.ufunc) -> None:
    answers, of = survey([(1.0, 0, 2.0, 0), (0.0, 0, 1.0, 1), (1.0, 0, 1.0, 2), (0.0, 0, 2.0, 3)])
    model = regression(answers, of, "y", [], family=family)
    assert model.coef[0] == pytest.approx(float(link(0.5)), abs=1e-9)
    assert model.respondents == 4


def test_who_misses_an_answer_is_left_out_of_the_model_but_not_of_the_draw() -> None:
    answers, of = survey([*BASE, (8.0, 1, 1.0, 2), (8.0, 0, 1.0, 3)])
    holed = Answers(answers.frame.with_columns(d=pl.when(pl.col("c") < 2).then("d")))
    model = regression(holed, of, "y", ["d"])
    known = holed.numbers("d")
    wanted = difference(holed, of, "y", first=known == 1, second=known == 0)
    assert (model.respondents, model.coef[1], model.se[1]) == pytest.approx((4, wanted.est, wanted.se))


@pytest.mark.parametrize(
    ("family", "value"),
    [(Family.BINOMIAL, 1.5), (Family.BINOMIAL, -0.1), (Family.POISSON, -1.0), (Family.GAUSSIAN, math.inf)],
)
def test_an_outcome_outside_the_range_of_the_family_is_refused(family: Family, value: float) -> None:
    with pytest.raises(BadInput, match=rf"people.csv, column y: the outcome does not fit the {family.value}"):
        regression(*survey([*BASE[:1], (value, 1, 1.0, 1)]), "y", ["d"], family=family)


@pytest.mark.parametrize("family", list(Family))
def test_an_outcome_without_answers_is_refused(family: Family) -> None:
    with pytest.raises(BadInput, match="nobody answered"):
        regression(*survey([(math.nan, *row[1:]) for row in BASE]), "y", ["d"], family=family)


def test_terms_that_say_the_same_are_refused() -> None:
    answers, of = survey([*BASE, (2.0, 1, 1.0, 2)])
    with pytest.raises(BadInput, match=r"people.csv: a term says what the others say"):
        regression(answers, of, "y", ["d", "d"])
    same = Answers(answers.frame.with_columns(d=pl.lit(1)), source="people.csv")
    with pytest.raises(BadInput, match="a term says what the others say"):
        regression(same, of, "y", ["d"])


def test_a_term_that_settles_the_outcome_has_no_odds() -> None:
    rows = [(float(i % 2), i % 2, 1.0, i) for i in range(12)]
    with pytest.raises(NoConvergence, match="leave out a term"):
        regression(*survey(rows), "y", ["d"], family=Family.BINOMIAL)


def test_a_term_that_is_not_in_the_model_is_answered_with_those_that_are() -> None:
    with pytest.raises(BadInput, match=r"Choose one of \(Intercept\), d\."):
        term_test(regression(*survey(BASE), "y", ["d"]), "e")
