"""Whether two groupings go together: Pearson and Wald tests that follow the design.

Source: J. N. K. Rao, A. J. Scott, Annals of Statistics 12 (1984) 46–60; A. C. Koch, D. H. Freeman, J. L. Freeman,
International Statistical Review 43 (1975) 59–78 (Wald).
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy.stats import chi2
from scipy.stats import f as fisher

from weerklank.errors import bad_input
from weerklank.stats.design import covariance
from weerklank.stats.errors import BadDesign
from weerklank.stats.models import Test

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.answers import Answers, Groups
    from weerklank.stats.design import Design

    Numbers = NDArray[np.float64]


class Statistic(Enum):
    """Second-order Rao–Scott F, first-order Rao–Scott chi-squared, Wald, Wald with adjusted df."""

    F = "F"
    CHISQ = "Chisq"
    WALD = "Wald"
    ADJUSTED_WALD = "adjWald"


def association(
    answers: Answers, of: Design, rows: str, columns: str, *, statistic: Statistic = Statistic.F
) -> Test:
    """Return the test that two groupings are independent; raise `BadDesign` for a table too empty to tell.

    Respondents who miss one of the two are left out of the table; as in R's package survey the Pearson
    statistic is still scaled to the number of all respondents, which leaves its p-value as it is.
    """
    first, second = _together(answers, rows, columns)
    if len(first) < 2 or len(second) < 2:  # noqa: PLR2004 - a table with one row or column has no association
        raise bad_input("a grouping has a single value", "Choose one with at least two", file=answers.source)
    cell = np.where((first.codes < 0) | (second.codes < 0), -1, first.codes * len(second) + second.codes)
    members = (cell[:, None] == np.arange(len(first) * len(second))).astype(np.float64)
    members *= of.weights[:, None]
    shape = (len(first), len(second))
    if statistic in (Statistic.F, Statistic.CHISQ):
        return _rao_scott(of, members, shape, statistic)
    return _wald(of, members, shape, statistic)


def _together(answers: Answers, rows: str, columns: str) -> tuple[Groups, Groups]:
    """Return both groupings of those who miss neither: a value that only others have makes no empty row."""
    both = answers.column(rows).is_not_null() & answers.column(columns).is_not_null()
    first, second = (
        replace(
            answers,
            frame=pl.DataFrame({name: pl.select(pl.when(both).then(answers.column(name))).to_series()}),
        )
        for name in (rows, columns)
    )
    return first.groups([rows]), second.groups([columns])


def _rao_scott(of: Design, members: Numbers, shape: tuple[int, int], statistic: Statistic) -> Test:
    total, n = members.sum(), len(of)
    share = members.sum(axis=0) / total
    answered = members.sum(axis=1, keepdims=True)
    v = covariance(of, (members - answered * share) / total)
    table = share.reshape(shape)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    pearson = n * float(((table - expected) ** 2 / expected).sum())
    delta = _design_effects(share, v, shape, n)
    trace = float(np.trace(delta))
    freedom = trace**2 / float(np.trace(delta @ delta))
    if statistic is Statistic.CHISQ:
        size = len(delta)
        return Test(pearson, size, np.inf, float(chi2.sf(pearson * size / trace, size)))
    value, below = pearson / trace, freedom * of.df
    return Test(value, freedom, below, float(fisher.sf(value, freedom, below)))


def _design_effects(share: Numbers, v: Numbers, shape: tuple[int, int], n: int) -> Numbers:
    """Return the matrix whose eigenvalues are the generalised design effects of the interactions."""
    rows, columns = (np.eye(size)[:, 1:] for size in shape)
    ones = [np.ones((size, 1)) for size in shape]
    main = np.hstack([np.kron(ones[0], ones[1]), np.kron(rows, ones[1]), np.kron(ones[0], columns)])
    both = np.kron(rows, columns)
    contrast = both - main @ np.linalg.lstsq(main, both, rcond=None)[0]
    inverse = np.diag(np.divide(1.0, share, out=np.zeros_like(share), where=share > 0))
    simple = contrast.T @ (inverse / n) @ contrast
    _require_full_rank(simple)
    return np.asarray(np.linalg.solve(simple, contrast.T @ inverse @ v @ inverse @ contrast))


def _require_full_rank(matrix: Numbers) -> None:
    if np.linalg.matrix_rank(matrix, hermitian=True) < len(matrix):
        raise BadDesign("Too many cells of the table are empty for a test: join values of the groupings.")


def _wald(of: Design, members: Numbers, shape: tuple[int, int], statistic: Statistic) -> Test:
    total = members.sum()
    table = members.sum(axis=0).reshape(shape)
    across, down = table.sum(axis=1), table.sum(axis=0)
    excess = table - np.outer(across, down) / total
    cube = members.reshape(-1, *shape)
    by_row, by_column, any_cell = cube.sum(axis=2), cube.sum(axis=1), cube.sum(axis=(1, 2))
    scores = (
        cube
        - by_row[:, :, None] * (down / total)
        - by_column[:, None, :] * (across / total)[:, None]
        + any_cell[:, None, None] * np.outer(across, down) / total**2
    )
    inner = excess[1:, 1:].ravel()
    v = covariance(of, scores[:, 1:, 1:].reshape(len(scores), -1))
    _require_full_rank(v)
    size, below = len(inner), float(of.df)
    value = float(inner @ np.linalg.solve(v, inner)) / size
    if statistic is Statistic.ADJUSTED_WALD:
        below = of.df - size + 1
        value *= below / of.df
    return Test(value, size, below, float(fisher.sf(value, size, below)))
