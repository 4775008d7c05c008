"""Tables of this room. Rows that a reporter causes hold dates, never times; nothing in them can be read here."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q

from weerklank.cases.states import CaseState, Ground, HoldGround, Later, Passing, SealedBy
from weerklank.organisation.models import Unit
from weerklank.people.models import Person

HEX = 32
"""Hexadecimal digits of an identifier."""
REPORTER = "0" * HEX
"""The reporter's place among recipients and senders."""
DIGEST = 64


def random_number() -> int:
    """Return a number that says nothing of an order: rows of one day cannot be put in line by it."""
    return secrets.randbits(62)


class Case(models.Model):
    """One case: what stands here in the clear is all that is ever known of it without a key.

    After erasure this row is the ledger: number, dates, procedure, outcome and ratings; `lookup` is then empty.
    """

    id = models.CharField(max_length=HEX, primary_key=True)
    employer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    procedure = models.CharField(max_length=40)
    state = models.CharField(max_length=40, choices=[(state.value, state.value) for state in CaseState])
    received_on = models.DateField()
    moved_on = models.DateField()
    answered_on = models.DateField(null=True)
    epoch = models.PositiveSmallIntegerField(default=1)
    sealed_by = models.CharField(max_length=10, choices=[(by.value, by.value) for by in SealedBy])
    lookup = models.CharField(max_length=DIGEST, unique=True, null=True)  # noqa: DJ001 - what is unique cannot be empty twice
    reporter_key = models.BinaryField()
    digest = models.CharField(max_length=DIGEST)
    size = models.CharField(max_length=10)
    outcome = models.CharField(max_length=40, blank=True)
    waiting = models.BooleanField(default=True)
    rating_asked = models.BooleanField(default=False)
    rated_heard = models.PositiveSmallIntegerField(null=True)
    rated_followup = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["employer", "procedure", "state"], name="case_by_state")
        ]

    def __str__(self) -> str:
        return self.id


class Wrap(models.Model):
    """The key of a case in one epoch, sealed to one recipient; kept back while `withheld`."""

    id = models.BigIntegerField(primary_key=True, default=random_number)
    case = models.ForeignKey(Case, models.PROTECT, related_name="wraps")
    epoch = models.PositiveSmallIntegerField()
    recipient = models.CharField(max_length=HEX)
    sealed = models.BinaryField()
    withheld = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "epoch", "recipient"], name="one_wrap_a_recipient")
        ]

    def __str__(self) -> str:
        return f"{self.recipient} in {self.epoch}"


class Reader(models.Model):
    """A handler's key that can read a case, from a day until another. Copies what an inbox is sorted by."""

    id = models.BigIntegerField(primary_key=True, default=random_number)
    case = models.ForeignKey(Case, models.PROTECT, related_name="readers")
    key = models.CharField(max_length=HEX)
    since = models.DateField()
    until = models.DateField(null=True)
    epoch = models.PositiveSmallIntegerField()
    received_on = models.DateField()
    ended = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case", "key"], condition=Q(until__isnull=True), name="one_reader_a_key"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["key", "-received_on", "case"],
                condition=Q(until__isnull=True, ended=ended),
                name=name,
            )
            for name, ended in (("inbox_of_a_key", False), ("ended_of_a_key", True))
        ]

    def __str__(self) -> str:
        return self.key


class Message(models.Model):
    """One sealed message; its sender counts from 1. `said`: it is words to be read, and no grant or the like."""

    id = models.BigIntegerField(primary_key=True, default=random_number)
    case = models.ForeignKey(Case, models.PROTECT, related_name="messages")
    epoch = models.PositiveSmallIntegerField()
    sender = models.CharField(max_length=HEX)
    position = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    day = models.DateField()
    sealed = models.BinaryField()
    digest = models.CharField(max_length=DIGEST)
    said = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "sender", "position"], name="one_message_a_position"),
            models.UniqueConstraint(fields=["case", "number"], name="one_message_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.position}"


class SealedFile(models.Model):
    """One sealed file of a message. Its bytes stand in pieces."""

    id = models.BigIntegerField(primary_key=True, default=random_number)
    case = models.ForeignKey(Case, models.PROTECT, related_name="files")
    message = models.ForeignKey(Message, models.PROTECT, related_name="files")
    file = models.CharField(max_length=HEX)
    epoch = models.PositiveSmallIntegerField()
    length = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "file"], name="one_file_a_number")
        ]

    def __str__(self) -> str:
        return self.file


class Piece(models.Model):
    """At most one mebibyte of a sealed file."""

    id = models.BigIntegerField(primary_key=True, default=random_number)
    file = models.ForeignKey(SealedFile, models.PROTECT, related_name="pieces")
    number = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["file", "number"], name="one_piece_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"


class Note(models.Model):
    """A page of a counsellor's own notebook: nobody else has the key."""

    id = models.BigIntegerField(primary_key=True, default=random_number)
    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    key = models.CharField(max_length=HEX)
    position = models.PositiveIntegerField()
    day = models.DateField()
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "key", "position"], name="one_note_a_position")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.position}"


class Salt(models.Model):
    """The salt of this installation, from which receipts are made: drawn once, never changed, in every backup."""

    salt = models.BinaryField()

    def __str__(self) -> str:
        return "salt"


class Happening(models.Model):
    """What a case went through, by the day: what sets its terms running, and what meets them.

    `ground` is the reason from a list, where one was needed; `after` the number of the last message by then.
    """

    id = models.BigIntegerField(primary_key=True, default=random_number)
    case = models.ForeignKey(Case, models.CASCADE, related_name="happenings")
    event = models.CharField(max_length=40)
    on = models.DateField()
    ground = models.CharField(max_length=40, blank=True)
    after = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "event"], name="each_event_once_a_case")
        ]

    def __str__(self) -> str:
        return self.event


class TermNote(models.Model):
    """Why one term of a case ends later: it stood still on a ground, was adjourned, or agreed longer.

    What a handler proposes counts from `agreed_on`, the day on which the reporter agreed; until then it is open.
    `number`: in which order what counts from one day was noted, and agreed to.
    """

    id = models.BigIntegerField(primary_key=True, default=random_number)
    case = models.ForeignKey(Case, models.CASCADE, related_name="term_notes")
    rule = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Later])
    noted_on = models.DateField()
    until_on = models.DateField(null=True)
    agreed_on = models.DateField(null=True)
    ground = models.CharField(max_length=40, blank=True)
    weeks = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.kind} of {self.rule}"


class Term(models.Model):
    """How one term of a case stands: worked out anew from what happened, kept so that lists need not do so."""

    id = models.BigIntegerField(primary_key=True, default=random_number)
    case = models.ForeignKey(Case, models.CASCADE, related_name="terms")
    rule = models.CharField(max_length=40)
    started_on = models.DateField()
    due_on = models.DateField(null=True)
    met_on = models.DateField(null=True)
    warned = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "rule"], name="each_term_once_a_case")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_on"], condition=Q(met_on__isnull=True), name="term_running"),
        ]

    def __str__(self) -> str:
        return self.rule


class ComplaintRule(models.Model):
    """Under which rule an employer deals with complaints from a day on; `weeks` are of its own rule alone."""

    employer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    since = models.DateField()
    regime = models.CharField(max_length=40)
    weeks = models.PositiveSmallIntegerField(null=True)
    more_weeks = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["employer", "since"], name="one_complaint_rule_a_day")
        ]

    def __str__(self) -> str:
        return self.regime


class Hold(models.Model):
    """A case is kept longer, for a reason of the list, until and with a day; it ends by itself."""

    id = models.BigIntegerField(primary_key=True, default=random_number)
    case = models.ForeignKey(Case, models.CASCADE, related_name="holds")
    ground = models.CharField(max_length=20, choices=[(ground.value, ground.value) for ground in HoldGround])
    since = models.DateField()
    until_on = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.ground} until {self.until_on}"


class Erasure(models.Model):
    """How many of a kind were destroyed on a day; and when the store was cleaned of what they left behind."""

    kind = models.CharField(max_length=40)
    on = models.DateField()
    count = models.PositiveIntegerField(default=0)
    scrubbed_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "on"],
                condition=Q(scrubbed_on__isnull=True),
                name="one_open_erasure_a_kind_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.kind}"


class Identity(models.Model):
    """Who a reporter is, sealed apart to one key: the key of the case does not open it."""

    id = models.BigIntegerField(primary_key=True, default=random_number)
    case = models.ForeignKey(Case, models.PROTECT, related_name="identities")
    recipient = models.CharField(max_length=HEX)
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "recipient"], name="one_identity_a_recipient")
        ]

    def __str__(self) -> str:
        return self.recipient


class Disclosure(models.Model):
    """That someone wants to pass a reporter's identity on to a key: on which ground, and what another decided."""

    id = models.BigIntegerField(primary_key=True, default=random_number)
    case = models.ForeignKey(Case, models.PROTECT, related_name="disclosures")
    key = models.CharField(max_length=HEX)
    ground = models.CharField(max_length=40, choices=[(ground.value, ground.value) for ground in Ground])
    state = models.CharField(max_length=20, choices=[(state.value, state.value) for state in Passing])
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case", "key"],
                condition=~Q(state=Passing.REFUSED.value),
                name="one_disclosure_a_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"


class SharedCount(models.Model):
    """How often an answer was shared in a month: a count, that leads to no case."""

    employer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    procedure = models.CharField(max_length=40)
    month = models.DateField()
    question = models.CharField(max_length=40)
    answer = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["employer", "procedure", "month", "question", "answer"],
                name="one_count_an_answer_a_month",
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.answer} {self.count}"
