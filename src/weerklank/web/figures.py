"""What the page of a release shows, before and after it is public: the same, or nobody could decide on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerklank.releases.panels import group_panels, grouped, panels
from weerklank.releases.queries import publisher_of, shown_in, sources_of
from weerklank.web.wording import language

if TYPE_CHECKING:
    from weerklank.releases.panels import Panel
    from weerklank.releases.queries import Opened


def told_of(shown: Opened) -> dict[str, object]:
    """Return the panels of figures, the releases that a report shows, and those that a document rests on."""
    parts = [part_of(part, ident=f"r{number}") for number, part in enumerate(shown_in(shown.document))]
    told = {
        "parts": parts,
        "sources": sources_of(shown.document),
        "publisher": publisher_of(shown.publication),
    }
    return part_of(shown) | told


def part_of(shown: Opened, *, ident: str = "") -> dict[str, object]:
    """Return figures as panels, or a table as it is; `ident` keeps the ids of several on a page apart."""
    if shown.figures is None:
        return {"shown": shown}
    drawn = panels(shown.figures, language=language(), ident=ident)
    return {"shown": shown, "panels": drawn, "grouped": grouped(shown.figures)}


def by_groups(shown: Opened, *, indicator: str = "") -> list[Panel]:
    """Return the panels of one indicator by groups, or of all."""
    return group_panels(shown.figures, language=language(), indicator=indicator) if shown.figures else []
