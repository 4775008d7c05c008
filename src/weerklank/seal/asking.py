"""What a reporter asks of the server: envelopes without parts, so that no receipt stands in an address.

Each has a header alone. What is not exactly of the form raises `ValueError`, of which `envelope.parse` makes one
refusal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from weerklank.seal.notation import to_bytes, to_text
from weerklank.seal.shapes import identifier, text

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

LOOKUP = 32
"""Bytes of a look-up."""
OF_LOOKUP = frozenset({"lookup", "v"})
OF_FETCH = OF_LOOKUP | {"case", "file"}
OF_ACT = OF_LOOKUP | {"act", "case", "value"}
RATINGS = range(1, 6)
"""From not at all to entirely."""
EIGHT_DIGITS = range(10_000_000, 100_000_000)


def number_of(day: date) -> int:
    """Return a day as the number of its digits: 20260701 is 1 July 2026."""
    return day.year * 10_000 + day.month * 100 + day.day


def day_of(number: int) -> date:
    """Return the day that a number of eight digits stands for; `ValueError` where it is none."""
    if number not in EIGHT_DIGITS:
        raise ValueError
    return date(number // 10_000, number // 100 % 100, number % 100)


class Days:
    """Every day, as a number of eight digits."""

    def __contains__(self, value: object) -> bool:
        """Return whether a number stands for a day."""
        try:
            return isinstance(value, int) and bool(day_of(value))
        except ValueError:
            return False


ACTS: Mapping[str, Container[int]] = {
    "heard": RATINGS,
    "followup": RATINGS,
    "withdraw": range(1),
    "settle": range(1),
    "agree": Days(),
}
"""What a reporter may do besides writing, and with which values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """The reporter asks for the thread."""

    lookup: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """The reporter asks for one sealed file."""

    case: str
    file: str
    lookup: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What the reporter does besides writing, with one of its values: `ACTS`."""

    act: str
    case: str
    lookup: bytes
    value: int

    @property
    def until(self) -> date:
        """The last day that is agreed to, of an `agree`; `ValueError` where the value is no day."""
        return day_of(self.value)


Asking = Lookup | Fetch | Act


def lookup_in(header: dict[str, Any]) -> bytes:
    """Return the look-up."""
    return to_bytes(header["lookup"], length=LOOKUP)


def look_up(header: dict[str, Any]) -> Lookup:
    """Return the question for a thread."""
    return Lookup(lookup=lookup_in(header))


def fetch(header: dict[str, Any]) -> Fetch:
    """Return the question for a file."""
    return Fetch(case=identifier(header["case"]), file=identifier(header["file"]), lookup=lookup_in(header))


def act(header: dict[str, Any]) -> Act:
    """Return what the reporter says of the case as a whole."""
    name, value = text(header["act"]), header["value"]
    if type(value) is not int or value not in ACTS.get(name, ()):
        raise ValueError
    return Act(act=name, case=identifier(header["case"]), lookup=lookup_in(header), value=value)


KINDS: Mapping[frozenset[str], Callable[[dict[str, Any]], Asking]] = {
    OF_LOOKUP: look_up,
    OF_FETCH: fetch,
    OF_ACT: act,
}


def own(envelope: Asking) -> dict[str, Any]:
    """Return the fields of a question."""
    told: dict[str, Any] = {"lookup": to_text(envelope.lookup)}
    if isinstance(envelope, Lookup):
        return told
    told["case"] = envelope.case
    if isinstance(envelope, Fetch):
        return told | {"file": envelope.file}
    return told | {"act": envelope.act, "value": envelope.value}
