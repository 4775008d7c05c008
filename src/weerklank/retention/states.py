"""How far a destruction list is, and what is decided of each case on it."""

from __future__ import annotations

from enum import StrEnum

from weerklank.flow import Flow


class ListState(StrEnum):
    """How far a destruction list is."""

    MADE = "made"
    """What is due was put on it; more may come."""
    PROPOSED = "proposed"
    APPROVED = "approved"
    CARRIED_OUT = "carried_out"
    REFUSED = "refused"


class Decision(StrEnum):
    """What happens to a case: both end with its destruction here."""

    DESTROY = "destroy"
    ARCHIVE = "archive"
    """First the archive gets it, and says which file it received."""


LIST_FLOW = Flow(
    {
        ListState.MADE: {ListState.PROPOSED},
        ListState.PROPOSED: {ListState.APPROVED, ListState.REFUSED},
        ListState.APPROVED: {ListState.CARRIED_OUT},
    }
)
"""One proposes, another decides, and the clock carries out what both of them wanted."""
DECIDABLE = frozenset({ListState.MADE, ListState.PROPOSED, ListState.APPROVED})
"""While a list stands here, a case can be taken off it."""
