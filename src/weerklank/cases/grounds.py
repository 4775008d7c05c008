"""The reasons of which one is chosen where a step needs a reason: lists, each with its source. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from weerklank.guidance.signpost import signpost
from weerklank.packaged import packaged

DESIGNATED = "Wet bescherming klokkenluiders, chapter 2"
"""Where the authorities are named to which a report may be handed."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason, in both languages, and where it stands."""

    id: str
    nl: str
    en: str
    source: str


@cache
def grounds() -> dict[str, tuple[Ground, ...]]:
    """Return every list of reasons, by what they are reasons for."""
    told = packaged(__package__, "grounds.yaml")
    found = {kind: tuple(Ground(**row) for row in rows) for kind, rows in told["grounds"].items()}
    return found | {"handed_to_authority": authorities() + found["handed_to_authority"]}


def authorities() -> tuple[Ground, ...]:
    """Return the authorities that the signpost names, as reasons."""
    return tuple(Ground(one.id, one.name.nl, one.name.en, DESIGNATED) for one in signpost().authorities)


def codes(kind: str) -> tuple[str, ...]:
    """Return the codes of a list of reasons, in its order."""
    return tuple(ground.id for ground in grounds()[kind])


def ground_named(code: str) -> Ground:
    """Return one reason; raise `KeyError` for a code that stands in no list."""
    return {ground.id: ground for listed in grounds().values() for ground in listed}[code]
