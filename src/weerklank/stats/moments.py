"""Sums from which every mean, total and variance of every domain is finished: one pass over the answers.

For each item and each leaf (a stratum or a sampling unit within a domain) seven sums are kept:

    n     Σ r          how many answered                 w     Σ w r
    wy    Σ w r y      wyy   Σ w r y²
    qww   Σ (w r)²     qwy   Σ (w r)(w r y)              qyy   Σ (w r y)²

r is 1 where the item was answered. For a draw of single respondents the last three are sums over respondents
and add up over leaves. For clusters they are formed from the totals of each unit, after the roll-up. A coarser
level of the same tree is rolled up from a finer one and never counted again.

Arrays stand with items first, shape (items, domains), so that every sum lies in one piece of memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats.design import Lonely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from weerklank.stats.design import Design, Stage

    Numbers = NDArray[np.float64]
    Codes = NDArray[np.int64]

N, W, WY, WYY, QWW, QWY, QYY = range(7)
ROUNDING = 1e-14
NEAR_ROWS, FAR_ROWS = 1 << 13, 1 << 17


@dataclass(frozen=True)
class Columns:
    """The distinct columns that the seven sums of all items need.

    Items that the same people skipped share their weights, and y² is y for a yes or no: `place`, shape
    (7, items), says in which of the `width` columns a sum stands. `centre`, shape (items,), was taken from y
    beforehand, so that a large mean does not drown a small spread.
    """

    place: NDArray[np.int64]
    width: int
    centre: Numbers

    def of(self, sums: Numbers, moment: int) -> Numbers:
        """Return one of the seven sums for all items, shape (items, leaves)."""
        return np.asarray(sums[self.place[moment]])


def columns(items: Numbers, weights: Numbers) -> Columns:
    """Return the plan for a matrix of answers, shape (items, respondents), NaN where not answered."""
    answered = ~np.isnan(items)
    binary = np.array([bool(((row == 0) | (row == 1) | np.isnan(row)).all()) for row in items])
    total = np.array([float(weights @ known) for known in answered])
    level = np.array(
        [float(weights @ np.where(known, row, 0.0)) for row, known in zip(items, answered, strict=True)]
    )
    centre = np.divide(level, total, out=np.zeros_like(level), where=~binary & (total > 0))
    return _plan(_patterns(answered), binary, centre)


def separate_columns(centre: Numbers) -> Columns:
    """Return a plan in which no two items share a column: for answers of which only a part is seen."""
    return _plan(np.arange(len(centre)), np.zeros(len(centre), dtype=bool), centre)


def _patterns(answered: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return for each item the first item with the same respondents missing."""
    seen: dict[bytes, int] = {}
    packed = np.packbits(answered, axis=1)
    return np.array([seen.setdefault(row.tobytes(), i) for i, row in enumerate(packed)], dtype=np.int64)


def _plan(pattern: NDArray[np.int64], binary: NDArray[np.bool_], centre: Numbers) -> Columns:
    place = np.zeros((7, len(pattern)), dtype=np.int64)
    index: dict[tuple[int, int], int] = {}
    for item, (like, yes_or_no) in enumerate(zip(pattern, binary, strict=True)):
        for moment in range(7):
            owner = int(like) if moment in (N, W, QWW) else item
            same = {WYY: WY, QYY: QWY}.get(moment, moment) if yes_or_no else moment
            place[moment, item] = index.setdefault((same, owner), len(index))
    return Columns(place, len(index), centre)


def _cells(plan: Columns, items: Numbers, weights: Numbers) -> Iterator[tuple[int, Numbers]]:
    """Yield each distinct column with its place: shape (respondents,)."""
    done: set[int] = set()
    for item, row in enumerate(items):
        answered = (~np.isnan(row)).astype(np.float64)
        y = np.where(answered > 0, row - plan.centre[item], 0.0)
        wr, wy = weights * answered, weights * y
        factors: dict[int, tuple[Numbers, Numbers | None]] = {
            N: (answered, None),
            W: (wr, None),
            WY: (wy, None),
            WYY: (wy, y),
            QWW: (wr, wr),
            QWY: (wr, wy),
            QYY: (wy, wy),
        }
        for moment, (one, other) in factors.items():
            where = int(plan.place[moment, item])
            if where not in done:
                done.add(where)
                yield where, one if other is None else one * other


def _block_rows(codes: Codes) -> int:
    # where neighbours' codes lie far apart every block costs an addition over all codes: take fewer
    near = codes[:NEAR_ROWS]
    return NEAR_ROWS if near.size and np.ptp(near) <= NEAR_ROWS else FAR_ROWS


def sums_by(codes: Codes, plan: Columns, items: Numbers, weights: Numbers, *, size: int) -> Numbers:
    """Return the sums of every distinct column by code, shape (plan.width, size); codes run from 0.

    Respondents are taken in blocks that fit the processor's cache; it is quick where those who stand near each
    other have codes near each other.
    """
    total = np.zeros((plan.width, size))
    length = _block_rows(codes)
    for start in range(0, len(codes), length):
        rows = slice(start, start + length)
        low = int(codes[rows].min())
        near, reach = codes[rows] - low, int(codes[rows].max()) + 1
        for where, values in _cells(plan, items[:, rows], weights[rows]):
            total[where, low:reach] += np.bincount(near, weights=values, minlength=reach - low)
    return total


@dataclass(frozen=True)
class Leaves:
    """Sums by (key, cell): the key is a stratum where respondents were drawn, a unit where clusters were.

    `key`, `cell`: shape (leaves,); `sums`: shape (plan.width, leaves).
    """

    key: Codes
    cell: Codes
    sums: Numbers

    def roll_up(self, parent: Codes) -> Leaves:
        """Return the leaves of a coarser grouping; `parent` maps each cell to its parent."""
        return merged(self.key, parent[self.cell], self.sums)


def leaves(stage: Stage, cell: Codes, plan: Columns, items: Numbers, weights: Numbers) -> Leaves:
    """Return the sums of one stage by its keys and the cells of a grouping, codes from 0."""
    key = stage.stratum if stage.units_are_respondents else stage.unit
    pair, code, wide = _pairs(key, cell)
    return Leaves(pair // wide, pair % wide, sums_by(code, plan, items, weights, size=len(pair)))


def _pairs(key: Codes, cell: Codes) -> tuple[Codes, Codes, int]:
    """Return the pairs that occur, the pair of each row, and the number that tells the two apart."""
    wide = int(cell.max(initial=0)) + 1
    both = key * wide + cell
    if wide * (int(key.max(initial=0)) + 1) <= 4 * len(both):  # a table of marks is quicker than sorting
        seen = np.flatnonzero(np.bincount(both))
        number = np.zeros(int(seen[-1]) + 1, dtype=np.int64)
        number[seen] = np.arange(len(seen))
        return seen, number[both], wide
    pair, code = np.unique(both, return_inverse=True)
    return pair, np.asarray(code, dtype=np.int64), wide


def merged(key: Codes, cell: Codes, sums: Numbers) -> Leaves:
    """Return leaves with the sums of equal pairs added up."""
    pair, code, wide = _pairs(key, cell)
    if len(pair) == len(code) and np.array_equal(code, np.arange(len(code))):
        return Leaves(key, cell, sums)
    total = np.empty((len(sums), len(pair)))
    for row, values in zip(total, sums, strict=True):
        row[:] = np.bincount(code, weights=values, minlength=len(pair))
    return Leaves(pair // wide, pair % wide, total)


@dataclass(frozen=True)
class Finished:
    """Sums and variances per item and domain, shape (items, domains).

    `n`, `w`, `wy`, `wyy` are as above with y less its `centre`, shape (items, 1).
    """

    n: Numbers
    w: Numbers
    wy: Numbers
    wyy: Numbers
    centre: Numbers
    of: Design
    spreads: list[tuple[Stage, Spread]]

    @property
    def domains(self) -> int:
        """Return how many domains there are."""
        return int(self.n.shape[1])

    @cached_property
    def shift(self) -> Numbers:
        """Return the mean less the centre, 0 where nobody answered."""
        return np.divide(self.wy, self.w, out=np.zeros_like(self.wy), where=self.w > 0)

    @property
    def mean(self) -> Numbers:
        """Return the estimated means, 0 where nobody with a weight answered."""
        return np.where(self.w > 0, self.shift + self.centre, 0.0)

    @property
    def total(self) -> Numbers:
        """Return the estimated totals."""
        return self.wy + self.centre * self.w

    @property
    def variance(self) -> Numbers:
        """Return the estimated variance of y in the population: Σw(y − ȳ)²/Σw · n/(n − 1); 0 where n < 2."""
        return np.stack([self._spread_of(item) for item in range(len(self.n))])

    def _spread_of(self, item: int) -> Numbers:
        n, w = self.n[item], self.w[item]
        square = np.divide(self.wyy[item], w, out=np.zeros_like(w), where=w > 0)
        level = self.shift[item] ** 2
        spread = square - level
        spread[spread <= ROUNDING * (square + level)] = 0.0
        return np.asarray(np.divide(spread * n, n - 1, out=np.zeros_like(n), where=n > 1))

    @property
    def var_mean(self) -> Numbers:
        """Return the linearised variance of the means."""
        scale = np.divide(1.0, self.w, out=np.zeros_like(self.w), where=self.w > 0)
        return np.asarray(self._summed(self._shift_at) * scale**2)

    def _shift_at(self, spread: Spread) -> Numbers:
        if len(spread.cell) == self.domains and np.array_equal(spread.cell, np.arange(self.domains)):
            return self.shift
        return np.asarray(self.shift[:, spread.cell])

    @property
    def var_total(self) -> Numbers:
        """Return the linearised variance of the totals."""
        return self._summed(lambda _: -self.centre)

    def _summed(self, shift_of: Callable[[Spread], Numbers]) -> Numbers:
        terms = [
            _variance(stage, spread, shift_of(spread), self.of.lonely, self.domains)
            for stage, spread in self.spreads
        ]
        return np.asarray(sum(terms[1:], start=terms[0]))


def finish(of: Design, stage_leaves: list[Leaves], plan: Columns, *, domains: int) -> Finished:
    """Return the estimates of every domain and item from the leaves of each stage of the design.

    Leaves in cells from `domains` on belong to nobody's domain and are left out.
    """
    spreads = [
        (stage, _by_stratum(stage, _kept(rolled, domains), plan))
        for stage, rolled in zip(of.stages, stage_leaves, strict=True)
    ]
    first = spreads[0][1]
    n, w, wy, wyy = (first.by_domain(m, domains) for m in (N, W, WY, WYY))
    return Finished(n, w, wy, wyy, plan.centre[:, None], of, spreads)


def _kept(rolled: Leaves, domains: int) -> Leaves:
    keep = rolled.cell < domains
    if keep.all():
        return rolled
    return Leaves(rolled.key[keep], rolled.cell[keep], rolled.sums[:, keep])


@dataclass(frozen=True)
class Spread:
    """Sums by (stratum, domain): `sums` has shape (columns, pairs), `place` as in `Columns`."""

    stratum: Codes
    cell: Codes
    sums: Numbers
    place: NDArray[np.int64]

    def row(self, moment: int, item: int) -> Numbers:
        """Return one sum of one item, shape (pairs,)."""
        return np.asarray(self.sums[self.place[moment, item]])

    def by_domain(self, moment: int, domains: int) -> Numbers:
        """Return one sum of every item, shape (items, domains)."""
        return _by_domain(self.cell, self.sums, self.place[moment], domains)


def _by_stratum(stage: Stage, rolled: Leaves, plan: Columns) -> Spread:
    if stage.units_are_respondents:
        return Spread(rolled.key, rolled.cell, rolled.sums, plan.place)
    home = np.zeros(int(stage.unit.max()) + 1, dtype=np.int64)
    home[stage.unit] = stage.stratum
    n, w, y, yy = (plan.of(rolled.sums, m) for m in (N, W, WY, WYY))
    added = merged(home[rolled.key], rolled.cell, np.vstack([n, w, y, yy, w * w, w * y, y * y]))
    return Spread(added.key, added.cell, added.sums, np.arange(len(added.sums)).reshape(7, -1))


def _variance(stage: Stage, spread: Spread, shift: Numbers, lonely: Lonely, domains: int) -> Numbers:
    """Return the stage's variance of Σ w r (y − shift) by domain, shape (items, domains)."""
    terms = _terms(stage, spread, shift, lonely)
    value = _by_domain(spread.cell, terms, np.arange(len(terms)), domains)
    lone = stage.lone()[spread.stratum]
    if lonely is Lonely.AVERAGE and lone.any():
        seen = np.bincount(spread.cell, minlength=domains).astype(np.float64)
        fine = np.bincount(spread.cell, weights=~lone, minlength=domains)
        value *= np.divide(seen, fine, out=np.full_like(seen, np.nan), where=fine > 0)
    return value


def _terms(stage: Stage, spread: Spread, shift: Numbers, lonely: Lonely) -> Numbers:
    """Return what each (stratum, domain) adds to the variance, shape (items, pairs); an item at a time."""
    centring = 1 / stage.drawn[spread.stratum]
    if lonely is Lonely.ADJUST:
        centring[stage.lone()[spread.stratum]] = 0.0
    scale = stage.scale()[spread.stratum]
    terms = np.empty((len(shift), len(spread.cell)))
    for item, at in enumerate(shift):
        row, qyy = terms[item], spread.row(QYY, item)
        level, cross = at * at * spread.row(QWW, item), 2 * at * spread.row(QWY, item)
        np.subtract(qyy + level, cross, out=row)
        np.subtract(row, (spread.row(WY, item) - at * spread.row(W, item)) ** 2 * centring, out=row)
        # where everybody gave the same answer the parts cancel, and what is left is rounding
        row[row <= ROUNDING * (qyy + np.abs(cross) + level)] = 0.0
        np.multiply(row, scale, out=row)
    return terms


def _by_domain(cell: Codes, values: Numbers, rows: NDArray[np.int64], domains: int) -> Numbers:
    """Return the chosen rows of values added up by domain, shape (rows, domains)."""
    if len(cell) == domains and np.array_equal(cell, np.arange(domains)):
        return values if len(rows) == len(values) else np.asarray(values[rows])
    total = np.empty((len(rows), domains))
    for row, place in zip(total, rows, strict=True):
        row[:] = np.bincount(cell, weights=values[place], minlength=domains)
    return total
