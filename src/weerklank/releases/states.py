"""How far a release is on its way to the public, and what kinds there are."""

from __future__ import annotations

from enum import Enum, StrEnum

from weerklank.flow import Flow


class ReleaseState(Enum):
    """How far a release is on its way to the public."""

    PREPARED = "prepared"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


class Kind(StrEnum):
    """What is released."""

    FIGURES = "figures"
    TABLE = "table"
    LETTER = "letter"
    YEARLY = "yearly"


RELEASE_FLOW = Flow(
    {
        ReleaseState.PREPARED: {ReleaseState.APPROVED, ReleaseState.REJECTED, ReleaseState.WITHDRAWN},
        ReleaseState.APPROVED: {ReleaseState.PUBLISHED, ReleaseState.WITHDRAWN},
        ReleaseState.PUBLISHED: {ReleaseState.WITHDRAWN},
    }
)
