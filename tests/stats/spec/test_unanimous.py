"""Where everybody said the same

A group in which nobody, or everybody, said yes is a group in which everyone's answer is known: it is hidden
first. But hiding is not enough where the sum says it all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.stats.spec.small import POLICY, counted, shown, truth
from weerklank.stats.disclosure import protect

if TYPE_CHECKING:
    from tests.stats.spec.page import Page


def test_two_unanimous_gaps_tell_each_other(page: Page) -> None:
    """Two gaps that tell each other

    Night and Dawn are both hidden. But 19 of their 19 people said yes: the shown figures leave no other
    table."""
    raw = counted({"Audit": (38, 12), "Dawn": (0, 8), "Legal": (25, 9), "Night": (0, 11)})
    seen = page.show(shown(raw, but=["Dawn", "Night"]), truth=truth(raw))
    assert seen["A2", "Night"] == (11, 11)
    assert seen["A2", "Dawn"] == (8, 8)


def test_almost_unanimous_gaps_leave_too_little(page: Page) -> None:
    """A width of one is too little

    One person of the nineteen said no. Now two tables fit, yet whoever is told “of this team ten or eleven of
    the eleven said yes” knows enough. A cell is *narrow* where greatest less least is under the least width."""
    raw = counted({"Audit": (38, 12), "Dawn": (0, 8), "Legal": (25, 9), "Night": (1, 10)})
    seen = page.show(shown(raw, but=["Dawn", "Night"]), truth=truth(raw))
    assert seen["A2", "Night"] == (10, 11)


def test_protect_sees_both(page: Page) -> None:
    """Protected

    A third team goes with them, until each can be anything in a width of 3."""
    raw = counted({"Audit": (38, 12), "Dawn": (0, 8), "Legal": (25, 9), "Night": (0, 11)})
    seen = page.show(protect(raw, policy=POLICY), truth=truth(raw))
    for team in ("Dawn", "Night"):
        assert seen["A2", team][1] - seen["A2", team][0] >= 3
