"""The time of a request. No function below the doors asks the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from datetime import date, datetime


def now() -> datetime:
    """Return the time of this request."""
    return timezone.now()


def today() -> date:
    """Return the date of this request, where the people are: all of time that a door needs that knows nobody."""
    return timezone.localdate()
