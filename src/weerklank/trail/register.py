"""The register of processing activities (article 30 of the GDPR), as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from weerklank.errors import Refused
from weerklank.packaged import packaged


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The same in both languages."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One processing activity: why, of whom, what, who receives it, how long, and what protects it."""

    id: str
    name: Text
    purpose: Text
    basis: Text
    subjects: Text
    kinds: Text
    recipients: Text
    retention: Text
    measures: Text


@cache
def register() -> tuple[Activity, ...]:
    """Return every processing activity."""
    told = packaged(__package__, "register.yaml")
    return tuple(
        Activity(id=row["id"], **{field: Text(**text) for field, text in row.items() if field != "id"})
        for row in told["activities"]
    )


def activity(name: str) -> Activity:
    """Return one activity; refuses one that is not in the register: then there is no ground to process."""
    for found in register():
        if found.id == name:
            return found
    raise Refused("no_such_activity", "A processing activity is not in the register. Add it there first.")
