"""A case that was opened here, in words: who has no script is told the same as a browser tells others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format

from weerklank.web.wording import say, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from weerklank.cases.on_behalf import Opened

DAY = "j F Y"
WITHOUT_WORDS = frozenset({"message"})


@dataclass(frozen=True, slots=True)
class Line:
    """A message: by whom and when, what kind it is where that must be said, what it says, and its files.

    `record`: its hash, where the reporter can still say whether it is right.
    """

    by: str
    day: date
    kind: str
    text: str
    files: Sequence[Any]
    record: str


def told_of(case: Opened) -> dict[str, object]:
    """Return what the page shows of a case: its messages, where it stands, what is due and who can read it."""
    return {
        "lines": [line(case, *message) for message in zip(case.messages, case.hashes, strict=True)],
        "state": said(f"state.{case.state}", "state.other"),
        "terms": [
            said(f"term.{term.id}", "term.other", due=date_format(term.due_on, DAY)) for term in case.terms
        ],
        "readers": [
            f"{reader.name}, {say('handler.reader_since', date=date_format(reader.since, DAY))}"
            for reader in case.readers
        ],
    }


def line(case: Opened, shown: Any, named: str) -> Line:  # noqa: ANN401 - a message of the sealing core, which no door names
    """Return one message in words; `named`: the hash of it as it was sealed."""
    body = shown.content.body
    kind = "spoken" if "spoken" in getattr(body, "answers", ()) else type(body).__name__.lower()
    keys = getattr(body, "recipients", ()) if kind == "epoch" else (getattr(body, "key", ""),)
    if named in case.not_passed_on:
        kind = "undisclosed"
    whom = ", ".join(case.names[key] for key in keys if key in case.names)
    return Line(
        by=shown.certificate.name if shown.certificate else say("sealed.thread.you"),
        day=shown.day,
        kind="" if kind in WITHOUT_WORDS else said(f"kind.{kind}", "", name=whom),
        text=getattr(body, "text", "") or getattr(body, "reason", ""),
        files=getattr(body, "files", ()),
        record=named if named in case.unanswered else "",
    )


def said(key: str, otherwise: str, **gaps: str) -> str:
    """Return a text that scripts say too; another where there is none."""
    name = f"sealed.{key}" if f"sealed.{key}" in words() else f"sealed.{otherwise}"
    return say(name, **gaps) if otherwise or f"sealed.{key}" in words() else ""
