"""Whether a report goes to whom it may: who reads it at once, who stands in, who comes along, who knows a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weerklank.cases.procedures import Naming, procedure_named
from weerklank.cases.queries import keys_certified
from weerklank.errors import Refused

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressees:
    """The keys to which a report was sealed: at once, to be kept back, and those that can open the name."""

    now: frozenset[str]
    later: frozenset[str]
    knowing: frozenset[str]


def check_addressees(given: Addressees, *, procedure: str, unit_id: int, on: date) -> None:
    """Refuse a report that goes to whom such a report does not go today, or names its reporter to another."""
    found = procedure_named(procedure)
    leading = keys_certified([found.recipients], unit_id, on=on)
    coming_along = keys_certified(sorted(found.companions), unit_id, on=on)
    standing_in = leading if found.stands_in else frozenset()
    if not (given.now & leading and given.now <= leading | coming_along and given.later <= standing_in):
        raise Refused("recipients", "Who reads this has changed. Load the page again.")
    if not named_as_asked(given.knowing, found.naming, leading=given.now & leading):
        raise Refused("name", "How the name is given does not fit this procedure.")


def named_as_asked(knowing: frozenset[str], naming: Naming, *, leading: frozenset[str]) -> bool:
    """Return whether a name was given as it is asked: to nobody, to at most one who leads, or to all who lead."""
    return {
        Naming.NONE: not knowing,
        Naming.APART: len(knowing) <= 1 and knowing <= leading,
        Naming.REQUIRED: knowing == leading,
    }[naming]
