"""What is done, in one word each."""

from __future__ import annotations

from enum import StrEnum


class Verb(StrEnum):
    """What a member of staff did to what."""

    IMPORTED = "imported"
    GRANTED = "granted"
    WITHDREW = "withdrew"
    DECLARED = "declared"
    SIGNED_IN = "signed_in"
    LOADED = "loaded"
    READ = "read"
    CREATED = "created"
    CHANGED = "changed"
    CONFIRMED = "confirmed"
    PREPARED = "prepared"
    APPROVED = "approved"
    PUBLISHED = "published"
    REJECTED = "rejected"
    ANSWERED = "answered"
    NOTED = "noted"
    MOVED = "moved"
    CLOSED = "closed"
    ASKED = "asked"
    DONE = "done"
    LENGTHENED = "lengthened"
    STOPPED = "stopped"
    RESUMED = "resumed"
    PROPOSED = "proposed"
    CHOSEN = "chosen"
    HELD = "held"
    DESTROYED = "destroyed"
    ARCHIVED = "archived"
