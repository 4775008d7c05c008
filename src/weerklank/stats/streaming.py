"""Means of answers that do not fit in memory: the same sums, added up part by part.

A respondent is a sampling unit here: clusters and calibration need all respondents together. Levels of one tree
that are asked for are counted once, at the finest, and rolled up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from weerklank.errors import bad_input
from weerklank.stats import moments
from weerklank.stats.answers import named
from weerklank.stats.design import Design, Lonely, Stage, positive_weights
from weerklank.stats.domains import EVERYBODY
from weerklank.stats.errors import BadDesign
from weerklank.stats.estimate import LEVEL, DomainEstimates, Replacement, finished_means

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from weerklank.stats.answers import Answers

    Numbers = NDArray[np.float64]
    Codes = NDArray[np.int64]

STRATUM = "_stratum"
CODE = "_code"


def streamed_means(
    parts: Iterable[Answers],
    *,
    weights: str,
    items: Sequence[str],
    by: Sequence[Sequence[str]] = ((),),
    strata: str | None = None,
    lonely: Lonely = Lonely.FAIL,
    level: float = LEVEL,
    against: Replacement = Replacement.WITHOUT,
) -> list[DomainEstimates]:
    """Return the means of `weerklank.stats.estimate.means` from parts of one file, with replacement.

    Memory is bounded by the number of domains, not of respondents. The result equals that of all parts together
    up to rounding (1e-12), in the order of `by`. Raises as `design` and `means` do.
    """
    stream: _Stream | None = None
    for part in parts:
        if stream is None:
            stream = _Stream(
                list(items), weights, strata, _families(part, by, strata), _first_plan(part, items, weights)
            )
        stream.add(part)
    if stream is None:
        raise bad_input("there are no respondents", "Give a file with at least one row")
    return stream.finished(by, lonely, level, against)


def _first_plan(part: Answers, items: Sequence[str], weights: str) -> moments.Columns:
    matrix = np.stack([part.numbers(item) for item in items])
    centre = moments.columns(matrix, positive_weights(part, weights)).centre
    return moments.separate_columns(centre)


def _families(part: Answers, by: Sequence[Sequence[str]], strata: str | None) -> list[list[str]]:
    """Return sets of columns such that every grouping lies within one, and its groups within that one's."""
    families = list[list[str]]()
    for wanted in sorted((list(b) for b in by), key=lambda b: -_groups(part, b)):
        if not any(_fits(part, family, wanted) for family in families):
            families.append(wanted)
        else:
            family = next(f for f in families if _fits(part, f, wanted))
            family += [column for column in wanted if column not in family]
    return [list(dict.fromkeys([*family, *([strata] if strata else [])])) for family in families]


def _groups(part: Answers, columns: Sequence[str]) -> int:
    wanted = list(dict.fromkeys(columns))
    return part.frame.select([part.column(name) for name in wanted]).n_unique() if wanted else 1


def _fits(part: Answers, family: list[str], wanted: list[str]) -> bool:
    return _groups(part, [*family, *wanted]) == _groups(part, family)


@dataclass
class _Family:
    """Sums of one family: `keys` holds its columns and a code, `sums` a row for each code."""

    columns: list[str]
    keys: pl.DataFrame
    sums: Numbers

    def codes(self, frame: pl.DataFrame) -> Codes:
        """Return the code of each respondent, giving new groups a code of their own."""
        if not self.columns:
            self._grow(1)
            return np.zeros(frame.height, dtype=np.int64)
        new = frame.select(self.columns).unique()
        if self.keys.height:
            new = new.join(self.keys, on=self.columns, how="anti", nulls_equal=True)
        numbered = new.with_columns(pl.Series(CODE, np.arange(new.height) + self.keys.height))
        self.keys = pl.concat([self.keys, numbered], how="vertical_relaxed") if self.keys.height else numbered
        self._grow(self.keys.height)
        joined = frame.select(self.columns).join(
            self.keys, on=self.columns, how="left", nulls_equal=True, maintain_order="left"
        )
        return joined.get_column(CODE).to_numpy()

    def _grow(self, rows: int) -> None:
        lacking = rows - self.sums.shape[1]
        if lacking > 0:
            self.sums = np.pad(self.sums, ((0, 0), (0, lacking)))


@dataclass
class _Stream:
    items: list[str]
    weights: str
    strata: str | None
    columns: list[list[str]]
    plan: moments.Columns
    drawn: dict[str, int] = field(default_factory=dict)
    families: list[_Family] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.families = [
            _Family(columns, pl.DataFrame(), np.zeros((self.plan.width, 0))) for columns in self.columns
        ]

    def add(self, part: Answers) -> None:
        weights = positive_weights(part, self.weights)
        matrix = np.stack([part.numbers(item) for item in self.items])
        self._count_strata(part)
        for family in self.families:
            codes = family.codes(part.frame)
            family.sums += moments.sums_by(codes, self.plan, matrix, weights, size=family.sums.shape[1])

    def _count_strata(self, part: Answers) -> None:
        names = _strata(part.frame, self.strata)
        if names.null_count():
            row = part.first_row + int(names.is_null().arg_max() or 0)
            raise bad_input(
                "the stratum is missing",
                "Give every respondent a stratum",
                file=part.source,
                row=row,
                column=self.strata,
            )
        for name, count in names.value_counts().iter_rows():
            self.drawn[name] = self.drawn.get(name, 0) + int(count)

    def finished(
        self, by: Sequence[Sequence[str]], lonely: Lonely, level: float, against: Replacement
    ) -> list[DomainEstimates]:
        names = {name: code for code, name in enumerate(sorted(self.drawn))}
        of = _design(np.array([float(self.drawn[name]) for name in names]), lonely)
        return [self._grouping(list(wanted), names, of, level, against) for wanted in by]

    def _grouping(
        self, wanted: list[str], names: dict[str, int], of: Design, level: float, against: Replacement
    ) -> DomainEstimates:
        family = next(f for f in self.families if set(wanted) <= set(f.columns))
        keys = family.keys.sort(CODE) if family.columns else pl.DataFrame({CODE: [0]})
        stratum = _strata(keys, self.strata).replace_strict(names, return_dtype=pl.Int64).to_numpy()
        domains, cell = _labelled(keys, wanted)
        rolled = moments.merged(stratum, cell, family.sums)
        sums = moments.finish(of, [rolled], self.plan, domains=len(domains))
        return finished_means(wanted, domains, self.items, sums, df=of.df, level=level, against=against)


def _strata(frame: pl.DataFrame, strata: str | None) -> pl.Series:
    if strata is None:
        return pl.repeat("", frame.height, eager=True, dtype=pl.String).alias(STRATUM)
    return frame.get_column(strata).cast(pl.String)


def _labelled(keys: pl.DataFrame, wanted: list[str]) -> tuple[pl.Series, Codes]:
    """Return the names of the domains in order, and the domain of each key; the last one is nobody's."""
    if not wanted:
        return pl.Series([EVERYBODY]), np.zeros(keys.height, dtype=np.int64)
    known = keys.select(wanted).drop_nulls().unique().sort(wanted)
    joined = keys.join(known.with_row_index("_cell"), on=wanted, how="left", maintain_order="left")
    cell = joined.get_column("_cell").fill_null(known.height).cast(pl.Int64).to_numpy()
    return named(known), cell


def _design(drawn: Numbers, lonely: Lonely) -> Design:
    """Return a design that knows its strata and none of its respondents."""
    nobody = np.zeros(0, dtype=np.int64)
    stage = Stage(nobody, nobody, drawn, np.ones(len(drawn)), np.ones(len(drawn)))
    if lonely is Lonely.FAIL and stage.lone().any():
        raise BadDesign(
            f"{int(stage.lone().sum())} strata have one respondent, so they show no variance. Merge "
            "them, or choose --lonely adjust, average, certainty or remove."
        )
    return Design(np.zeros(0), (stage,), lonely=lonely)
