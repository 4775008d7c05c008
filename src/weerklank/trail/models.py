"""One entry a processing, in the terms of the Dutch standard Logboek Dataverwerkingen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One act. Who acted and whom it was about have a pseudonym here; the database refuses changes."""

    number = models.PositiveBigIntegerField(primary_key=True)
    trace = models.CharField(max_length=32)
    span = models.CharField(max_length=16)
    activity = models.CharField(max_length=60)
    verb = models.CharField(max_length=30)
    actor = models.CharField(max_length=36)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=64)
    employer = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["employer", "-number"], name="acts_at_an_employer")
        ]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"
