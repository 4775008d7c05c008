"""Documents that are released by the two people it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.documents import figures_text, letter, table
from tests.making import AT, LONG_AGO, someone
from weerklank.people.states import Role
from weerklank.releases.actions import approve_release, prepare_release, publish_release
from weerklank.releases.queries import is_released, once_published
from weerklank.releases.table_file import table_text

if TYPE_CHECKING:
    from weerklank.organisation.models import Unit
    from weerklank.people.models import Person
    from weerklank.releases.models import Publication


def releasers(unit: Unit) -> tuple[Person, Person]:
    """One who prepares and one who decides."""
    return someone(Role.RESEARCHER, unit=unit), someone(Role.PROGRAMME_MANAGER, unit=unit)


def prepared(text: str, *, by: Person) -> Publication:
    return prepare_release(text, source="file.json", by=by, on=LONG_AGO, at=AT)


def released(text: str, *, by: Person, second: Person) -> Publication:
    """A document that is published, by the real actions."""
    publication = prepared(text, by=by)
    approve_release(publication.code, by=second, on=LONG_AGO, at=AT)
    publish_release(publication.code, by=second, on=LONG_AGO, at=AT)
    publication.refresh_from_db()
    return publication


def published_figures(unit: Unit, code: str = "figures-2021") -> Publication:
    one, other = releasers(unit)
    return released(figures_text(code), by=one, second=other)


def figures_at(unit: Unit) -> dict[str, Any]:
    """Where published figures of an employer stand; made when there are none."""
    return {"code": once("figures-2021", figures_text(), unit=unit).code}


def table_at(unit: Unit) -> dict[str, Any]:
    return {"code": once("table-2021", table_text(table()), unit=unit).code}


def letter_at(unit: Unit) -> dict[str, Any]:
    figures = once("figures-2021", figures_text(), unit=unit)
    return {"code": once("letter-2022", letter(checksum=figures.checksum), unit=unit).code}


def once(code: str, text: str, *, unit: Unit) -> Publication:
    if is_released(code):
        return once_published(code)
    one, other = releasers(unit)
    return released(text, by=one, second=other)
