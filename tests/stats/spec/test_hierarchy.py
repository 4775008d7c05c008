"""Units within units"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.stats.spec.small import POLICY, counted, shown, truth
from weerklank.stats.audit import audit
from weerklank.stats.disclosure import protect
from weerklank.stats.policy import A2

if TYPE_CHECKING:
    from tests.stats.spec.page import Page

LEVELS = ("ministry", "directorate")
TREE = {
    "North/N1": (38, 12),
    "North/N2": (11, 3),
    "North/N3": (25, 9),
    "South/S1": (40, 11),
    "South/S2": (12, 2),
    "South/S3": (31, 8),
}


def test_a_gap_needs_a_partner_under_the_same_roof(page: Page) -> None:
    """A gap needs a partner under the same roof

    Two directorates are hidden, but not of the same ministry. Each ministry's total gives its own back. Two
    gaps in a column of a long table look safe to whoever does not know the tree."""
    raw = counted(TREE, levels=LEVELS)
    seen = page.show(shown(raw, but=["N2", "S2"]), truth=truth(raw))
    assert (seen["A2", "N2"], seen["A2", "S2"]) == ((3, 3), (2, 2))


def test_a_level_above_protects_only_as_a_pair(page: Page) -> None:
    """The levels above are a way as well

    The ministries could be hidden too: then the directorates lean on each other through them. That shows
    less, so it is taken only where it is cheaper than partners below."""
    raw = counted(TREE, levels=LEVELS)
    open_above = shown(raw, but=["N2", "S2", "North", "South"])
    seen = page.show(open_above, truth=truth(raw))
    assert seen["A2", "N2"] == (0, 5)
    safe = protect(raw, policy=POLICY)
    page.say("What `protect` chooses:")
    page.show(safe, truth=truth(raw))
    assert audit(safe, policy=POLICY, attacker=A2()).narrow == 0
    assert safe.exact[safe.layout.hierarchy.depths == 1].all()
