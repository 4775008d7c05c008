"""Who can be turned to, where, and how often the way to them was found. Nothing here is about a visitor."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from weerklank.guidance.states import Gender, Medium, Step
from weerklank.organisation.models import Unit
from weerklank.people.models import Person


class Pool(models.Model):
    """Counsellors who serve more than one employer. It is kept at one; any other may let it in."""

    name_nl = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    kept_at = models.ForeignKey(Unit, models.PROTECT, related_name="pools_kept")
    invented = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name_nl


class Counsellor(models.Model):
    """The profile of a confidential counsellor; without an account where they are not of the employer."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="profiles")
    kept_at = models.ForeignKey(Unit, models.PROTECT, related_name="counsellors_kept")
    pool = models.ForeignKey(Pool, models.PROTECT, null=True, related_name="counsellors")
    name = models.CharField(max_length=120)
    gender = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Gender])
    external = models.BooleanField(default=False)
    place = models.CharField(max_length=80, blank=True)
    room = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    introduction = models.CharField(max_length=500, blank=True)
    weekdays = models.CharField(max_length=7, blank=True)
    confirmed_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    spelled = models.TextField()
    invented = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(phone="", email=""), name="a_counsellor_can_be_reached"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_counsellor_ends_after_beginning",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """What a counsellor can be asked about."""

    counsellor = models.ForeignKey(Counsellor, models.CASCADE, related_name="topics")
    topic = models.CharField(max_length=30)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["topic", "counsellor"], name="one_topic_a_counsellor")
        ]

    def __str__(self) -> str:
        return self.topic


class Language(models.Model):
    """A language in which a counsellor can listen."""

    counsellor = models.ForeignKey(Counsellor, models.CASCADE, related_name="languages")
    language = models.CharField(max_length=10)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["language", "counsellor"], name="one_language_a_counsellor")
        ]

    def __str__(self) -> str:
        return self.language


class Service(models.Model):
    """A unit, with all below it, that a counsellor or a whole pool serves for a time."""

    counsellor = models.ForeignKey(Counsellor, models.PROTECT, null=True, related_name="services")
    pool = models.ForeignKey(Pool, models.PROTECT, null=True, related_name="services")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="services")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(counsellor__isnull=True, pool__isnull=False)
                | Q(counsellor__isnull=False, pool__isnull=True),
                name="a_service_of_one_or_of_a_pool",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_service_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counsellor_id or self.pool_id} {self.unit_id}"


class Absence(models.Model):
    """Days on which a counsellor cannot be reached, both included; why is nobody's affair."""

    counsellor = models.ForeignKey(Counsellor, models.CASCADE, related_name="absences")
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="an_absence_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_on} - {self.last_on}"


class Channel(models.Model):
    """How a route of the signpost is reached at one employer, and when that was last tried out."""

    employer = models.ForeignKey(Unit, models.PROTECT, related_name="channels")
    route = models.CharField(max_length=40)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    page = models.URLField(blank=True)
    checked_on = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["employer", "route"], name="one_channel_a_route")
        ]

    def __str__(self) -> str:
        return self.route


class SignpostCount(models.Model):
    """How often in a month a step of the signpost was taken: a number, and no row of anyone."""

    month = models.DateField()
    step = models.CharField(max_length=10, choices=[(step.value, step.value) for step in Step])
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["month", "step"], name="one_count_a_step_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.step}"


class BarrierCount(models.Model):
    """How often in a month a reason was given for not having asked before: a number, and no row of anyone."""

    month = models.DateField()
    barrier = models.CharField(max_length=40)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["month", "barrier"], name="one_count_a_barrier_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.barrier}"


class CodeVersion(models.Model):
    """A code of conduct, from a day until the next one; what was published is never changed."""

    employer = models.ForeignKey(Unit, models.PROTECT, related_name="codes_of_conduct")
    number = models.PositiveIntegerField()
    valid_from = models.DateField()
    example = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["employer", "number"], name="one_code_a_number"),
            models.UniqueConstraint(fields=["employer", "valid_from"], name="one_code_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.employer_id}/{self.number}"


class CodeSection(models.Model):
    """A section of a code, with the address that it keeps."""

    version = models.ForeignKey(CodeVersion, models.PROTECT, related_name="sections")
    position = models.PositiveIntegerField()
    anchor = models.CharField(max_length=60)
    title_nl = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    text_nl = models.TextField()
    text_en = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "anchor"], name="one_section_an_anchor")
        ]

    def __str__(self) -> str:
        return self.anchor


class Acknowledgement(models.Model):
    """That someone of a unit read a code. Not who, not when: a mark that only their own visit makes again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(CodeVersion, models.PROTECT, related_name="acknowledgements")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="acknowledgements")
    mark = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "mark"], name="one_acknowledgement_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.version_id}"


class Campaign(models.Model):
    """A message to the people of a unit and below, for some days; so that before and after can be compared."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="campaigns")
    message = models.CharField(max_length=300)
    medium = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Medium])
    begins_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="a_campaign_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.medium} {self.begins_on}"
