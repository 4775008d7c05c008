"""A notice, and a mail that says there are some. No field holds a text: what waits is read where it stands."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from weerklank.notices.states import Reason
from weerklank.people.models import Person


class Notice(models.Model):
    """Something waits for someone. `about` is the number of a matter, `occasion` a code or a date."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    reason = models.CharField(max_length=20, choices=[(reason.value, reason.value) for reason in Reason])
    about = models.CharField(max_length=64)
    occasion = models.CharField(max_length=60, blank=True)
    on = models.DateField()
    due_on = models.DateField(null=True)
    seen_on = models.DateField(null=True)
    mailed_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "reason", "about", "occasion"], name="each_notice_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["person", "on"], condition=models.Q(seen_on__isnull=True), name="notice_waiting"
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class Mailing(models.Model):
    """One mail at one of the fixed hours of a day: claimed before it is sent, so that it never goes twice."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="mailings")
    on = models.DateField()
    hour = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "on", "hour"], name="one_mailing_an_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.hour}"
