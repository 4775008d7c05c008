"""How what was sealed becomes rows. Nothing slow stands here: all of it happens inside a transaction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F

from weerklank.cases.models import Identity, Message, Piece, SealedFile, SharedCount, Wrap
from weerklank.cases.procedures import procedure_named
from weerklank.cases.queries import last_number, last_position
from weerklank.cases.questions import is_known, questions_of
from weerklank.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from weerklank.cases.models import Case

PIECE = 1_048_576
"""Bytes of one piece of a file: what one row holds, and what is in memory when it is sent."""
SIZES = ((65_536, "small"), (1_048_576, "medium"))
"""All that is said of how large a case is."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came in one envelope: where it stands, the sealed message, and sealed files by their identifiers."""

    sender: str
    epoch: int
    position: int
    sealed: bytes
    files: Mapping[str, bytes]


def unfit() -> Refused:
    """Return the one refusal of what does not fit the case, whatever it is that does not fit."""
    return Refused("envelope", "This cannot be accepted.")


def digest_of(body: bytes) -> str:
    """Return the SHA-256 of what came in, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def size_of(length: int) -> str:
    """Return the bucket of a size in bytes."""
    return next((name for most, name in SIZES if length <= most), "large")


def add_message(case: Case, arrived: Arrived, *, on: date, said: bool = False) -> bool:
    """Add a message to a case that is locked; return whether it is new: the same one again changes nothing.

    `said`: somebody wrote it to be read, and did not only let another in, leave one out or pass a name on.
    Refuses another message at a place that is taken, a gap, and another epoch than the case is in.
    """
    digest = digest_of(arrived.sealed)
    there = case.messages.filter(sender=arrived.sender, position=arrived.position).first()
    if there is not None and there.digest == digest:
        return False
    if arrived.position != last_position(case, arrived.sender) + 1 or arrived.epoch != case.epoch:
        raise unfit()
    message = Message(
        case=case,
        epoch=arrived.epoch,
        sender=arrived.sender,
        position=arrived.position,
        number=last_number(case) + 1,
        day=on,
        sealed=arrived.sealed,
        digest=digest,
        said=said,
    )
    message.save(force_insert=True)
    for file, sealed in arrived.files.items():
        add_file(message, file, sealed)
    return True


def add_file(message: Message, file: str, sealed: bytes) -> None:
    """Add a file to a message, in pieces; refuses an identifier that the case has already."""
    if SealedFile.objects.filter(case=message.case_id, file=file).exists():
        raise unfit()
    row = SealedFile(
        case_id=message.case_id, message=message, file=file, epoch=message.epoch, length=len(sealed)
    )
    row.save(force_insert=True)
    for number, start in enumerate(range(0, len(sealed), PIECE)):
        Piece(file=row, number=number, sealed=sealed[start : start + PIECE]).save(force_insert=True)


def add_wraps(
    case: Case, wraps: Mapping[str, bytes], *, epoch: int, withheld: Mapping[str, bytes] | None = None
) -> None:
    """Add the wraps of an epoch, and those that are kept back by a rule."""
    rows = [Wrap(case=case, epoch=epoch, recipient=key, sealed=sealed) for key, sealed in wraps.items()]
    kept = [
        Wrap(case=case, epoch=epoch, recipient=key, sealed=sealed, withheld=True)
        for key, sealed in (withheld or {}).items()
    ]
    Wrap.objects.bulk_create(rows + kept)


def add_identities(case: Case, identities: Mapping[str, bytes]) -> None:
    """Add who the reporter is, sealed apart to those who may know it."""
    rows = [Identity(case=case, recipient=key, sealed=sealed) for key, sealed in identities.items()]
    Identity.objects.bulk_create(rows)


def check_shared(shared: Mapping[str, str], *, procedure: str) -> None:
    """Refuse an answer to count that is not asked on this form: nobody can write a text into the counts."""
    asked = questions_of(procedure_named(procedure).asks)
    if not all(is_known(question, answer, asked=asked) for question, answer in shared.items()):
        raise unfit()


def count_shared(case: Case, shared: Mapping[str, str]) -> None:
    """Count what was shared: in the month alone, and with nothing that leads back to the case."""
    for question, answer in sorted(shared.items()):
        row, _ = SharedCount.objects.get_or_create(
            employer_id=case.employer_id,
            procedure=case.procedure,
            month=case.received_on.replace(day=1),
            question=question,
            answer=answer,
        )
        SharedCount.objects.filter(pk=row.pk).update(count=F("count") + 1)
