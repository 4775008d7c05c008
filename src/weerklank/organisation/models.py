"""Units, where they stood in the tree and when, and how many people worked there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

STEP = 8
"""Hexadecimal digits of one step of a path: room for four milliard units."""
AFTER_EVERY_STEP = "g"
"""Sorts after every hexadecimal digit, so that a path and all below it are one range of an index."""


class Unit(models.Model):
    """A part of an organisation, for as long as it exists: what it is called and where it hangs may change."""

    employer = models.ForeignKey("self", models.PROTECT, null=True, related_name="all_units")
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="predecessors")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["employer", "code"], name="unit_once_per_employer"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(employer=F("id")), name="employer_once_per_installation"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="unit_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Placement(models.Model):
    """Name and place of a unit, from a date until another. All below a unit is one range of `path`."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="placements_below")
    path = models.CharField(max_length=STEP * 16)
    name_nl = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    spelled = models.TextField(default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="one_placement_a_day"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(valid_to__isnull=True), name="one_open_placement"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="placement_ends_after_it_begins",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["path", "valid_from"], name="below_on")]

    def __str__(self) -> str:
        return f"{self.name_nl} ({self.valid_from})"


class Headcount(models.Model):
    """Persons (not full-time equivalents) who worked at a unit and below, on a date."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="headcounts")
    on = models.DateField()
    persons = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["unit", "on"], name="one_headcount_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.persons} ({self.on})"
