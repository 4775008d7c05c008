"""How entries are chained, and how a change, a gap or another order is found and named. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from weerklank.errors import bad_input

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

BEGIN = "0" * 64
"""What the first entry has before it."""
SEALED = ("number", "trace", "span", "activity", "verb", "actor", "kind", "subject", "employer", "previous")
FORM = "weerklank trail 1"


class Sealed(Protocol):
    """What an entry has that can be chained."""

    @property
    def number(self) -> int:
        """Its place, from 1."""

    @property
    def at(self) -> datetime:
        """When it was written."""

    @property
    def previous(self) -> str:
        """The digest of the entry before it."""

    @property
    def digest(self) -> str:
        """Its own digest."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a trail: its number and digest. Kept outside, it shows whether a tail was cut off."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{FORM} {self.number} {self.digest}"


EMPTY = Head(0, BEGIN)


def read_head(line: str) -> Head:
    """Return a head as it was printed; raises `BadInput` for anything else."""
    parts = line.strip().removeprefix(f"{FORM} ").split(" ")
    if len(parts) != 2 or not parts[0].isascii() or not parts[0].isdigit() or len(parts[1]) != len(BEGIN):  # noqa: PLR2004 - a number and a digest
        raise bad_input(
            "an anchor is not a printed head of a trail", "Use a line that `weerklank trail head` printed"
        )
    return Head(int(parts[0]), parts[1])


def digest_of(entry: Sealed) -> str:
    """Return the digest of everything an entry says, with the digest of the entry before it (SHA-256, hex)."""
    said = [FORM, entry.at.isoformat(timespec="microseconds"), *(getattr(entry, field) for field in SEALED)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()


def is_readable(entry: Sealed) -> bool:
    """Return whether an entry holds what an entry can hold: a time, and besides it numbers and texts."""
    try:
        written = isinstance(entry.at, datetime)
    except ValueError:  # it is read when it is asked for
        return False
    return written and all(isinstance(getattr(entry, field), int | str) for field in SEALED)


def broken_links(entries: Iterable[Sealed], *, anchors: Iterable[Head] = ()) -> Iterator[str]:
    """Yield a sentence for every place where the trail is not what was written. `entries` by number, ascending.

    Without an anchor a tail that was cut off, or a trail that was written anew as a whole, cannot be seen.
    """
    kept: dict[int, set[str]] = {}
    for head in anchors:
        kept.setdefault(head.number, set()).add(head.digest)
    before = EMPTY
    for entry in entries:
        yield from faults_of(entry, before=before, anchored=kept.get(entry.number, ()))
        before = Head(entry.number, entry.digest)
    if kept and max(kept) > before.number:
        yield f"The trail ends at entry {before.number}; entry {max(kept)} was anchored: the tail was cut off."


def faults_of(entry: Sealed, *, before: Head, anchored: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with one entry after another. `anchored`: every digest that was kept of its number."""
    follows = entry.number == before.number + 1
    if not follows:
        yield missing(before.number + 1, entry.number - 1)
    if not is_readable(entry) or digest_of(entry) != entry.digest:
        yield f"Entry {entry.number} was changed."
    if follows and entry.previous != before.digest:
        yield f"Entry {entry.number} does not follow entry {before.number}: one of them was replaced or moved."
    if any(digest != entry.digest for digest in anchored):
        yield f"Entry {entry.number} is not the one that was anchored."


def missing(first: int, last: int) -> str:
    """Return the sentence for entries that are not there."""
    if first == last:
        return f"Entry {first} was removed."
    return f"Entries {first} to {last} were removed."
