"""The profile-likelihood interval of a proportion, by the steps that R's package survey takes.

A profile of the deviance on a grid, a cubic spline through it, and linear inversion: so that the result equals
R's figures and not only the exact root. The likelihood is scaled by the design effect. Source: A. C. Davison,
Statistical Models (2003), 4.5; the spline is that of G. E. Forsythe, M. A. Malcolm, C. B. Moler, Computer Methods
for Mathematical Computations (1977), chapter 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit, xlogy
from scipy.stats import norm
from scipy.stats import t as student

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

FLAT, EPS = 30.0, float(np.finfo(np.float64).eps)
MOST_STEPS, STEPS_TO_REACH, SPLINE_DENSITY = 10, 5, 3


def likelihood_interval(
    p: float, se: float, *, weight: float, information: float, respondents: int, level: float, df: float
) -> tuple[float, float]:
    """Return the interval of a proportion strictly between 0 and 1; NaN for a bound beyond the profile.

    `weight`: the sum of the weights scaled to mean 1 over everybody in the domain; `information`: the sum of
    the working weights of the fitted model; `respondents`: how many answered.
    """
    centre, spread = float(logit(p)), se / (p * (1 - p))
    if spread == 0:
        return p, p
    cut = float(student.ppf((1 - level) / 2, df)) * spread * float(np.sqrt(information))
    reach = float(student.isf(norm.cdf(cut) / 4, respondents - 1))
    profile = _Profile(p, centre, weight, respondents / (respondents - 1))
    grid = profile.grid(step=reach / STEPS_TO_REACH * spread, reach=reach)
    roots = np.array([profile.signed_root(at) for at in grid])
    at = np.linspace(grid[0], grid[-1], SPLINE_DENSITY * len(grid))
    low, high = np.interp([cut, -cut], spline(grid, roots, at), at, left=np.nan, right=np.nan)
    return float(expit(low)), float(expit(high))


class _Profile:
    """The signed root of the deviance of a logistic model with an intercept only."""

    def __init__(self, p: float, centre: float, weight: float, dispersion: float) -> None:
        self.p, self.centre, self.weight, self.dispersion = p, centre, weight, dispersion

    def _deviance(self, at: float) -> float:
        # beyond this the logistic curve is flat in floating point; the profile levels off instead of overflowing
        odds = np.exp(at) if abs(at) <= FLAT else (EPS if at < 0 else 1 / EPS)
        mu = odds / (1 + odds)
        return -2 * self.weight * float(xlogy(self.p, mu) + xlogy(1 - self.p, 1 - mu))

    def signed_root(self, at: float) -> float:
        rise = max((self._deviance(at) - self._deviance(self.centre)) / self.dispersion, 0.0)
        return float(np.copysign(np.sqrt(rise), at - self.centre))

    def grid(self, *, step: float, reach: float) -> Numbers:
        """Return the points from the first beyond `reach` below to the first beyond it above."""
        points = [self.centre]
        for sign in (-1, 1):
            for count in range(1, MOST_STEPS):
                points.append(self.centre + sign * count * step)
                if abs(self.signed_root(points[-1])) >= reach:
                    break
        return np.sort(np.array(points))


def spline(x: Numbers, y: Numbers, at: Numbers) -> Numbers:
    """Return the cubic spline through (x, y) at the points `at`, shape as `at`.

    `x` ascends and has at least four points. At each end the third derivative is that of the cubic through the
    four outermost points.
    """
    h, slope = np.diff(x), np.diff(y) / np.diff(x)
    bend = _second_derivatives(x, y, h, slope)
    i = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(h) - 1)
    t = at - x[i]
    first = slope[i] - h[i] * (2 * bend[i] + bend[i + 1]) / 6
    return np.asarray(y[i] + t * (first + t * (bend[i] / 2 + t * (bend[i + 1] - bend[i]) / (6 * h[i]))))


def _second_derivatives(x: Numbers, y: Numbers, h: Numbers, slope: Numbers) -> Numbers:
    size = len(x)
    left, right = np.zeros((size, size)), np.zeros(size)
    for i in range(1, size - 1):
        left[i, i - 1 : i + 2] = h[i - 1], 2 * (h[i - 1] + h[i]), h[i]
        right[i] = 6 * (slope[i] - slope[i - 1])
    left[0, :2], right[0] = (-1, 1), 6 * h[0] * _third_difference(x[:4], y[:4])
    left[-1, -2:], right[-1] = (-1, 1), 6 * h[-1] * _third_difference(x[-4:], y[-4:])
    return np.asarray(np.linalg.solve(left, right))


def _third_difference(x: Numbers, y: Numbers) -> float:
    for order in range(1, 4):
        y = np.diff(y) / (x[order:] - x[:-order])
    return float(y[0])
