"""Domains: counted once at the finest grouping, rolled up to the coarser ones that its groups make up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats import moments
from weerklank.stats.design import covariance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from weerklank.stats.answers import Answers, Groups
    from weerklank.stats.design import Design
    from weerklank.stats.moments import Columns, Finished, Leaves

    Numbers = NDArray[np.float64]
    Codes = NDArray[np.int64]

SCORE_COLUMNS = 64
GLANCE = 2000


def finished(
    answers: Answers, of: Design, matrix: Numbers, *, by: Sequence[Sequence[str]]
) -> Iterator[tuple[int, Groups | None, Finished]]:
    """Yield the place in `by`, the groups and the finished sums of every grouping, finest first.

    `matrix`: answers, shape (items, respondents). One family of groupings is in memory at a time.
    """
    groupings = [answers.groups(list(wanted)) if wanted else None for wanted in by]
    cells = [_cells(groups, len(answers)) for groups in groupings]
    plan = moments.columns(matrix, of.weights)
    left = sorted(range(len(by)), key=lambda i: -_size(cells[i]))
    while left:
        for place, rolled in _family(of, plan, matrix, cells, left):
            groups = groupings[place]
            yield place, groups, moments.finish(of, rolled, plan, domains=len(groups) if groups else 1)


def _cells(groups: Groups | None, respondents: int) -> Codes:
    """Return the domain of each respondent; those in none stand in a cell of their own, the last."""
    if groups is None:
        return np.zeros(respondents, dtype=np.int64)
    return np.where(groups.codes < 0, len(groups), groups.codes)


def _size(cells: Codes) -> int:
    return int(cells.max(initial=0)) + 1


def _family(
    of: Design, plan: Columns, matrix: Numbers, cells: list[Codes], left: list[int]
) -> Iterator[tuple[int, list[Leaves]]]:
    """Count the finest grouping that is left, and roll it up to every other that it makes up."""
    finest = left.pop(0)
    rolled = {finest: [moments.leaves(stage, cells[finest], plan, matrix, of.weights) for stage in of.stages]}
    yield finest, rolled[finest]
    for place in list(left):
        for finer in sorted(rolled, key=lambda i: _size(cells[i])):
            parent = _parent(cells[finer], cells[place])
            if parent is not None:
                rolled[place] = [leaves.roll_up(parent) for leaves in rolled[finer]]
                left.remove(place)
                yield place, rolled[place]
                break


def _parent(fine: Codes, coarse: Codes) -> Codes | None:
    """Return the coarse cell of each fine cell, or None where a fine cell lies in more than one."""
    parent = np.zeros(_size(fine), dtype=np.int64)
    for rows in (slice(0, GLANCE), slice(None)):
        parent[fine[rows]] = coarse[rows]
        if not np.array_equal(parent[fine[rows]], coarse[rows]):
            return None
    return parent


def residual_variance(
    of: Design, groups: Groups | None, matrix: Numbers, *, shift: Numbers, factor: Numbers
) -> Numbers:
    """Return the variance of Σ w (y − shift) factor in a calibrated design, through every residual.

    `shift`, `factor` and what is returned have shape (items, domains).
    """
    codes = _cells(groups, len(of))
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
