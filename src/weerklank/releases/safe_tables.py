"""A safe table as rows of text, and back.

The columns are ``unit``, the response, each background, ``n`` and ``status``; ``n`` is empty where the status is
hidden. The rows stand in an order that tells which unit is part of which: the totals of a unit open its block,
then come the blocks of the units below it, and its answers close it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from weerklank.errors import BadInput, Fault, bad_input
from weerklank.releases.tree_order import from_brackets, from_totals
from weerklank.stats.columns import Background
from weerklank.stats.counting import COUNT, ROW, hierarchy_from, numbered, tree_faults
from weerklank.stats.hierarchy import TOTAL, Hierarchy
from weerklank.stats.tables import HIDDEN, Layout, SafeTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weerklank.stats.disclosure import Working

UNIT, STATUS, PUBLISHED, WITHHELD = "unit", "status", "published", "hidden"


def header(layout: Layout) -> list[str]:
    """Return the columns of a safe table."""
    return [UNIT, layout.response, *(b.name for b in layout.backgrounds), COUNT, STATUS]


def rows_of(safe: SafeTable) -> list[tuple[str, ...]]:
    """Return the rows of a safe table, in the order of the header, read back to the very same table."""
    rows = []
    for (unit, *codes), answer, count in safe.rows():
        shown = ("", WITHHELD) if count == HIDDEN else (str(count), PUBLISHED)
        rows.append((unit, answer, *codes, *shown))
    _require_same(safe, rows)
    return rows


def _require_same(safe: SafeTable, rows: list[tuple[str, ...]]) -> None:
    layout = safe.layout
    frame = pl.DataFrame(rows, schema=header(layout), orient="row")
    names = [background.name for background in layout.backgrounds]
    back = safe_table(
        frame, levels=layout.hierarchy.levels, response=layout.response, by=names, linked=layout.linked
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
    tree: pl.DataFrame | None = None,
    source: str = "",
) -> SafeTable:
    """Return the safe table that rows of text hold, written by Weerklank or by another tool.

    Which unit is part of which comes from `tree` (a frame with the columns `levels`), else from columns `levels`
    of the frame itself, else from the order of the rows, else from the published totals. Raises `BadInput` where
    it cannot be told, and where a cell is missing, there twice, or hidden and shown at once.
    """
    names = [UNIT, response, *by]
    rows = _checked(frame, names, source)
    hierarchy = _hierarchy(rows, levels, names, tree, source)
    answers = tuple(code for code in _codes(rows, response) if code != TOTAL)
    backgrounds = tuple(Background(b, tuple(c for c in _codes(rows, b) if c != TOTAL)) for b in by)
    layout = Layout(hierarchy, response, answers, backgrounds, linked=linked and len(by) > 0)
    return _filled(rows, layout, names, source)


def _checked(frame: pl.DataFrame, names: list[str], source: str) -> pl.DataFrame:
    missing = [name for name in [*names, COUNT, STATUS] if name not in frame.columns]
    if missing:
        mend = f"Give the columns {', '.join([*names, COUNT, STATUS])}"
        raise BadInput([Fault("there is no such column", mend, source, None, name) for name in missing])
    rows = numbered(frame).with_columns(
        pl.col(STATUS).str.strip_chars().str.to_lowercase(),
        pl.col(COUNT).str.strip_chars().replace("", None),
    )
    rows = rows.with_columns(_number=pl.col(COUNT).cast(pl.Int64, strict=False))
    faults = list(_row_faults(rows, names, source))
    if faults:
        raise BadInput(faults)
    return rows


def _row_faults(rows: pl.DataFrame, names: list[str], source: str) -> Iterator[Fault]:
    withheld = pl.col(STATUS) == WITHHELD
    for name in names:
        for row in rows.filter(pl.col(name).fill_null("") == "")[ROW]:
            yield Fault("the code is missing", f"Give a code, or {TOTAL} for a sum", source, row, name)
    for row in rows.filter(~pl.col(STATUS).is_in([PUBLISHED, WITHHELD]).fill_null(value=False))[ROW]:
        yield Fault("this is no status", f"Give {PUBLISHED} or {WITHHELD}", source, row, STATUS)
    for row in rows.filter(withheld & pl.col(COUNT).is_not_null())[ROW]:
        yield Fault(
            "a hidden cell shows its count", "Leave the count of a hidden cell empty", source, row, COUNT
        )
    for row in rows.filter((pl.col(STATUS) == PUBLISHED) & ~(pl.col("_number") >= 0).fill_null(value=False))[
        ROW
    ]:
        yield Fault(
            "the count is not a number of people", "Give a whole number, 0 or more", source, row, COUNT
        )
    for row in rows.filter(~pl.struct(names).is_first_distinct())[ROW]:
        yield Fault("this cell was there before", "Give each cell one row", source, row)


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
    return dict(zip(sums[UNIT].to_list(), sums["_number"].fill_null(HIDDEN).to_list(), strict=True))


def _codes(rows: pl.DataFrame, column: str) -> list[str]:
    return sorted(rows[column].unique())


def _filled(rows: pl.DataFrame, layout: Layout, names: list[str], source: str) -> SafeTable:
    kinds = [*layout.answers, TOTAL]
    rows = rows.with_columns(
        _unit=_number(UNIT, layout.hierarchy.codes), _kind=_number(names[1], kinds)
    ).join(
        _crossings(layout), on=names[2:] or None, how="left" if names[2:] else "cross", maintain_order="left"
    )
    _require_placed(rows, names, source)
    if rows.height != layout.groups * len(kinds):
        mend = "Give a row for every cell of every margin, with the status hidden where it has no count"
        raise bad_input("cells of the table are missing", mend, file=source)
    group = rows["_unit"].to_numpy() * layout.columns + rows["_column"].to_numpy()
    values = np.full((layout.groups, len(kinds)), HIDDEN, dtype=np.int64)
    values[group, rows["_kind"].to_numpy()] = rows["_number"].fill_null(HIDDEN).to_numpy()
    return SafeTable(layout, values[:, -1].copy(), values[:, :-1].copy())


def _number(name: str, codes: Sequence[str]) -> pl.Expr:
    return pl.col(name).replace_strict(list(codes), range(len(codes)), default=None, return_dtype=pl.Int64)


def _crossings(layout: Layout) -> pl.DataFrame:
    """Return the columns of a layout: the code of each background, and the number of the column."""
    every = {
        b.name: [(TOTAL, *b.codes)[code] for code in codes]
        for b, codes in zip(layout.backgrounds, layout.crossings.codes.T.tolist(), strict=True)
    }
    return pl.DataFrame({**every, "_column": range(layout.columns)}, schema_overrides={"_column": pl.Int64})


def _require_placed(rows: pl.DataFrame, names: list[str], source: str) -> None:
    strange = rows.filter(pl.col("_unit").is_null())
    if strange.height:
        mend = "Give the tree this table was made with"
        row = strange[ROW][0]
        raise bad_input("this unit is not in the hierarchy", mend, file=source, row=row, column=UNIT)
    crossed = rows.filter(pl.col("_column").is_null())
    if crossed.height:
        mend = f"Of linked tables a row has a code for one background, and {TOTAL} for the others"
        row = crossed[ROW][0]
        raise bad_input("this row crosses two linked tables", mend, file=source, row=row, column=names[2])


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
