"""Linear programs over the tables that fit, solved with HiGHS."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from highspy import HighsLp, HighsModelStatus, MatrixFormat
from highspy._core import _Highs  # the public class prints a banner where JSON is due, whatever its options

from weerklank.errors import bad_input

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from scipy import sparse

OPTIONS: dict[str, bool | int | str] = {
    "output_flag": False,
    "threads": 1,
    "presolve": "off",
    "simplex_strategy": 4,  # primal: the last table found still fits when the question changes
}
USUAL: dict[str, bool | int | str] = {"presolve": "on", "simplex_strategy": 1}

SETTLED = (HighsModelStatus.kOptimal, HighsModelStatus.kInfeasible)


class Program:
    """The tables that fit ``relations @ x == sums``, ``least <= x <= greatest``; asked for one extreme at a time.

    Each question starts from the table that answered the one before.
    """

    def __init__(
        self,
        relations: sparse.csr_array[np.float64],
        sums: NDArray[np.float64],
        *,
        least: NDArray[np.float64],
        greatest: NDArray[np.float64],
    ) -> None:
        self._size = relations.shape[1]
        self._limits = least, greatest
        self._each = np.arange(self._size, dtype=np.int32)
        self._solver = _Highs()
        self._set(OPTIONS)
        lp = HighsLp()
        lp.num_col_, lp.num_row_ = self._size, relations.shape[0]
        lp.col_cost_ = np.zeros(self._size)
        lp.col_lower_, lp.col_upper_ = least, greatest
        lp.row_lower_ = lp.row_upper_ = sums
        lp.a_matrix_.format_ = MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = relations.indptr, relations.indices
        lp.a_matrix_.value_ = relations.data
        self._solver.passModel(lp)

    def table(self, costs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a table that fits and has the least ``costs @ x``: shape (unknowns,).

        Raises `BadInput` where no table fits what was published.
        """
        self._solver.changeColsCost(self._size, self._each, costs)
        if not self.fits():
            raise bad_input(
                "no table fits the published cells", "Check the file against the table it came from"
            )
        return np.array(self._solver.getSolution().col_value)

    def fits(self) -> bool:
        """Return whether any table fits, and find the one asked for."""
        self._solver.run()
        status = self._solver.getModelStatus()
        if status not in SETTLED:
            status = self._from_nothing()
        return bool(status == HighsModelStatus.kOptimal)

    def _from_nothing(self) -> HighsModelStatus:
        """Solve the usual way: the primal simplex now and then gives up where many answers tie."""
        self._solver.clearSolver()
        self._set(USUAL)
        self._solver.run()
        self._set(OPTIONS)
        return self._solver.getModelStatus()

    def _set(self, options: dict[str, bool | int | str]) -> None:
        for option, value in options.items():
            self._solver.setOptionValue(option, value)

    @contextmanager
    def within(self, unknown: int, least: float, greatest: float) -> Iterator[Program]:
        """Let an unknown lie in `least` to `greatest` only, for as long as this lasts."""
        self._solver.changeColBounds(unknown, least, greatest)
        try:
            yield self
        finally:
            self._solver.changeColBounds(unknown, self._limits[0][unknown], self._limits[1][unknown])
