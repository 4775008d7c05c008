"""Weights that agree with what is known of the population, and the variance that goes with them.

Sources: J.-C. Deville, C.-E. Särndal, JASA 87 (1992) 376–382 (calibration by a distance function); W. E. Deming,
F. F. Stephan, Annals of Mathematical Statistics 11 (1940) 427–444 (raking). The variance uses the residuals of
the calibration regression; for raking by margins ten sweeps of residuals, as R's package survey does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from weerklank.errors import BadInput, Fault, bad_input
from weerklank.stats.design import totals_by
from weerklank.stats.errors import NoConvergence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from weerklank.stats.answers import Answers
    from weerklank.stats.design import Design

    Numbers = NDArray[np.float64]
    Codes = NDArray[np.int64]

Totals = dict[str, dict[str, float]]
"""Population counts: for each column, for each of its values as text."""

EPSILON = 1e-12
MET = 1e-6
MOST_SWEEPS = 500
RESIDUAL_SWEEPS = 10
MOST_STEPS = 200


class Method(Enum):
    """How weights are made to agree with population totals."""

    RAKE = "rake"
    LINEAR = "linear"
    RAKING = "raking"
    LOGIT = "logit"
    POSTSTRATIFY = "poststratify"


@dataclass(frozen=True)
class Margin:
    """One column with its population counts: codes (respondents,), counts (values,)."""

    column: str
    codes: Codes
    counts: Numbers


def calibrate(
    answers: Answers,
    of: Design,
    totals: Mapping[str, Mapping[str, float] | Sequence[float]],
    *,
    method: Method,
    bounds: tuple[float, float] = (0.5, 2.0),
) -> Design:
    """Return the design with weights that reproduce the population counts of every column.

    `totals`: for each column a mapping of its values to counts, or a list of counts by values 0, 1, 2, ….
    `bounds`: least and greatest ratio of new to old weight, for `Method.LOGIT` only. With
    `Method.POSTSTRATIFY` there is one column. Raises `BadInput` where the values of file and totals differ or
    the columns add up to different populations, `NoConvergence` where no weights were found.
    """
    margins = margins_of(answers, totals)
    _require_weight(of, margins, answers.source)
    made = _made(of, margins, answers.source, method, bounds)
    _require_met(made, margins)
    return made


def _made(
    of: Design, margins: tuple[Margin, ...], source: str, method: Method, bounds: tuple[float, float]
) -> Design:
    if method is Method.POSTSTRATIFY:
        return _poststratified(of, margins, source)
    if method is Method.RAKE:
        return _raked(of, margins)
    return regression_calibrated(of, *_dummies(margins), method=method, bounds=bounds)


def _require_weight(of: Design, margins: tuple[Margin, ...], source: str) -> None:
    faults = [
        Fault(
            "all respondents of a value have weight zero",
            "Merge the value with another in totals and file",
            file=source,
            column=margin.column,
        )
        for margin in margins
        if (np.bincount(margin.codes, weights=of.weights, minlength=len(margin.counts)) <= 0).any()
    ]
    if faults:
        raise BadInput(faults)


def _require_met(of: Design, margins: tuple[Margin, ...]) -> None:
    """Refuse weights that miss a total: two columns may ask what no weights can give."""
    for margin in margins:
        reached = np.bincount(margin.codes, weights=of.weights, minlength=len(margin.counts))
        if not np.abs(reached - margin.counts).max() <= MET * margin.counts.sum():
            raise NoConvergence(
                f"No weights meet the totals of column {margin.column}: they contradict another column's, or "
                "some values are too small. Check the totals, or merge small values."
            )


def margins_of(
    answers: Answers, totals: Mapping[str, Mapping[str, float] | Sequence[float]]
) -> tuple[Margin, ...]:
    """Return the totals as margins; raise `BadInput` with every way in which file and totals disagree."""
    if not totals:
        raise bad_input("there are no population totals", "Name at least one column with its counts")
    made, faults = list[Margin](), list[Fault]()
    for column, given in totals.items():
        wanted = _by_value(given)
        groups = answers.groups([column])
        labels = [label[0] for label in groups.labels]
        faults += _disagreements(answers, column, labels, wanted, groups.codes)
        counts = np.array([float(wanted.get(label, 0)) for label in labels])
        made.append(Margin(column, groups.codes, counts))
    populations = {round(m.counts.sum(), 6) for m in made}
    if not faults and len(populations) > 1:
        faults.append(
            Fault(
                "the columns add up to different populations",
                "Give counts of the same population for every column",
            )
        )
    if faults:
        raise BadInput(faults)
    return tuple(made)


def _by_value(given: Mapping[str, float] | Sequence[float]) -> dict[str, float]:
    if isinstance(given, Mapping):
        return {str(value): float(count) for value, count in given.items()}
    return {str(value): float(count) for value, count in enumerate(given)}


def _disagreements(
    answers: Answers, column: str, labels: list[str], wanted: Mapping[str, float], codes: Codes
) -> list[Fault]:
    source = answers.source
    faults = []
    if (codes < 0).any():
        row = answers.first_row + int(np.flatnonzero(codes < 0)[0])
        faults.append(
            Fault(
                "the value is missing, so the respondent has no margin",
                "Fill it in or leave out the row",
                file=source,
                row=row,
                column=column,
            )
        )
    absent = sum(1 for label in wanted if label not in labels and wanted[label] > 0)
    if absent:
        faults.append(
            Fault(
                f"{absent} values of the totals have no respondent",
                "Merge them with another value in totals and file",
                file=source,
                column=column,
            )
        )
    if any(not wanted.get(label, 0) > 0 for label in labels):
        faults.append(
            Fault(
                "a value of the file has no population count above zero",
                "Add it to the totals",
                file=source,
                column=column,
            )
        )
    return faults


# --- by cells and margins


def _poststratified(of: Design, margins: tuple[Margin, ...], source: str) -> Design:
    if len(margins) != 1:
        raise bad_input("post-stratification takes one column", "Give one, or choose rake", file=source)
    (margin,) = margins
    old = of.weights
    new = old * _factor(margin, old)[margin.codes]

    def residuals(scores: Numbers) -> Numbers:
        return scores - _cell_means(margin, scores, new, old)[margin.codes] * new[:, None]

    return of.calibrated(new, residuals)


def _factor(margin: Margin, weights: Numbers) -> Numbers:
    return margin.counts / np.bincount(margin.codes, weights=weights, minlength=len(margin.counts))


def _cell_means(margin: Margin, scores: Numbers, scale: Numbers, by: Numbers) -> Numbers:
    """Return the mean of scores/scale in each cell, weighted by `by`, shape (values, scores)."""
    size = len(margin.counts)
    below = np.bincount(margin.codes, weights=by, minlength=size)
    share = np.divide(by, scale, out=np.zeros_like(by), where=scale > 0)
    return totals_by(margin.codes, scores * share[:, None], size=size) / below[:, None]


def _raked(of: Design, margins: tuple[Margin, ...]) -> Design:
    weights, history = of.weights, [of.weights]
    for _ in range(MOST_SWEEPS):
        before, history = weights, []
        for margin in margins:
            weights = weights * _factor(margin, weights)[margin.codes]
            history.append(weights)
        if np.abs(weights - before).max() < EPSILON * weights.max():
            break
    else:
        raise NoConvergence("Raking did not settle: merge small values, or use fewer columns.")

    def residuals(scores: Numbers) -> Numbers:
        for _ in range(RESIDUAL_SWEEPS):
            for margin, at in zip(margins, history, strict=True):
                even = np.ones_like(at)
                scores = scores - _cell_means(margin, scores, at, even)[margin.codes] * at[:, None]
        return scores

    return of.calibrated(weights, residuals)


# --- by regression on auxiliary columns


def _dummies(margins: tuple[Margin, ...]) -> tuple[Numbers, Numbers]:
    """Return an intercept and, for each margin, every value but the first, with the population totals."""
    columns = [np.ones((len(margins[0].codes), 1))]
    totals = [np.array([margins[0].counts.sum()])]
    for margin in margins:
        values = np.arange(1, len(margin.counts))
        columns.append((margin.codes[:, None] == values).astype(np.float64))
        totals.append(margin.counts[1:])
    return np.hstack(columns), np.concatenate(totals)


def regression_calibrated(
    of: Design,
    auxiliary: Numbers,
    totals: Numbers,
    *,
    method: Method = Method.LINEAR,
    bounds: tuple[float, float] = (0.5, 2.0),
) -> Design:
    """Return the design calibrated to totals of any auxiliary columns.

    `auxiliary`: shape (respondents, p), an intercept among them where the population size is known;
    `totals`: shape (p,). `method`: linear (the generalised regression estimator), raking (weights stay above
    zero) or logit (the ratio of new to old weight stays within `bounds`).
    """
    _check_bounds(method, bounds)
    old = of.weights
    ratio = _ratios(auxiliary, old, totals, method, bounds)
    half = np.sqrt(old)
    basis, triangle = np.linalg.qr(auxiliary * half[:, None])
    # a column that others imply adds nothing to what is projected out
    basis = basis[:, np.abs(np.diag(triangle)) > 1e-7 * np.abs(np.diag(triangle)).max()]
    new = old * ratio
    scale = ratio * half

    def residuals(scores: Numbers) -> Numbers:
        flat = np.divide(scores, scale[:, None], out=np.zeros_like(scores), where=scale[:, None] != 0)
        return np.asarray((flat - basis @ (basis.T @ flat)) * scale[:, None])

    return of.calibrated(new, residuals)


def _check_bounds(method: Method, bounds: tuple[float, float]) -> None:
    low, high = bounds
    if method is Method.LOGIT and not (low < 1 < high and np.isfinite(high - low)):
        raise bad_input(
            "the bounds do not lie below and above 1",
            "Give the least and the greatest ratio of new to old weight, as in 0.5 and 2",
        )


def _ratios(
    auxiliary: Numbers, old: Numbers, totals: Numbers, method: Method, bounds: tuple[float, float]
) -> Numbers:
    """Return new over old weights, found by Newton's steps on the calibration equations."""
    eta = np.zeros(auxiliary.shape[1])
    ratio, slope = _distance(auxiliary @ eta, method, bounds)
    for _ in range(MOST_STEPS):
        missing = totals - auxiliary.T @ (old * ratio)
        if np.all(np.abs(missing) < EPSILON * (1 + np.abs(totals))):
            return ratio
        curve = (auxiliary * (old * slope)[:, None]).T @ auxiliary
        step = np.asarray(np.linalg.lstsq(curve, missing, rcond=None)[0], dtype=np.float64)
        eta, ratio, slope = _damped(auxiliary, eta, step, method, bounds)
        if method is Method.LINEAR:
            return ratio
    raise NoConvergence("No weights meet the totals: widen the bounds, merge small values, or use rake.")


def _damped(
    auxiliary: Numbers, eta: Numbers, step: Numbers, method: Method, bounds: tuple[float, float]
) -> tuple[Numbers, Numbers, Numbers]:
    """Return the point after a step that is halved until every ratio is finite."""
    for _ in range(MOST_STEPS):
        ratio, slope = _distance(auxiliary @ (eta + step), method, bounds)
        if np.isfinite(ratio).all() and np.isfinite(slope).all():
            return eta + step, ratio, slope
        step = step / 2
    raise NoConvergence("The weights grow without bound: merge small values, or use rake.")


def _distance(u: Numbers, method: Method, bounds: tuple[float, float]) -> tuple[Numbers, Numbers]:
    """Return the ratio of weights and its derivative at u (Deville and Särndal 1992, table 1)."""
    if method is Method.LINEAR:
        return 1 + u, np.ones_like(u)
    if method is Method.RAKING:
        with np.errstate(over="ignore"):
            return np.exp(u), np.exp(u)
    low, high = bounds
    speed = (high - low) / ((1 - low) * (high - 1))
    grown = np.exp(np.clip(speed * u, -700, 700))
    below = (high - 1) + (1 - low) * grown
    ratio = (low * (high - 1) + high * (1 - low) * grown) / below
    return ratio, (ratio - low) * (high - ratio) * speed / (high - low)
