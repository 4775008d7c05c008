"""Means, proportions, totals, ratios and quantiles with linearised variance, for everybody and for domains.

A domain is a subpopulation, never a subset: every unit that was drawn counts in the variance, whether or not
someone in it belongs to the domain.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy.special import ndtri, stdtrit

from weerklank.errors import bad_input
from weerklank.stats.design import covariance
from weerklank.stats.domains import cells_of, finished, residual_variance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from weerklank.stats.answers import Answers
    from weerklank.stats.design import Design
    from weerklank.stats.moments import Finished

    Numbers = NDArray[np.float64]

LEVEL = 0.95


class Replacement(Enum):
    """The simple random sample that a design effect compares with."""

    WITH = "with"
    WITHOUT = "without"


@dataclass(frozen=True)
class DomainEstimates:
    """Estimates for all domains of one grouping and all items.

    `by`: the grouping columns, empty for everybody; `domains`: their names (``ministry=9|role=1``), in order.
    Every array has shape (domains, items): `n` respondents who answered, `est`, `se`, and `deff` the design
    effect (NaN where there is none). `interval` holds both bounds where they are not the t interval at `level`.
    Where nobody answered, n is 0 and the estimate is 0 with a standard error of 0, as R prints it: no figure is
    ever made of such a row.
    """

    by: tuple[str, ...]
    domains: pl.Series
    items: tuple[str, ...]
    n: Numbers
    est: Numbers
    se: Numbers
    deff: Numbers
    df: int
    level: float = LEVEL
    interval: tuple[Numbers, Numbers] | None = None

    @property
    def ci_lo(self) -> Numbers:
        """Return the lower bounds, (domains, items)."""
        return self.interval[0] if self.interval else self.est - quantile_t(self.df, self.level) * self.se

    @property
    def ci_hi(self) -> Numbers:
        """Return the upper bounds, (domains, items)."""
        return self.interval[1] if self.interval else self.est + quantile_t(self.df, self.level) * self.se

    def frame(self) -> pl.DataFrame:
        """Return one row a domain and item: by, domain, item, n, est, se, ci_lo, ci_hi, deff, df."""
        rows, items = self.est.shape
        text = {
            "by": pl.repeat(",".join(self.by), rows * items, eager=True),
            "domain": self.domains.gather(np.repeat(np.arange(rows), items)),
            "item": pl.Series(self.items, dtype=pl.String).gather(np.tile(np.arange(items), rows)),
        }
        values = {name: getattr(self, name).ravel() for name in ("est", "se", "ci_lo", "ci_hi", "deff")}
        n = pl.Series(self.n.ravel()).cast(pl.Int64)
        made = pl.DataFrame({**text, "n": n, **values, "df": pl.repeat(self.df, rows * items, eager=True)})
        return made.with_columns(pl.col(list(values)).fill_nan(None))


def frame(estimates: Sequence[DomainEstimates]) -> pl.DataFrame:
    """Return the estimates of several groupings under each other."""
    return pl.concat([e.frame() for e in estimates])


def means(
    answers: Answers,
    of: Design,
    items: Sequence[str],
    *,
    by: Sequence[Sequence[str]] = ((),),
    level: float = LEVEL,
    against: Replacement = Replacement.WITHOUT,
) -> list[DomainEstimates]:
    """Return weighted means (proportions of 0/1 items) for each grouping, all items and domains in one pass.

    `by`: groupings, each a sequence of columns; the empty one is everybody. The interval is the estimate plus
    and minus the t quantile at the design's degrees of freedom. `against` names the simple random sample of
    the design effect: without replacement from a population of Σw, or with. Respondents with no value in a
    grouping column are in none of its domains. Source: Särndal et al. (1992), 5.7 and 5.8.
    """
    matrix = _matrix(answers, items)
    made: dict[int, DomainEstimates] = {}
    for place, cells, sums in finished(answers, of, matrix, by=by):
        variance = sums.var_mean
        if of.residuals:
            factor = np.divide(1.0, sums.w, out=np.zeros_like(sums.w), where=sums.w > 0)
            codes = cells_of(answers.frame, by[place]).codes
            variance = residual_variance(of, codes, matrix, shift=sums.mean, factor=factor)
        about = _About(tuple(by[place]), cells.names, tuple(items), of.df, level)
        made[place] = _presented(about, sums, sums.mean, variance, _srs(sums, against))
    return [made[place] for place in range(len(by))]


def totals(
    answers: Answers,
    of: Design,
    items: Sequence[str],
    *,
    by: Sequence[Sequence[str]] = ((),),
    level: float = LEVEL,
    against: Replacement = Replacement.WITHOUT,
) -> list[DomainEstimates]:
    """Return weighted totals for each grouping; respondents who did not answer add nothing."""
    matrix = _matrix(answers, items)
    made: dict[int, DomainEstimates] = {}
    for place, cells, sums in finished(answers, of, matrix, by=by):
        variance = sums.var_total
        if of.residuals:
            codes, factor = cells_of(answers.frame, by[place]).codes, np.ones_like(sums.w)
            variance = residual_variance(of, codes, matrix, shift=np.zeros_like(sums.w), factor=factor)
        about = _About(tuple(by[place]), cells.names, tuple(items), of.df, level)
        made[place] = _presented(about, sums, sums.total, variance, _srs(sums, against) * sums.w**2)
    return [made[place] for place in range(len(by))]


def finished_means(
    by: Sequence[str],
    domains: pl.Series,
    items: Sequence[str],
    sums: Finished,
    *,
    df: int,
    level: float,
    against: Replacement,
) -> DomainEstimates:
    """Return the means of finished sums whose variance needs no calibration."""
    about = _About(tuple(by), domains, tuple(items), df, level)
    return _presented(about, sums, sums.mean, sums.var_mean, _srs(sums, against))


@dataclass(frozen=True)
class _About:
    """What a table of estimates is about."""

    by: tuple[str, ...]
    domains: pl.Series
    items: tuple[str, ...]
    df: int
    level: float


def _matrix(answers: Answers, items: Sequence[str]) -> Numbers:
    if not items:
        raise bad_input("no items were asked for", "Name at least one", file=answers.source)
    return np.stack([answers.numbers(item) for item in items])


def _srs(sums: Finished, against: Replacement) -> Numbers:
    """Return the variance that the mean of a simple random sample of the same size would have."""
    variance = np.divide(sums.variance, sums.n, out=np.zeros_like(sums.n), where=sums.n > 0)
    if against is Replacement.WITH:
        return variance
    # weights that were scaled to the sample name no population to draw from without replacement
    share = np.divide(sums.n, sums.w, out=np.zeros_like(sums.n), where=sums.w > sums.n)
    return np.asarray(variance * (1 - share))


def _presented(
    about: _About, sums: Finished, est: Numbers, variance: Numbers, srs: Numbers
) -> DomainEstimates:
    deff = np.divide(variance, srs, out=np.full_like(variance, np.nan), where=srs > 0)
    se = np.sqrt(variance)
    return DomainEstimates(
        about.by, about.domains, about.items, sums.n.T, est.T, se.T, deff.T, about.df, about.level
    )


def quantile_t(df: float, level: float = LEVEL) -> float:
    """Return the two-sided t quantile, the normal one for infinite df, NaN where there are no df."""
    if df <= 0:
        return float("nan")
    return float(ndtri((1 + level) / 2) if np.isinf(df) else stdtrit(df, (1 + level) / 2))


# --- ratios and quantiles


@dataclass(frozen=True)
class Estimate:
    """One number with its standard error, and where it has one an interval."""

    est: float
    se: float
    ci_lo: float = float("nan")
    ci_hi: float = float("nan")
    df: float = float("nan")


def inside(answers: Answers, domain: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    """Return the domain, or everybody where there is none, shape (respondents,)."""
    return np.ones(len(answers), dtype=bool) if domain is None else domain


def domain_df(of: Design, domain: NDArray[np.bool_]) -> int:
    """Return the degrees of freedom of a domain: its first-stage units less its strata."""
    first = of.stages[0]
    used = domain & (of.weights > 0)
    return len(np.unique(first.unit[used])) - len(np.unique(first.stratum[used]))


def ratio(
    answers: Answers, of: Design, numerator: str, denominator: str, *, domain: NDArray[np.bool_] | None = None
) -> Estimate:
    """Return Σwy/Σwx over those who answered both, with its linearised standard error."""
    y, x = answers.numbers(numerator), answers.numbers(denominator)
    used = inside(answers, domain) & ~np.isnan(y) & ~np.isnan(x)
    w = np.where(used, of.weights, 0.0)
    y, x = np.where(used, y, 0.0), np.where(used, x, 0.0)
    below = float(w @ x)
    if below == 0:
        raise bad_input(
            "the denominator of the ratio is zero",
            "Choose an item that someone has",
            file=answers.source,
            column=denominator,
        )
    est = float(w @ y) / below
    se = float(np.sqrt(covariance(of, (w * (y - est * x) / below)[:, None])[0, 0]))
    half = quantile_t(of.df) * se
    return Estimate(est, se, est - half, est + half, of.df)


def quantile(
    answers: Answers,
    of: Design,
    item: str,
    share: float,
    *,
    level: float = LEVEL,
    domain: NDArray[np.bool_] | None = None,
) -> Estimate:
    """Return a weighted quantile with Woodruff's interval.

    `share`: between 0 and 1. The quantile is the smallest value at which the weighted distribution reaches the
    share. The interval inverts the t interval of the distribution at the quantile, and the standard error is
    its length over twice the t quantile. Source: R. S. Woodruff, JASA 47 (1952) 635–646.
    """
    y = answers.numbers(item)
    used = inside(answers, domain) & ~np.isnan(y)
    w = np.where(used, of.weights, 0.0)
    est = _weighted_quantile(y[used], w[used], share)
    below = float(w[used] @ (y[used] <= est)) / float(w.sum())
    scores = w * (np.where(used, (y <= est), 0) - below * used) / float(w.sum())
    spread = float(np.sqrt(covariance(of, scores[:, None])[0, 0]))
    df = domain_df(of, used)
    low, high = (below + sign * quantile_t(df, level) * spread for sign in (-1, 1))
    ci_lo = _weighted_quantile(y[used], w[used], low) if low >= 0 else float("nan")
    ci_hi = _weighted_quantile(y[used], w[used], high) if high <= 1 else float("nan")
    return Estimate(est, (ci_hi - ci_lo) / (2 * quantile_t(df, level)), ci_lo, ci_hi, df)


def _weighted_quantile(y: Numbers, w: Numbers, share: float) -> float:
    order = np.argsort(y, kind="stable")
    reached = np.cumsum(w[order]) / w.sum()
    position = int(np.searchsorted(reached, share, side="left"))
    return float(y[order][min(position, len(order) - 1)])
