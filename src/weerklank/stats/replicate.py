"""The stratified jackknife: each unit left out once, its stratum scaled up.

Source: K. M. Wolter, Introduction to Variance Estimation (2007), chapter 4. Replicates are measured from their
own mean, as R's package survey does by default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats.design import Lonely, totals_by
from weerklank.stats.errors import BadDesign
from weerklank.stats.estimate import Estimate, inside, quantile_t

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.answers import Answers
    from weerklank.stats.design import Design


def jackknife_mean(
    answers: Answers, of: Design, item: str, *, domain: NDArray[np.bool_] | None = None
) -> Estimate:
    """Return a weighted mean with its jackknife standard error (JKn), without finite population correction.

    Raises `BadDesign` where a stratum has one unit: there is nothing left when it is left out. So too where fewer
    than two units have answers.
    """
    first = of.stages[0]
    if (first.drawn <= 1).any() and of.lonely is not Lonely.REMOVE:
        raise BadDesign(
            "A stratum has one unit, and the jackknife leaves out one: merge it with another stratum."
        )
    y = answers.numbers(item)
    used = inside(answers, domain) & ~np.isnan(y)
    w = np.where(used, of.weights, 0.0)
    per_unit = totals_by(
        first.unit, np.column_stack([w * np.where(used, y, 0.0), w]), size=int(first.unit.max()) + 1
    )
    if np.count_nonzero(per_unit[:, 1]) < 2:  # noqa: PLR2004 - leaving out the only one leaves no mean
        raise BadDesign(
            "Fewer than two units have answers, and the jackknife leaves out one: widen the domain."
        )
    home = np.zeros(len(per_unit), dtype=np.int64)
    home[first.unit] = first.stratum
    n = first.drawn[home]
    above = totals_by(home, per_unit, size=len(first.drawn))[home]
    grown = np.divide(n, n - 1, out=np.ones_like(n), where=n > 1)[:, None]
    kept = per_unit.sum(axis=0) - above + (above - per_unit) * grown
    replicates = kept[:, 0] / kept[:, 1]
    spread = replicates - replicates.mean()
    est = float(per_unit[:, 0].sum() / per_unit[:, 1].sum())
    se = float(np.sqrt(((n - 1) / n) @ spread**2))
    half = quantile_t(of.df) * se
    return Estimate(est, se, est - half, est + half, of.df)
