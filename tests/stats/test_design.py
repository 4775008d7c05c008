"""The covariance of scores against a loop over units; designs that give no variance are refused by place."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.stats.design_twin import Survey, slow_variance, surveys
from weerklank.errors import BadInput
from weerklank.stats.answers import Answers
from weerklank.stats.design import Lonely, covariance, design
from weerklank.stats.errors import BadDesign


@settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(surveys(), st.lists(st.integers(-5, 5), min_size=12, max_size=12))
def test_the_covariance_equals_a_loop_over_units(survey: Survey, numbers: list[int]) -> None:
    scores = [float(n) for n in numbers[: len(survey.rows)]]
    got = covariance(survey.design, pl.DataFrame({"z": scores}).to_numpy())[0, 0]
    wanted = slow_variance(survey, scores, members=[True] * len(scores))
    assert got == pytest.approx(wanted, rel=1e-9, abs=1e-9, nan_ok=True)


def test_units_of_one_respondent_in_any_order_lie_in_their_own_stratum() -> None:
    frame = pl.DataFrame({"w": [1.0] * 4, "s": [1, 0, 1, 0], "id": [1, 2, 3, 4], "z": [5.0, 1.0, 7.0, 1.0]})
    single = design(Answers(frame), weights="w", strata="s")
    named = design(Answers(frame), weights="w", strata="s", clusters=["id"])
    z = frame.select("z").to_numpy()
    assert covariance(named, z)[0, 0] == pytest.approx(covariance(single, z)[0, 0])
    assert covariance(single, z)[0, 0] == pytest.approx(4.0)


def test_the_average_of_no_strata_is_no_number() -> None:
    answers = Answers(pl.DataFrame({"w": [1.0, 1.0], "s": [0, 1]}))
    of = design(answers, weights="w", strata="s", lonely=Lonely.AVERAGE)
    assert covariance(of, pl.DataFrame({"z": [1.0, 2.0]}).to_numpy())[0, 0] != 0


def test_a_lone_unit_is_refused_with_its_row() -> None:
    answers = Answers(pl.DataFrame({"w": [1.0, 1, 1], "s": [0, 0, 1]}), source="people.csv")
    with pytest.raises(BadDesign, match=r"people.csv, row 4, column s: .* Merge it"):
        design(answers, weights="w", strata="s")


@pytest.mark.parametrize("weights", [[0.0, 0.0], [-1.0, 1.0], [None, 1.0]])
def test_weights_that_cannot_be_are_refused(weights: list[float | None]) -> None:
    with pytest.raises(BadInput, match="column w"):
        design(Answers(pl.DataFrame({"w": weights}, schema={"w": pl.Float64})), weights="w")
