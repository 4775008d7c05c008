"""Limits of unknowns that follow from one relation at a time: cheap, and never too narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from weerklank.errors import BadInput, bad_input

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

ROUNDS = 12


def no_table() -> BadInput:
    """Return the error that says that what was published cannot be of any table."""
    return bad_input("no table fits the published cells", "Check the file against the table it came from")


def narrowed(
    relations: sparse.csr_array[np.float64],
    sums: NDArray[np.float64],
    *,
    least: NDArray[np.float64],
    greatest: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least and the greatest value that each relation leaves an unknown, given those of the others.

    ``relations @ x == sums`` with entries of 1 and −1; whole limits stay whole. Shapes (unknowns,). Raises
    `BadInput` where nothing is left.
    """
    cells = relations.tocoo()
    for _ in range(ROUNDS):
        low, high = _once(cells, sums, least, greatest)
        if (low > high).any():
            raise no_table()
        if (low == least).all() and (high == greatest).all():
            break
        least, greatest = low, high
    return least, greatest


def _once(
    cells: sparse.coo_array[np.float64],
    sums: NDArray[np.float64],
    least: NDArray[np.float64],
    greatest: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rows, columns = cells.coords
    plus = cells.data > 0
    low = np.where(plus, least[columns], -greatest[columns])
    high = np.where(plus, greatest[columns], -least[columns])
    top = (sums - np.bincount(rows, low, minlength=len(sums)))[rows] + low
    bottom = (sums - np.bincount(rows, high, minlength=len(sums)))[rows] + high
    lowest, highest = least.copy(), greatest.copy()
    np.maximum.at(lowest, columns, np.where(plus, bottom, -top))
    np.minimum.at(highest, columns, np.where(plus, top, -bottom))
    return lowest, highest
