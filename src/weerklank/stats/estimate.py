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
from scipy.stats import norm
from scipy.stats import t as student

from weerklank.errors import bad_input
from weerklank.stats import moments
from weerklank.stats.design import covariance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from weerklank.stats.answers import Answers, Groups
    from weerklank.stats.design import Design
    from weerklank.stats.moments import Finished

    Numbers = NDArray[np.float64]
    Codes = NDArray[np.int64]

LEVEL = 0.95
EVERYBODY = "all"
SCORE_COLUMNS = 64


class Replacement(Enum):
    """The simple random sample that a design effect compares with."""

    WITH = "with"
    WITHOUT = "without"


@dataclass(frozen=True)
class DomainEstimates:
    """Estimates for all domains of one grouping and all items.

    `by`: the grouping columns, empty for everybody; `domains`: their names (``ministry=9|role=1``).
    Every array has shape (domains, items): `n` respondents who answered, `est`, `se`, the bounds of the
    interval, and `deff` the design effect (NaN where there is none). Where nobody answered, n is 0 and the
    estimate is 0 with a standard error of 0, as R prints it: no figure is ever made of such a row.
    """

    by: tuple[str, ...]
    domains: tuple[str, ...]
    items: tuple[str, ...]
    n: Numbers
    est: Numbers
    se: Numbers
    ci_lo: Numbers
    ci_hi: Numbers
    deff: Numbers
    df: int

    def frame(self) -> pl.DataFrame:
        """Return one row a domain and item: by, domain, item, n, est, se, ci_lo, ci_hi, deff, df."""
        rows, items = self.est.shape
        text = {
            "by": pl.repeat(",".join(self.by), rows * items, eager=True),
            "domain": pl.Series(self.domains, dtype=pl.String).gather(np.repeat(np.arange(rows), items)),
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
    return [
        _presented(
            _Domains.of(groups, items),
            finished,
            finished.mean,
            _mean_variance(of, groups, matrix, finished),
            _srs(finished, against),
            df=of.df,
            level=level,
        )
        for groups, finished in _finished(answers, of, matrix, by)
    ]


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
    return [
        _presented(
            _Domains.of(groups, items),
            finished,
            finished.total,
            _total_variance(of, groups, matrix, finished),
            _srs(finished, against) * finished.w**2,
            df=of.df,
            level=level,
        )
        for groups, finished in _finished(answers, of, matrix, by)
    ]


@dataclass(frozen=True)
class _Domains:
    """What a table of estimates is about: grouping columns, names of the domains, items."""

    by: tuple[str, ...]
    names: tuple[str, ...]
    items: tuple[str, ...]

    @classmethod
    def of(cls, groups: Groups | None, items: Sequence[str]) -> _Domains:
        if groups is None:
            return cls((), (EVERYBODY,), tuple(items))
        return cls(groups.columns, tuple(groups.name(g) for g in range(len(groups))), tuple(items))


def finished_means(
    by: Sequence[str],
    names: Sequence[str],
    items: Sequence[str],
    finished: Finished,
    *,
    df: int,
    level: float,
    against: Replacement,
) -> DomainEstimates:
    """Return the means of finished sums whose variance needs no calibration."""
    domains = _Domains(tuple(by), tuple(names), tuple(items))
    return _presented(
        domains, finished, finished.mean, finished.var_mean, _srs(finished, against), df=df, level=level
    )


def _matrix(answers: Answers, items: Sequence[str]) -> Numbers:
    if not items:
        raise bad_input("no items were asked for", "Name at least one", file=answers.source)
    return np.column_stack([answers.numbers(item) for item in items])


def _srs(finished: Finished, against: Replacement) -> Numbers:
    """Return the variance that the mean of a simple random sample of the same size would have."""
    n = np.where(finished.n > 0, finished.n, np.nan)
    with_replacement = finished.variance / n
    if against is Replacement.WITH:
        return with_replacement
    # weights that were scaled to the sample name no population to draw from without replacement
    return np.where(finished.w > n, with_replacement * (1 - n / finished.w), with_replacement)


def _presented(
    domains: _Domains,
    finished: Finished,
    est: Numbers,
    variance: Numbers,
    srs: Numbers,
    *,
    df: int,
    level: float,
) -> DomainEstimates:
    answered = finished.n > 0
    est, se = np.where(answered, est, 0.0), np.where(answered, np.sqrt(variance), 0.0)
    half = quantile_t(df, level) * se
    deff = np.divide(variance, srs, out=np.full_like(variance, np.nan), where=srs > 0)
    return DomainEstimates(
        domains.by, domains.names, domains.items, finished.n, est, se, est - half, est + half, deff, df
    )


def quantile_t(df: float, level: float = LEVEL) -> float:
    """Return the two-sided t quantile, the normal one for infinite df, NaN where there are no df."""
    if df <= 0:
        return float("nan")
    return float(norm.ppf((1 + level) / 2) if np.isinf(df) else student.ppf((1 + level) / 2, df))


# --- domains: counted once at the finest grouping, rolled up to the others


def _finished(
    answers: Answers, of: Design, matrix: Numbers, by: Sequence[Sequence[str]]
) -> list[tuple[Groups | None, Finished]]:
    plan = moments.columns(matrix, of.weights)
    groupings = [answers.groups(list(b)) if b else None for b in by]
    cells = [_cells(g, len(answers)) for g in groupings]
    order = sorted(range(len(by)), key=lambda i: -int(cells[i].max(initial=0)))
    rolled: dict[int, list[moments.Leaves]] = {}
    for index in order:
        rolled[index] = _rolled_or_counted(of, plan, matrix, cells, rolled, index)
    return [(groups, _finish(of, rolled[i], plan, groups)) for i, groups in enumerate(groupings)]


def _finish(
    of: Design, rolled: list[moments.Leaves], plan: moments.Columns, groups: Groups | None
) -> Finished:
    """Return the estimates of the known domains; those who are in none stand in the last cell."""
    domains = len(groups) if groups else 1
    return moments.finish(of, rolled, plan, domains=domains + 1).first(domains)


def _cells(groups: Groups | None, respondents: int) -> Codes:
    """Return the domain of each respondent; those in none stand in a cell of their own, the last."""
    if groups is None:
        return np.zeros(respondents, dtype=np.int64)
    return np.where(groups.codes < 0, len(groups), groups.codes)


def _rolled_or_counted(
    of: Design,
    plan: moments.Columns,
    matrix: Numbers,
    cells: list[Codes],
    rolled: dict[int, list[moments.Leaves]],
    index: int,
) -> list[moments.Leaves]:
    for finer in sorted(rolled, key=lambda i: int(cells[i].max(initial=0))):
        parent = _parent(cells[finer], cells[index])
        if parent is not None:
            return [leaves.roll_up(parent) for leaves in rolled[finer]]
    return [moments.leaves(stage, cells[index], plan, matrix, of.weights) for stage in of.stages]


def _parent(fine: Codes, coarse: Codes) -> Codes | None:
    """Return the coarse cell of each fine cell, or None where a fine cell lies in more than one."""
    parent = np.zeros(int(fine.max(initial=0)) + 1, dtype=np.int64)
    for rows in (slice(0, 2000), slice(None)):
        parent[fine[rows]] = coarse[rows]
        if not np.array_equal(parent[fine[rows]], coarse[rows]):
            return None
    return parent


# --- calibrated designs: the variance needs every respondent's residual


def _mean_variance(of: Design, groups: Groups | None, matrix: Numbers, finished: Finished) -> Numbers:
    if of.residuals is None:
        return finished.var_mean
    weight = np.divide(1.0, finished.w, out=np.zeros_like(finished.w), where=finished.w > 0)
    return _score_variance(of, groups, matrix, np.nan_to_num(finished.mean), weight)


def _total_variance(of: Design, groups: Groups | None, matrix: Numbers, finished: Finished) -> Numbers:
    if of.residuals is None:
        return finished.var_total
    return _score_variance(of, groups, matrix, np.zeros_like(finished.w), np.ones_like(finished.w))


def _score_variance(
    of: Design, groups: Groups | None, matrix: Numbers, shift: Numbers, factor: Numbers
) -> Numbers:
    """Return the variance of Σ w (y − shift) factor by domain and item, through the residuals."""
    codes = _cells(groups, len(of))
    variance = np.empty_like(shift)
    for item in range(matrix.shape[1]):
        answered = ~np.isnan(matrix[:, item])
        y = np.where(answered, matrix[:, item], 0.0)
        for start in range(0, len(shift), SCORE_COLUMNS):
            domains = np.arange(start, min(start + SCORE_COLUMNS, len(shift)))
            inside = (codes[:, None] == domains) & answered[:, None]
            scores = inside * (of.weights * 1.0)[:, None] * (y[:, None] - shift[domains, item])
            variance[domains, item] = np.diag(covariance(of, scores * factor[domains, item]))
    return variance


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
