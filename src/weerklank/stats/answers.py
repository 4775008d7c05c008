"""Answers as the statistics see them: columns of numbers and of groups, with what is missing marked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from weerklank.errors import bad_input

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SHOWN_COLUMNS = 12


@dataclass(frozen=True)
class Groups:
    """A grouping of the respondents.

    `codes`: shape (respondents,), int64, an index into the rows of `keys`, −1 where the group is not known.
    `keys`: one row a group with the value of each grouping column, in sorted order.
    """

    codes: NDArray[np.int64]
    keys: pl.DataFrame

    def __len__(self) -> int:
        return self.keys.height

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the grouping columns."""
        return tuple(self.keys.columns)

    @cached_property
    def labels(self) -> tuple[tuple[str, ...], ...]:
        """Return for each group the value of each grouping column, as text."""
        return tuple(tuple(str(value) for value in row) for row in self.keys.iter_rows())

    @property
    def names(self) -> pl.Series:
        """Return the groups' names in the form ``ministry=9|role=1``."""
        return named(self.keys)

    def name(self, group: int) -> str:
        """Return one group's name."""
        return str(named(self.keys[group : group + 1])[0])


def named(keys: pl.DataFrame) -> pl.Series:
    """Return the rows of a frame in the form ``ministry=9|role=1``, shape (rows,)."""
    parts = [pl.format("{}={}", pl.lit(column), pl.col(column)) for column in keys.columns]
    return keys.select(pl.concat_str(parts, separator="|").alias("name")).get_column("name")


@dataclass(frozen=True)
class Answers:
    """One row a respondent, one column an item, a background or a part of the design.

    `frame` holds numbers as integers or floats and groups as text or integers; null is missing.
    `source` names the file in an error, `first_row` the row of the first respondent in it.
    """

    frame: pl.DataFrame
    source: str = "answers"
    first_row: int = 2

    def __len__(self) -> int:
        return self.frame.height

    def column(self, name: str) -> pl.Series:
        """Return a column; raise `BadInput` that names the file and the columns there are."""
        if name not in self.frame.columns:
            known = ", ".join(self.frame.columns[:SHOWN_COLUMNS]) + (
                " …" if self.frame.width > SHOWN_COLUMNS else ""
            )
            raise bad_input(
                "there is no such column", f"The columns are: {known}", file=self.source, column=name
            )
        return self.frame.get_column(name)

    def numbers(self, name: str) -> NDArray[np.float64]:
        """Return a column as float64 with NaN for missing; raise `BadInput` for text."""
        series = self.column(name)
        if not (series.dtype.is_numeric() or series.dtype in {pl.Boolean, pl.Null}):
            raise bad_input(
                "holds text", "Give numbers, and leave empty what is missing", file=self.source, column=name
            )
        values: NDArray[np.float64] = series.cast(pl.Float64).fill_null(np.nan).to_numpy()
        return values

    def groups(self, columns: Sequence[str]) -> Groups:
        """Return the grouping by one or more columns; a respondent who misses one of them is in no group.

        Labels are sorted as numbers where a column holds numbers, else as text.
        """
        picked = self.frame.select([self.column(c) for c in columns])
        keys = picked.unique().drop_nulls().sort(list(columns))
        numbered = keys.with_row_index("_group")
        codes = picked.join(numbered, on=list(columns), how="left", maintain_order="left").get_column(
            "_group"
        )
        return Groups(codes.cast(pl.Int64).fill_null(-1).to_numpy(), keys)
