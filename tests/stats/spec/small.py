"""Small tables to explain with: written by hand, shown or hidden by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from weerklank.stats.counting import raw_table
from weerklank.stats.hierarchy import TOTAL
from weerklank.stats.policy import Policy
from weerklank.stats.tables import HIDDEN, Layout, RawTable, SafeTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

POLICY = Policy()
NO, YES = "no", "yes"


def counted(
    rows: Mapping[str, Sequence[int]],
    *,
    levels: Sequence[str] = ("team",),
    by: Sequence[str] = (),
    linked: bool = False,
    answers: Sequence[str] = (NO, YES),
) -> RawTable:
    """A table of inner groups, each by its codes parted by a slash, with the count of every answer."""
    keys = [*levels, *by]
    lines = [
        dict(zip(keys, group.split("/"), strict=True)) | {"answer": answer, "n": count}
        for group, counts in rows.items()
        for answer, count in zip(answers, counts, strict=True)
    ]
    return raw_table(pl.DataFrame(lines), levels=levels, response="answer", by=by, linked=linked)


def truth(raw: RawTable) -> NDArray[np.int64]:
    return RawTable.counts_for_protection(raw)


def name(layout: Layout, group: int) -> str:
    """The codes of a group that are no totals, parted by a slash; the whole is `Total`."""
    unit, *codes = layout.label(group)
    told = [code for code in codes if code != TOTAL]
    return "/".join(([unit] if unit != TOTAL or not told else []) + told)


def named(layout: Layout) -> dict[str, int]:
    return {name(layout, group): group for group in range(layout.groups)}


def shown(raw: RawTable, *, but: Sequence[str] = ()) -> SafeTable:
    """Everything published but the answers of some groups: what a hurried office would do."""
    places, counts = named(raw.layout), truth(raw).copy()
    sizes = counts.sum(axis=1)
    counts[[places[group] for group in but]] = HIDDEN
    return SafeTable(raw.layout, sizes, counts)
