"""Cells that must be numbers, and codes that must be on their scale. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from weerklank.errors import SHOWN_FAULTS, BadInput, Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

MOSTLY = 0.9
EXACT = 2.0**53
MISSING_WORDS = ("", "NA", "NaN", "nan", "NULL", ".")

_TEXT = ("holds text where a number belongs", "Give a number, or leave the cell empty where it is missing")


@dataclass
class Findings:
    """Faults of one table, column by column; `row` turns a respondent's place into the row of the file."""

    source: str
    row: Callable[[int], int]
    faults: list[Fault] = field(default_factory=list)
    total: int = 0

    def add(self, places: Sequence[int], what: str, mend: str, *, column: str) -> None:
        """Note the same fault at several places; the first ten are kept, all are counted."""
        self.total += len(places)
        rows = [self.row(int(place)) for place in places[:SHOWN_FAULTS]]
        self.faults += [Fault(what, mend, file=self.source, row=row, column=column) for row in rows]

    def settle(self) -> None:
        """Raise `BadInput` with the first ten by row and the number of all, where there is any."""
        if self.total:
            first = sorted(self.faults, key=lambda fault: fault.row or 0)[:SHOWN_FAULTS]
            raise BadInput(first, total=self.total)


def numbers(
    frame: pl.DataFrame, *, required: Iterable[str], findings: Findings, comma: bool, guess: bool
) -> pl.DataFrame:
    """Return the frame with text columns that hold numbers turned into numbers.

    A `required` column that holds anything else is a fault at each such row. With `guess` so is any other column
    of which nine cells in ten are numbers. `comma` reads a decimal comma. Not a number becomes null; infinity is
    a fault.
    """
    must = set(required)
    turned = [
        _turned(series, must=series.name in must, findings=findings, comma=comma, guess=guess)
        for series in frame.get_columns()
    ]
    return pl.DataFrame(turned)


def _turned(series: pl.Series, *, must: bool, findings: Findings, comma: bool, guess: bool) -> pl.Series:
    if series.dtype.is_float():
        return _finite(series, findings=findings)
    if series.dtype != pl.String:
        return series
    trimmed = series.str.strip_chars()
    trimmed = trimmed.set(trimmed.is_in(MISSING_WORDS), None)
    plain = trimmed.str.replace(",", ".", literal=True) if comma else trimmed
    cast = plain.cast(pl.Float64, strict=False)
    text = (cast.is_null() & trimmed.is_not_null()).arg_true()
    filled = len(series) - trimmed.null_count()
    if not len(text) and (filled or must):
        return _finite(cast, findings=findings)
    if must or (guess and filled - len(text) >= MOSTLY * filled):
        what, mend = _TEXT
        mend = mend if must else f"{mend}; a column that names groups should name all of them with letters"
        findings.add(text.to_list(), what, mend, column=series.name)
    return trimmed


def _finite(series: pl.Series, *, findings: Findings) -> pl.Series:
    endless = series.is_infinite().fill_null(value=False).arg_true()
    if len(endless):
        findings.add(endless.to_list(), "is not finite", "Give a finite number", column=series.name)
    return _whole(series.fill_nan(None))


def _whole(series: pl.Series) -> pl.Series:
    """Return whole numbers as integers, so that a group is called 1 whatever file it came from."""
    small = series.abs().max()
    if isinstance(small, float) and small < EXACT and (series == series.floor()).all():
        return series.cast(pl.Int64)
    return series


def check_codes(frame: pl.DataFrame, *, allowed: dict[str, frozenset[int]], findings: Findings) -> None:
    """Note every cell whose code is not among the column's allowed ones; empty cells are fine."""
    for name in frame.columns:
        series = frame.get_column(name)
        if name not in allowed or not series.dtype.is_numeric():
            continue
        values = series.cast(pl.Float64).fill_null(np.nan).to_numpy()
        wrong = np.flatnonzero(~np.isnan(values) & ~np.isin(values, sorted(allowed[name])))
        known = ", ".join(str(code) for code in sorted(allowed[name]))
        findings.add(wrong.tolist(), "a code is outside its scale", f"Use one of {known}", column=name)


def answered(frame: pl.DataFrame, *, missing: dict[str, frozenset[int]]) -> pl.DataFrame:
    """Return the frame with null where a column holds one of its missing codes: no answer is no number."""
    known = [name for name in frame.columns if missing.get(name) and frame.schema[name].is_numeric()]
    return frame.with_columns(
        pl.when(~pl.col(name).is_in(sorted(missing[name]))).then(pl.col(name)).alias(name) for name in known
    )
