"""Intervals of a proportion that stay between 0 and 1.

Sources: logit and arcsine transforms by the delta method; beta: E. L. Korn, B. I. Graubard, Survey Methodology 24
(1998) 193–201; the profile likelihood stands in `weerklank.stats.likelihood`.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit
from scipy.stats import beta
from scipy.stats import t as student

from weerklank.errors import bad_input
from weerklank.stats.design import covariance
from weerklank.stats.estimate import LEVEL, Estimate, domain_df, inside, quantile_t
from weerklank.stats.likelihood import likelihood_interval
from weerklank.stats.models import Family, fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from weerklank.stats.answers import Answers
    from weerklank.stats.design import Design
    from weerklank.stats.estimate import DomainEstimates

    Numbers = NDArray[np.float64]


class Interval(Enum):
    """How the interval of a proportion is made."""

    LOGIT = "logit"
    LIKELIHOOD = "likelihood"
    ASIN = "asin"
    BETA = "beta"
    MEAN = "mean"
    XLOGIT = "xlogit"


def proportion(
    answers: Answers,
    of: Design,
    item: str,
    *,
    method: Interval = Interval.LOGIT,
    level: float = LEVEL,
    domain: NDArray[np.bool_] | None = None,
) -> Estimate:
    """Return the weighted proportion of a 0/1 item with its interval.

    `domain`: shape (respondents,), everybody where None. The degrees of freedom are those of the domain. Where
    nobody or everybody has it, the transforms have no interval and the bounds are the estimate itself, except
    with `Interval.BETA`.
    """
    y = answers.numbers(item)
    members = inside(answers, domain)
    used = members & ~np.isnan(y)
    if not np.isin(y[used], (0.0, 1.0)).all():
        raise bad_input(
            "holds more than 0 and 1", "Choose an item of 0 and 1", file=answers.source, column=item
        )
    w = np.where(used, of.weights, 0.0)
    if w.sum() <= 0:
        raise bad_input(
            "nobody answered", "Choose an item and a group with answers", file=answers.source, column=item
        )
    p = _share(y[used], w[used])
    se = float(np.sqrt(covariance(of, (np.where(used, y - p, 0.0) * w / w.sum())[:, None])[0, 0]))
    df = domain_df(of, members)
    if method is Interval.LIKELIHOOD and 0 < p < 1:
        scaled = w[used] / of.weights[members].mean()
        _, working, _ = fit(np.ones((len(scaled), 1)), y[used], scaled, Family.BINOMIAL)
        low, high = likelihood_interval(
            p,
            se,
            weight=float(scaled.sum()),
            information=float(working.sum()),
            respondents=int(used.sum()),
            level=level,
            df=df,
        )
    else:
        low, high = bounds(p, se, method=method, level=level, df=df, respondents=int(members.sum()))
    return Estimate(p, se, low, high, df)


def _share(y: NDArray[np.float64], w: NDArray[np.float64]) -> float:
    """Return the weighted share: exactly 0 or 1 of nobody or everybody, which two sums need not be."""
    said = y[w > 0]
    return float(said[0]) if (said == said[0]).all() else float(w @ y) / float(w.sum())


def bounds(
    p: float, se: float, *, method: Interval, level: float = LEVEL, df: float, respondents: int
) -> tuple[float, float]:
    """Return the interval of a proportion `p` with standard error `se`; see `proportion`.

    The arcsine interval is that of R's package survey: where it would reach past 0 or 1 it is turned back there,
    and need not hold `p`. Choose another method for a share that is so uncertain.
    """
    if method is Interval.BETA:
        return _beta(p, se, level, df, respondents)
    if not 0 < p < 1:
        return p, p
    half = quantile_t(df, level) * se
    if method is Interval.MEAN:
        return p - half, p + half
    if method is Interval.ASIN:
        centre, reach = np.arcsin(np.sqrt(p)), half / (2 * np.sqrt(p * (1 - p)))
        return float(np.sin(centre - reach) ** 2), float(np.sin(centre + reach) ** 2)
    centre, reach = np.log(p / (1 - p)), half / (p * (1 - p))
    return float(expit(centre - reach)), float(expit(centre + reach))


def _beta(p: float, se: float, level: float, df: float, respondents: int) -> tuple[float, float]:
    """Return the Korn–Graubard interval: Clopper–Pearson at the effective number of respondents."""
    tail = (1 - level) / 2
    size = p * (1 - p) / se**2 if se > 0 and 0 < p < 1 else float(respondents)
    size *= (float(student.ppf(tail, respondents - 1)) / float(student.ppf(tail, df))) ** 2
    low = 0.0 if p <= 0 else float(beta.ppf(tail, size * p, size * (1 - p) + 1))
    high = 1.0 if p >= 1 else float(beta.ppf(1 - tail, size * p + 1, size * (1 - p)))
    return low, high


def with_interval(estimates: Sequence[DomainEstimates], *, method: Interval) -> list[DomainEstimates]:
    """Return the estimates with another interval for those between 0 and 1, at the design's degrees of freedom.

    Estimates outside 0 to 1 are means of a scale: they keep the interval they have.
    """
    if method is Interval.MEAN:
        return list(estimates)
    return [_with_interval(one, method) for one in estimates]


def _with_interval(one: DomainEstimates, method: Interval) -> DomainEstimates:
    low, high = one.ci_lo.copy(), one.ci_hi.copy()
    for at in zip(*np.nonzero((one.est >= 0) & (one.est <= 1) & (one.n > 0)), strict=True):
        low[at], high[at] = bounds(
            float(one.est[at]), float(one.se[at]), method=method, df=one.df, respondents=int(one.n[at])
        )
    return replace(one, interval=(low, high))
