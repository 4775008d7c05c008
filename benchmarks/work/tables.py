"""Made-up tables of counts like the golden ones, at any size: the same seed gives the same counts.

People are drawn one by one: units of very unequal size, backgrounds whose shares differ by unit, and an answer
that about 14 % give, more in some units and codes than in others. A row is an inner cell that is not empty.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVELS = ("ministry", "dg", "directorate", "team")
RESPONSE = "exp_bullying"
ANSWERS = 2
UNITS = (15, 110, 898)
PEOPLE = 150_000
YES_ODDS = -1.95
SPREAD = (0.15, 0.25, 0.3, 0.35)
"""How much the log odds of a yes differ between units, level by level."""


@dataclass(frozen=True)
class Shape:
    """What a made-up table looks like: units of each level, codes of each background, and how many people."""

    units: tuple[int, ...] = UNITS
    by: dict[str, int] = field(default_factory=dict)
    linked: bool = False
    people: int = PEOPLE

    @property
    def levels(self) -> tuple[str, ...]:
        """Return the columns of the hierarchy, coarse to fine."""
        return LEVELS[: len(self.units)]

    @property
    def cells(self) -> int:
        """Return how many cells the table has, the totals of the answers among them."""
        codes = list(self.by.values())
        columns = 1 + sum(codes) if self.linked else int(np.prod([size + 1 for size in codes]))
        return (1 + sum(self.units)) * columns * (ANSWERS + 1)


SHAPES = {
    "s18k": Shape(by={"role": 5}),
    "s3a18k": Shape(units=(15, 236), by={"role": 3, "age": 5}),
    "s3awide18k": Shape(units=(15, 110), by={"role": 5, "age": 7}),
    "teams39k": Shape(units=(*UNITS, 12_000)),
    "teamsrole39k": Shape(units=(15, 60, 400, 2_776), by={"role": 3}, people=45_000),
    "teamsrole": Shape(units=(*UNITS, 12_000), by={"role": 3}),
    "linked64k": Shape(by={"role": 3, "age": 5, "scale": 4, "tenure": 4, "task": 4}, linked=True),
    "linkedteams": Shape(
        units=(15, 45, 180, 1_400), by={"gender": 3, "age": 5, "tenure": 4}, linked=True, people=25_000
    ),
}


def frame_of(shape: Shape, *, seed: int = 1) -> pl.DataFrame:
    """Return the counts: a column for each level, the response, each background, and `n`."""
    draw = np.random.default_rng(seed)
    lines = _lines(shape, draw)
    unit = draw.choice(len(lines), size=shape.people, p=_shares(lines, draw))
    odds = YES_ODDS + sum(
        draw.normal(0, spread, count)[lines[unit, level]]
        for level, (count, spread) in enumerate(zip(shape.units, SPREAD, strict=False))
    )
    columns = {name: lines[unit, level] for level, name in enumerate(shape.levels)}
    for name, codes in shape.by.items():
        code = _codes(unit, draw, units=len(lines), codes=codes)
        columns[name] = code
        odds = odds + draw.normal(0, 0.15, codes)[code]
    columns[RESPONSE] = (draw.random(shape.people) < 1 / (1 + np.exp(-odds))).astype(np.int64)
    keys = [*shape.levels, RESPONSE, *shape.by]
    counted = pl.DataFrame(columns).group_by(keys).len("n").sort(keys)
    return counted.with_columns(_named(name) for name in keys)


def _lines(shape: Shape, draw: np.random.Generator) -> NDArray[np.int64]:
    """Return the units above every deepest unit, itself last: shape (deepest units, levels)."""
    unit = np.arange(shape.units[-1])
    line = [unit]
    for above, below in zip(shape.units[-2::-1], shape.units[:0:-1], strict=True):
        weight = draw.lognormal(0, 0.6, above)
        parents = np.concatenate(
            [np.arange(above), draw.choice(above, below - above, p=weight / weight.sum())]
        )
        unit = np.sort(parents)[unit]
        line.insert(0, unit)
    return np.column_stack(line)


def _shares(lines: NDArray[np.int64], draw: np.random.Generator) -> NDArray[np.float64]:
    """Return which part of all people each deepest unit has: few have many."""
    weight = draw.lognormal(0, 0.75 if lines.shape[1] < len(LEVELS) else 0.45, len(lines))
    share: NDArray[np.float64] = weight / weight.sum()
    return share


def _codes(
    unit: NDArray[np.int64], draw: np.random.Generator, *, units: int, codes: int
) -> NDArray[np.int64]:
    """Return a code for each person, from shares that differ by unit around those of all."""
    whole = np.sort(draw.dirichlet(np.full(codes, 3.0)))
    by_unit = draw.dirichlet(whole * 12 + 0.1, units).cumsum(axis=1)
    chosen: NDArray[np.int64] = (draw.random(len(unit))[:, None] > by_unit[unit]).sum(axis=1)
    return np.minimum(chosen, codes - 1)


def _named(column: str) -> pl.Expr:
    if column == RESPONSE:
        return pl.format("b{}", pl.col(column))
    return pl.format(
        f"{column[:2]}{{}}", pl.col(column).cast(pl.String).str.zfill(5 if column in LEVELS else 1)
    ).alias(column)


def main() -> None:
    """Write one table as CSV."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=SHAPES)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    shape = SHAPES[asked.kind]
    frame = frame_of(shape, seed=asked.seed)
    frame.write_csv(asked.out)
    print(f"{asked.kind}: {shape.cells:,} cells of {shape.people:,} people, {frame.height:,} rows")


if __name__ == "__main__":
    main()
