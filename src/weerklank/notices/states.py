"""Why someone is told that something waits."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """What happened, and no more than that."""

    ARRIVED = "arrived"
    """Something new came in."""
    ANSWERED = "answered"
    """Someone wrote in something that is open."""
    TERM = "term"
    """A part of a legal term has passed: the occasion says which, and how much."""
    UNREAD = "unread"
    """What came in for another was not read in time, and waits for this stand-in."""
    TASK = "task"
    """A date that was agreed has come."""
    APPROVAL = "approval"
    """A second person is asked to approve."""
