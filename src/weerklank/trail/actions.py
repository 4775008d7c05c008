"""Writing to the trail. There is no action that changes it."""

from __future__ import annotations

import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction

from weerklank.trail.chain import digest_of
from weerklank.trail.models import Entry
from weerklank.trail.queries import head
from weerklank.trail.register import activity

if TYPE_CHECKING:
    from datetime import datetime

    from weerklank.trail.states import Verb

INSTALLATION = "installation"
"""Who acts where no person does: whoever has the command line of the machine."""
TRACE: ContextVar[str] = ContextVar("trace", default="")
"""The trace that the acts of one request or command share; W3C form, 32 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act was about: its kind, and a pseudonym or a number that says nothing by itself."""

    kind: str
    pseudonym: str
    employer: str = ""


@transaction.atomic
def record(verb: Verb, subject: Subject, *, activity_id: str, by: str, at: datetime) -> Entry:
    """Write one act. `by` is a pseudonym; `activity_id` one of the register, or the act is refused."""
    wait_for_others()
    last = head()
    entry = Entry(
        number=last.number + 1,
        trace=TRACE.get() or secrets.token_hex(16),
        span=secrets.token_hex(8),
        activity=activity(activity_id).id,
        verb=verb.value,
        actor=by,
        kind=subject.kind,
        subject=subject.pseudonym,
        employer=subject.employer,
        at=at,
        previous=last.digest,
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    return entry


def wait_for_others() -> None:
    """Let one act be written at a time: SQLite does so by itself, PostgreSQL is asked to."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE trail_entry IN SHARE ROW EXCLUSIVE MODE")
