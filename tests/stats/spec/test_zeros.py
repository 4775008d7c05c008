"""Zeros published, or sizes known

The statistical offices often publish every zero and hide the sizes of the groups with hidden figures.
Weerklank's default is the other one, because colleagues can count. The two exclude each other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tests.stats.spec.small import counted, named, truth
from weerklank.stats.disclosure import protect
from weerklank.stats.policy import Policy
from weerklank.stats.tables import HIDDEN, SafeTable

if TYPE_CHECKING:
    from tests.stats.spec.page import Page

PUBLISHED = Policy(smallest_group=1, zeros="published", group_sizes="hidden")
TEAMS = {"Audit": (38, 12), "Finance": (16, 2), "Legal": (25, 2), "Sales": (30, 0)}


def test_whoever_sees_the_zeros_knows_that_a_hidden_figure_is_none(page: Page) -> None:
    """A hidden figure is no zero

    Two figures of 2 are hidden, and the zero of Sales is shown, as the policy says of every zero. They add up
    to 4. A reader who knows no more (A0) thinks of 0 to 4. One who knows the policy (A1) knows that neither
    is zero: 1 to 3. And a colleague who knows how many answered in each team (A2) knows both exactly, for how
    many said no is shown."""
    raw = counted(TEAMS)
    counts, sizes = truth(raw).copy(), truth(raw).sum(axis=1)
    for team in ("Finance", "Legal"):
        counts[named(raw.layout)[team], 1] = sizes[named(raw.layout)[team]] = HIDDEN
    safe = SafeTable(raw.layout, sizes, counts)
    seen = page.show(safe, truth=truth(raw), readers=["A0", "A1", "A2"], policy=PUBLISHED)
    assert [seen[who, "Finance"] for who in ("A0", "A1", "A2")] == [(0, 4), (1, 3), (2, 2)]


def test_what_is_hidden_where_zeros_are_published(page: Page) -> None:
    """Protected with zeros published

    Weerklank can protect a table this way too, against A0 and A1. Yes, no and the total are figures of their
    own: of Finance the few that said yes are hidden, and so is what would give them away. No zero is hidden."""
    raw = counted(TEAMS)
    policy = replace(PUBLISHED, smallest_yes=5, smallest_no=5, attacker="A1")
    safe = protect(raw, policy=policy)
    seen = page.show(safe, truth=truth(raw), readers=["A0", "A1"], policy=policy)
    least, greatest = seen["A1", "Finance"]
    assert least >= 1
    assert greatest - least >= policy.smallest_width
    assert safe.counts[named(raw.layout)["Sales"], 1] == 0


def test_the_same_gap_once_sizes_are_known(page: Page) -> None:
    """The same teams with sizes known

    Now yes and no are hidden together, and so is the zero of Sales."""
    raw = counted(TEAMS)
    counts = truth(raw).copy()
    counts[1 + np.arange(4)] = HIDDEN
    safe = SafeTable(raw.layout, truth(raw).sum(axis=1), counts)
    seen = page.show(safe, truth=truth(raw), readers=["A0", "A1", "A2"])
    assert seen["A0", "Finance"] == seen["A2", "Finance"] == (0, 16)
