"""Groups of one or two"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.stats.spec.small import POLICY, counted, named, truth
from weerklank.stats.audit import audit, worked_out
from weerklank.stats.disclosure import protect
from weerklank.stats.policy import A2, A3

if TYPE_CHECKING:
    from tests.stats.spec.page import Page

TEAMS = {"Audit": (38, 12), "Envoy": (1, 0), "Legal": (25, 9), "Pair": (1, 1), "Sales": (30, 6)}


def test_a_group_of_one_needs_all_it_can_have(page: Page) -> None:
    """The width that a group can have

    Of one person the answer is yes or no: a width of 1 is all there is, and of two people 2. So a group of N
    needs a width of min(3, N): of the envoy alone and of the pair nothing at all may be known."""
    raw = counted(TEAMS)
    safe = protect(raw, policy=POLICY)
    seen = page.show(safe, truth=truth(raw))
    assert POLICY.needs(np.array([1, 2, 3, 50])).tolist() == [1, 2, 3, 3]
    assert (seen["A2", "Envoy"], seen["A2", "Pair"]) == ((0, 1), (0, 2))
    assert audit(safe, policy=POLICY, attacker=A2()).narrow == 0


def test_the_only_member_knows_their_own_answer(page: Page) -> None:
    """The only member knows what they said

    The envoy knows their own answer: that is no leak, and the audit does not count it. What the envoy's
    answer says about *others* it does count: see the chapter on respondents."""
    raw = counted(TEAMS)
    safe = protect(raw, policy=POLICY)
    seen = page.show(safe, truth=truth(raw), insiders=["Envoy: no"])
    assert seen["Envoy: no", "Envoy"] == (0, 0)
    assert named(raw.layout)["Envoy"] not in [one.cell[0] for one in worked_out(safe, policy=POLICY)]
    assert audit(safe, policy=POLICY, attacker=A3()).exact == 0
