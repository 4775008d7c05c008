"""Situation cards for managers: what to do, what not, what to say and whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from weerklank.errors import Refused
from weerklank.packaged import packaged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence in both languages."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call; with a number where it is the same for everyone in the Netherlands."""

    nl: str
    en: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One situation. `first` is what to do before anything else is read."""

    id: str
    title: Line
    when: Line
    first: Line
    do: tuple[Line, ...]
    dont: tuple[Line, ...]
    say: tuple[Line, ...]
    call: tuple[Contact, ...]


@cache
def cards() -> dict[str, Card]:
    """Return every card by its id, in the order in which they are shown."""
    told = packaged(__package__, "toolbox.yaml")
    contacts = {name: Contact(**row) for name, row in told["contacts"].items()}
    return {row["id"]: card(row, contacts) for row in told["cards"]}


def card(row: Mapping[str, Any], contacts: Mapping[str, Contact]) -> Card:
    """Return one card of the file."""
    return Card(
        id=row["id"],
        title=Line(**row["title"]),
        when=Line(**row["when"]),
        first=Line(**row["first"]),
        do=lines(row["do"]),
        dont=lines(row["dont"]),
        say=lines(row["say"]),
        call=tuple(contacts[name] for name in row["call"]),
    )


def lines(rows: Iterable[Mapping[str, str]]) -> tuple[Line, ...]:
    """Return sentences in both languages."""
    return tuple(Line(**row) for row in rows)


def card_with(name: str) -> Card:
    """Return a card by its id; refuses what is not there."""
    found = cards().get(name)
    if found is None:
        raise Refused("not_found")
    return found
