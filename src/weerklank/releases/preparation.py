"""From answers to figures that may leave: estimated, put through the gate, compared with an earlier wave.

A figure is made only where the counts behind it passed `protect`: of everybody and of all groups together.
What did not pass is not in the release, so nothing later can show it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from weerklank.errors import bad_input
from weerklank.fieldwork.indicators import Unit
from weerklank.releases.figure import Change, Figure, Withstood, release
from weerklank.releases.gate import EVERYBODY, passed, require_safe
from weerklank.stats import estimate
from weerklank.stats.compare import WAVE, difference, family, verdict
from weerklank.stats.intervals import Interval, with_interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from weerklank.fieldwork.form import Words
    from weerklank.fieldwork.indicators import Indicator, Indicators
    from weerklank.releases.figure import Release
    from weerklank.releases.gate import Passed
    from weerklank.stats.answers import Answers
    from weerklank.stats.design import Design
    from weerklank.stats.estimate import DomainEstimates
    from weerklank.stats.policy import Policy

HUNDRED = 100.0
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
    names: Mapping[str, Words] | None = None,
) -> Release:
    """Return the release of a wave: national figures, figures by each column, changes since the earlier wave.

    Shares are in percent with a logit interval, means with a t interval. All groupings of an indicator pass the
    policy's gate together, a sensitive one with the policy's larger floor; a group that is hidden there has no
    figure. Changes are national and one family (Holm). Raises `BadInput` where not a single figure passes,
    `UnsafeTable` where what passed could be worked back from the figures as they are shown.
    """
    policy = with_sensitive(policy, indicators)
    figures = tuple(_figures(wave, indicators, by=by, policy=policy, population=population))
    if not figures:
        raise bad_input(
            "not a single figure may be shown",
            "Give more answers, or another policy",
            file=wave.answers.source,
        )
    changes = _changes(compared, indicators, figures, policy, population) if compared else ()
    return release(
        release_id=release_id,
        title=title,
        wave=wave.label,
        figures=figures,
        changes=tuple(changes),
        withstood=_withstood(policy),
        names=names,
    )


def _withstood(policy: Policy) -> Withstood:
    return Withstood(policy.attacker, policy.smallest_group, policy.floor_of_sensitive, policy.sensitive)


def _figures(
    wave: Wave, indicators: Indicators, *, by: Sequence[str], policy: Policy, population: Words
) -> Iterator[Figure]:
    groupings = [(), *((column,) for column in by)]
    items = [one.id for one in indicators]
    made = estimate.means(wave.answers, wave.design, items, by=groupings)
    shown = with_interval(made, method=Interval.LOGIT)
    for one in indicators:
        found = passed(wave.answers, one, by=by, weights=wave.design.weights, policy=policy)
        tables = shown if one.unit is Unit.PERCENT else made
        figures = [each for table in tables for each in _of_domains(wave, one, table, found, population)]
        if one.unit is Unit.PERCENT:
            require_safe(found, {f.domain or EVERYBODY: f.value for f in figures}, policy=policy)
        yield from figures


def with_sensitive(policy: Policy, indicators: Indicators) -> Policy:
    """Return the policy in which every sensitive indicator is a sensitive response."""
    named = (*policy.sensitive, *(one.id for one in indicators if one.sensitive))
    return replace(policy, sensitive=tuple(dict.fromkeys(named)))


def _of_domains(
    wave: Wave, one: Indicator, table: DomainEstimates, found: Passed, population: Words
) -> Iterator[Figure]:
    item = table.items.index(one.id)
    scale = HUNDRED if one.unit is Unit.PERCENT else 1.0
    for place, domain in enumerate(table.domains):
        if domain in found.domains:
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
