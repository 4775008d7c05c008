"""Surveys small enough to reckon by hand, and their variance by the textbook: one unit at a time."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl
from hypothesis import assume
from hypothesis import strategies as st

from weerklank.stats.answers import Answers
from weerklank.stats.design import Design, Lonely, design

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Path = tuple[int, ...]

SELF_REPRESENTING = 1e-7
ITEMS = ("climate", "bullied")
GROUPINGS: tuple[tuple[str, ...], ...] = (
    (),
    ("unit",),
    ("team",),
    ("team", "role"),
    ("role",),
    ("age", "role"),
)


@dataclass(frozen=True)
class Survey:
    """The rows of a survey, how they were drawn, and what to do with lone units."""

    rows: tuple[dict[str, Any], ...]
    strata: bool
    clusters: tuple[str, ...]
    fpc: tuple[str, ...]
    fractions: bool
    lonely: Lonely

    @cached_property
    def answers(self) -> Answers:
        kinds = {"climate": pl.Float64, "bullied": pl.Int64, "role": pl.String, "age": pl.Int64}
        return Answers(pl.DataFrame(self.rows, schema_overrides=kinds, infer_schema_length=None))

    @cached_property
    def design(self) -> Design:
        return design(
            self.answers,
            weights="weight",
            strata="stratum" if self.strata else None,
            clusters=self.clusters,
            fpc=self.fpc,
            lonely=self.lonely,
        )

    @property
    def depths(self) -> range:
        return range(max(1, min(len(self.clusters), len(self.fpc))))

    @cached_property
    def places(self) -> tuple[Path, ...]:
        """Return the stratum of each row and the unit it lies in at every stage."""
        return tuple(
            (row["stratum"] if self.strata else 0, *([row[c] for c in self.clusters] or [i]))
            for i, row in enumerate(self.rows)
        )

    @cached_property
    def drawn(self) -> dict[Path, set[Path]]:
        """Return the units that were drawn in each stratum, of every stage."""
        found: dict[Path, set[Path]] = {}
        for place in self.places:
            for depth in self.depths:
                found.setdefault(place[: depth + 1], set()).add(place[: depth + 2])
        return found

    def fraction(self, stratum: Path) -> float:
        """Return the share of a stratum's units that was drawn; 0 where it was with replacement."""
        depth = len(stratum) - 1
        if depth >= len(self.fpc):
            return 0.0
        row = next(
            r for r, place in zip(self.rows, self.places, strict=True) if place[: depth + 1] == stratum
        )
        given = float(row[self.fpc[depth]])
        return given if self.fractions else len(self.drawn[stratum]) / given

    def lone(self, stratum: Path) -> bool:
        return len(self.drawn[stratum]) == 1 and 1 - self.fraction(stratum) >= SELF_REPRESENTING

    def values(self, column: str) -> list[float]:
        return [math.nan if row[column] is None else float(row[column]) for row in self.rows]

    def with_column(self, column: str, values: Iterable[Any]) -> Survey:
        rows = tuple({**row, column: value} for row, value in zip(self.rows, values, strict=True))
        return replace(self, rows=rows)

    def permuted(self, order: Sequence[int]) -> Survey:
        return replace(self, rows=tuple(self.rows[i] for i in order))


# --- the textbook


def slow_variance(survey: Survey, scores: Sequence[float], *, members: Sequence[bool]) -> float:
    """Return the variance of a total of weighted scores that are zero outside the domain of `members`."""
    return sum(_stage_variance(survey, scores, members, depth) for depth in survey.depths)


def _stage_variance(survey: Survey, scores: Sequence[float], members: Sequence[bool], depth: int) -> float:
    strata = [stratum for stratum in survey.drawn if len(stratum) == depth + 1]
    total = sum(_stratum_variance(survey, scores, stratum) for stratum in strata)
    seen = {p[: depth + 1] for p, inside in zip(survey.places, members, strict=True) if inside}
    fine = [stratum for stratum in seen if not survey.lone(stratum)]
    if survey.lonely is Lonely.AVERAGE and len(fine) < len(seen):
        return total * len(seen) / len(fine) if fine else math.nan
    return total


def _stratum_variance(survey: Survey, scores: Sequence[float], stratum: Path) -> float:
    left_out, share = 1 - survey.fraction(stratum), 1.0
    for above in range(1, len(stratum)):
        share *= survey.fraction(stratum[:above])
    sums = [_unit_total(survey, scores, unit) for unit in sorted(survey.drawn[stratum])]
    if left_out < SELF_REPRESENTING:
        return 0.0
    if len(sums) == 1:
        return share * left_out * sums[0] ** 2 if survey.lonely is Lonely.ADJUST else 0.0
    mean = sum(sums) / len(sums)
    return share * left_out * len(sums) / (len(sums) - 1) * sum((one - mean) ** 2 for one in sums)


def _unit_total(survey: Survey, scores: Sequence[float], unit: Path) -> float:
    return sum(z for z, place in zip(scores, survey.places, strict=True) if place[: len(unit)] == unit)


@dataclass(frozen=True)
class Slow:
    """What a mean and a total should be: n, both estimates, both variances, and the mean's design effect."""

    n: int
    weight: float
    mean: float
    total: float
    var_mean: float
    var_total: float
    srs: float


def slow_estimate(survey: Survey, item: str, *, members: Sequence[bool]) -> Slow:
    """Return the estimates of a domain, with zeros outside it."""
    y, w = survey.values(item), survey.values("weight")
    used = [inside and not math.isnan(one) for inside, one in zip(members, y, strict=True)]
    rows = [i for i, one in enumerate(used) if one]
    weight, total = sum(w[i] for i in rows), sum(w[i] * y[i] for i in rows)
    if weight == 0:
        return Slow(len(rows), 0.0, math.nan, total, math.nan, math.nan, math.nan)
    mean, n = total / weight, len(rows)
    scores = [w[i] * (y[i] - mean) / weight if used[i] else 0.0 for i in range(len(y))]
    spread = [w[i] * y[i] if used[i] else 0.0 for i in range(len(y))]
    square = sum(w[i] * (y[i] - mean) ** 2 for i in rows) / weight * n / max(1, n - 1)
    return Slow(
        n,
        weight,
        mean,
        total,
        slow_variance(survey, scores, members=members),
        slow_variance(survey, spread, members=members),
        square / n if n > 1 else 0.0,
    )


def slow_domains(survey: Survey, by: Sequence[str]) -> dict[str, list[bool]]:
    """Return every domain of a grouping by its name, with its members."""
    if not by:
        return {"all": [True] * len(survey.rows)}
    keys = [tuple(row[c] for c in by) for row in survey.rows]
    whole = sorted({key for key in keys if None not in key})
    return {
        "|".join(f"{c}={v}" for c, v in zip(by, key, strict=True)): [one == key for one in keys]
        for key in whole
    }


# --- the surveys


@st.composite
def surveys(draw: st.DrawFn, *, ways: Sequence[Lonely] = tuple(Lonely), stages: int = 2) -> Survey:
    """Return a survey of 2 to 12 respondents; where lone units fail it has none."""
    n = draw(st.integers(2, 12))
    clusters = ("first", "second")[: draw(st.integers(0, stages))]
    columns: dict[str, st.SearchStrategy[Any]] = {
        "weight": st.sampled_from([0.0, 0.5, 1.0, 2.5, 7.0]),
        "stratum": st.integers(0, 2),
        "first": st.integers(0, 2),
        "second": st.integers(0, 2),
        "team": st.integers(0, 3),
        "role": st.sampled_from(["a", "b", None]),
        "age": st.sampled_from([1, 2, 10, None]),
        "climate": st.sampled_from([1.0, 2.0, 3.5, 4.0, 5.0, None]),
        "bullied": st.sampled_from([0, 1, None]),
    }
    made = {name: draw(st.lists(cell, min_size=n, max_size=n)) for name, cell in columns.items()}
    assume(sum(made["weight"]) > 0)
    rows = tuple({name: cells[i] for name, cells in made.items()} for i in range(n))
    rows = tuple({**row, "unit": row["team"] // 2} for row in rows)
    bare = Survey(
        rows, draw(st.booleans()), clusters, (), fractions=False, lonely=draw(st.sampled_from(ways))
    )
    whole = _with_populations(draw, bare)
    assume(whole.lonely is not Lonely.FAIL or not any(whole.lone(stratum) for stratum in whole.drawn))
    return whole


def _with_populations(draw: st.DrawFn, bare: Survey) -> Survey:
    fpc = ("size_1", "size_2")[: draw(st.integers(0, max(1, len(bare.clusters))))]
    if not fpc:
        return bare
    fractions = draw(st.booleans())
    deep = replace(bare, fpc=fpc)
    extra = st.sampled_from([0.1, 0.25, 0.5, 1.0]) if fractions else st.integers(0, 9)
    given = {stratum: draw(extra) for stratum in sorted(deep.drawn)}
    if not fractions:  # a column of nothing but ones would be read as fractions: also one of one
        given = {stratum: len(deep.drawn[stratum]) + more for stratum, more in given.items()}
    for depth, name in enumerate(fpc):
        deep = deep.with_column(name, [given[place[: depth + 1]] for place in deep.places])
    return replace(deep, fractions=fractions)
