"""Scales: several items that measure one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_ITEMS = 2


def reversed_items(
    matrix: NDArray[np.float64], *, reverse: NDArray[np.bool_], low: float, high: float
) -> NDArray[np.float64]:
    """Return the answers with the marked items turned over: low + high − x.

    `matrix`: shape (respondents, items), NaN is missing. `reverse`: shape (items,). `low`, `high`: the least
    and greatest answer of the scale; nothing checks that the answers lie between them.
    """
    turned: NDArray[np.float64] = np.where(reverse, low + high - matrix, matrix)
    return turned


def scale_mean(
    matrix: NDArray[np.float64], *, reverse: NDArray[np.bool_], low: float, high: float, minimum: int
) -> NDArray[np.float64]:
    """Return each respondent's mean of the items answered, NaN where fewer than `minimum` are.

    Arguments as `reversed_items`; `minimum` is at least 1. The result has shape (respondents,), in [low,
    high].
    """
    turned = reversed_items(matrix, reverse=reverse, low=low, high=high)
    answered = np.isfinite(turned)
    count = answered.sum(axis=1)
    total = np.where(answered, turned, 0.0).sum(axis=1)
    enough = count >= max(minimum, 1)
    mean: NDArray[np.float64] = np.where(enough, total / np.maximum(count, 1), np.nan)
    return mean


def cronbach_alpha(matrix: NDArray[np.float64], *, weights: NDArray[np.float64] | None = None) -> float:
    """Return Cronbach's alpha over the respondents who answered every item.

    α = k / (k − 1) · (1 − Σ var(item) / var(sum of items)); L. J. Cronbach, Psychometrika 16 (1951), 297–334.
    `matrix`: shape (respondents, items), reversed already, NaN is missing. `weights`: shape (respondents,),
    not negative; the variances are weighted ones. At most 1, below 0 where items go against each other; NaN
    for fewer than two items, nobody who answered all, or a sum that does not vary.
    """
    complete = np.isfinite(matrix).all(axis=1)
    weight = np.ones(len(matrix)) if weights is None else weights
    rows, weight, items = matrix[complete], weight[complete], matrix.shape[1]
    if items < LEAST_ITEMS or weight.sum() <= 0:
        return float("nan")
    whole = _variance(rows.sum(axis=1, keepdims=True), weight=weight)[0]
    if whole <= 0:
        return float("nan")
    return float(items / (items - 1) * (1 - _variance(rows, weight=weight).sum() / whole))


def _variance(columns: NDArray[np.float64], *, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    share = weight / weight.sum()
    centred = columns - share @ columns
    spread: NDArray[np.float64] = share @ (centred * centred)
    return spread
