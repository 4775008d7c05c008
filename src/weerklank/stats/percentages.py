"""What a published percentage tells of the count behind it.

A percentage with d decimals says that the share lies within half a unit of its last decimal. Of N known
respondents that leaves the whole counts y with share in [l, h], l = p − ½·10⁻ᵈ and h = p + ½·10⁻ᵈ percent, both
ends included: whichever way a half was rounded, the truth is among them.

A weighted share is Σ w over those who said yes, over Σ w. With weights from a to b and r = b / a, y people of N
can give every share from y / (y + (N − y) r) to y r / (y r + N − y), and no other. So a reader who knows r and no
more is left with the whole y in

    l N / (r (1 − l) + l)  ≤  y  ≤  h r N / (1 − h + h r).

Weights that are equal within the group (r = 1) hide nothing: it is the interval without weights. What weights hide
they hide only from a reader who does not know whose they are: they are no protection of their own.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, inf, isinf, isnan
from typing import TYPE_CHECKING

import numpy as np

from weerklank.errors import BadInput, bad_input
from weerklank.stats.tables import HIDDEN, SafeTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.tables import Layout

HUNDRED = 100
ROUNDED = 1e-6
"""How far a published number, as a float, may lie from its decimals."""


def counts_that_give(
    percentage: float, *, size: int, decimals: int = 0, spread: float = 1.0
) -> tuple[int, int]:
    """Return the least and the greatest count of yes that give a published percentage of `size` respondents.

    `percentage`: 0 to 100, as published with `decimals`. `spread`: greatest over least weight of the
    group (≥ 1; infinite where a weight may be zero). The derivation stands above. Raises `BadInput` where the
    percentage has more decimals, or no count gives it.
    """
    unit = 10**decimals
    shown = round(Fraction(percentage) * unit)
    if abs(percentage * unit - shown) > ROUNDED or not 0 <= shown <= HUNDRED * unit:
        raise _impossible()
    low = max(Fraction(2 * shown - 1, 2 * HUNDRED * unit), Fraction(0))
    high = min(Fraction(2 * shown + 1, 2 * HUNDRED * unit), Fraction(1))
    if isinf(spread):
        return 0, size
    r = Fraction(spread)
    least = ceil(low * size / (r * (1 - low) + low))
    greatest = floor(high * r * size / (1 - high + high * r))
    if least > greatest:
        raise _impossible()
    return least, greatest


def told_by_percentages(
    layout: Layout,
    percentages: NDArray[np.float64],
    *,
    sizes: NDArray[np.int64],
    yes: int,
    decimals: int = 0,
    spreads: NDArray[np.float64] | None = None,
) -> SafeTable:
    """Return what a reader is told by the percentages of yes of a table with two answers, as counts.

    `percentages`, `sizes` and `spreads`: shape (groups,), the first NaN where none is published; `yes`: which of
    the two answers they are of. The answer where a percentage leaves one count is shown exactly. Raises as
    `counts_that_give`.
    """
    wide = np.ones(layout.groups) if spreads is None else spreads
    told = np.zeros((layout.groups, 2, 2), dtype=np.int64)
    each = zip(percentages.tolist(), sizes.tolist(), wide.tolist(), strict=True)
    for group, (percentage, size, spread) in enumerate(each):
        least, greatest = (0, size)
        if not isnan(percentage) and size:
            least, greatest = counts_that_give(percentage, size=size, decimals=decimals, spread=spread)
        told[group, yes] = least, greatest
        told[group, 1 - yes] = size - greatest, size - least
    return SafeTable(layout, sizes, np.where(told[..., 0] == told[..., 1], told[..., 0], HIDDEN), told)


def spread_of(weights: NDArray[np.float64]) -> float:
    """Return the greatest over the least of weights, 1 where there is none, infinite where the least is zero."""
    if not len(weights):
        return 1.0
    least, greatest = float(weights.min()), float(weights.max())
    return greatest / least if least > 0 else inf


def _impossible() -> BadInput:
    return bad_input(
        "no count of people gives this percentage", "Check the percentage, its decimals and its base"
    )
