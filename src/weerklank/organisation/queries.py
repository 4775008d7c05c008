"""Where units stand, on a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import OuterRef, Q, Subquery

from weerklank.organisation.models import AFTER_EVERY_STEP, Headcount, Placement, Unit

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def valid_on(on: date) -> Q:
    """Return the condition that something is valid on a date: from its first day, until before its last."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def placements(*, on: date) -> QuerySet[Placement]:
    """Return every placement on a date, from the top down, children beside their parent."""
    return Placement.objects.filter(valid_on(on)).select_related("unit").order_by("path")


def employers(*, on: date) -> QuerySet[Placement]:
    """Return the employers on a date."""
    return placements(on=on).filter(parent=None)


def below(path: str, *, on: date) -> QuerySet[Placement]:
    """Return a unit, by its path, and everything below it on a date."""
    return placements(on=on).filter(path__gte=path, path__lt=path + AFTER_EVERY_STEP)


def placement_of(unit_id: int, *, on: date) -> Placement | None:
    """Return where a unit stands on a date; nothing where it does not exist then."""
    return placements(on=on).filter(unit=unit_id).first()


def all_units_beside(unit_id: int | None) -> QuerySet[Unit]:
    """Return every unit, of any time, of the employer of a unit; nothing where there is no unit."""
    return Unit.objects.filter(employer__all_units=unit_id) if unit_id else Unit.objects.none()


def placements_with_headcount(unit_id: int | None, *, on: date) -> QuerySet[Placement]:
    """Return the placements at the employer of a unit, each with the last headcount up to a date in `persons`."""
    counted = Headcount.objects.filter(unit=OuterRef("unit"), on__lte=on).order_by("-on").values("persons")
    within = placements(on=on).filter(unit__in=all_units_beside(unit_id))
    return within.annotate(persons=Subquery(counted[:1]))
