"""Programs over the tables that fit, linear or in whole numbers, solved with HiGHS."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

import numpy as np
from highspy import HighsLp, HighsModelStatus, HighsVarType, MatrixFormat
from highspy._core import _Highs  # the public class prints a banner where JSON is due, whatever its options

from weerklank.stats.narrowing import no_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from scipy import sparse

TOLERANCE = 1e-6

OPTIONS: dict[str, bool | int | str] = {
    "output_flag": False,
    "threads": 1,
    "presolve": "off",
    "simplex_strategy": 4,  # primal: the last table found still fits when the question changes
}
USUAL: dict[str, bool | int | str] = {"presolve": "on", "simplex_strategy": 1}

BRANCHES = 400
"""The effort of a search in whole numbers, in nodes of its tree. A number, not a time: the same on any machine."""

IN_WHOLE_NUMBERS: dict[str, bool | int | str] = {
    "output_flag": False,
    "threads": 1,
    "mip_max_nodes": BRANCHES,
    "mip_max_leaves": BRANCHES,
}

JUST_ONE: dict[str, bool | int | str] = {"presolve": "off"}
"""Where any table will do: to find one is sooner than to look first what can be left out."""

SETTLED = (HighsModelStatus.kOptimal, HighsModelStatus.kInfeasible)


def is_whole(table: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return, for every value, whether it is a whole number."""
    near: NDArray[np.bool_] = np.abs(table - np.rint(table)) < TOLERANCE
    return near


class Program:
    """The tables that fit ``relations @ x == sums``, ``least <= x <= greatest``; asked for one extreme at a time.

    Each question starts from the table that answered the one before; the way on from there differs where
    questions differ in their limits, and not in what they ask for.
    """

    def __init__(
        self,
        relations: sparse.csr_array[np.float64],
        sums: NDArray[np.float64],
        *,
        least: NDArray[np.float64],
        greatest: NDArray[np.float64],
        limits_change: Literal["never", "often"] = "never",
    ) -> None:
        self._size = relations.shape[1]
        self._limits = least, greatest
        self._each = np.arange(self._size, dtype=np.int32)
        self._solver = _Highs()
        self._options = OPTIONS | ({"simplex_strategy": 1} if limits_change == "often" else {})
        _set(self._solver, self._options)
        lp = HighsLp()
        lp.num_col_, lp.num_row_ = self._size, relations.shape[0]
        lp.col_cost_ = np.zeros(self._size)
        lp.col_lower_, lp.col_upper_ = least, greatest
        lp.row_lower_ = lp.row_upper_ = sums
        lp.a_matrix_.format_ = MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = relations.indptr, relations.indices
        lp.a_matrix_.value_ = relations.data
        self._solver.passModel(lp)

    @property
    def limits(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the least and greatest values as they are now: shape (unknowns,)."""
        lp = self._solver.getLp()
        return np.array(lp.col_lower_), np.array(lp.col_upper_)

    def table(self, costs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a table that fits and has the least ``costs @ x``: shape (unknowns,), perhaps with fractions.

        Raises `BadInput` where no table fits what was published.
        """
        found = self.found(costs)
        if found is None:
            raise no_table()
        return found

    def found(self, costs: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """Return what `table` returns, or `None` where no table fits."""
        self._solver.changeColsCost(self._size, self._each, costs)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status not in SETTLED:
            status = self._from_nothing()
        return np.array(self._solver.getSolution().col_value) if status == HighsModelStatus.kOptimal else None

    def whole(self, costs: NDArray[np.float64]) -> tuple[bool, NDArray[np.float64] | None]:
        """Return the table in whole numbers with the least ``costs @ x`` that a bounded search finds.

        The first value says whether there may be one: it is false only where it is proven that none fits. The
        table need not be the least where the effort (`BRANCHES`) ran out; `None` where none was found.
        """
        solver = _Highs()
        _set(solver, IN_WHOLE_NUMBERS | ({} if costs.any() else JUST_ONE))
        lp = self._solver.getLp()
        lp.col_cost_ = costs
        lp.integrality_ = [HighsVarType.kInteger] * self._size
        solver.passModel(lp)
        solver.run()
        if solver.getModelStatus() == HighsModelStatus.kInfeasible:
            return False, None
        table = np.array(solver.getSolution().col_value)
        fits = len(table) == self._size and bool(is_whole(table).all()) and self._fit(np.rint(table))
        return True, np.rint(table) if fits else None

    def _fit(self, table: NDArray[np.float64]) -> bool:
        lp = self._solver.getLp()
        matrix = lp.a_matrix_
        if matrix.format_ == MatrixFormat.kRowwise:
            rows = np.repeat(np.arange(lp.num_row_), np.diff(matrix.start_))
            columns = np.array(matrix.index_)
        else:
            columns = np.repeat(np.arange(self._size), np.diff(matrix.start_))
            rows = np.array(matrix.index_)
        reached = np.bincount(rows, np.array(matrix.value_) * table[columns], minlength=lp.num_row_)
        inside = (table >= np.array(lp.col_lower_)) & (table <= np.array(lp.col_upper_))
        return bool(inside.all() and np.array_equal(reached, np.array(lp.row_lower_)))

    def _from_nothing(self) -> HighsModelStatus:
        """Solve the usual way: the primal simplex now and then gives up where many answers tie."""
        self._solver.clearSolver()
        _set(self._solver, USUAL)
        self._solver.run()
        _set(self._solver, self._options)
        return self._solver.getModelStatus()

    @contextmanager
    def within(
        self, places: NDArray[np.int64], *, least: NDArray[np.float64], greatest: NDArray[np.float64]
    ) -> Iterator[None]:
        """Let some unknowns lie in `least` to `greatest` only, for as long as this lasts."""
        self._limit(places, least, greatest)
        try:
            yield
        finally:
            self._limit(places, self._limits[0][places], self._limits[1][places])

    def _limit(
        self, places: NDArray[np.int64], least: NDArray[np.float64], greatest: NDArray[np.float64]
    ) -> None:
        self._solver.changeColsBounds(len(places), places.astype(np.int32), least, greatest)


def _set(solver: _Highs, options: dict[str, bool | int | str]) -> None:
    for option, value in options.items():
        solver.setOptionValue(option, value)
