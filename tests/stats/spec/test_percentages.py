"""Percentages

A report often shows percentages and bases, not counts. Of a known base a percentage is an interval of counts:
all that round to it. The audit reads every published percentage so, to all decimals that its file holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.stats.spec.small import POLICY, counted, truth
from weerklank.stats.percentages import counts_that_give, told_by_percentages
from weerklank.stats.together import narrow_together

if TYPE_CHECKING:
    from tests.stats.spec.page import Page

TEAMS = {"Audit": (38, 12), "Finance": (11, 3), "Legal": (25, 9)}


def test_a_percentage_of_a_small_base_is_a_count(page: Page) -> None:
    """Of a small base it is the count itself

    A percentage of whole points leaves more than one count only where the base is over a hundred. A half may have
    been rounded up or down: both are counted among what it can be."""
    bases = (14, 90, 250, 1000)
    found = {size: counts_that_give(21, size=size) for size in bases}
    page.rows(
        ["published", "of", "at least said yes", "at most"], [["21 %", size, *found[size]] for size in bases]
    )
    assert found == {14: (3, 3), 90: (19, 19), 250: (52, 53), 1000: (205, 215)}


def test_weights_that_nobody_knows_widen_it(page: Page) -> None:
    """Weights that nobody knows widen it

    A weighted share p is Σ w over those who said yes, over Σ w. With weights from a to b and r = b / a, y people
    of N give every share from y / (y + (N − y) r) to y r / (y r + N − y), and no other. A reader who knows r and
    no more is left with

        l N / (r (1 − l) + l)  ≤  y  ≤  h r N / (1 − h + h r),

    with l and h half a unit of the last decimal under and over p. Weights that are the same within a group (raking
    on that very group makes them so) have r = 1 and hide nothing."""
    spreads = (1.0, 1.5, 3.0)
    found = [counts_that_give(20, size=60, spread=spread) for spread in spreads]
    rows = [["20 %", 60, spread, *ends] for spread, ends in zip(spreads, found, strict=True)]
    page.rows(["published", "of", "greatest over least weight", "at least said yes", "at most"], rows)
    assert found == [(12, 12), (9, 16), (5, 26)]


def test_published_percentages_are_audited_as_one_table(page: Page) -> None:
    """What is left out can be worked back from percentages as well

    The percentage of Finance is left out: three said yes. The others stand there, with one decimal. Each is one
    count, so the gap is as well. The report refuses such a set of figures: all groupings of an indicator go
    through the gate together, and the percentages are tried once more as they are printed."""
    raw = counted(TEAMS)
    counts = truth(raw)
    sizes = counts.sum(axis=1)
    shown = np.round(100 * counts[:, 1] / sizes, 1)
    finance = raw.layout.hierarchy.find("Finance")
    shown[finance] = np.nan
    safe = told_by_percentages(raw.layout, shown, sizes=sizes, yes=1, decimals=1)
    seen = page.show(safe, truth=counts)
    assert seen["A2", "Finance"] == (3, 3)
    assert "Finance" in narrow_together([safe], names=[safe.layout.hierarchy.codes], policy=POLICY)
