"""From answers to figures that may leave: estimated, put through the gate, compared with an earlier wave.

A figure is made only where the counts behind it passed `protect`: for everybody, and for each group on its own.
What did not pass is not in the release, so nothing later can show it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from weerklank.errors import bad_input
from weerklank.fieldwork.indicators import Unit
from weerklank.releases.figure import Change, Figure, release
from weerklank.stats import estimate
from weerklank.stats.compare import WAVE, difference, family, verdict
from weerklank.stats.counting import raw_table
from weerklank.stats.disclosure import protect
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.intervals import Interval, with_interval
from weerklank.stats.tables import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from weerklank.fieldwork.form import Words
    from weerklank.fieldwork.indicators import Indicator, Indicators
    from weerklank.releases.figure import Release
    from weerklank.stats.answers import Answers
    from weerklank.stats.design import Design
    from weerklank.stats.estimate import DomainEstimates
    from weerklank.stats.policy import Policy

HUNDRED = 100.0
SENSITIVE_GROUP = 25
"""The smallest group for which a sensitive indicator is shown, where the policy does not ask for more."""
EVERYBODY = "all"
MARGINS = {Unit.PERCENT: 0.02, Unit.MEAN: 0.1}
"""The smallest change that matters: two percentage points of a share, a tenth of a point of a scale."""


@dataclass(frozen=True)
class Wave:
    """Answers of one wave with a column for each indicator, and how they were drawn."""

    label: str
    answers: Answers
    design: Design


@dataclass(frozen=True)
class Waves:
    """Two waves under each other in one design, to be compared."""

    earlier: Wave
    both: Answers
    design: Design


def prepared(
    wave: Wave,
    indicators: Indicators,
    *,
    release_id: str,
    title: Words,
    population: Words,
    by: Sequence[str] = (),
    policy: Policy,
    compared: Waves | None = None,
) -> Release:
    """Return the release of a wave: national figures, figures by each column, changes since the earlier wave.

    Shares are in percent with a logit interval, means with a t interval. Every indicator and column passes the
    policy's gate as a table of its own, a sensitive one with groups of at least `SENSITIVE_GROUP`; a group that is
    hidden there has no figure. Changes are national and one
    family (Holm). Raises `BadInput` where not a single figure passes.
    """
    figures = tuple(_figures(wave, indicators, by=by, policy=policy, population=population))
    if not figures:
        raise bad_input(
            "not a single figure may be shown",
            "Give more answers, or another policy",
            file=wave.answers.source,
        )
    changes = _changes(compared, indicators, figures, policy, population) if compared else ()
    return release(
        release_id=release_id, title=title, wave=wave.label, figures=figures, changes=tuple(changes)
    )


def _figures(
    wave: Wave, indicators: Indicators, *, by: Sequence[str], policy: Policy, population: Words
) -> Iterator[Figure]:
    groupings = [(), *((column,) for column in by)]
    items = [one.id for one in indicators]
    made = estimate.means(wave.answers, wave.design, items, by=groupings)
    shown = with_interval(made, method=Interval.LOGIT)
    for one in indicators:
        for columns, t_interval, logit in zip(groupings, made, shown, strict=True):
            passed = _passed(wave.answers, one, columns, _floor(policy, one))
            table = logit if one.unit is Unit.PERCENT else t_interval
            yield from _of_domains(wave, one, table, passed, population)


def _of_domains(
    wave: Wave, one: Indicator, table: DomainEstimates, passed: frozenset[str], population: Words
) -> Iterator[Figure]:
    item = table.items.index(one.id)
    scale = HUNDRED if one.unit is Unit.PERCENT else 1.0
    for place, domain in enumerate(table.domains):
        if domain in passed:
            value, low, high = (scale * float(a[place, item]) for a in (table.est, table.ci_lo, table.ci_hi))
            yield Figure(
                indicator=one.id,
                label=one.label,
                unit=one.unit,
                value=value,
                low=low,
                high=high,
                respondents=int(table.n[place, item]),
                base=one.base.text,
                population=population,
                wave=wave.label,
                domain="" if domain == EVERYBODY else domain,
                decimals=one.decimals,
            )


def _floor(policy: Policy, one: Indicator) -> Policy:
    if not one.sensitive:
        return policy
    return replace(policy, smallest_group=max(policy.smallest_group, SENSITIVE_GROUP))


def _passed(answers: Answers, one: Indicator, columns: tuple[str, ...], policy: Policy) -> frozenset[str]:
    """Return the names of the domains whose counts may be shown; none where the table cannot be made safe."""
    level = columns[0] if columns else EVERYBODY
    try:
        safe = protect(
            raw_table(_counts(answers, one, columns), levels=[level], response="answer"), policy=policy
        )
    except UnsafeTable:
        return frozenset()
    whole = (safe.counts != HIDDEN).all(axis=1) & (safe.sizes != HIDDEN)
    codes = [code for code, shown in zip(safe.layout.hierarchy.codes, whole, strict=True) if shown]
    return frozenset(codes) if not columns else frozenset(f"{level}={code}" for code in codes)


def _counts(answers: Answers, one: Indicator, columns: tuple[str, ...]) -> pl.DataFrame:
    """Return how many said yes and no; for a mean, how many stand in its upper and its lower half."""
    values = pl.col(one.id) > (0.5 if one.unit is Unit.PERCENT else answers.column(one.id).median())
    unit = pl.col(columns[0]).cast(pl.String) if columns else pl.lit(EVERYBODY)
    level = columns[0] if columns else EVERYBODY
    asked = answers.frame.filter(pl.col(one.id).is_not_null())
    counted = asked.select(unit.alias(level), values.cast(pl.String).alias("answer")).drop_nulls()
    counted = counted.group_by(level, "answer").len("n")
    every = counted.select(level).unique().join(pl.DataFrame({"answer": ["false", "true"]}), how="cross")
    return every.join(counted, on=[level, "answer"], how="left").fill_null(0).sort(level, "answer")


# --- changes


def _changes(
    waves: Waves, indicators: Indicators, later: Sequence[Figure], policy: Policy, population: Words
) -> Iterator[Change]:
    then = {
        f.indicator: f
        for f in _figures(waves.earlier, indicators, by=(), policy=policy, population=population)
    }
    now = {f.indicator: f for f in later if not f.domain}
    told = [one for one in indicators if one.id in then and one.id in now]
    number = waves.both.numbers(WAVE)
    measured = [
        difference(waves.both, waves.design, one.id, first=_is(number, 1), second=_is(number, 0))
        for one in told
    ]
    for one, change in zip(told, family(measured), strict=True):
        scale = HUNDRED if one.unit is Unit.PERCENT else 1.0
        yield Change(
            earlier=then[one.id],
            later=now[one.id],
            difference=scale * change.est,
            low=scale * change.ci_lo,
            high=scale * change.ci_hi,
            p_adjusted=change.p_adjusted,
            verdict=verdict(change, better=one.better, margin=MARGINS[one.unit]),
        )


def _is(wave: NDArray[np.float64], number: int) -> NDArray[np.bool_]:
    return np.asarray(wave == number)
