"""What is released, by whom it was prepared and decided on, and the text itself: one backup holds it all."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from weerklank.organisation.models import Unit
from weerklank.people.models import Person
from weerklank.releases.states import Kind, ReleaseState


class Publication(models.Model):
    """One document on its way to the public.

    `code` is its address for good. `approval` is the number of the entry in the trail that says which checksum
    was approved: whoever changes the document would have to change the trail as well, and that is seen.
    """

    code = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in ReleaseState])
    employer = models.ForeignKey(Unit, models.PROTECT, related_name="publications")
    title_nl = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    period = models.CharField(max_length=40)
    document = models.TextField()
    checksum = models.CharField(max_length=64)
    approval = models.PositiveBigIntegerField(null=True)
    prepared_by = models.ForeignKey(Person, models.PROTECT, related_name="publications_prepared")
    prepared_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="publications_decided")
    decided_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("prepared_by")),
                name="nobody_decides_on_their_own_release",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(approval__isnull=False),
                name="published_after_approval",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-published_at"], name="published_last_first")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> dict[str, str]:
        """What it is called, in each language."""
        return {"nl": self.title_nl, "en": self.title_en}
