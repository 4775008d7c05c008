"""Slow, obvious twins: every table that fits what was published, tried one by one. And the golden tables."""

from __future__ import annotations

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


def layout_of(shape: tuple[tuple[int, ...], ...], *, codes: int, answers: int) -> Layout:
    """A tree of units by the number of children, level by level; one background of `codes` codes, or none."""
    paths: list[tuple[str, ...]] = [()]
    for depth, widths in enumerate(shape):
        paths = [
            (*path, f"l{depth}_{number}_{child}")
            for number, path in enumerate(paths)
            for child in range(widths[number % len(widths)])
        ]
    levels = [f"level{depth}" for depth in range(len(shape))]
    backgrounds = (Background("role", tuple(f"ro{i}" for i in range(codes))),) if codes else ()
    return Layout(
        hierarchy_of(levels, paths=paths), "told", tuple(f"b{i}" for i in range(answers)), backgrounds
    )


def all_splits(size: int, *, answers: int) -> Iterator[tuple[int, ...]]:
    if answers == 1:
        yield (size,)
        return
    for first in range(size + 1):
        for rest in all_splits(size - first, answers=answers - 1):
            yield (first, *rest)


def tables_that_fit(safe: SafeTable) -> Iterator[NDArray[np.int64]]:
    """Every table, shape (groups, answers), with the sizes and the shown cells of a safe table."""
    layout = safe.layout
    inner = np.flatnonzero(layout.inner)
    choices = []
    for group in inner:
        shown = safe.counts[group]
        splits = all_splits(int(safe.sizes[group]), answers=len(layout.answers))
        choices.append([s for s in splits if all(n in (HIDDEN, c) for n, c in zip(shown, s, strict=True))])
    assume(prod(len(splits) for splits in choices) <= MOST_TRIED)
    shape = (len(layout.hierarchy.leaves), *(len(b.codes) for b in layout.backgrounds), len(layout.answers))
    for chosen in product(*choices):
        counts = rolled_up(layout, np.array(chosen, dtype=np.int64).reshape(shape))
        if ((safe.counts == HIDDEN) | (safe.counts == counts)).all():
            yield counts


def bounds_by_trying(safe: SafeTable) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The least and greatest count of every cell over all tables that fit: shape (groups, answers)."""
    least, greatest = np.full(safe.counts.shape, 10**6), np.full(safe.counts.shape, -1)
    for counts in tables_that_fit(safe):
        least, greatest = np.minimum(least, counts), np.maximum(greatest, counts)
    return least, greatest


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


def worked_out_by_respondents(safe: SafeTable) -> NDArray[np.bool_]:
    """The hidden cells that are the same in all tables that fit, or in all with some respondent's answer.

    A group of one is excepted for that one.
    """
    layout, hidden = safe.layout, safe.counts == HIDDEN
    tables = np.array(list(tables_that_fit(safe)))
    found: NDArray[np.bool_] = hidden & (np.ptp(tables, axis=0) == 0)
    for group, answer in np.argwhere(hidden & layout.inner[:, None]).tolist():
        fitting = tables[tables[:, group, answer] >= 1]
        if len(fitting):
            theirs = hidden & (np.ptp(fitting, axis=0) == 0)
            alone = [g for g in range(layout.groups) if safe.sizes[g] == 1 and layout.contains(g, group)]
            theirs[alone] = False
            found |= theirs
    return found
