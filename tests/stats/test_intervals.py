"""Intervals of a proportion: they hold it, stay between 0 and 1, and meet the exact root of the likelihood."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import xlogy
from scipy.stats import beta as beta_distribution
from scipy.stats import t as student

from weerklank.errors import BadInput
from weerklank.stats import estimate
from weerklank.stats.answers import Answers
from weerklank.stats.design import design
from weerklank.stats.intervals import Interval, bounds, proportion, with_interval
from weerklank.stats.likelihood import likelihood_interval, spline

NEAR = 1e-9


def people(yes: list[float | None], weights: list[float] | None = None) -> Answers:
    return Answers(
        pl.DataFrame({"y": yes, "w": weights or [1.0] * len(yes)}, schema={"y": pl.Float64, "w": pl.Float64}),
        source="people.csv",
    )


@pytest.mark.parametrize("method", list(Interval))
@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 1), st.floats(0.3, 3)), min_size=5, max_size=40))
def test_the_interval_holds_the_proportion(method: Interval, rows: list[tuple[int, float]]) -> None:
    answers = people([float(yes) for yes, _ in rows], [weight for _, weight in rows])
    got = proportion(answers, design(answers, weights="w"), "y", method=method)
    low, high = got.ci_lo, got.ci_hi
    assert not low > got.est + NEAR
    assert not high < got.est - NEAR
    if method is not Interval.MEAN:
        assert not low < -NEAR
        assert not high > 1 + NEAR


@pytest.mark.parametrize("said", [0.0, 1.0])
@pytest.mark.parametrize("method", list(Interval))
def test_everybody_is_exactly_everybody_whatever_the_weights_add_up_to(method: Interval, said: float) -> None:
    for weight in (0.90693489, 0.1, 0.7, 1.3):
        answers = people([said] * 8, [weight] * 8)
        assert proportion(answers, design(answers, weights="w"), "y", method=method).est == said


@settings(max_examples=200)
@given(
    st.sampled_from([0.0, 1.0]) | st.floats(1e-4, 0.9999),
    st.floats(1e-3, 1),
    st.integers(2, 5000),
    st.sampled_from([Interval.LOGIT, Interval.XLOGIT, Interval.BETA]),
)
def test_whatever_the_error_the_bounds_hold_the_proportion(
    p: float, effect: float, n: int, method: Interval
) -> None:
    low, high = bounds(p, effect * float(np.sqrt(p * (1 - p))), method=method, df=n - 1, respondents=n)
    assert -NEAR <= low <= p + NEAR
    assert p - NEAR <= high <= 1 + NEAR


def test_the_beta_interval_of_nobody_and_of_everybody_is_the_exact_one() -> None:
    for n in (5, 40):
        reach = float(beta_distribution.ppf(0.975, 1, n))
        none, every = (proportion_of([yes] * n, Interval.BETA) for yes in (0.0, 1.0))
        assert (none.ci_lo, none.ci_hi) == pytest.approx((0, reach))
        assert (every.ci_lo, every.ci_hi) == pytest.approx((1 - reach, 1))


def proportion_of(yes: list[float | None], method: Interval) -> estimate.Estimate:
    answers = people(yes)
    return proportion(answers, design(answers, weights="w"), "y", method=method)


@pytest.mark.parametrize("method", [one for one in Interval if one is not Interval.BETA])
def test_the_other_intervals_of_nobody_and_of_everybody_are_the_figure_itself(method: Interval) -> None:
    for yes in (0.0, 1.0):
        got = proportion_of([yes] * 6, method)
        assert (got.est, got.se, got.ci_lo, got.ci_hi) == (yes, 0, yes, yes)


@pytest.mark.parametrize("p", [0.02, 0.1, 0.35, 0.5, 0.8, 0.97])
@pytest.mark.parametrize("effect", [0.8, 1.0, 2.5])
def test_the_likelihood_interval_is_close_to_the_exact_root(p: float, effect: float) -> None:
    n, df = 400, 300.0
    simple = p * (1 - p) / n
    low, high = likelihood_interval(
        p,
        float(np.sqrt(effect * simple)),
        weight=float(n),
        information=n * p * (1 - p),
        respondents=n,
        level=0.95,
        df=df,
    )
    cut = student.ppf(0.975, df) ** 2 * effect * n / (n - 1)

    def rise(at: float) -> float:
        return float(2 * n * (xlogy(p, p / at) + xlogy(1 - p, (1 - p) / (1 - at))) - cut)

    assert low == pytest.approx(brentq(rise, 1e-9, p), abs=1e-3)
    assert high == pytest.approx(brentq(rise, p, 1 - 1e-9), abs=1e-3)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(0.1, 3), st.floats(-5, 5)), min_size=4, max_size=15))
def test_the_spline_goes_through_its_points(steps: list[tuple[float, float]]) -> None:
    x, y = np.cumsum([step for step, _ in steps]), np.array([value for _, value in steps])
    assert spline(x, y, x) == pytest.approx(y, abs=1e-8)
    cubic = np.polynomial.Polynomial([1.0, -0.5, 0.25, 0.125])
    at = np.linspace(x[0], x[-1], 31)
    assert spline(x, cubic(x), at) == pytest.approx(cubic(at), rel=1e-7, abs=1e-6)


def test_a_higher_level_gives_a_wider_interval() -> None:
    answers = people([1.0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0])
    of = design(answers, weights="w")
    for method in Interval:
        less, more = (proportion(answers, of, "y", method=method, level=level) for level in (0.8, 0.95))
        assert more.ci_lo < less.ci_lo < less.est < less.ci_hi < more.ci_hi


def test_a_proportion_needs_zeros_and_ones_and_somebody_who_answered() -> None:
    with pytest.raises(BadInput, match=r"people.csv, column y: holds more than 0 and 1"):
        proportion_of([0.0, 1, 2], Interval.LOGIT)
    for method in Interval:
        with pytest.raises(BadInput, match=r"people.csv, column y: nobody answered"):
            proportion_of([None] * 3, method)


def test_means_of_a_scale_keep_their_interval_and_shares_get_another() -> None:
    frame = pl.DataFrame({"share": [0.0, 1, 0, 0, 1, 0], "scale": [4, 5, 3, 4, 2, 5], "w": [1.0] * 6})
    answers = Answers(frame)
    of = design(answers, weights="w")
    plain = estimate.means(answers, of, ["share", "scale"])
    assert with_interval(plain, method=Interval.MEAN) == plain
    (other,) = with_interval(plain, method=Interval.BETA)
    assert other.ci_lo[0, 1] == plain[0].ci_lo[0, 1]
    wanted = proportion(answers, of, "share", method=Interval.BETA)
    assert (other.ci_lo[0, 0], other.ci_hi[0, 0]) == pytest.approx((wanted.ci_lo, wanted.ci_hi))
