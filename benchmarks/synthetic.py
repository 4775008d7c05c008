"""A made-up survey of a made-up government, to measure with: the same seed gives the same answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

ITEMS = tuple(f"q{number}" for number in range(56))
LEVELS = ("ministry", "dg", "directorate", "team")
UNITS = (15, 110, 898, 12_000)
BACKGROUNDS = {"age": 5, "gender": 3, "scale": 5, "role": 3, "tenure": 5}
MISSING = 0.03
PART_ROWS = 500_000
DESCRIPTION = (
    "Made up: 56 items (half yes or no, half 1 to 5, 3 % missing), 15 ministries, 110 directorates-general, "
    "898 directorates and 12,000 teams in each other, backgrounds of 5, 3, 5, 3 and 5 values, unequal weights, "
    "ministries as strata. Each estimate is a mean with its standard error and design effect."
)


def every_grouping() -> list[tuple[str, ...]]:
    """Return every level, and everybody, alone and by each background: 30 groupings."""
    return [(*level, *by) for level in _levels(LEVELS) for by in _backgrounds()]


def some_groupings() -> list[tuple[str, ...]]:
    """Return fewer, with about 4.7 million estimates at 150,000 answers: `SOME` says which."""
    coarse = [(*level, *by) for level in _levels(LEVELS[:-1]) for by in [*_backgrounds(), ("age", "gender")]]
    return [*coarse, ("team",), ("team", "gender")]


SOME = (
    "everybody, ministry, directorate-general and directorate, alone, by each background and by age × gender; "
    "team, alone and by gender"
)
EVERY = "everybody, ministry, directorate-general, directorate and team, alone and by each background"


def _levels(names: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [(), *((name,) for name in names)]


def _backgrounds() -> list[tuple[str, ...]]:
    return [(), *((name,) for name in BACKGROUNDS)]


def write_survey(path: Path, *, answers: int, complete: bool = False, seed: int = 1) -> None:
    """Write a Parquet file part by part; `complete` leaves nothing missing."""
    parts = [path.with_suffix(f".part{number}") for number in range(max(1, (answers - 1) // PART_ROWS + 1))]
    for number, part in enumerate(parts):
        rows = min(PART_ROWS, answers - number * PART_ROWS)
        _part(rows, complete=complete, seed=seed, number=number).write_parquet(part)
    pl.scan_parquet(parts, glob=False).sink_parquet(path)
    for part in parts:
        part.unlink()


def _part(rows: int, *, complete: bool, seed: int, number: int) -> pl.DataFrame:
    parents, levels = _tree(np.random.default_rng(seed)), np.random.default_rng(seed).uniform(0.03, 0.9, 56)
    draw = np.random.default_rng([seed, number])
    unit = draw.integers(0, UNITS[-1], rows)
    columns = {"team": unit}
    for level, parent in zip(LEVELS[-2::-1], parents, strict=True):
        unit = parent[unit]
        columns[level] = unit
    columns |= {name: draw.integers(0, values, rows) for name, values in BACKGROUNDS.items()}
    weights = pl.Series("w", draw.uniform(0.8, 1.6, rows))
    answers = [
        _answers(draw, rows, item=item, level=level, complete=complete) for item, level in enumerate(levels)
    ]
    return pl.DataFrame(columns).cast(pl.Int32).with_columns(weights, *answers)


def _tree(draw: np.random.Generator) -> list[NDArray[np.int64]]:
    """Return the parent of each unit, from the teams upward; every unit has at least one below it."""
    return [
        np.sort(np.concatenate([np.arange(above), draw.integers(0, above, below - above)]))
        for above, below in zip(UNITS[-2::-1], UNITS[:0:-1], strict=True)
    ]


def _answers(draw: np.random.Generator, rows: int, *, item: int, level: float, complete: bool) -> pl.Series:
    values = (draw.random(rows) < level).astype(np.int8) if item % 2 else draw.integers(1, 6, rows, np.int8)
    answers = pl.Series(ITEMS[item], values)
    skipped = draw.random(rows) < MISSING
    return answers if complete else answers.set(pl.Series(skipped), None)
