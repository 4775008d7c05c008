"""A safe table as rows of text, and back.

The columns are ``unit``, the response, each background, ``n`` and ``status``; ``n`` is empty where the status is
hidden. A table with bands or noise has two more, ``least`` and ``greatest``: what the reader is told of a cell
whose status is band (then ``n`` is empty) or noisy (then ``n`` is the count with its noise).

The rows stand in an order that tells which unit is part of which: the totals of a unit open its block, then come
the blocks of the units below it, and its answers close it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from weerklank.errors import BadInput, Fault, bad_input
from weerklank.releases.tree_order import from_brackets, from_totals
from weerklank.stats.columns import Background, parts_of
from weerklank.stats.counting import COUNT, ROW, hierarchy_from, numbered, tree_faults
from weerklank.stats.hierarchy import TOTAL, Hierarchy
from weerklank.stats.tables import HIDDEN, NO_LIMIT, Layout, SafeTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from weerklank.stats.disclosure import Working

UNIT, STATUS, LEAST, GREATEST = "unit", "status", "least", "greatest"
PUBLISHED, WITHHELD, BAND, NOISY = "published", "hidden", "band", "noisy"


def header(layout: Layout) -> list[str]:
    """Return the columns of a safe table in which each cell is shown or hidden."""
    return [UNIT, layout.response, *(b.name for b in layout.backgrounds), COUNT, STATUS]


def columns_of(safe: SafeTable) -> list[str]:
    """Return the columns of a safe table: the header, and two more where there are bands or noise."""
    return [*header(safe.layout), *([LEAST, GREATEST] if _tells_ranges(safe) else [])]


def rows_of(safe: SafeTable) -> list[tuple[str, ...]]:
    """Return the rows of a safe table, in the order of its columns, read back to the very same table."""
    ranged, told = _tells_ranges(safe), safe.told.tolist()
    rows = []
    for ((unit, *codes), answer, count), (group, kind) in zip(safe.rows(), _places(safe.layout), strict=True):
        ends = told[group][kind] if kind < len(safe.layout.answers) else [count, count]
        shown = _shown(count, *ends, size=int(safe.sizes[group]))
        rows.append((unit, answer, *codes, *(shown if ranged else shown[:2])))
    _require_same(safe, rows)
    return rows


def _tells_ranges(safe: SafeTable) -> bool:
    return bool((safe.told != SafeTable(safe.layout, safe.sizes, safe.counts).told).any())


def _places(layout: Layout) -> Iterator[tuple[int, int]]:
    """Return the group and the answer of every row; the number of answers stands for the total."""
    answers = len(layout.answers)
    for unit, opens in layout.hierarchy.brackets:
        for group in range(unit * layout.columns, (unit + 1) * layout.columns):
            yield from [(group, answers)] if opens else ((group, answer) for answer in range(answers))


def _shown(count: int, least: int, greatest: int, *, size: int) -> tuple[str, str, str, str]:
    """Return the count, the status and the ends of the range of a cell, as text."""
    if count == HIDDEN:
        limit = NO_LIMIT if size == HIDDEN else size
        whole = (least, greatest) in {(0, limit), (HIDDEN, HIDDEN)}
        return ("", WITHHELD, "", "") if whole else ("", BAND, str(least), str(greatest))
    exact = least == greatest
    return (str(count), PUBLISHED, "", "") if exact else (str(count), NOISY, str(least), str(greatest))


def _require_same(safe: SafeTable, rows: list[tuple[str, ...]]) -> None:
    layout = safe.layout
    frame = pl.DataFrame(rows, schema=columns_of(safe), orient="row")
    names = [background.name for background in layout.backgrounds]
    back = safe_table(
        frame,
        levels=layout.hierarchy.levels,
        response=layout.response,
        by=names,
        linked=layout.linked,
        any_of=layout.any_of,
    )
    if back != safe:
        raise RuntimeError("a safe table read back is another table")


def safe_table(
    frame: pl.DataFrame,
    *,
    levels: Sequence[str],
    response: str,
    by: Sequence[str] = (),
    linked: bool = False,
    any_of: str = "",
    tree: pl.DataFrame | None = None,
    source: str = "",
) -> SafeTable:
    """Return the safe table that rows of text hold, written by Weerklank or by another tool.

    `any_of`: the answer that says whether any of the others was given, where one person may give several. Which
    backgrounds of `linked` tables are crossed with each other, the rows themselves tell.

    Which unit is part of which comes from `tree` (a frame with the columns `levels`), else from columns `levels`
    of the frame itself, else from the order of the rows, else from the published totals. Raises `BadInput` where
    it cannot be told, and where a cell is missing, there twice, or hidden and shown at once.
    """
    names = [UNIT, response, *by]
    rows = _checked(frame, names, source)
    hierarchy = _hierarchy(rows, levels, names, tree, source)
    answers = tuple(code for code in _codes(rows, response) if code != TOTAL)
    backgrounds = tuple(Background(b, tuple(c for c in _codes(rows, b) if c != TOTAL)) for b in by)
    linked = linked and len(by) > 0
    parts = _parts(rows, by) if linked else ()
    layout = Layout(hierarchy, response, answers, backgrounds, linked, any_of, parts)
    if any_of and (any_of not in answers or len(answers) < 2):  # noqa: PLR2004 — it and a ground
        mend = "Give the file that was made with this --any"
        raise bad_input("this is no answer of the table", mend, file=source, column=any_of)
    return _filled(rows, layout, names, source)


def _checked(frame: pl.DataFrame, names: list[str], source: str) -> pl.DataFrame:
    missing = [name for name in [*names, COUNT, STATUS] if name not in frame.columns]
    if missing:
        mend = f"Give the columns {', '.join([*names, COUNT, STATUS])}"
        raise BadInput([Fault("there is no such column", mend, source, None, name) for name in missing])
    rows = numbered(frame)
    rows = rows.with_columns(pl.lit("").alias(end) for end in (LEAST, GREATEST) if end not in rows.columns)
    rows = rows.with_columns(
        pl.col(STATUS).str.strip_chars().str.to_lowercase(),
        *(pl.col(name).str.strip_chars().replace("", None) for name in (COUNT, LEAST, GREATEST)),
    )
    rows = rows.with_columns(
        pl.col(name).cast(pl.Int64, strict=False).alias(f"_{name}") for name in (COUNT, LEAST, GREATEST)
    )
    faults = [*_row_faults(rows, names, source), *_range_faults(rows, source)]
    if faults:
        raise BadInput(faults)
    return rows


def _row_faults(rows: pl.DataFrame, names: list[str], source: str) -> Iterator[Fault]:
    withheld = pl.col(STATUS).is_in([WITHHELD, BAND])
    statuses = [PUBLISHED, WITHHELD, BAND, NOISY]
    for name in names:
        for row in rows.filter(pl.col(name).fill_null("") == "")[ROW]:
            yield Fault("the code is missing", f"Give a code, or {TOTAL} for a sum", source, row, name)
    for row in rows.filter(~pl.col(STATUS).is_in(statuses).fill_null(value=False))[ROW]:
        yield Fault("this is no status", f"Give one of: {', '.join(statuses)}", source, row, STATUS)
    for row in rows.filter(withheld & pl.col(COUNT).is_not_null())[ROW]:
        yield Fault(
            "a hidden cell shows its count", "Leave the count of a hidden cell empty", source, row, COUNT
        )
    counted = (pl.col("_n") >= 0).fill_null(value=False)
    for row in rows.filter(pl.col(STATUS).is_in([PUBLISHED, NOISY]) & ~counted)[ROW]:
        yield Fault(
            "the count is not a number of people", "Give a whole number, 0 or more", source, row, COUNT
        )
    for row in rows.filter(~pl.struct(names).is_first_distinct())[ROW]:
        yield Fault("this cell was there before", "Give each cell one row", source, row)


def _range_faults(rows: pl.DataFrame, source: str) -> Iterator[Fault]:
    ranged = pl.col(STATUS).is_in([BAND, NOISY])
    least, greatest, count = pl.col("_least"), pl.col("_greatest"), pl.col("_n")
    given = pl.any_horizontal(pl.col(LEAST, GREATEST).is_not_null())
    for row in rows.filter(~ranged & given)[ROW]:
        mend = f"Leave {LEAST} and {GREATEST} empty, or give the status {BAND} or {NOISY}"
        yield Fault("a range belongs to a band or a noisy count", mend, source, row, LEAST)
    for row in rows.filter(ranged & ~((least >= 0) & (least < greatest)).fill_null(value=False))[ROW]:
        mend = f"Give whole numbers, {LEAST} 0 or more and {GREATEST} above it"
        yield Fault("this is no range", mend, source, row, LEAST)
    outside = ~count.is_between(least, greatest).fill_null(value=True)
    for row in rows.filter((pl.col(STATUS) == NOISY) & outside)[ROW]:
        yield Fault("the count is outside its own range", "Give a range around it", source, row, COUNT)


def _hierarchy(
    rows: pl.DataFrame, levels: Sequence[str], names: list[str], tree: pl.DataFrame | None, source: str
) -> Hierarchy:
    if tree is not None:
        return _from_columns(numbered(tree), levels, "tree")
    if set(levels) <= set(rows.columns):
        coded = pl.all_horizontal(pl.col(level).fill_null("").is_in(["", TOTAL]).not_() for level in levels)
        return _from_columns(rows.filter(coded), levels, source)
    totals = (rows[names[1]] == TOTAL).to_list()
    found = from_brackets(zip(rows[UNIT].to_list(), totals, strict=True), levels=levels)
    if found is None:
        found = from_totals(_totals(rows, names), levels=levels)
    if found is None:
        raise bad_input(
            "the order of the rows does not tell which unit is part of which",
            "Give a file with the hierarchy's columns (the counts, for one) with --tree",
            file=source,
            column=UNIT,
        )
    return found


def _from_columns(frame: pl.DataFrame, levels: Sequence[str], source: str) -> Hierarchy:
    missing = [level for level in levels if level not in frame.columns]
    if missing:
        raise bad_input(
            "there is no such column", "Give every level of the hierarchy", file=source, column=missing[0]
        )
    faults = tree_faults(frame, levels=levels, source=source)
    if faults:
        raise BadInput(faults)
    return hierarchy_from(frame, levels=levels)


def _totals(rows: pl.DataFrame, names: list[str]) -> dict[str, int]:
    sums = rows.filter(pl.all_horizontal(pl.col(name) == TOTAL for name in names[1:]))
    return dict(zip(sums[UNIT].to_list(), sums["_n"].fill_null(HIDDEN).to_list(), strict=True))


def _codes(rows: pl.DataFrame, column: str) -> list[str]:
    return sorted(rows[column].unique())


def _parts(rows: pl.DataFrame, by: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Return which backgrounds the rows of linked tables cross."""
    crossed = rows.select(pl.col(name) != TOTAL for name in by).unique().rows()
    supports = (tuple(axis for axis, coded in enumerate(row) if coded) for row in crossed)
    return parts_of(supports, backgrounds=len(by))


def _filled(rows: pl.DataFrame, layout: Layout, names: list[str], source: str) -> SafeTable:
    kinds = [*layout.answers, TOTAL]
    rows = rows.with_columns(
        _unit=_number(UNIT, layout.hierarchy.codes), _kind=_number(names[1], kinds)
    ).join(
        _crossings(layout), on=names[2:] or None, how="left" if names[2:] else "cross", maintain_order="left"
    )
    _require_placed(rows, source)
    if rows.height != layout.groups * len(kinds):
        mend = "Give a row for every cell of every margin, with the status hidden where it has no count"
        raise bad_input("cells of the table are missing", mend, file=source)
    group = rows["_unit"].to_numpy() * layout.columns + rows["_column"].to_numpy()
    values = np.full((layout.groups, len(kinds), 3), HIDDEN, dtype=np.int64)
    told = rows.select(pl.col("_n", "_least", "_greatest").fill_null(HIDDEN)).to_numpy()
    values[group, rows["_kind"].to_numpy()] = told
    _require_within_size(values, rows.select(ROW, group=group, kind="_kind"), source)
    sizes, counts = values[:, -1, 0].copy(), values[:, :-1, 0].copy()
    ends, plain = values[:, :-1, 1:], SafeTable(layout, sizes, counts)
    return SafeTable(layout, sizes, counts, np.where(ends == HIDDEN, plain.told, ends))


def _require_within_size(values: NDArray[np.int64], places: pl.DataFrame, source: str) -> None:
    """Refuse ranges that contradict sizes; `values`: shape (groups, answers + the total, n and two ends)."""
    size, ends = values[:, -1, 0], values[:, :-1, 1:]
    above = (size != HIDDEN) & (ends[..., 1] > size[:, None]).any(axis=1)
    banded = (ends[..., 0] != HIDDEN).all(axis=1) & (size != HIDDEN)
    apart = (ends[..., 0].sum(axis=1) > size) | (ends[..., 1].sum(axis=1) < size)
    wrong = np.flatnonzero(above | (banded & apart))
    if len(wrong):
        row = places.filter(group=int(wrong[0]))[ROW].min()
        raise bad_input(
            "the ranges of a group contradict its number of respondents",
            "Check the file against the table it came from",
            file=source,
            row=int(row) if isinstance(row, int) else None,
            column=LEAST,
        )


def _number(name: str, codes: Sequence[str]) -> pl.Expr:
    return pl.col(name).replace_strict(list(codes), range(len(codes)), default=None, return_dtype=pl.Int64)


def _crossings(layout: Layout) -> pl.DataFrame:
    """Return the columns of a layout: the code of each background, and the number of the column."""
    every = {
        b.name: [(TOTAL, *b.codes)[code] for code in codes]
        for b, codes in zip(layout.backgrounds, layout.crossings.codes.T.tolist(), strict=True)
    }
    return pl.DataFrame({**every, "_column": range(layout.columns)}, schema_overrides={"_column": pl.Int64})


def _require_placed(rows: pl.DataFrame, source: str) -> None:
    strange = rows.filter(pl.col("_unit").is_null())
    if strange.height:
        mend = "Give the tree this table was made with"
        row = strange[ROW][0]
        raise bad_input("this unit is not in the hierarchy", mend, file=source, row=row, column=UNIT)


def working_header(working: Working) -> list[str]:
    """Return the columns of the working file."""
    return [*header(working.layout)[:-2], "why"]


def rows_of_working(working: Working) -> Iterator[tuple[str, ...]]:
    """Return a row for each hidden cell that says why it is hidden. It helps an attacker: it stays inside."""
    layout = working.layout
    for group, answer in np.argwhere(working.first | working.besides).tolist():
        unit, *codes = layout.label(group)
        why = "hidden first" if working.first[group, answer] else "protects others"
        yield (unit, layout.answers[answer], *codes, why)
