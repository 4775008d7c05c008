"""Survey-weighted regression: how answers go together, never what causes what.

Generalised linear models fitted by iteratively reweighted least squares, with a sandwich variance that follows
the design. Source: D. A. Binder, International Statistical Review 51 (1983) 279–292.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, xlogy
from scipy.stats import f as fisher
from scipy.stats import t as student

from weerklank.errors import bad_input
from weerklank.stats.design import covariance
from weerklank.stats.errors import NoConvergence
from weerklank.stats.estimate import domain_df

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from weerklank.stats.answers import Answers
    from weerklank.stats.design import Design

    Numbers = NDArray[np.float64]

INTERCEPT = "(Intercept)"
EPSILON, MOST_STEPS = 1e-8, 50


class Family(Enum):
    """The outcome's distribution with its canonical link: identity, logit, log."""

    GAUSSIAN = "gaussian"
    BINOMIAL = "binomial"
    POISSON = "poisson"


@dataclass(frozen=True)
class Model:
    """A fitted model. `names`, `coef`: (p,); `cov`: (p, p); `terms[i]` is the term that coefficient i belongs to.

    `df` are the residual degrees of freedom: those of the respondents used, plus one, less p.
    """

    outcome: str
    family: Family
    names: tuple[str, ...]
    terms: tuple[str, ...]
    coef: Numbers
    cov: Numbers
    df: int
    respondents: int

    @property
    def se(self) -> Numbers:
        """Return the standard errors, (p,)."""
        return np.sqrt(np.diag(self.cov))

    @property
    def t(self) -> Numbers:
        """Return coefficient over standard error, (p,)."""
        return np.asarray(self.coef / self.se)

    @property
    def p(self) -> Numbers:
        """Return two-sided p-values of the t statistics, (p,)."""
        return np.asarray(2 * student.sf(np.abs(self.t), self.df))


@dataclass(frozen=True)
class Test:
    """A test: its statistic, degrees of freedom above and below (infinite where there are none), p-value."""

    statistic: float
    df: float
    below: float
    p: float


def regression(
    answers: Answers,
    of: Design,
    outcome: str,
    terms: Sequence[str],
    *,
    factors: Collection[str] = (),
    family: Family = Family.GAUSSIAN,
) -> Model:
    """Return the regression of an outcome on terms, over the respondents who answered all of them.

    A term in `factors` becomes a column for each of its values but the first; the others are numbers. Raises
    `BadInput` for an outcome outside the family's range or terms that say the same, and `NoConvergence` where
    the fit does not settle or the terms predict a 0/1 outcome without exception.
    """
    y = answers.numbers(outcome)
    names, owners, x = model_columns(answers, terms, factors)
    used = ~np.isnan(y) & ~np.isnan(x).any(axis=1) & (of.weights > 0)
    _within_range(y[used], family, answers.source, outcome)
    if np.linalg.matrix_rank(x[used]) < len(names):
        raise bad_input(
            "a term says what the others say, or has one value among those who answered",
            "Leave it out",
            file=answers.source,
        )
    weights = of.weights[used] / of.weights.mean()
    coef, working, residual = fit(x[used], y[used], weights, family)
    bread = np.linalg.inv((x[used] * working[:, None]).T @ x[used])
    scores = np.zeros((len(of), len(names)))
    scores[used] = (x[used] * (residual * working)[:, None]) @ bread
    return Model(
        outcome,
        family,
        names,
        owners,
        coef,
        covariance(of, scores),
        domain_df(of, used) + 1 - len(names),
        int(used.sum()),
    )


def term_test(model: Model, term: str) -> Test:
    """Return the Wald test that every coefficient of a term is zero (F on the residual degrees of freedom)."""
    at = [i for i, owner in enumerate(model.terms) if owner == term]
    if not at:
        raise bad_input(
            f"the model has no term {term}", f"Choose one of {', '.join(dict.fromkeys(model.terms))}"
        )
    beta = model.coef[at]
    statistic = float(beta @ np.linalg.solve(model.cov[np.ix_(at, at)], beta)) / len(at)
    return Test(statistic, len(at), model.df, float(fisher.sf(statistic, len(at), model.df)))


def model_columns(
    answers: Answers, terms: Sequence[str], factors: Collection[str]
) -> tuple[tuple[str, ...], tuple[str, ...], Numbers]:
    """Return names (p,), owning terms (p,) and columns (respondents, p) of a model with an intercept."""
    names, owners, columns = [INTERCEPT], [INTERCEPT], [np.ones(len(answers))]
    for term in terms:
        if term not in factors:
            names.append(term)
            columns.append(answers.numbers(term))
        else:
            groups = answers.groups([term])
            for value in range(1, len(groups)):
                names.append(f"{term}{groups.labels[value][0]}")
                columns.append(np.where(groups.codes < 0, np.nan, groups.codes == value))
        owners += [term] * (len(names) - len(owners))
    return tuple(names), tuple(owners), np.column_stack(columns)


def _within_range(y: Numbers, family: Family, source: str, outcome: str) -> None:
    fits = {
        Family.GAUSSIAN: np.isfinite(y),
        Family.BINOMIAL: (y >= 0) & (y <= 1),
        Family.POISSON: y >= 0,
    }[family]
    if not len(y) or not fits.all():
        raise bad_input(
            f"the outcome does not fit the {family.value} family or nobody answered",
            "Choose an outcome in its range",
            file=source,
            column=outcome,
        )


def fit(x: Numbers, y: Numbers, weights: Numbers, family: Family) -> tuple[Numbers, Numbers, Numbers]:
    """Return coefficients (p,), working weights and working residuals (respondents,) of the last step.

    `x`: shape (respondents, p); `y`, `weights`: shape (respondents,).
    """
    mu = {Family.GAUSSIAN: y, Family.BINOMIAL: (weights * y + 0.5) / (weights + 1), Family.POISSON: y + 0.1}[
        family
    ]
    eta, before = _link(mu, family), np.inf
    for _ in range(MOST_STEPS):
        slope = _slope(mu, family)
        working = weights * slope
        target = eta + (y - mu) / slope
        half = np.sqrt(working)
        coef = np.asarray(np.linalg.lstsq(x * half[:, None], target * half, rcond=None)[0], dtype=np.float64)
        eta = x @ coef
        mu = _mean(eta, family)
        deviance = _deviance(y, mu, weights, family)
        if abs(deviance - before) / (abs(deviance) + 0.1) < EPSILON:
            if family is Family.BINOMIAL and deviance < EPSILON * weights.sum():
                break  # nothing is left to chance: the coefficients grow without end
            return coef, working, (y - mu) / _slope(mu, family)
        before = deviance
    raise NoConvergence(
        "The model did not settle: leave out a term that predicts the outcome without exception."
    )


def _link(mu: Numbers, family: Family) -> Numbers:
    if family is Family.GAUSSIAN:
        return mu
    return np.asarray(np.log(mu / (1 - mu)) if family is Family.BINOMIAL else np.log(mu))


def _mean(eta: Numbers, family: Family) -> Numbers:
    if family is Family.GAUSSIAN:
        return eta
    return np.asarray(expit(eta) if family is Family.BINOMIAL else np.exp(eta))


def _slope(mu: Numbers, family: Family) -> Numbers:
    """Return dμ/dη, which for a canonical link is the variance function."""
    if family is Family.GAUSSIAN:
        return np.ones_like(mu)
    return mu * (1 - mu) if family is Family.BINOMIAL else mu


def _deviance(y: Numbers, mu: Numbers, weights: Numbers, family: Family) -> float:
    if family is Family.GAUSSIAN:
        return float(weights @ (y - mu) ** 2)
    if family is Family.BINOMIAL:
        return -2 * float(weights @ (xlogy(y, mu) + xlogy(1 - y, 1 - mu)))
    return 2 * float(weights @ (xlogy(y, np.where(y > 0, y / mu, 1.0)) - (y - mu)))
