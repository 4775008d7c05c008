"""Why the sizes of groups count as known

A colleague knows who sits in the team. Twelve people were invited, two were on leave: the number of
respondents of every group counts as known, and is published. What is protected is how many in a group gave
which answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.stats.spec.small import POLICY, counted, named, shown, truth
from weerklank.errors import BadInput
from weerklank.stats.policy import Policy
from weerklank.stats.tables import HIDDEN, SafeTable

if TYPE_CHECKING:
    from tests.stats.spec.page import Page

TEAMS = {"Audit": (38, 12), "Finance": (11, 3), "Legal": (25, 9)}


def test_whoever_hides_the_yes_and_shows_the_no_hides_nothing(page: Page) -> None:
    """A yes is what the noes leave

    Only the yes of Finance and Legal is hidden here; how many said no is still there. Fourteen answered in
    Finance and eleven said no. So of two answers both are hidden or neither."""
    raw = counted(TEAMS)
    counts = truth(raw).copy()
    counts[[named(raw.layout)[team] for team in ("Finance", "Legal")], 1] = HIDDEN
    seen = page.show(SafeTable(raw.layout, truth(raw).sum(axis=1), counts), truth=truth(raw), readers=["A0"])
    assert seen["A0", "Finance"] == (3, 3)


def test_a_published_zero_tells_everybodys_answer(page: Page) -> None:
    """A zero is everybody's answer

    Nobody in Support said yes. Printed as a harmless 0, it says of each of eleven people what they answered.
    So a policy that publishes sizes may hide zeros, and one that asks to publish both is refused. A zero is
    hidden first, like any other number under the least count: that only nobody or everybody said so is
    exactly what must not be read."""
    raw = counted({"Audit": (38, 12), "Support": (11, 0), "Legal": (25, 9), "Sales": (30, 4)})
    seen = page.show(shown(raw, but=["Sales", "Legal"]), truth=truth(raw), readers=["A0"])
    assert seen["A0", "Support"] == (0, 0)
    with pytest.raises(BadInput, match="exclude each other"):
        replace(POLICY, zeros="published")
    assert Policy(zeros="published", group_sizes="hidden").sizes_known is False
