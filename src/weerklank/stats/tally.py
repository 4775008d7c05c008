"""What was counted in whole, with how far chance alone could have moved it.

A register knows every case of a year, so there is no sample. The interval says how different the figure could have
been if the same process had brought another year. Sources: E. B. Wilson, JASA 22 (1927) 209-212, for a share;
Student's t for a mean; order statistics by the binomial distribution for a median (H. A. David, H. N. Nagaraja,
Order Statistics, 2003, section 7.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import bdtr, ndtri, stdtrit

from weerklank.errors import bad_input
from weerklank.stats.estimate import LEVEL, Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST = 2
"""Values of which a mean has an interval."""


def share_of(part: int, whole: int, *, level: float = LEVEL) -> Estimate:
    """Return a share between 0 and 1, its binomial standard error, and Wilson's interval.

    Raises `BadInput` unless 0 ≤ `part` ≤ `whole` and `whole` ≥ 1.
    """
    if not 0 <= part <= whole or whole < 1:
        raise bad_input(
            "a share is of more than there is", "Give part and whole: 0 ≤ part ≤ whole, whole ≥ 1"
        )
    share, z = part / whole, float(ndtri((1 + level) / 2))
    weight = 1 + z * z / whole
    centre = (share + z * z / (2 * whole)) / weight
    half = z / weight * float(np.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole)))
    error = float(np.sqrt(share * (1 - share) / whole))
    return Estimate(share, error, max(min(centre - half, share), 0.0), min(max(centre + half, share), 1.0))


def mean_of(values: Sequence[int], *, level: float = LEVEL) -> Estimate:
    """Return the mean of at least two values with its standard error and the t interval."""
    require(values)
    numbers = np.asarray(values, dtype=float)
    mean, error = float(numbers.mean()), float(numbers.std(ddof=1) / np.sqrt(numbers.size))
    half = float(stdtrit(numbers.size - 1, (1 + level) / 2)) * error
    return Estimate(mean, error, mean - half, mean + half, df=numbers.size - 1)


def median_of(values: Sequence[int], *, level: float = LEVEL) -> Estimate:
    """Return the median of at least two values with the narrowest symmetric interval of order statistics.

    It covers at least `level`, but where there are too few values for that: then it runs from the least to the
    greatest. The standard error is not known (nan).
    """
    require(values)
    ordered = np.sort(np.asarray(values, dtype=float))
    heads = bdtr(np.arange(ordered.size + 1, dtype=float), ordered.size, 0.5)
    below = max(int(np.searchsorted(heads, (1 - level) / 2)) - 1, 0)
    return Estimate(
        float(np.median(ordered)),
        float("nan"),
        float(ordered[below]),
        float(ordered[ordered.size - 1 - below]),
    )


def require(values: Sequence[int]) -> None:
    """Refuse fewer values than an interval can be made of."""
    if len(values) < LEAST:
        raise bad_input("there are too few values", f"Give at least {LEAST}")
