"""What waits for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Min

from weerklank.notices.models import Notice
from weerklank.people.models import Person

if TYPE_CHECKING:
    from django.db.models import QuerySet


def waiting(person: Person) -> QuerySet[Notice]:
    """Return what someone has not seen yet, the most urgent first."""
    return Notice.objects.filter(person=person, seen_on=None).order_by("due_on", "on", "pk")


def unmailed() -> QuerySet[Person]:
    """Return everyone with an open account for whom something waits that no mail has said; `waiting` counts it."""
    waits = Person.objects.filter(is_active=True, notices__seen_on=None, notices__mailed_on=None)
    return waits.annotate(waiting=Count("notices"), first_due_on=Min("notices__due_on")).order_by("pk")
