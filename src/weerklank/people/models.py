"""People who can sign in, what was granted to them, and whom they must not judge."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from weerklank.organisation.models import Unit
from weerklank.people.states import Right, Role


class Person(AbstractBaseUser):
    """Someone with an account. What the trail knows of them is `pseudonym` alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pseudonym = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="people")
    is_active = models.BooleanField(default=True)
    invented = models.BooleanField(default=False)

    objects = BaseUserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name or "?"


class Grant(models.Model):
    """A role that a person may act in, or may appoint others to, at a unit and below, for a time."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40, choices=[(role.value, role.value) for role in Role])
    right = models.CharField(max_length=10, choices=[(right.value, right.value) for right in Right])
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="grants_given")
    granted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="grant_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("person")),
                name="nobody_grants_themselves",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} ({self.right})"


class ConflictOfInterest(models.Model):
    """A tie between two people: neither may judge a matter in which the other is named."""

    one = models.ForeignKey(Person, models.PROTECT, related_name="conflicts_declared")
    other = models.ForeignKey(Person, models.PROTECT, related_name="conflicts_with")
    declared_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["one", "other"], name="one_conflict_a_pair"),
            models.CheckConstraint(condition=~Q(one=F("other")), name="nobody_conflicts_with_themselves"),
        ]

    def __str__(self) -> str:
        return "conflict of interest"


class OrganisationKey(models.Model):
    """The public key with which an employer signs whose keys are whose. Its private half is never here."""

    employer = models.OneToOneField(Unit, models.PROTECT, related_name="organisation_key")
    public = models.BinaryField()
    since = models.DateField()

    def __str__(self) -> str:
        return "organisation key"


class HandlerKey(models.Model):
    """The public keys of who handles cases, and the locks on their private ones: a browser alone opens them."""

    key = models.CharField(max_length=32, primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="handler_keys")
    sealing = models.BinaryField()
    signing = models.BinaryField()
    locks = models.JSONField()
    requested_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class Certificate(models.Model):
    """What an employer signed: whose a key is, in which role, from a day to a day."""

    key = models.ForeignKey(HandlerKey, models.PROTECT, related_name="certificates")
    employer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    serial = models.PositiveIntegerField()
    role = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField()
    revoked_from = models.DateField(null=True)
    body = models.TextField()
    signature = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["employer", "serial"], name="one_certificate_a_serial")
        ]

    def __str__(self) -> str:
        return f"{self.serial}"


class RevocationList(models.Model):
    """A signed list of certificates that no longer count; the highest number counts."""

    employer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    body = models.TextField()
    signature = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["employer", "number"], name="one_revocation_list_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.number}"
