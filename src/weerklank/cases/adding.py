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


def reply_written(
    words: str, text: str, attachments: Sequence[PlainFile], *, seen: str = "", on: date
) -> Opened:
    """Seal what a reporter adds, store it, and return the case as it then is: once, however often a form is sent.

    `seen`: the SHA-256 of the last message that stood on the page with the form, in hexadecimal.
    """
    refuse_nothing(text, attachments)
    own = derived(words)
    before = opened(own)
    if is_said_since(before, seen, text, attachments):
        return before
    attached, sealed = sealed_files(
        attachments, case_key=own_case_key(before, own), case=before.case, epoch=before.epoch
    )
    try:
        return added(before, own, content.Message(text=text, files=attached), files=sealed, on=on)
    except Refused:
        now = opened(own)
        if is_said_since(now, before.after, text, attachments):
            return now  # the same form took the place a moment before
        raise


def is_said_since(case: Opened, seen: str, text: str, attachments: Sequence[PlainFile]) -> bool:
    """Return whether the reporter wrote just this, with the same files, after a message."""
    since = case.hashes.index(seen) + 1 if seen in case.hashes else len(case.hashes)
    given = [(plain.name, plain.sha256) for plain in attachments]
    bodies = [shown.content.body for shown in case.messages[since:] if shown.place.sender == REPORTER]
    return any(
        body.text == text and [(file.name, file.sha256) for file in body.files] == given
        for body in bodies
        if isinstance(body, content.Message)
    )


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
