"""An invented government: five levels of units, their sizes and what makes them differ. Nothing here is real."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Codes = NDArray[np.int64]

LEVELS = ("ministry", "dg", "directorate", "department", "team")
MINISTRY_SHARES = (0.6, 5, 8, 22, 4, 13, 7, 16, 3, 2.5, 1.5, 10, 6, 1, 0.4)
"""The size of each ministry in percent of all staff: a few are large, most are small."""
SMALLEST_MINISTRY = 60
CHILDREN = ((1364, 40), (167, 15), (43, 6), (12.5, 3))
"""For each level below the ministry: the mean headcount of a unit and the smallest."""
CLIMATE_SPREAD = (0.16, 0.12, 0.20, 0.22, 0.38)
"""The standard deviation of the climate between units of each level; between people within a team it is 1."""


@dataclass(frozen=True)
class Government:
    """The tree of units, one entry a team.

    `frame`: one row a team, the code of its unit at each level and the team's `headcount`.
    `path`: shape (levels, teams), the number of the team's unit at each level, counted from 0 within the level.
    `climate`: shape (teams,), what the units of a team add to its climate.
    `contact`, `women`, `reply`: shape (ministries,), in standard deviations or logits, what makes a ministry
    differ in contact with citizens, in its share of women and in its response.
    """

    frame: pl.DataFrame
    path: Codes
    climate: Numbers
    contact: Numbers
    women: Numbers
    reply: Numbers

    @property
    def headcount(self) -> Codes:
        """Return the headcount of each team, shape (teams,)."""
        return self.frame.get_column("headcount").to_numpy()


def government(*, rng: np.random.Generator, people: int) -> Government:
    """Return an invented government in which `people` work."""
    sizes = ministry_sizes(people)
    codes = [f"m{number + 1:02d}" for number in range(len(sizes))]
    path = np.arange(len(sizes))[None, :]
    names = [np.array(codes)]
    for mean, smallest in CHILDREN:
        parent, sizes = split(sizes, mean=mean, smallest=smallest, rng=rng)
        path = np.vstack([path[:, parent], np.arange(len(sizes))])
        names = [level[parent] for level in names]
        names.append(child_codes(names[-1], parent))
    frame = pl.DataFrame({level: list(map(str, name)) for level, name in zip(LEVELS, names, strict=True)})
    ministries = len(codes)
    return Government(
        frame=frame.with_columns(pl.Series("headcount", sizes, dtype=pl.Int64)),
        path=path,
        climate=unit_effects(path, rng=rng),
        contact=rng.normal(scale=0.8, size=ministries),
        women=rng.normal(scale=0.3, size=ministries),
        reply=rng.normal(scale=0.25, size=ministries),
    )


def ministry_sizes(people: int) -> Codes:
    """Return the headcount of each ministry, at least 60 each, `people` together."""
    share = np.array(MINISTRY_SHARES) / sum(MINISTRY_SHARES)
    spare = people - SMALLEST_MINISTRY * len(share)
    sizes = SMALLEST_MINISTRY + np.floor(spare * share).astype(np.int64)
    sizes[np.argmax(sizes)] += people - sizes.sum()
    return sizes


def split(sizes: Codes, *, mean: float, smallest: int, rng: np.random.Generator) -> tuple[Codes, Codes]:
    """Return for each child its parent and its headcount; the children of a parent add up to it."""
    counts = np.maximum(1, np.rint(sizes / mean)).astype(np.int64)
    parent = np.repeat(np.arange(len(sizes)), counts)
    pull = rng.gamma(2.0, size=len(parent))
    share = pull / np.bincount(parent, pull)[parent]
    child = smallest + np.floor((sizes - counts * smallest)[parent] * share).astype(np.int64)
    left = sizes - np.bincount(parent, child).astype(np.int64)
    child += place(parent) < left[parent]
    return parent, child


def place(parent: Codes) -> Codes:
    """Return for each child its place among the children of its parent, from 0; parents are in order."""
    return np.arange(len(parent)) - np.searchsorted(parent, parent)


def child_codes(parent_codes: NDArray[np.str_], parent: Codes) -> NDArray[np.str_]:
    """Return the codes of children: the parent's code and a number of two figures."""
    return np.array(
        [f"{code}-{number + 1:02d}" for code, number in zip(parent_codes, place(parent), strict=True)]
    )


def unit_effects(path: Codes, *, rng: np.random.Generator) -> Numbers:
    """Return the sum of what each level adds to the climate, shape (teams,)."""
    effects = [
        rng.normal(scale=spread, size=int(level.max()) + 1)[level]
        for spread, level in zip(CLIMATE_SPREAD, path, strict=True)
    ]
    return np.asarray(np.sum(effects, axis=0))
