"""A letter as a JSON file: its page, where every number came from, and which releases it rests on. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weerklank.errors import bad_input
from weerklank.releases.csv_form import csv_text
from weerklank.releases.sealing import sealed, unsealed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from weerklank.fieldwork.form import Words

LETTER = "weerklank-letter/1"
RELEASE, RELEASE_CHECKSUM = "release", "checksum"
"""The columns of a trace that say from which release a number came."""


@dataclass(frozen=True)
class LetterFile:
    """A letter that may be released.

    `page` is a whole HTML document; `on` the day of the letter; `columns` and `rows` its trace, a row for each
    number; `quotes` the releases it rests on, each with its checksum.
    """

    id: str
    title: Words
    on: str
    page: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    checksum: str = ""

    @property
    def quotes(self) -> tuple[tuple[str, str], ...]:
        """Every release that a number came from, with the checksum it had then."""
        places = [self.columns.index(name) for name in (RELEASE, RELEASE_CHECKSUM)]
        pairs = {(str(row[places[0]]), str(row[places[1]])) for row in self.rows if row[places[0]]}
        return tuple(sorted(pairs))

    @property
    def csv(self) -> str:
        """The trace as CSV."""
        return csv_text(self.columns, self.rows)


def letter_text(
    *,
    letter_id: str,
    title: str,
    on: str,
    page: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> str:
    """Return a letter as JSON text with its checksum; a letter has one language, and so has its title."""
    return sealed(
        {
            "format": LETTER,
            "id": letter_id,
            "title": {"nl": title, "en": title},
            "on": on,
            "page": page,
            "columns": list(columns),
            "rows": [list(row) for row in rows],
        }
    )


def letter_of(text: str, *, source: str) -> LetterFile:
    """Return the letter of a JSON text; raises `BadInput` for what is none, `Refused("checksum")` if changed."""
    content = unsealed(text, form=LETTER, source=source)
    try:
        found = LetterFile(
            content["id"],
            content["title"],
            content["on"],
            content["page"],
            tuple(content["columns"]),
            tuple(tuple(row) for row in content["rows"]),
            content["checksum"],
        )
        whole = isinstance(found.page, str) and all(len(row) == len(found.columns) for row in found.rows)
        _ = found.quotes
    except (KeyError, TypeError, ValueError, IndexError):
        raise bad_input(
            "is no letter", "Give letter.json, as `weerklank letter` writes it", file=source
        ) from None
    if not whole:
        raise bad_input("is no letter", "Give letter.json, as `weerklank letter` writes it", file=source)
    return found
