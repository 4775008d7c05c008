"""Tables of this room: numbers, dates and who decided; nothing of what a case is about."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from weerklank.cases.models import Case
from weerklank.organisation.models import Unit
from weerklank.people.models import Person
from weerklank.retention.states import Decision, ListState

DIGEST = 64


class ArchiveKey(models.Model):
    """The public key of the archive of an employer, to which cases are sealed that it takes over."""

    employer = models.OneToOneField(Unit, models.PROTECT, related_name="archive_key")
    recipient = models.CharField(max_length=2200)
    since = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.recipient[:20]


class DestructionList(models.Model):
    """Cases of one procedure at one employer of which the term of keeping is over."""

    employer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    procedure = models.CharField(max_length=40)
    state = models.CharField(max_length=20, choices=[(state.value, state.value) for state in ListState])
    made_on = models.DateField()
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    proposed_on = models.DateField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    carried_out_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["employer", "procedure"],
                condition=Q(state=ListState.MADE.value),
                name="one_list_in_the_making",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="nobody_decides_on_their_own_list",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.procedure}"


class Entry(models.Model):
    """One case on a list. `exported`: SHA-256 of the file for the archive, as the browser made it."""

    list = models.ForeignKey(DestructionList, models.PROTECT, related_name="entries")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=40)
    due_on = models.DateField()
    decision = models.CharField(
        max_length=10, choices=[(decision.value, decision.value) for decision in Decision]
    )
    exported = models.CharField(max_length=DIGEST, blank=True)
    exported_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(null=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    taken_off_on = models.DateField(null=True)
    done_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(taken_off_on__isnull=True),
                name="a_case_stands_on_one_list",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("exported_by")),
                name="another_confirms_what_was_exported",
            ),
        ]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.case_id} {self.decision}"
