"""Counts by month of what visitors did. No row of a visitor, no time, no address: one more, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from weerklank.guidance.choices import chosen
from weerklank.guidance.models import BarrierCount, SignpostCount

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from weerklank.guidance.states import Step


@transaction.atomic
def count_step(step: Step, *, on: date) -> None:
    """Count that the signpost was started, or ended at people to turn to."""
    month = on.replace(day=1)
    this = SignpostCount.objects.filter(month=month, step=step)
    if not this.update(times=F("times") + 1):
        SignpostCount.objects.bulk_create([SignpostCount(month=month, step=step)], ignore_conflicts=True)
        this.update(times=F("times") + 1)


@transaction.atomic
def count_barriers(named: Iterable[str], *, on: date) -> None:
    """Count each barrier that someone named; which were named together is not kept."""
    month = on.replace(day=1)
    for option in chosen("barriers", named):
        this = BarrierCount.objects.filter(month=month, barrier=option.id)
        if not this.update(times=F("times") + 1):
            BarrierCount.objects.bulk_create(
                [BarrierCount(month=month, barrier=option.id)], ignore_conflicts=True
            )
            this.update(times=F("times") + 1)
