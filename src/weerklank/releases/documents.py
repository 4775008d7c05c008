"""Whatever can be released, as one text with a checksum: figures, a table, a letter, a yearly report. PURE."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from weerklank.errors import Refused, bad_input
from weerklank.releases.csv_form import csv_text, figures_csv
from weerklank.releases.figure import Release, has_base, release
from weerklank.releases.letter_file import LETTER, LetterFile, letter_of
from weerklank.releases.ratio import RATIO, TRUST
from weerklank.releases.release_file import FORMAT, release_from_json, release_to_json
from weerklank.releases.states import Kind, ReleaseState
from weerklank.releases.table_file import TABLE, Table, require_withstood, table_of
from weerklank.releases.yearly_file import YEARLY, Yearly, yearly_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from weerklank.releases.figure import Figure

Document: TypeAlias = Release | Table | LetterFile | Yearly
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_CODE, LONGEST_TITLE, LONGEST_PERIOD = 80, 300, 40


def _figures(text: str, *, source: str) -> Release:
    """Return figures as they are stored: their state is the affair of who released them, not of the file.

    They are made once more, so that what could not have been made cannot be read.
    """
    read = release_from_json(text, source=source)
    try:
        remade = release(
            release_id=read.id,
            title=read.title,
            wave=read.wave,
            figures=read.figures,
            changes=read.changes,
            withstood=read.withstood,
            names=read.names,
        )
        told = [(f.label, f.base, f.population) for f in _all_figures(remade)]
        whole = all(_in_both(words) for words in (*chain(*told), *remade.names.values()))
    except (TypeError, AttributeError):
        whole = False
    if not whole:
        raise bad_input("holds what is no figure", "Make it with `weerklank report`", file=source)
    return remade


def _all_figures(found: Release) -> tuple[Figure, ...]:
    return (*found.figures, *(f for change in found.changes for f in (change.earlier, change.later)))


def _in_both(words: object) -> bool:
    """Return whether a text is there in both languages."""
    return isinstance(words, dict) and all(
        isinstance(words.get(one), str) and words[one] for one in ("nl", "en")
    )


READERS: dict[str, tuple[Kind, Callable[..., Document]]] = {
    FORMAT: (Kind.FIGURES, _figures),
    TABLE: (Kind.TABLE, table_of),
    LETTER: (Kind.LETTER, letter_of),
    YEARLY: (Kind.YEARLY, yearly_of),
}


def opened(text: str, *, source: str) -> tuple[Kind, Document]:
    """Return what a text holds, and of which kind it is.

    Raises `BadInput` that names `source` for a text of no known format or with an id that cannot be an address,
    `Refused("checksum")` where it was changed after it was made.
    """
    kind, reader = READERS[_format(text, source)]
    found = reader(text, source=source)
    if not isinstance(found.id, str) or not CODE.fullmatch(found.id) or len(found.id) > LONGEST_CODE:
        mend = "Make it again with an id of small letters, digits and hyphens"
        raise bad_input("has an id that cannot be an address", mend, file=source)
    if not _is_named(found):
        mend = f"Give it a title in nl and in en, of at most {LONGEST_TITLE} characters, and a short time"
        raise bad_input("does not say what it is called", mend, file=source)
    return kind, found


def _is_named(found: Document) -> bool:
    """Return whether a document has a title in both languages and a time, as long as they are kept."""
    if not _in_both(found.title) or not all(_is_line(text, LONGEST_TITLE) for text in found.title.values()):
        return False
    worded = _in_both(found.base) if isinstance(found, Table) else True
    return worded and _is_line(period_of(found), LONGEST_PERIOD)


def _is_line(text: object, longest: int) -> bool:
    return isinstance(text, str) and 0 < len(text) <= longest and text.isprintable()


def _format(text: str, source: str) -> str:
    try:
        told = json.loads(text)["format"]
    except (ValueError, TypeError, KeyError, RecursionError):
        told = None
    if not isinstance(told, str) or told not in READERS:
        raise bad_input("cannot be released", f"Give one of the formats {', '.join(READERS)}", file=source)
    return told


def period_of(document: Document) -> str:
    """Return the time that a document is about."""
    if isinstance(document, LetterFile):
        return document.on
    return str(document.year) if isinstance(document, Yearly) else document.wave


def quotes_of(document: Document) -> tuple[tuple[str, str], ...]:
    """Return the releases that a document rests on, each with its checksum."""
    return document.quotes if isinstance(document, LetterFile | Yearly) else ()


def require_audited(document: Document) -> None:
    """Try once more what was said to be safe; raise `Refused("unaudited")` where it is not.

    Letters and yearly reports hold no counts of their own: what they rest on was audited itself.
    """
    if isinstance(document, Table):
        require_withstood(document)
    elif isinstance(document, Release) and not _withstands(document):
        raise Refused(
            "unaudited",
            f"Release {document.id} does not say what it withstood, or holds a figure on too few answers: "
            "make it with `weerklank report`.",
        )


def _withstands(made: Release) -> bool:
    """Return whether figures came from the gate, and every one of them has a base above its floor.

    How much was reported says nothing without who was affected and who trusts what follows: never alone.
    """
    gate = made.withstood
    told = _all_figures(made)
    names = {f.indicator for f in told}
    alone = RATIO in names and not (names & TRUST and names - TRUST - {RATIO})
    based = gate is not None and all(has_base(f) and f.respondents >= gate.floor(f.indicator) for f in told)
    return based and not alone


def json_of(document: Document, *, text: str, state: ReleaseState) -> str:
    """Return the JSON of a document as it is handed out: figures say how far they are."""
    if isinstance(document, Release):
        return release_to_json(replace(document, state=state))
    return text


def csv_of(document: Document, *, state: ReleaseState) -> str:
    """Return a document as CSV: its figures, its cells, its trace, or the releases it shows."""
    if isinstance(document, Release):
        return figures_csv(replace(document, state=state))
    if isinstance(document, Yearly):
        return csv_text(("release", "checksum"), document.quotes)
    return document.csv
