"""A slow, obvious twin for tables that tell ranges: every table in whole numbers that fits them, one by one."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import reject

from tests.stats import disclosure_twin as twin
from weerklank.stats.tables import SafeTable, rolled_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


def tables_in(safe: SafeTable) -> NDArray[np.int64]:
    """Every table with the sizes of a safe table and every cell in its range: (tables, groups, answers)."""
    return np.array(list(_tables(safe)))


def _tables(safe: SafeTable) -> Iterator[NDArray[np.int64]]:
    layout, answers = safe.layout, len(safe.layout.answers)
    choices = []
    for group in np.flatnonzero(layout.inner).tolist():
        splits = np.array(list(twin.all_splits(int(safe.sizes[group]), answers=answers)))
        least, greatest = safe.told[group, :, 0], safe.told[group, :, 1]
        choices.append(splits[((splits >= least) & (splits <= greatest)).all(axis=1)])
    if prod(len(splits) for splits in choices) > twin.MOST_TRIED:
        reject()
    for chosen in product(*choices):
        counts = rolled_up(layout, np.array(chosen, dtype=np.int64))
        if ((counts >= safe.told[..., 0]) & (counts <= safe.told[..., 1])).all():
            yield counts


def narrow(safe: SafeTable, *, width: int) -> NDArray[np.bool_]:
    """The cells not shown as they are that differ by less than min(width, N) over all tables that fit."""
    need = np.minimum(width, safe.sizes)[:, None]
    found: NDArray[np.bool_] = ~safe.exact & (np.ptp(tables_in(safe), axis=0) < need)
    return found


def exact_to_respondents(safe: SafeTable) -> NDArray[np.bool_]:
    """The cells that are one number in all tables that fit, or in all with some respondent's answer.

    A group of one is excepted for that one.
    """
    layout, tables = safe.layout, tables_in(safe)
    found: NDArray[np.bool_] = ~safe.exact & (np.ptp(tables, axis=0) == 0)
    for group, answer in np.argwhere(~safe.exact & layout.inner[:, None]).tolist():
        fitting = tables[tables[:, group, answer] >= 1]
        if len(fitting):
            theirs = ~safe.exact & (np.ptp(fitting, axis=0) == 0)
            alone = [g for g in range(layout.groups) if safe.sizes[g] == 1 and layout.contains(g, group)]
            theirs[alone] = False
            found |= theirs
    return found
