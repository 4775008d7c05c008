"""The reporting gap: how many people were affected by the survey's reckoning, beside how many matters came in.

The share affected is read as logit-normal, the headcount as triangular; the interval is that of their product,
taken over a fixed grid of quantiles, so that the same input always gives the same figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit, ndtri

from weerklank.errors import bad_input
from weerklank.stats.estimate import LEVEL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.estimate import Estimate

GRID = 400


@dataclass(frozen=True)
class Headcount:
    """Persons employed: the likeliest number and the range it lies in."""

    likely: float
    low: float
    high: float


@dataclass(frozen=True)
class Gap:
    """Persons affected with their interval, and the ratio of reporters to them with its own.

    `ratio_low`, `ratio_high` span from the fewest reporters over the most affected to the most over the
    fewest. The ratio may exceed 1, where people report more than once, and is not cut off. The gap is
    1 less the ratio.
    """

    affected: float
    affected_low: float
    affected_high: float
    ratio_low: float
    ratio_high: float

    @property
    def gap_low(self) -> float:
        """Return the least gap."""
        return 1 - self.ratio_high

    @property
    def gap_high(self) -> float:
        """Return the greatest gap."""
        return 1 - self.ratio_low


def reporting_gap(
    prevalence: Estimate, headcount: Headcount, *, reporters: tuple[int, int], level: float = LEVEL
) -> Gap:
    """Return the gap for a share affected (between 0 and 1) and the fewest and most persons who reported."""
    if not 0 < prevalence.est < 1:
        raise bad_input("the share affected is 0 or 1", "A gap needs a share between them")
    if not 0 < headcount.low <= headcount.likely <= headcount.high:
        raise bad_input(
            "the headcount is not low ≤ likely ≤ high", "Give three numbers of persons in that order"
        )
    if not 0 <= reporters[0] <= reporters[1]:
        raise bad_input("the reporters are not fewest ≤ most", "Give two numbers of persons in that order")
    low, high = np.quantile(_product(prevalence, headcount), [(1 - level) / 2, (1 + level) / 2])
    return Gap(
        prevalence.est * headcount.likely,
        float(low),
        float(high),
        reporters[0] / float(high),
        reporters[1] / float(low),
    )


def _product(prevalence: Estimate, headcount: Headcount) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    at = (np.arange(GRID) + 0.5) / GRID
    spread = prevalence.se / (prevalence.est * (1 - prevalence.est))
    share = expit(logit(prevalence.est) + ndtri(at) * spread)
    width = headcount.high - headcount.low
    persons = np.full(GRID, headcount.likely)
    if width > 0:
        persons = headcount.low + width * _triangular(at, (headcount.likely - headcount.low) / width)
    return np.asarray(np.outer(share, persons).ravel())


def _triangular(at: NDArray[np.float64], top: float) -> NDArray[np.float64]:
    """Return the quantiles of the triangle on 0 to 1 that is highest at `top`."""
    rising, falling = np.sqrt(top * at), 1 - np.sqrt((1 - top) * (1 - at))
    return np.where(at < top, rising, falling)
