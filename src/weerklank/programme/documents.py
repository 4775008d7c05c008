"""The register of documents: papers of Parliament, reports and pages that a letter cites. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weerklank.errors import Refused
from weerklank.programme.notation import HARD_SPACE, day
from weerklank.programme.records import Entry, Sheet, unique

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

FORMAT = "weerklank-documents/1"
KEYS = ("id", "title", "series", "dossier", "number", "date", "url", "annex", "quantities")


@dataclass(frozen=True)
class Quantity:
    """A number that a document states, as it is shown: "100 miljoen euro"; `note` says what is unclear."""

    id: str
    shown: str
    note: str = ""


@dataclass(frozen=True)
class Document:
    """One document; a paper of Parliament has a `series` ("Kamerstuk"), a `dossier` and a `number`.

    `annex` says that it goes with the letter.
    """

    id: str
    title: str
    series: str = ""
    dossier: str = ""
    number: str = ""
    date: date | None = None
    url: str = ""
    annex: bool = False
    quantities: tuple[Quantity, ...] = ()


def citation(document: Document) -> str:
    """Return how a letter names a document: "Kamerstuk 31 490, nr. 317", else its title between marks."""
    if not document.series:
        return f"«{document.title}»"
    dossier = document.dossier.replace(" ", HARD_SPACE)
    numbered = f", nr.{HARD_SPACE}{document.number}" if document.number else ""
    return HARD_SPACE.join(part for part in (document.series, dossier) if part) + numbered


def account(document: Document) -> str:
    """Return a document in full, for a footnote: citation, title, date and address."""
    title = f", «{document.title}»" if document.series else ""
    dated = f", {day(document.date)}" if document.date else ""
    url = f", {document.url}" if document.url else ""
    annex = ", bijlage bij deze brief" if document.annex else ""
    return f"{citation(document)}{title}{dated}{annex}{url}."


def cited(documents: Iterable[Document], document_id: str) -> Document:
    """Return a document of the register; raise `Refused("unknown_document")` where it is not there."""
    for document in documents:
        if document.id == document_id:
            return document
    raise Refused("unknown_document", "The letter cites a document that is not in the register: enter it.")


def documents(text: str, *, source: str) -> tuple[Document, ...]:
    """Return the documents of a register file, in its order; raise `BadInput` with every fault."""
    sheet = Sheet(source)
    entries = sheet.top(text, form=FORMAT, keys=("documents",)).entries("documents", keys=KEYS)
    unique(entries)
    found = tuple(_document(entry) for entry in entries)
    sheet.close()
    return found


def _document(entry: Entry) -> Document:
    found = Document(
        id=entry.text("id"),
        title=entry.text("title"),
        series=entry.text("series", optional=True),
        dossier=entry.text("dossier", optional=True),
        number=entry.text("number", optional=True),
        date=entry.day("date"),
        url=entry.text("url", optional=True),
        annex=entry.yes("annex"),
        quantities=tuple(
            Quantity(q.text("id"), q.text("shown"), q.text("note", optional=True))
            for q in entry.entries("quantities", keys=("id", "shown", "note"))
        ),
    )
    if found.number and not found.dossier:
        entry.fault("dossier", what="is missing", mend="A number belongs to a dossier")
    return found
