"""Means, totals, ratios and quantiles against a loop over units, and what must not change them."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.stats.design_twin import (
    GROUPINGS,
    ITEMS,
    Survey,
    slow_domains,
    slow_estimate,
    slow_variance,
    surveys,
)
from weerklank.errors import BadInput
from weerklank.stats import estimate
from weerklank.stats.answers import Answers
from weerklank.stats.design import Lonely, design

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weerklank.stats.estimate import DomainEstimates

Row = dict[str, Any]
tried = settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
CHEAP = settings(tried, max_examples=20)


def near(value: float) -> Any:
    return pytest.approx(value, rel=1e-8, abs=1e-9, nan_ok=True)


def number(value: float | None) -> float:
    return math.nan if value is None else value


def table(
    survey: Survey, compute: Callable[..., list[DomainEstimates]], **how: Any
) -> dict[tuple[str, ...], Row]:
    made = compute(survey.answers, survey.design, list(ITEMS), by=GROUPINGS, **how)
    rows = estimate.frame(made).iter_rows(named=True)
    return {(row["by"], row["domain"], row["item"]): row for row in rows}


def places(survey: Survey) -> list[tuple[str, str, str, list[bool]]]:
    return [
        (",".join(by), domain, item, members)
        for by in GROUPINGS
        for domain, members in slow_domains(survey, by).items()
        for item in ITEMS
    ]


@tried
@given(surveys())
def test_means_equal_a_loop_over_units(survey: Survey) -> None:
    got = table(survey, estimate.means)
    wanted = places(survey)
    assert set(got) == {place[:3] for place in wanted}
    for by, domain, item, members in wanted:
        row, slow = got[by, domain, item], slow_estimate(survey, item, members=members)
        assert row["n"] == slow.n
        assert row["df"] == survey.design.df
        if slow.weight > 0:
            assert row["est"] == near(slow.mean)
            assert number(row["se"]) ** 2 == near(slow.var_mean)


@tried
@given(surveys())
def test_totals_equal_a_loop_over_units(survey: Survey) -> None:
    got = table(survey, estimate.totals)
    for by, domain, item, members in places(survey):
        row, slow = got[by, domain, item], slow_estimate(survey, item, members=members)
        if slow.weight > 0:
            assert row["est"] == near(slow.total)
            assert number(row["se"]) ** 2 == near(slow.var_total)


@CHEAP
@given(surveys())
def test_the_design_effect_is_the_variance_over_that_of_a_simple_sample(survey: Survey) -> None:
    got = {way: table(survey, estimate.means, against=way) for way in estimate.Replacement}
    for by, domain, item, members in places(survey):
        slow = slow_estimate(survey, item, members=members)
        if not slow.weight > 0 or not slow.srs > 1e-9:
            continue
        left = 1 - slow.n / slow.weight if slow.weight > slow.n else 1.0
        found = {way: number(rows[by, domain, item]["deff"]) for way, rows in got.items()}
        assert found[estimate.Replacement.WITH] == near(slow.var_mean / slow.srs)
        assert found[estimate.Replacement.WITHOUT] == near(slow.var_mean / slow.srs / left)


@CHEAP
@given(surveys(), st.sampled_from([0.001, 3.0, 1e4]))
def test_scaling_the_weights_changes_no_mean_and_scales_totals(survey: Survey, factor: float) -> None:
    scaled = survey.with_column("weight", [row["weight"] * factor for row in survey.rows])
    for compute, by_factor in ((estimate.means, 1.0), (estimate.totals, factor)):
        before, after = table(survey, compute), table(scaled, compute)
        for place, row in before.items():
            assert after[place]["est"] == near(row["est"] * by_factor)
            scale = number(row["se"]) * by_factor
            assert number(after[place]["se"]) == pytest.approx(
                scale, rel=1e-6, abs=1e-6 * by_factor, nan_ok=True
            )


@CHEAP
@given(surveys(), st.randoms(use_true_random=False))
def test_the_order_of_respondents_changes_nothing(survey: Survey, chance: Any) -> None:
    order = list(range(len(survey.rows)))
    chance.shuffle(order)
    for compute in (estimate.means, estimate.totals):
        before, after = table(survey, compute), table(survey.permuted(order), compute)
        assert list(before) == list(after)
        for place, row in before.items():
            assert after[place]["n"] == row["n"]
            assert after[place]["est"] == near(row["est"])
            assert number(after[place]["se"]) ** 2 == near(number(row["se"]) ** 2)


@CHEAP
@given(surveys(), st.sampled_from([-3.0, 10.0, 1000.0]))
def test_shifting_an_item_shifts_its_mean_and_nothing_else(survey: Survey, by: float) -> None:
    assume(all(row["weight"] for row in survey.rows))  # nothing is estimated of people without weight
    moved = survey.with_column(
        "climate", [None if row["climate"] is None else row["climate"] + by for row in survey.rows]
    )
    before, after = table(survey, estimate.means), table(moved, estimate.means)
    for place, row in before.items():
        if place[2] == "climate" and row["n"]:
            assert after[place]["est"] == near(row["est"] + by)
            assert number(after[place]["se"]) ** 2 == pytest.approx(
                number(row["se"]) ** 2, abs=1e-7, nan_ok=True
            )


@CHEAP
@given(surveys())
def test_nested_levels_and_complements_add_up(survey: Survey) -> None:
    got = table(survey, estimate.totals)
    for item in ITEMS:
        for by in ("unit", "team"):
            parts = [row for place, row in got.items() if place[0] == by and place[2] == item]
            whole = got["", "all", item]
            assert sum(row["n"] for row in parts) == whole["n"]
            assert sum(row["est"] for row in parts) == near(whole["est"])
        for unit in {row["unit"] for row in survey.rows}:
            teams = {row["team"] for row in survey.rows if row["unit"] == unit}
            parts_of = sum(got["team", f"team={team}", item]["est"] for team in teams)
            assert parts_of == near(got["unit", f"unit={unit}", item]["est"])


@CHEAP
@given(surveys())
def test_a_grouping_gives_the_same_alone_as_among_others(survey: Survey) -> None:
    together = table(survey, estimate.means)
    for by in GROUPINGS:
        alone = estimate.means(survey.answers, survey.design, list(ITEMS), by=[by])[0].frame()
        for row in alone.iter_rows(named=True):
            other = together[row["by"], row["domain"], row["item"]]
            assert row["est"] == near(other["est"])
            assert number(row["se"]) ** 2 == near(number(other["se"]) ** 2)


@CHEAP
@given(surveys())
def test_an_interval_holds_its_estimate(survey: Survey) -> None:
    for row in table(survey, estimate.means).values():
        if row["ci_lo"] is not None:
            assert row["ci_lo"] <= row["est"] <= row["ci_hi"]
            assert row["ci_hi"] - row["est"] == near(row["est"] - row["ci_lo"])


@CHEAP
@given(surveys())
def test_a_ratio_equals_a_loop_over_units(survey: Survey) -> None:
    y, x, w = (survey.values(column) for column in ("climate", "bullied", "weight"))
    used = [not math.isnan(a) and not math.isnan(b) for a, b in zip(y, x, strict=True)]
    below = sum(w[i] * x[i] for i, inside in enumerate(used) if inside)
    assume(below > 0)
    above = sum(w[i] * y[i] for i, inside in enumerate(used) if inside)
    scores = [w[i] * (y[i] - above / below * x[i]) / below if used[i] else 0.0 for i in range(len(y))]
    got = estimate.ratio(survey.answers, survey.design, "climate", "bullied")
    wanted = slow_variance(survey, scores, members=[True] * len(scores))
    assert got.est == near(above / below)
    assert got.se**2 == near(wanted)


def test_a_ratio_over_nothing_is_refused_by_name() -> None:
    answers = Answers(pl.DataFrame({"w": [1.0, 1.0], "y": [1, 2], "x": [0, 0]}), source="people.csv")
    with pytest.raises(BadInput, match=r"people.csv, column x: the denominator of the ratio is zero"):
        estimate.ratio(answers, design(answers, weights="w"), "y", "x")


@CHEAP
@given(surveys(ways=[Lonely.REMOVE]), st.sampled_from([0.1, 0.25, 0.5, 0.9]))
def test_a_quantile_is_the_first_value_that_reaches_its_share(survey: Survey, share: float) -> None:
    pairs = sorted((row["climate"], row["weight"]) for row in survey.rows if row["climate"] is not None)
    weight = sum(w for _, w in pairs)
    assume(weight > 0 and len({row["climate"] for row in survey.rows}) > 2)
    reached = next(y for y, _ in pairs if sum(w for v, w in pairs if v <= y) >= share * weight - 1e-12)
    got = estimate.quantile(survey.answers, survey.design, "climate", share)
    assert got.est == reached
    if not math.isnan(got.ci_lo + got.ci_hi):
        assert got.ci_lo <= got.est <= got.ci_hi


def test_no_items_are_refused() -> None:
    answers = Answers(pl.DataFrame({"w": [1.0]}))
    with pytest.raises(BadInput, match="no items were asked for"):
        estimate.means(answers, design(answers, weights="w", lonely=Lonely.REMOVE), [])


@pytest.mark.parametrize("df", [0, -3])
def test_without_degrees_of_freedom_there_is_no_interval(df: int) -> None:
    assert math.isnan(estimate.quantile_t(df))


def test_the_normal_quantile_is_the_limit_of_t() -> None:
    assert estimate.quantile_t(math.inf) == pytest.approx(1.959963984540054)
    assert estimate.quantile_t(1e9) == pytest.approx(estimate.quantile_t(math.inf), rel=1e-8)


def test_the_degrees_of_freedom_of_a_domain_are_its_units_less_its_strata() -> None:
    frame = pl.DataFrame({"w": [1.0, 1, 1, 0, 1], "s": [0, 0, 1, 1, 1], "c": [0, 1, 0, 1, 2]})
    of = design(Answers(frame), weights="w", strata="s", clusters=["c"])
    everybody = np.ones(5, dtype=bool)
    assert of.df == 3
    assert estimate.domain_df(of, everybody) == 2
    assert estimate.domain_df(of, np.array([True, True, False, False, False])) == 1


def test_everybody_of_one_answer_has_no_spread() -> None:
    answers = Answers(pl.DataFrame({"w": [1.3, 0.7, 2.1], "y": [4.1, 4.1, 4.1]}))
    (made,) = estimate.means(answers, design(answers, weights="w"), ["y"])
    assert made.est[0, 0] == pytest.approx(4.1)
    assert made.se[0, 0] == 0


@pytest.mark.parametrize("order", [[("a",), ()], [(), ("a",)], [("a",), ("a",)]])
def test_groupings_come_back_in_the_order_asked(order: Sequence[tuple[str, ...]]) -> None:
    answers = Answers(pl.DataFrame({"w": [1.0, 1, 1], "y": [1, 0, 1], "a": [1, 2, None]}))
    made = estimate.means(answers, design(answers, weights="w"), ["y"], by=order)
    assert [one.by for one in made] == list(order)
    assert replace(made[0], level=0.5).ci_lo[0, 0] >= made[0].ci_lo[0, 0]
