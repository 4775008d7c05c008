"""From rows of counts to the grounds that people gave: one row for each set of answers of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from weerklank.errors import BadInput, Fault
from weerklank.stats.choices import JOINED, NONE_GIVEN, RawChoices
from weerklank.stats.counting import COUNT, ROW, numbered, raw_table
from weerklank.stats.tables import YES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NO = frozenset({"0", "false", "n", "nee", "no", "onwaar"})


def raw_choices(
    frame: pl.DataFrame,
    *,
    levels: Sequence[str],
    grounds: Sequence[str],
    any_of: str,
    by: Sequence[str] = (),
    linked: bool = False,
    source: str = "counts",
) -> RawChoices:
    """Return the counts of a frame with one row for each set of answers of a group, and its count `n`.

    `grounds` and `any_of` are columns of yes and no (1, ja, yes, true … or 0, nee, no, false …): each ground, and
    the question before. All else is as for `weerklank.stats.counting.raw_table`, and raises as it does; so does a
    code that is neither yes nor no, a ground where the question before was a no, and a yes there without a ground.
    """
    asked = [*grounds, any_of, COUNT]
    faults = list(_column_faults(frame, asked, source))
    if faults:
        raise BadInput(faults)
    asked = asked[:-1]
    rows = numbered(frame).with_columns(
        pl.col(name).cast(pl.String).str.strip_chars().str.to_lowercase() for name in asked
    )
    faults = list(_code_faults(rows, asked, source)) or list(_branch_faults(rows, grounds, any_of, source))
    if faults:
        raise BadInput(faults)
    possible = rows.filter(_said(any_of) == pl.any_horizontal(map(_said, grounds)))
    given = pl.concat_str(
        [pl.when(_said(name)).then(pl.lit(name)) for name in sorted(grounds)],
        separator=JOINED,
        ignore_nulls=True,
    )
    coded = possible.with_columns(given.replace("", NONE_GIVEN).alias(any_of))
    table = raw_table(coded, levels=levels, response=any_of, by=by, linked=linked, source=source)
    return RawChoices(table, tuple(sorted(grounds)), any_of)


def _said(name: str) -> pl.Expr:
    return pl.col(name).is_in(sorted(YES))


def _column_faults(frame: pl.DataFrame, asked: Sequence[str], source: str) -> Iterator[Fault]:
    for number, name in enumerate(asked):
        if name in asked[:number] or JOINED in name:
            mend = f"Name each ground once, without a {JOINED}, and the question before with --any"
            yield Fault("this column cannot be a ground", mend, source, None, name)
        elif name not in frame.columns:
            mend = f"Give it: the columns needed are {', '.join(asked)}"
            yield Fault("there is no such column", mend, source, None, name)


def _code_faults(rows: pl.DataFrame, asked: Sequence[str], source: str) -> Iterator[Fault]:
    for name in asked:
        for row in rows.filter(~pl.col(name).is_in(sorted(YES | NO)).fill_null(value=False))[ROW]:
            yield Fault("this is neither yes nor no", "Give 1 or 0, yes or no", source, row, name)


def _branch_faults(rows: pl.DataFrame, grounds: Sequence[str], any_of: str, source: str) -> Iterator[Fault]:
    counted = rows.filter(pl.col(COUNT).cast(pl.String).str.strip_chars() != "0")
    some = pl.any_horizontal(map(_said, grounds))
    for row in counted.filter(some & ~_said(any_of))[ROW]:
        mend = "Who said no to the question before has no ground: mend the answers, or count them as yes"
        yield Fault("a ground was given where the question before was a no", mend, source, row, any_of)
    for row in counted.filter(~some & _said(any_of))[ROW]:
        mend = "Give a column of its own to “no ground given”, and name it as a ground"
        yield Fault("there is a yes to the question before, and no ground", mend, source, row, any_of)
