"""A gap alone is no gap"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.stats.spec.small import POLICY, counted, shown, truth
from weerklank.stats.disclosure import protect, protect_explained

if TYPE_CHECKING:
    from tests.stats.spec.page import Page

TEAMS = {"Audit": (38, 12), "Finance": (11, 3), "Legal": (25, 9), "Sales": (30, 6)}


def test_a_lone_gap_is_worked_back_from_the_total(page: Page) -> None:
    """A lone gap is worked back from the total

    Three people in Finance said yes: too few to show. Hiding that figure alone helps nobody, for the other
    teams and the total stand there: 30 − 12 − 9 − 6."""
    raw = counted(TEAMS)
    seen = page.show(shown(raw, but=["Finance"]), truth=truth(raw), readers=["A0", "A2"])
    assert seen["A0", "Finance"] == (3, 3)


def test_another_figure_is_hidden_besides(page: Page) -> None:
    """So another figure is hidden besides

    `protect` hides a second team: the one that costs the reader least, and leaves Finance more than one value
    that fits. What anybody can work out is now a range, and it is as wide as the policy asks."""
    raw = counted(TEAMS)
    safe, working = protect_explained(raw, policy=POLICY)
    seen = page.show(safe, truth=truth(raw), readers=["A0", "A2"])
    assert (working.first.any(axis=1).sum(), working.besides.any(axis=1).sum()) == (1, 1)
    assert seen["A2", "Finance"][1] - seen["A2", "Finance"][0] >= 3


def test_the_whole_total_is_rarely_the_price(page: Page) -> None:
    """The total goes only where nothing else is left

    With two teams, the other team is hidden and the total stays. Where every team must be hidden, still the
    total can stay."""
    raw = counted({"Audit": (38, 12), "Finance": (11, 3)})
    safe = protect(raw, policy=POLICY)
    page.show(safe, truth=truth(raw))
    assert safe.exact[0].all()
    assert safe.hidden == 4
