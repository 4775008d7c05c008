"""Protect a table beside those that were published before: nothing comes out of all of them together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats.disclosure import protect_explained
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.memory import findings, told_before

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from weerklank.stats.disclosure import Working
    from weerklank.stats.policy import Policy
    from weerklank.stats.tables import Layout, RawTable, SafeTable

NAMED = 10
"""Units that a refusal names at most."""


def protect_remembering(
    raw: RawTable, *, earlier: Sequence[SafeTable], policy: Policy
) -> tuple[SafeTable, Working]:
    """Return what may be shown beside earlier tables of the same answers, and the working: as `protect_explained`.

    `earlier`: as they were published. What they show of the same people is known, and protects nothing. Where they
    and the table together tell too much of a group, or of the difference between two, more is hidden near it, a
    group at a time, until nothing comes out. It always ends.
    Raises `UnsafeTable` where that cannot be: an earlier table shows what would have to be hidden, or nothing is
    left to hide.
    """
    alone = replace(policy, attacker="A3") if policy.attacker == "A4" else policy
    safe, working = protect_explained(raw, policy=alone)
    known = told_before(safe, earlier=earlier)
    _require_not_told(known & working.first)
    also = np.zeros(safe.counts.shape, dtype=np.bool_)
    while True:
        if (known & ~safe.exact).any() or also.any():
            safe, working = protect_explained(raw, policy=alone, also=also, known=known)
        unsafe = {
            one.group
            for one in findings(safe, earlier=earlier, policy=policy)
            if one.unsafe(policy, response=safe.layout.response)
        }
        if not unsafe:
            return safe, working
        also |= _more(safe, known, sorted(unsafe))


def _require_not_told(told: NDArray[np.bool_]) -> None:
    if told.any():
        raise UnsafeTable(
            f"An earlier table shows {int(told.sum())} cells that this policy hides. What is published cannot be "
            "taken back: use the policy of the earlier table, or other groups"
        )


def _more(safe: SafeTable, known: NDArray[np.bool_], groups: Sequence[int]) -> NDArray[np.bool_]:
    """Return one more group to hide near each group that comes out."""
    also = np.zeros(safe.counts.shape, dtype=np.bool_)
    shown = safe.exact.any(axis=1) & ~known.any(axis=1) & (safe.sizes > 0)
    for group in groups:
        near = next((other for other in _near(safe.layout, safe.sizes, group) if shown[other]), None)
        if near is not None:
            also[near] = True
    if not also.any():
        codes = sorted({safe.layout.label(group)[0] for group in groups})
        raise UnsafeTable(
            f"Beside the earlier tables nothing is left to hide near {', '.join(codes[:NAMED])}: what they show "
            "and what this table shows tell too much together"
        )
    return also


def _near(layout: Layout, sizes: NDArray[np.int64], group: int) -> Iterator[int]:
    """Return a group, then those beside it: its siblings, those of its unit, and the same of the unit above."""
    parents = layout.hierarchy.parents
    unit, column = divmod(group, layout.columns)
    while unit >= 0:
        siblings = np.flatnonzero(parents == parents[unit]) * layout.columns + column
        own = unit * layout.columns + np.arange(layout.columns)
        yield unit * layout.columns + column
        for beside in (siblings, own):
            yield from beside[np.argsort(sizes[beside], kind="stable")].tolist()
        unit = int(parents[unit])
