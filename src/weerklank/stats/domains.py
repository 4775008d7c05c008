"""Domains: counted once at the finest grouping, rolled up to the coarser ones that its groups make up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from weerklank.stats import moments
from weerklank.stats.answers import named
from weerklank.stats.design import covariance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from weerklank.stats.answers import Answers
    from weerklank.stats.design import Design
    from weerklank.stats.moments import Finished, Leaves

    Numbers = NDArray[np.float64]
    Codes = NDArray[np.int64]

SCORE_COLUMNS = 64
GLANCE = 2000
EVERYBODY = "all"


@dataclass(frozen=True)
class Cells:
    """A grouping in which every respondent has a cell: the domains first, then whoever misses a column.

    `codes`: shape (respondents,), from 0; `keys`: one row a cell; the first `domains` rows miss nothing.
    """

    codes: Codes
    keys: pl.DataFrame
    domains: int

    def __len__(self) -> int:
        return self.keys.height if self.keys.width else 1

    def someone(self) -> Codes:
        """Return one respondent of each cell, shape (cells,)."""
        one = np.zeros(len(self), dtype=np.int64)
        one[self.codes] = np.arange(len(self.codes))
        return one

    @property
    def names(self) -> pl.Series:
        """Return the names of the domains; there is one of everybody where nothing is grouped."""
        return named(self.keys.head(self.domains)) if self.keys.width else pl.Series([EVERYBODY])


def cells_of(frame: pl.DataFrame, columns: Sequence[str]) -> Cells:
    """Return the grouping of a frame's rows by columns, domains in sorted order."""
    if not columns:
        return Cells(np.zeros(frame.height, dtype=np.int64), pl.DataFrame(), 1)
    picked = frame.select(columns)
    whole = pl.all_horizontal(pl.all().is_not_null())
    keys = picked.unique().sort([whole, *columns], descending=[True] + [False] * len(columns))
    numbered = keys.with_row_index("_cell")
    codes = picked.join(numbered, on=columns, how="left", nulls_equal=True, maintain_order="left")
    return Cells(
        codes.get_column("_cell").cast(pl.Int64).to_numpy(), keys, int(keys.select(whole.sum()).item())
    )


def finished(
    answers: Answers, of: Design, matrix: Numbers, *, by: Sequence[Sequence[str]]
) -> Iterator[tuple[int, Cells, Finished]]:
    """Yield the place in `by`, the cells and the finished sums of every grouping.

    `matrix`: answers, shape (items, respondents). One family of groupings is in memory at a time.
    """
    used = sorted({column for wanted in by for column in wanted}) or answers.frame.columns[:1]
    frame = answers.frame.select([answers.column(name) for name in used])
    finer = _Finer(frame)
    left = list(range(len(by)))
    tops = [place for place in left if not any(_makes_up(finer, by, other, place) for other in left)]
    counted = {place: cells_of(frame, list(by[place])) for place in tops}
    # colleagues side by side: their sums then stand near each other too
    order = np.argsort(max(counted.values(), key=len).codes, kind="stable")
    plan = moments.columns(matrix, of.weights)
    of, matrix = of.reordered(order), matrix[:, order]
    for top in tops:
        below = [place for place in left if place != top and finer.all(by[top], by[place])]
        left = [place for place in left if place != top and place not in below]
        cells = counted.pop(top)
        leaves = [moments.leaves(stage, cells.codes[order], plan, matrix, of.weights) for stage in of.stages]
        for place, rolled, grouped in _family(top, below, cells, leaves, frame, by, finer):
            yield place, grouped, moments.finish(of, rolled, plan, domains=grouped.domains)


def _makes_up(finer: _Finer, by: Sequence[Sequence[str]], fine: int, coarse: int) -> bool:
    """Return whether one grouping makes up another; of two that make up each other the first counts."""
    if fine == coarse or not finer.all(by[fine], by[coarse]):
        return False
    return fine < coarse or not finer.all(by[coarse], by[fine])


class _Finer:
    """Which columns settle which others, as a team settles its directorate."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._codes = {name: cells_of(frame, [name]) for name in frame.columns}
        self._known: dict[tuple[str, str], bool] = {}

    def all(self, fine: Sequence[str], coarse: Sequence[str]) -> bool:
        """Return whether the fine columns settle every coarse one."""
        return all(any(self._one(one, other) for one in fine) for other in coarse)

    def _one(self, fine: str, coarse: str) -> bool:
        if fine != coarse and (fine, coarse) not in self._known:
            one, other = self._codes[fine], self._codes[coarse]
            self._known[fine, coarse] = len(one) >= len(other) and _settles(one.codes, other.codes)
        return fine == coarse or self._known[fine, coarse]


def _settles(fine: Codes, coarse: Codes) -> bool:
    parent = np.zeros(int(fine.max(initial=0)) + 1, dtype=np.int64)
    for rows in (slice(0, GLANCE), slice(None)):
        parent[fine[rows]] = coarse[rows]
        if not np.array_equal(parent[fine[rows]], coarse[rows]):
            return False
    return True


def _family(
    top: int,
    below: list[int],
    cells: Cells,
    leaves: list[Leaves],
    frame: pl.DataFrame,
    by: Sequence[Sequence[str]],
    finer: _Finer,
) -> Iterator[tuple[int, list[Leaves], Cells]]:
    """Yield a counted grouping and every other that it makes up, rolled up from the coarsest that can."""
    done = {top: (leaves, cells, frame[cells.someone()])}
    yield top, leaves, cells
    for place in sorted(below, key=lambda i: -len(by[i])):
        sources = [one for one in done if finer.all(by[one], by[place])]
        rolled, _, members = done[min(sources, key=lambda one: len(done[one][1]))]
        grouped = cells_of(members, list(by[place]))
        made = [one.roll_up(grouped.codes) for one in rolled]
        done[place] = (made, grouped, members[grouped.someone()])
        yield place, made, grouped


def residual_variance(
    of: Design, codes: Codes, matrix: Numbers, *, shift: Numbers, factor: Numbers
) -> Numbers:
    """Return the variance of Σ w (y − shift) factor in a calibrated design, through every residual.

    `codes`: the domain of each respondent, (respondents,); `shift`, `factor` and what is returned have shape
    (items, domains).
    """
    variance = np.empty_like(shift)
    for item, row in enumerate(matrix):
        answered = ~np.isnan(row)
        y = np.where(answered, row, 0.0)
        for start in range(0, shift.shape[1], SCORE_COLUMNS):
            domains = np.arange(start, min(start + SCORE_COLUMNS, shift.shape[1]))
            members = (codes[:, None] == domains) & answered[:, None]
            scores = members * of.weights[:, None] * (y[:, None] - shift[item, domains])
            variance[item, domains] = np.diag(covariance(of, scores * factor[item, domains]))
    return variance
