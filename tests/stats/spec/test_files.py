"""The file

A table that may be shown is a CSV file with the columns `unit`, the response, each background, `n` and
`status`, and for bands and noise `least` and `greatest`. `Total` stands for a sum. The status is `published`,
`hidden`, `band` or `noisy`.

The file has no column that says which unit is part of which, and needs none: the totals of a unit open its
block, then come the blocks of the units below it, and its answers close it. So `weerklank audit` needs the
file alone. Every file is read back when it is made, and must give the very same table. A file of another tool
is read by columns of the hierarchy, by `--tree`, or from its totals where units stand level by level or depth
first; where none of these tells the tree, it is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from tests.stats.spec.small import POLICY, counted
from weerklank.releases.safe_tables import columns_of, rows_of, safe_table
from weerklank.stats.disclosure import protect

if TYPE_CHECKING:
    from tests.stats.spec.page import Page

TREE = {"North/N1": (38, 12), "North/N2": (11, 3), "North/N3": (25, 9)}


def test_a_file_is_read_back_to_the_same_table(page: Page) -> None:
    """A small file

    One ministry of three directorates, by bands."""
    raw = counted(TREE, levels=("ministry", "directorate"))
    safe = protect(raw, policy=replace(POLICY, method="band"))
    head, rows = columns_of(safe), rows_of(safe)
    page.say("```csv\n" + "\n".join(",".join(row) for row in [head, *rows]) + "\n```")
    frame = pl.DataFrame(rows, schema=head, orient="row")
    assert safe_table(frame, levels=raw.layout.hierarchy.levels, response="answer") == safe
