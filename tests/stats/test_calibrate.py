"""Calibrated weights meet what is known of the population, or are refused."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerklank.errors import BadInput
from weerklank.stats.answers import Answers
from weerklank.stats.calibrate import Method, calibrate
from weerklank.stats.design import design
from weerklank.stats.errors import NoConvergence

FRAME = pl.DataFrame({"w": [1.0, 2, 1, 3, 2, 1], "g": [1, 1, 2, 2, 2, 1], "h": [1, 2, 1, 2, 1, 2]})


@settings(max_examples=60)
@given(st.lists(st.floats(0.8, 1.25), min_size=6, max_size=6), st.sampled_from(list(Method)))
def test_every_margin_is_met_and_logit_stays_within_its_bounds(moved: list[float], method: Method) -> None:
    answers = Answers(FRAME)
    of = design(answers, weights="w")
    there = of.weights * np.array(moved)
    columns = ["g"] if method is Method.POSTSTRATIFY else ["g", "h"]
    totals = {c: {str(v): float(there[(FRAME[c] == v).to_numpy()].sum()) for v in (1, 2)} for c in columns}
    new = calibrate(answers, of, totals, method=method).weights
    for column, counts in totals.items():
        for value, count in counts.items():
            assert new[(FRAME[column] == int(value)).to_numpy()].sum() == pytest.approx(count, rel=1e-8)
    if method is Method.LOGIT:
        assert ((new >= 0.5 * of.weights) & (new <= 2 * of.weights)).all()


@pytest.mark.parametrize("method", [m for m in Method if m is not Method.POSTSTRATIFY])
def test_totals_that_contradict_each_other_give_no_weights(method: Method) -> None:
    answers = Answers(FRAME.with_columns(twin="g"))
    totals = {"g": {"1": 5.0, "2": 10.0}, "twin": {"1": 6.0, "2": 9.0}}
    with pytest.raises(NoConvergence):
        calibrate(answers, design(answers, weights="w"), totals, method=method)


@pytest.mark.parametrize("method", list(Method))
def test_a_value_of_which_all_weights_are_zero_is_named(method: Method) -> None:
    answers = Answers(FRAME.with_columns(w=pl.Series([0.0, 0, 1, 1, 1, 0])), source="people.csv")
    with pytest.raises(BadInput, match=r"people.csv, column g: all respondents of a value have weight zero"):
        calibrate(answers, design(answers, weights="w"), {"g": {"1": 5, "2": 10}}, method=method)


@pytest.mark.parametrize("bounds", [(1, 1), (2, 3), (3, 1), (float("nan"), 2.0), (0.5, float("inf"))])
def test_bounds_that_do_not_hold_one_are_refused(bounds: tuple[float, float]) -> None:
    answers = Answers(FRAME)
    with pytest.raises(BadInput, match="the bounds do not lie"):
        calibrate(
            answers, design(answers, weights="w"), {"g": {"1": 5, "2": 6}}, method=Method.LOGIT, bounds=bounds
        )
