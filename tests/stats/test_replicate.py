"""The jackknife against a loop that leaves out every unit in turn."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerklank.errors import Refused
from weerklank.stats import estimate
from weerklank.stats.answers import Answers
from weerklank.stats.design import Lonely, design
from weerklank.stats.replicate import jackknife_mean

Row = tuple[int, int, float | None, float]
BASE: list[Row] = [(s, c, float(s + c), 1.0) for s in range(2) for c in range(2)]
person = st.tuples(
    st.integers(0, 1), st.integers(0, 3), st.none() | st.integers(-5, 5).map(float), st.floats(0.5, 4)
)


def survey(rows: list[Row]) -> Answers:
    schema = {"s": pl.Int64, "c": pl.Int64, "y": pl.Float64, "w": pl.Float64}
    return Answers(
        pl.DataFrame(rows, schema=schema, orient="row").with_columns(c=pl.col("c") + 10 * pl.col("s"))
    )


def weighted(rows: list[Row], factor: dict[tuple[int, int], float]) -> float:
    used = [(y, w * factor.get((s, c), 1.0)) for s, c, y, w in rows if y is not None]
    return sum(y * w for y, w in used) / sum(w for _, w in used)


def slow_error(rows: list[Row]) -> float:
    units = sorted({(s, c) for s, c, _, _ in rows})
    drawn = {s: sum(1 for other, _ in units if other == s) for s, _ in units}
    replicates = {}
    for left_out in units:
        n = drawn[left_out[0]]
        factor = {unit: n / (n - 1) for unit in units if unit[0] == left_out[0]}
        replicates[left_out] = weighted(rows, factor | {left_out: 0.0})
    centre = sum(replicates.values()) / len(units)
    return math.sqrt(
        sum((drawn[s] - 1) / drawn[s] * (one - centre) ** 2 for (s, _), one in replicates.items())
    )


@settings(max_examples=60)
@given(st.lists(person, max_size=20))
def test_it_equals_leaving_out_each_unit(more: list[Row]) -> None:
    rows = [*BASE, *more]
    answers = survey(rows)
    got = jackknife_mean(answers, design(answers, weights="w", strata="s", clusters=["c"]), "y")
    assert got.est == pytest.approx(weighted(rows, {}))
    assert got.se == pytest.approx(slow_error(rows), abs=1e-10)
    assert got.ci_lo <= got.est <= got.ci_hi


@pytest.mark.parametrize("strata", [None, "s"])
def test_of_equal_weights_it_is_the_linearised_error(strata: str | None) -> None:
    answers = survey([(i % 2, i, float(i * i % 7), 1.0) for i in range(20)])
    of = design(answers, weights="w", strata=strata, clusters=["c"])
    linear = estimate.means(answers, of, ["y"])[0]
    got = jackknife_mean(answers, of, "y")
    assert (got.est, got.se) == pytest.approx((linear.est[0, 0], linear.se[0, 0]))


def test_a_domain_is_a_subpopulation_and_every_unit_counts() -> None:
    rows: list[Row] = [*BASE, (0, 0, 9.0, 2.0), (1, 1, 4.0, 1.0)]
    answers = survey(rows)
    of = design(answers, weights="w", strata="s", clusters=["c"])
    got = jackknife_mean(answers, of, "y", domain=np.array([True] * 3 + [False, True, True]))
    inside = [row if place != 3 else (*row[:2], None, row[3]) for place, row in enumerate(rows)]
    assert got.se == pytest.approx(slow_error(inside))
    assert got.df == 2


def test_a_stratum_of_one_unit_is_refused() -> None:
    answers = survey(BASE[:3])
    of = design(answers, weights="w", strata="s", clusters=["c"], lonely=Lonely.ADJUST)
    with pytest.raises(Refused, match="A stratum has one unit"):
        jackknife_mean(answers, of, "y")


@pytest.mark.parametrize("members", [[False] * 4, [True, False, False, False]])
def test_a_domain_within_a_single_unit_is_refused(members: list[bool]) -> None:
    answers = survey(BASE)
    of = design(answers, weights="w", strata="s", clusters=["c"])
    with pytest.raises(Refused, match="Fewer than two units"):
        jackknife_mean(answers, of, "y", domain=np.array(members))
