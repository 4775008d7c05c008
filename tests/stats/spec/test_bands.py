"""Bands

A figure that would be hidden can be shown as a band: *between 2 and 9 of the 34*. Far more can be said that
way. But a band is knowledge too, and bands together can be more than each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tests.stats.spec.small import POLICY, counted, named, truth
from weerklank.stats.audit import audit
from weerklank.stats.disclosure import protect
from weerklank.stats.policy import A2
from weerklank.stats.tables import HIDDEN, SafeTable

if TYPE_CHECKING:
    from tests.stats.spec.page import Page

BAND = replace(POLICY, method="band")
TEAMS = {"Audit": (38, 12), "Finance": (11, 3), "Legal": (25, 9), "Sales": (30, 6)}


def test_fixed_bands_are_not_safe(page: Page) -> None:
    """Fixed bands are not safe

    “Show the tens only” looks careful. Here three teams get the fixed band that their figure is in, and the
    total stands. 0 to 9, 0 to 9 and 10 to 19, and together 37: there is one way only."""
    raw = counted({"Audit": (38, 12), "Finance": (11, 9), "Legal": (25, 9), "Sales": (21, 19)})
    counts, sizes = truth(raw).copy(), truth(raw).sum(axis=1)
    told = np.stack([counts, counts], axis=-1)
    for team, (low, high) in {"Finance": (0, 9), "Legal": (0, 9), "Sales": (10, 19)}.items():
        group = named(raw.layout)[team]
        counts[group] = HIDDEN
        told[group] = [[sizes[group] - high, sizes[group] - low], [low, high]]
    seen = page.show(SafeTable(raw.layout, sizes, counts, told), truth=truth(raw))
    assert seen["A2", "Finance"] == (9, 9)


def test_a_band_holds_whole_tables(page: Page) -> None:
    """A band holds whole tables

    With `method: band` a band is the hull of whole tables that fit everything shown. So every end of a band
    can be true, together with the total and the other bands. Where the truth lies in the band is drawn by
    lot, never in its middle; its ends are rounded outward to whole percentages; and the audit reads the bands
    along with the rest."""
    raw = counted(TEAMS)
    safe = protect(raw, policy=BAND)
    seen = page.show(safe, truth=truth(raw))
    found = audit(safe, policy=BAND, attacker=A2())
    assert (found.exact, found.narrow) == (0, 0)
    assert 3 <= seen["A2", "Finance"][1] - seen["A2", "Finance"][0] < 12
