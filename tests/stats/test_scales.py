"""Scales: means with a minimum, reversal, and alpha, against slow twins."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerklank.stats.scales import cronbach_alpha, reversed_items, scale_mean

CELL = st.one_of(st.just(math.nan), st.integers(1, 5).map(float))
MATRICES = st.integers(1, 5).flatmap(
    lambda k: st.lists(st.lists(CELL, min_size=k, max_size=k), min_size=1, max_size=8)
)


def slow_mean(row: list[float], *, reverse: list[bool], minimum: int) -> float:
    answered = [6 - x if turn else x for x, turn in zip(row, reverse, strict=True) if not math.isnan(x)]
    return statistics.fmean(answered) if len(answered) >= max(minimum, 1) else math.nan


@given(MATRICES, st.integers(0, 5), st.lists(st.booleans(), min_size=5, max_size=5))
def test_the_mean_equals_its_slow_twin(rows: list[list[float]], minimum: int, turns: list[bool]) -> None:
    reverse = turns[: len(rows[0])]
    means = scale_mean(np.array(rows), reverse=np.array(reverse), low=1, high=5, minimum=minimum)
    expected = [slow_mean(row, reverse=reverse, minimum=minimum) for row in rows]
    np.testing.assert_allclose(means, expected, rtol=1e-12)


def test_turning_twice_changes_nothing() -> None:
    matrix, mask = np.array([[1.0, 2.0, np.nan]]), np.array([True, False, True])
    once = reversed_items(matrix, reverse=mask, low=1, high=4)
    assert once[0, :2].tolist() == [4, 2]
    np.testing.assert_array_equal(reversed_items(once, reverse=mask, low=1, high=4), matrix)


def test_alpha_equals_its_formula_on_complete_rows() -> None:
    rows = [[1.0, 2.0, 2.0], [2.0, 2.0, 3.0], [4.0, 3.0, 5.0], [5.0, 5.0, 4.0], [3.0, 4.0, 3.0]]
    items = [statistics.variance(column) for column in zip(*rows, strict=True)]
    expected = 3 / 2 * (1 - sum(items) / statistics.variance([sum(row) for row in rows]))
    assert cronbach_alpha(np.array([*rows, [1.0, np.nan, 5.0]])) == pytest.approx(expected, rel=1e-12)


def test_a_weight_of_two_is_a_respondent_twice() -> None:
    rows = np.array([[1.0, 2.0], [3.0, 3.0], [5.0, 4.0], [2.0, 4.0]])
    weights = np.array([2.0, 1.0, 1.0, 3.0])
    twice = np.repeat(rows, weights.astype(int), axis=0)
    assert cronbach_alpha(rows, weights=weights) == pytest.approx(cronbach_alpha(twice), rel=1e-12)


def test_equal_items_have_alpha_one() -> None:
    assert cronbach_alpha(np.array([[1.0, 1.0], [2.0, 2.0], [5.0, 5.0]])) == pytest.approx(1.0)


@pytest.mark.parametrize(
    "matrix", [np.ones((3, 1)), np.ones((3, 2)), np.full((3, 2), np.nan), np.array([[1.0, 5.0], [5.0, 1.0]])]
)
def test_alpha_without_variation_is_not_a_number(matrix: np.ndarray) -> None:
    assert math.isnan(cronbach_alpha(matrix))
