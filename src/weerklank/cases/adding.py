"""What a reporter adds to their case where a browser cannot seal it: in memory, and only where that was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerklank.cases import queries
from weerklank.cases.actions import reply_as_reporter
from weerklank.cases.models import REPORTER
from weerklank.cases.on_behalf import derived, opened, refuse_nothing, sealed_files, sealed_message
from weerklank.errors import Refused
from weerklank.seal import casekey, content, envelope
from weerklank.seal.context import Place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from weerklank.cases.on_behalf import Opened, PlainFile
    from weerklank.seal.receipt import Receipt


def reply_written(words: str, text: str, attachments: Sequence[PlainFile], *, on: date) -> Opened:
    """Seal what a reporter adds, store it, and return the case as it then is."""
    refuse_nothing(text, attachments)
    own = derived(words)
    before = opened(own)
    attached, sealed = sealed_files(
        attachments, case_key=own_case_key(before, own), case=before.case, epoch=before.epoch
    )
    return added(before, own, content.Message(text=text, files=attached), files=sealed, on=on)


def confirm_record(words: str, record: str, *, on: date) -> Opened:
    """Seal that a record of what was spoken is right, store it, and return the case as it then is.

    `record`: the SHA-256 of the sealed record, in hexadecimal.
    """
    own = derived(words)
    return added(asked_of(record, own), own, content.Confirm(record=record), on=on)


def correct_record(words: str, record: str, text: str, *, on: date) -> Opened:
    """Seal how it was instead of what a record says, store it, and return the case as it then is."""
    refuse_nothing(text, ())
    own = derived(words)
    return added(asked_of(record, own), own, content.Correct(record=record, text=text), on=on)


def asked_of(record: str, own: Receipt) -> Opened:
    """Return the case in which a record waits for its reporter; refuses where it does not, or no longer."""
    found = opened(own)
    if record not in found.unanswered:
        raise Refused("no_such_record", "This record is not there, or was answered before.")
    return found


def added(
    before: Opened,
    own: Receipt,
    body: content.Body,
    *,
    files: tuple[envelope.SealedFile, ...] = (),
    on: date,
) -> Opened:
    """Seal one more message of the reporter, store it, and return the case as it then is."""
    said = sum(shown.place.sender == REPORTER for shown in before.messages)
    place = Place(before.case, before.epoch, REPORTER, said + 1)
    told = content.write(body, place=place, after=before.after)
    sent = envelope.Reply(
        case=before.case,
        epoch=before.epoch,
        message=sealed_message(told, case_key=own_case_key(before, own), place=place),
        files=files,
        lookup=own.lookup,
        position=place.position,
    )
    reply_as_reporter(envelope.pack(sent), on=on)
    return opened(own)


def own_case_key(case: Opened, own: Receipt) -> bytes:
    """Return the key of the epoch that a case is in, opened with the reporter's own."""
    wrap = queries.wrap_of(case.case, REPORTER, epoch=case.epoch)
    return casekey.unwrap(wrap, seed=own.seed, case=case.case, epoch=case.epoch, recipient=REPORTER)
