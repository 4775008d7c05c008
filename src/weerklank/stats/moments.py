"""Sums from which every mean, total and variance of every domain is finished: one pass over the answers.

For each item and each leaf (a stratum or a sampling unit within a domain) seven sums are kept:

    n     Σ r          how many answered                 w     Σ w r
    wy    Σ w r y      wyy   Σ w r y²
    qww   Σ (w r)²     qwy   Σ (w r)(w r y)              qyy   Σ (w r y)²

r is 1 where the item was answered. For a draw of single respondents the last three are sums over respondents
and add up over leaves. For clusters they are formed from the totals of each unit, after the roll-up. A coarser
level of the same tree is rolled up from a finer one and never counted again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from weerklank.stats.design import Lonely

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from weerklank.stats.design import Design, Stage

    Numbers = NDArray[np.float64]
    Codes = NDArray[np.int64]

N, W, WY, WYY, QWW, QWY, QYY = range(7)
ROUNDING = 1e-14
BLOCK_COLUMNS = 64
BLOCK_ROWS = 1 << 17


@dataclass(frozen=True)
class Columns:
    """The distinct columns that the seven sums of all items need.

    Items that nobody skipped share their weights, and y² is y for a yes or no: `place`, shape (7, items), says
    in which of the `width` columns a sum stands. `centre`, shape (items,), was taken from y beforehand, so that
    a large mean does not drown a small spread.
    """

    place: NDArray[np.int64]
    width: int
    centre: Numbers
    binary: NDArray[np.bool_]
    pattern: NDArray[np.int64]

    def of(self, sums: Numbers, moment: int) -> Numbers:
        """Return one of the seven sums for all items, shape (rows, items)."""
        return np.asarray(sums[:, self.place[moment]])


def columns(items: Numbers, weights: Numbers) -> Columns:
    """Return the plan for a matrix of answers, shape (respondents, items), NaN where not answered."""
    answered = ~np.isnan(items)
    pattern = _patterns(answered)
    binary = np.all(~answered | (items == 0) | (items == 1), axis=0)
    total = weights @ answered
    centre = np.where(
        binary | (total <= 0), 0.0, weights @ np.nan_to_num(items) / np.where(total > 0, total, 1)
    )
    return _plan(pattern, binary, centre)


def separate_columns(centre: Numbers) -> Columns:
    """Return a plan in which no two items share a column: for answers of which only a part is seen."""
    return _plan(np.arange(len(centre)), np.zeros(len(centre), dtype=bool), centre)


def _patterns(answered: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return for each item the first item with the same respondents missing."""
    seen: dict[bytes, int] = {}
    packed = np.packbits(answered, axis=0)
    return np.array(
        [seen.setdefault(packed[:, i].tobytes(), i) for i in range(answered.shape[1])], dtype=np.int64
    )


def _plan(pattern: NDArray[np.int64], binary: NDArray[np.bool_], centre: Numbers) -> Columns:
    place = np.zeros((7, len(pattern)), dtype=np.int64)
    index: dict[tuple[int, int], int] = {}
    for item, (like, yes_or_no) in enumerate(zip(pattern, binary, strict=True)):
        for moment in range(7):
            owner = int(like) if moment in (N, W, QWW) else item
            same = {WYY: WY, QYY: QWY}.get(moment, moment) if yes_or_no else moment
            place[moment, item] = index.setdefault((same, owner), len(index))
    return Columns(place, len(index), centre, binary, pattern)


def _cells(plan: Columns, items: Numbers, weights: Numbers) -> Iterator[tuple[int, Numbers]]:
    """Yield each distinct column with its place: shape (respondents,)."""
    squared = weights * weights
    done: set[int] = set()
    for item in range(items.shape[1]):
        answered = ~np.isnan(items[:, item])
        y = np.where(answered, items[:, item] - plan.centre[item], 0.0)
        factors = {
            N: (answered, 1.0),
            W: (answered, weights),
            WY: (y, weights),
            WYY: (y * y, weights),
            QWW: (answered, squared),
            QWY: (y, squared),
            QYY: (y * y, squared),
        }
        for moment, (value, factor) in factors.items():
            where = int(plan.place[moment, item])
            if where not in done:
                done.add(where)
                yield where, value * factor


def sums_by(codes: Codes, plan: Columns, items: Numbers, weights: Numbers, *, size: int) -> Numbers:
    """Return the sums of every distinct column by code, shape (size, plan.width); −1 is left out."""
    total = np.zeros((size, plan.width))
    for start in range(0, len(codes), BLOCK_ROWS):
        rows = slice(start, start + BLOCK_ROWS)
        _add_block(total, codes[rows], plan, items[rows], weights[rows])
    return total


def _add_block(total: Numbers, codes: Codes, plan: Columns, items: Numbers, weights: Numbers) -> None:
    present, local = np.unique(codes, return_inverse=True)
    rows = np.flatnonzero(codes >= 0)
    local = local - int(present[0] == -1)
    present = present[present >= 0]
    pick = sparse.csr_array((np.ones(len(rows)), (local[rows], rows)), shape=(len(present), len(codes)))
    block, places = np.empty((len(codes), BLOCK_COLUMNS)), np.zeros(BLOCK_COLUMNS, dtype=np.int64)
    filled = 0
    for where, values in _cells(plan, items, weights):
        block[:, filled], places[filled] = values, where
        filled += 1
        if filled == BLOCK_COLUMNS:
            total[np.ix_(present, places)] += np.asarray(pick @ block)
            filled = 0
    if filled:
        total[np.ix_(present, places[:filled])] += np.asarray(pick @ np.ascontiguousarray(block[:, :filled]))


@dataclass(frozen=True)
class Leaves:
    """Sums by (key, cell): the key is a stratum where respondents were drawn, a unit where clusters were.

    `key`, `cell`: shape (leaves,); `sums`: shape (leaves, plan.width).
    """

    key: Codes
    cell: Codes
    sums: Numbers

    def roll_up(self, parent: Codes) -> Leaves:
        """Return the leaves of a coarser grouping; `parent` maps a cell to its parent, −1 to drop it."""
        return _merged(self.key, parent[self.cell], self.sums)

    def keyed(self, above: Codes) -> Leaves:
        """Return the leaves with each key replaced by the key above it."""
        return _merged(above[self.key], self.cell, self.sums)


def leaves(stage: Stage, cell: Codes, plan: Columns, items: Numbers, weights: Numbers) -> Leaves:
    """Return the sums of one stage by its keys and the cells of a grouping."""
    key = stage.stratum if stage.units_are_respondents else stage.unit
    wide = int(cell.max(initial=0)) + 1
    pair, code = np.unique(np.where(cell >= 0, key * wide + cell, -1), return_inverse=True)
    if pair[0] == -1:
        pair, code = pair[1:], code - 1
    sums = sums_by(code.astype(np.int64), plan, items, weights, size=len(pair))
    return Leaves(pair // wide, pair % wide, sums)


def _merged(key: Codes, cell: Codes, sums: Numbers) -> Leaves:
    kept = np.flatnonzero(cell >= 0)
    wide = int(cell.max(initial=0)) + 1
    pair, code = np.unique(key[kept] * wide + cell[kept], return_inverse=True)
    pick = sparse.csr_array((np.ones(len(kept)), (code, kept)), shape=(len(pair), len(cell)))
    return Leaves(pair // wide, pair % wide, np.asarray(pick @ sums))


@dataclass(frozen=True)
class Finished:
    """Per domain and item, shape (domains, items): n, Σw, Σwy, Σwy² (y less its centre), and the variances.

    `var_mean` is the linearised variance of Σwy/Σw, `var_total` that of Σwy with y as given.
    """

    n: Numbers
    w: Numbers
    wy: Numbers
    wyy: Numbers
    centre: Numbers
    var_mean: Numbers
    var_total: Numbers

    def first(self, domains: int) -> Finished:
        """Return the first so many domains."""
        kept = slice(0, domains)
        return replace(
            self,
            n=self.n[kept],
            w=self.w[kept],
            wy=self.wy[kept],
            wyy=self.wyy[kept],
            var_mean=self.var_mean[kept],
            var_total=self.var_total[kept],
        )

    @property
    def mean(self) -> Numbers:
        """Return the estimated means, NaN where nobody answered."""
        return self.centre + self._shift()

    def _shift(self) -> Numbers:
        return np.divide(self.wy, self.w, out=np.full_like(self.wy, np.nan), where=self.w > 0)

    @property
    def total(self) -> Numbers:
        """Return the estimated totals."""
        return self.wy + self.centre * self.w

    @property
    def variance(self) -> Numbers:
        """Return the estimated variance of y in the population: Σw(y − ȳ)²/Σw · n/(n − 1)."""
        w = np.where(self.w > 0, self.w, np.nan)
        n = np.where(self.n > 1, self.n, np.nan)
        square, level = self.wyy / w, self._shift() ** 2
        spread = np.where(square - level > ROUNDING * (square + level), square - level, 0.0)
        return np.asarray(spread * n / (n - 1))


def finish(of: Design, stage_leaves: list[Leaves], plan: Columns, *, domains: int) -> Finished:
    """Return the estimates of every domain and item from the leaves of each stage of the design."""
    first = _by_stratum(of.stages[0], stage_leaves[0], plan)
    point = [_by_domain(first, first.sums[m], domains) for m in (N, W, WY, WYY)]
    n, w, wy, wyy = point
    shift = np.divide(wy, w, out=np.zeros_like(wy), where=w > 0)
    var_mean, var_total = np.zeros_like(w), np.zeros_like(w)
    for stage, rolled in zip(of.stages, stage_leaves, strict=True):
        spread = first if stage is of.stages[0] else _by_stratum(stage, rolled, plan)
        var_mean += _variance(stage, spread, shift[spread.cell], of.lonely, domains)
        var_total += _variance(stage, spread, -plan.centre[None, :], of.lonely, domains)
    square = np.where(w > 0, w * w, np.nan)
    return Finished(n, w, wy, wyy, plan.centre, var_mean / square, var_total)


@dataclass(frozen=True)
class _Spread:
    """Sums by (stratum, domain): `sums[m]` has shape (pairs, items)."""

    stratum: Codes
    cell: Codes
    sums: list[Numbers]


def _by_stratum(stage: Stage, rolled: Leaves, plan: Columns) -> _Spread:
    if stage.units_are_respondents:
        return _Spread(rolled.key, rolled.cell, [plan.of(rolled.sums, m) for m in range(7)])
    home = np.zeros(int(stage.unit.max()) + 1, dtype=np.int64)
    home[stage.unit] = stage.stratum
    w, y = plan.of(rolled.sums, W), plan.of(rolled.sums, WY)
    plain = [plan.of(rolled.sums, m) for m in (N, W, WY, WYY)]
    merged = [_merged(home[rolled.key], rolled.cell, s) for s in (*plain, w * w, w * y, y * y)]
    return _Spread(merged[0].key, merged[0].cell, [m.sums for m in merged])


def _variance(stage: Stage, spread: _Spread, shift: Numbers, lonely: Lonely, domains: int) -> Numbers:
    """Return the stage's variance of Σ w r (y − shift) by domain, shape (domains, items)."""
    s = spread.sums
    parts = (s[QYY], -2 * shift * s[QWY], shift**2 * s[QWW])
    squares = sum(parts, start=np.zeros_like(s[QYY]))
    sums = s[WY] - shift * s[W]
    lone = stage.lone()[spread.stratum]
    drawn = stage.drawn[spread.stratum]
    centring = np.where(lone & (lonely is Lonely.ADJUST), 0.0, 1 / drawn)[:, None]
    spreads = squares - sums**2 * centring
    # where everybody gave the same answer the parts cancel, and what is left is rounding
    noise = ROUNDING * sum((np.abs(part) for part in parts), start=np.zeros_like(squares))
    terms = stage.scale()[spread.stratum, None] * np.where(spreads > noise, spreads, 0.0)
    value = _by_domain(spread, terms, domains)
    if lonely is Lonely.AVERAGE and lone.any():
        seen = _by_domain(spread, np.ones((len(lone), 1)), domains)
        fine = _by_domain(spread, (~lone).astype(np.float64)[:, None], domains)
        value = value * np.divide(seen, fine, out=np.full_like(seen, np.nan), where=fine > 0)
    return value


def _by_domain(spread: _Spread, values: Numbers, domains: int) -> Numbers:
    rows = np.arange(len(spread.cell))
    pick = sparse.csr_array((np.ones(len(rows)), (spread.cell, rows)), shape=(domains, len(rows)))
    return np.asarray(pick @ values)
