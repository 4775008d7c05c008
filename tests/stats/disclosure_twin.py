"""Slow, obvious twins: every table that fits what was published, tried one by one. And the golden tables."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from hypothesis import assume
from hypothesis import strategies as st

from weerklank.stats.columns import Background
from weerklank.stats.counting import raw_table
from weerklank.stats.hierarchy import hierarchy_of
from weerklank.stats.policy import Policy
from weerklank.stats.tables import HIDDEN, Layout, RawTable, SafeTable, rolled_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from numpy.typing import NDArray

GOLDEN = Path(__file__).parents[1] / "golden" / "disclosure"
GOLDEN_POLICY = Policy(smallest_group=1, smallest_yes=5, smallest_no=5, smallest_width=3)
MOST_TRIED = 8_000
"""Tables; a larger case is left to other draws."""
LEVELS = {
    "S1": ("ministry", "dg"),
    "S2": ("ministry", "dg", "directorate"),
    "S3": ("ministry", "dg", "directorate"),
    "S3a": ("ministry", "dg"),
}
BY = {"S1": (), "S2": (), "S3": ("role",), "S3a": ("role", "age")}


def golden(name: str) -> RawTable:
    frame = pl.read_csv(GOLDEN / f"{name}.csv", infer_schema=False)
    return raw_table(frame, levels=LEVELS[name], response="exp_bullying", by=BY[name])


def layout_of(
    shape: tuple[tuple[int, ...], ...], *, codes: int | tuple[int, ...], answers: int, linked: bool = False
) -> Layout:
    """A tree of units by the number of children, level by level; backgrounds of so many codes, or none (0)."""
    paths: list[tuple[str, ...]] = [()]
    for depth, widths in enumerate(shape):
        paths = [
            (*path, f"l{depth}_{number}_{child}")
            for number, path in enumerate(paths)
            for child in range(widths[number % len(widths)])
        ]
    levels = [f"level{depth}" for depth in range(len(shape))]
    each = tuple(count for count in (codes if isinstance(codes, tuple) else (codes,)) if count)
    backgrounds = tuple(
        Background(name, tuple(f"{name[:2]}{i}" for i in range(count)))
        for name, count in zip(("role", "age", "scale"), each, strict=False)
    )
    told = tuple(f"b{i}" for i in range(answers))
    return Layout(hierarchy_of(levels, paths=paths), "told", told, backgrounds, linked)


def all_splits(size: int, *, answers: int) -> Iterator[tuple[int, ...]]:
    if answers == 1:
        yield (size,)
        return
    for first in range(size + 1):
        for rest in all_splits(size - first, answers=answers - 1):
            yield (first, *rest)


def told_of(safe: SafeTable, *, zeros_shown: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The least and greatest count that a reader is told of every cell, the size last."""
    size = np.where(safe.sizes == HIDDEN, 10**6, safe.sizes)
    least = np.column_stack([safe.told[..., 0], np.maximum(safe.sizes, 0)])
    greatest = np.column_stack([safe.told[..., 1], size])
    return np.where(least < greatest, np.maximum(least, int(zeros_shown)), least), greatest


def tables_that_fit(
    safe: SafeTable, *, sizes: NDArray[np.int64] | None = None, zeros_shown: bool = False
) -> NDArray[np.int64]:
    """Every table that a reader may think is the true one: shape (tables, groups, answers).

    `sizes`: those of all groups, for a reader who knows what the table hides of them.
    """
    layout, answers = safe.layout, len(safe.layout.answers)
    least, greatest = told_of(safe, zeros_shown=zeros_shown)
    if sizes is not None:
        least[:, -1] = greatest[:, -1] = sizes
    choices = []
    for group in np.flatnonzero(layout.inner):
        possible = range(least[group, -1], min(greatest[group, -1], safe.sizes[0]) + 1)
        splits = np.array([(*s, n) for n in possible for s in all_splits(n, answers=answers)])
        fits = ((splits >= least[group]) & (splits <= greatest[group])).all(axis=1)
        choices.append(splits[fits][:, :-1])
    tried = prod(len(splits) for splits in choices)
    assume(tried <= MOST_TRIED)
    places = np.indices([len(splits) for splits in choices]).reshape(len(choices), -1)
    inner = np.stack([splits[place] for splits, place in zip(choices, places, strict=True)], axis=1)
    tables = _rolled_up_at_once(layout, inner)
    whole = np.concatenate([tables, tables.sum(axis=2, keepdims=True)], axis=2)
    adds_up = np.array([not (layout.margins @ table).any() for table in tables], dtype=np.bool_)
    kept: NDArray[np.int64] = tables[
        adds_up & ((whole >= least) & (whole <= greatest)).reshape(tried, -1).all(axis=1)
    ]
    return kept


def _rolled_up_at_once(layout: Layout, inner: NDArray[np.int64]) -> NDArray[np.int64]:
    """The counts of all groups of many tables, from those of their inner groups."""
    each = np.eye(inner.shape[1], dtype=np.int64)
    one = replace(layout, answers=("b0",))
    made = np.array([rolled_up(one, column)[:, 0] for column in each])
    rolled: NDArray[np.int64] = np.einsum("ig,tia->tga", made, inner)
    return rolled


def bounds_by_trying(
    safe: SafeTable, *, sizes: NDArray[np.int64] | None = None, zeros_shown: bool = False
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The least and greatest count of every cell over all tables that fit: shape (groups, answers)."""
    tables = tables_that_fit(safe, sizes=sizes, zeros_shown=zeros_shown)
    return tables.min(axis=0), tables.max(axis=0)


@st.composite
def small_tables(
    draw: st.DrawFn, *, answers: int = 2, codes: tuple[int, ...] = (0, 2), most: int = 4
) -> tuple[Layout, NDArray[np.int64]]:
    """A small layout and its inner counts, with zeros, empty and unanimous groups among them."""
    background = draw(st.sampled_from(codes))
    shapes = [((2,),), ((2,), (2, 1)), ((1,), (3,)), ((1,), (1,))] if background else SHAPES
    layout = layout_of(draw(st.sampled_from(shapes)), codes=background, answers=answers)
    shape = (len(layout.hierarchy.leaves), *([background] if background else []), answers)
    cells = int(np.prod(shape))
    counts = draw(st.lists(st.integers(0, most), min_size=cells, max_size=cells))
    return layout, np.array(counts, dtype=np.int64).reshape(shape)


SHAPES = [
    ((3,),),
    ((4,),),
    ((2,), (2, 3)),
    ((2,), (1, 2)),
    ((1,), (3,)),
    ((2,), (2,), (1, 2)),
    ((1,), (1,), (1,)),
]


def worked_out_by_respondents(
    safe: SafeTable, *, sizes: NDArray[np.int64] | None = None, zeros_shown: bool = False
) -> NDArray[np.bool_]:
    """The hidden cells that are the same in all tables that fit, or in all with some respondent's answer.

    A group of one is excepted for that one.
    """
    layout, hidden = safe.layout, ~safe.exact
    tables = tables_that_fit(safe, sizes=sizes, zeros_shown=zeros_shown)
    sizes = safe.sizes if sizes is None else sizes
    found: NDArray[np.bool_] = hidden & (np.ptp(tables, axis=0) == 0)
    for groups, answer in everyone(layout):
        fitting = tables[(tables[:, groups, answer] >= 1).all(axis=1)]
        if len(fitting):
            theirs = hidden & (np.ptp(fitting, axis=0) == 0)
            alone = [
                g
                for g in np.flatnonzero(sizes == 1).tolist()
                if any(layout.contains(g, own) for own in groups)
            ]
            theirs[alone] = False
            found |= theirs
    return found


def everyone(layout: Layout) -> Iterator[tuple[list[int], int]]:
    """Every respondent there can be: their finest groups, one for each linked background, and an answer."""
    codes = layout.crossings.codes
    if layout.parts:
        yield from _everyone_in_parts(layout)
        return
    blocks = [layout.crossings.finest]
    if layout.linked:
        blocks = [np.flatnonzero(codes[:, axis]) for axis in range(codes.shape[1])]
    for unit in layout.hierarchy.leaves.tolist():
        for columns in product(*blocks):
            for answer in range(len(layout.answers)):
                yield [unit * layout.columns + int(column) for column in columns], answer


def _everyone_in_parts(layout: Layout) -> Iterator[tuple[list[int], int]]:
    columns = {tuple(code): column for column, code in enumerate(layout.crossings.codes.tolist())}
    for unit in layout.hierarchy.leaves.tolist():
        for codes in product(*(range(1, len(background.codes) + 1) for background in layout.backgrounds)):
            inside = [
                tuple(c if axis in part else 0 for axis, c in enumerate(codes)) for part in layout.parts
            ]
            for answer in range(len(layout.answers)):
                yield [unit * layout.columns + columns[code] for code in inside], answer


@st.composite
def wide_tables(
    draw: st.DrawFn, *, linked: bool, answers: int = 2, most: int = 2
) -> tuple[Layout, NDArray[np.int64]]:
    """A small layout of several backgrounds, crossed or linked, and its inner counts."""
    codes = draw(st.sampled_from(((2, 2), (2, 3), (2, 2, 2)) if linked else ((2, 2), (2, 3))))
    shape: tuple[tuple[int, ...], ...] = draw(st.sampled_from((((1,),), ((2,),), ((1,), (2,)))))
    layout = layout_of(shape, codes=codes, answers=answers, linked=linked)
    units = len(layout.hierarchy.leaves)
    cells = units * prod(codes) * answers
    drawn = draw(st.lists(st.integers(0, most), min_size=cells, max_size=cells))
    crossed = np.array(drawn, dtype=np.int64).reshape(units, *codes, answers)
    if not linked:
        return layout, crossed
    axes = range(1, len(codes) + 1)
    blocks = [crossed.sum(axis=tuple(other for other in axes if other != axis)) for axis in axes]
    return layout, np.concatenate(blocks, axis=1)


def published(raw: RawTable, *, chance: Random, way: str) -> SafeTable:
    """What hides at random: `both` answers of a group, `cells`, in `ranges`, or also `sizes` but no zeros."""
    counts = RawTable.counts_for_protection(raw)
    sizes = counts.sum(axis=1)
    rate = chance.choice((0.3, 0.6, 0.9))
    hidden = np.array([[chance.random() < rate for _ in row] for row in counts.tolist()])
    if way == "both":
        hidden[:] = hidden[:, :1]
    if way == "sizes":
        shown = np.array([chance.random() < 0.5 for _ in sizes]) | (sizes == 0)
        shown[0] = True
        return SafeTable(
            raw.layout, np.where(shown, sizes, HIDDEN), np.where(hidden & (counts > 0), HIDDEN, counts)
        )
    told = np.stack([counts, counts], axis=-1)
    reach = np.array([[[chance.randint(0, 2), chance.randint(0, 2)] for _ in row] for row in counts.tolist()])
    limit = (np.maximum(counts - reach[..., 0], 0), np.minimum(counts + reach[..., 1], sizes[:, None]))
    every = (np.zeros_like(counts), np.broadcast_to(sizes[:, None], counts.shape))
    for end in (0, 1):
        told[..., end][hidden] = (limit if way == "ranges" else every)[end][hidden]
    return SafeTable(raw.layout, sizes, np.where(hidden, HIDDEN, counts), told)
