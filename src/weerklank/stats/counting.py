"""From rows of counts to a `RawTable`: everything that can be wrong with them is found and placed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from weerklank.errors import BadInput, Fault, bad_input
from weerklank.stats.columns import Background, parts_of
from weerklank.stats.hierarchy import TOTAL, Hierarchy, hierarchy_of
from weerklank.stats.tables import Layout, RawTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

COUNT = "n"
ROW = "_row"
GREATEST_COUNT = 10**9


def raw_table(
    frame: pl.DataFrame,
    *,
    levels: Sequence[str],
    response: str,
    by: Sequence[str] = (),
    linked: bool = False,
    parts: Sequence[Sequence[str]] = (),
    source: str = "counts",
) -> RawTable:
    """Return the table of a frame with one row an inner cell: its codes as text and its count `n`.

    With `linked`, every background of `by` is a table of its own: what the rows cross is added up, or a row has a
    code for one background and `Total` for the others. With `parts`, the backgrounds that each names are crossed,
    the parts are linked, and what the rows cross besides is added up.

    A cell without a row is zero. `source` names the file in an error; a column `_row` says where each row stands
    in it, and without it the first row is row 2.
    Raises `BadInput` for columns that are missing, empty codes, a code `Total`, counts that are not whole numbers
    of at least 0, cells that are there twice, units with two parents, codes used at two levels, and a response of
    fewer than two codes, and linked tables that do not add up to the same; it names rows and columns, never what
    stands there.
    """
    keys = [*levels, response, *by]
    _require_columns(frame, keys, source)
    rows = numbered(frame).select(ROW, *(pl.col(k).cast(pl.String) for k in keys), COUNT)
    _refuse(_code_faults(rows, keys, may_be_total=set(by) if linked else set(), source=source))
    counted = rows.with_columns(pl.col(COUNT).cast(pl.String).str.strip_chars().cast(pl.Int64, strict=False))
    _refuse(_count_faults(counted, source))
    _refuse([*_twice(counted, keys, source), *tree_faults(rows, levels=levels, source=source)])
    used = [name for name in by if not parts or any(name in part for part in parts)]
    layout = _layout(counted, levels, response, used, linked=linked and len(used) > 0)
    if len(parts) > 1:
        numbers = [tuple(used.index(name) for name in part) for part in parts]
        layout = replace(layout, linked=True, parts=parts_of(numbers, backgrounds=len(used)))
    if len(layout.answers) < 2:  # noqa: PLR2004 — one answer is nothing to protect
        raise bad_input(
            "the response has one code only",
            "Give every answer that could be given a row, with a count of 0 where nobody gave it",
            file=source,
            column=response,
        )
    crossed = not layout.linked or len(parts) > 0
    return RawTable(layout, _crossed(counted, layout) if crossed else _linked(counted, layout, source))


def numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with the column `_row`: where each row stands in its file, 2 for the first by default."""
    return frame if ROW in frame.columns else frame.with_row_index(ROW, offset=2)


def tree_faults(rows: pl.DataFrame, *, levels: Sequence[str], source: str) -> list[Fault]:
    """Return where rows (with their number in `_row`) are not of a tree: a code has two parents or two levels."""
    return [*_two_levels(rows, levels, source), *_two_parents(rows, levels, source)]


def hierarchy_from(rows: pl.DataFrame, *, levels: Sequence[str]) -> Hierarchy:
    """Return the hierarchy of rows that are of a tree."""
    return hierarchy_of(levels, paths=rows.select(levels).unique().iter_rows())


def _require_columns(frame: pl.DataFrame, keys: list[str], source: str) -> None:
    twice = [key for number, key in enumerate(keys) if key in keys[:number] or key == COUNT]
    if twice:
        raise bad_input(
            "a column is asked for twice", "Name each column once, and not the count", column=twice[0]
        )
    faults = [
        Fault(
            "there is no such column",
            f"Give it: the columns needed are {', '.join([*keys, COUNT])}",
            source,
            None,
            k,
        )
        for k in [*keys, COUNT]
        if k not in frame.columns
    ]
    _refuse(faults)
    if not frame.height:
        raise bad_input("holds no rows", "Give one row for each cell, with its count", file=source)


def _code_faults(
    rows: pl.DataFrame, keys: list[str], *, may_be_total: set[str], source: str
) -> Iterator[Fault]:
    for key in keys:
        code = pl.col(key)
        for row in rows.filter(code.is_null() | (code.str.strip_chars() == ""))[ROW]:
            yield Fault("the code is missing", "Give every row a code in every column", source, row, key)
        for row in rows.filter(code == TOTAL)[ROW] if key not in may_be_total else ():
            yield Fault(
                f"{TOTAL} is no code", "Leave sums out: they are made from the inner cells", source, row, key
            )


def _count_faults(rows: pl.DataFrame, source: str) -> Iterator[Fault]:
    for row in rows.filter(~pl.col(COUNT).is_between(0, GREATEST_COUNT).fill_null(value=False))[ROW]:
        yield Fault(
            "the count is not a number of people", "Give a whole number, 0 or more", source, row, COUNT
        )


def _twice(rows: pl.DataFrame, keys: list[str], source: str) -> Iterator[Fault]:
    for row in rows.filter(~pl.struct(keys).is_first_distinct())[ROW]:
        mend = "Give each cell one row; if another column tells these rows apart, name it as well"
        yield Fault("this cell was there before", mend, source, row)


def _two_levels(rows: pl.DataFrame, levels: Sequence[str], source: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for level in levels:
        codes = set(rows[level].unique())
        for row in _first_rows(rows.filter(pl.col(level).is_in(sorted(codes & seen))), level):
            mend = "Give units of different levels different codes"
            yield Fault("this code is used at a coarser level as well", mend, source, row, level)
        seen |= codes


def _two_parents(rows: pl.DataFrame, levels: Sequence[str], source: str) -> Iterator[Fault]:
    for above, level in pairwise(levels):
        pairs = rows.unique([above, level], keep="first", maintain_order=True)
        for row in pairs.filter(~pl.col(level).is_first_distinct())[ROW]:
            mend = f"Give each unit one parent in {above}, or different units different codes"
            yield Fault("this unit has two parents: the hierarchy is not a tree", mend, source, row, level)


def _first_rows(rows: pl.DataFrame, level: str) -> pl.Series:
    return rows.unique(level, keep="first", maintain_order=True)[ROW]


def _refuse(faults: Iterator[Fault] | list[Fault]) -> None:
    found = list(faults)
    if found:
        raise BadInput(found)


def _layout(
    rows: pl.DataFrame, levels: Sequence[str], response: str, by: Sequence[str], *, linked: bool
) -> Layout:
    backgrounds = tuple(Background(name, _codes(rows, name)) for name in by)
    answers = _codes(rows, response)
    return Layout(hierarchy_from(rows, levels=levels), response, answers, backgrounds, linked=linked)


def _codes(rows: pl.DataFrame, column: str) -> tuple[str, ...]:
    return tuple(sorted(set(rows[column].unique()) - {TOTAL}))


def _crossed(rows: pl.DataFrame, layout: Layout) -> NDArray[np.int64]:
    """Return the counts of the deepest units in the finest columns: shape (deepest units, columns, answers)."""
    parts = [tuple(layout.backgrounds[axis] for axis in part) for part in layout.crossings.crossed]
    return np.concatenate([_spread(rows, layout, part) for part in parts], axis=1)


def _linked(rows: pl.DataFrame, layout: Layout, source: str) -> NDArray[np.int64]:
    """Return what `_crossed` returns, of rows that may each be of one of the linked tables."""
    each = []
    for background in layout.backgrounds:
        each.append(_spread(rows.filter(pl.col(background.name) != TOTAL), layout, (background,)))
        if not np.array_equal(each[0].sum(axis=1), each[-1].sum(axis=1)):
            mend = "Count the same people by each background, one row for each code and answer"
            raise bad_input(
                "the linked tables do not add up to the same", mend, file=source, column=background.name
            )
    return np.concatenate(each, axis=1)


def _spread(rows: pl.DataFrame, layout: Layout, crossed: tuple[Background, ...]) -> NDArray[np.int64]:
    """Return the counts by the deepest units, the codes of some backgrounds, and the answers."""
    hierarchy = layout.hierarchy
    leaves = [hierarchy.codes[unit] for unit in hierarchy.leaves]
    axes = [(hierarchy.levels[-1], leaves), *((b.name, list(b.codes)) for b in crossed)]
    axes.append((layout.response, list(layout.answers)))
    counts = np.zeros([len(codes) for _, codes in axes], dtype=np.int64)
    places = tuple(
        rows[name].replace_strict(codes, range(len(codes)), return_dtype=pl.Int64).to_numpy()
        for name, codes in axes
    )
    np.add.at(counts, places, rows[COUNT].to_numpy())
    return counts.reshape(len(leaves), -1, len(layout.answers))
