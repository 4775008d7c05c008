"""Documents that can be released, and the two people it takes; everybody in them is invented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from tests.making import AT, LONG_AGO, someone
from weerklank.fieldwork.indicators import Unit as Measure
from weerklank.people.states import Role
from weerklank.releases.actions import approve_release, prepare_release, publish_release
from weerklank.releases.figure import Change, Figure, Withstood, release
from weerklank.releases.letter_file import letter_text
from weerklank.releases.queries import is_released, once_published
from weerklank.releases.release_file import release_to_json
from weerklank.releases.table_file import Table, audited, table_text
from weerklank.stats.compare import Verdict
from weerklank.stats.counting import raw_table
from weerklank.stats.disclosure import protect
from weerklank.stats.policy import Policy

if TYPE_CHECKING:
    from weerklank.organisation.models import Unit
    from weerklank.people.models import Person
    from weerklank.releases.models import Publication

GATE = Withstood("A2", 10, 25, ("bullying",))
COUNTS = {
    ("a", "yes"): 40,
    ("a", "no"): 160,
    ("b", "yes"): 3,
    ("b", "no"): 90,
    ("c", "yes"): 30,
    ("c", "no"): 70,
}
POLICY = Policy()


def figure(value: float = 14.0, *, domain: str = "", respondents: int = 800, wave: str = "2021") -> Figure:
    return Figure(
        indicator="bullying",
        label={"nl": "Pestgedrag", "en": "Bullying"},
        unit=Measure.PERCENT,
        value=value,
        low=value - 2,
        high=value + 2,
        respondents=respondents,
        base={"nl": "alle medewerkers", "en": "all staff"},
        population={"nl": "Hele Rijk", "en": "All of government"},
        wave=wave,
        domain=domain,
    )


def figures_text(code: str = "figures-2021", *, gate: Withstood | None = GATE, respondents: int = 800) -> str:
    earlier = figure(16.0, wave="2020")
    made = release(
        release_id=code,
        title={"nl": "Cijfers 2021", "en": "Figures 2021"},
        wave="2021",
        figures=(figure(), figure(12.0, domain="ministry=a", respondents=respondents)),
        changes=(Change(earlier, figure(), -2.0, -4.0, 0.0, 0.04, Verdict.UNDETERMINED),),
        withstood=gate,
        names={
            "ministry": {"nl": "Per ministerie", "en": "By ministry"},
            "ministry=a": {"nl": "Ministerie A", "en": "Ministry A"},
            "ministry=b": {"nl": "Ministerie B", "en": "Ministry B"},
        },
    )
    return release_to_json(made)


def table(code: str = "table-2021", *, tried: bool = True) -> Table:
    rows = [(unit, answer, n) for (unit, answer), n in COUNTS.items()]
    frame = pl.DataFrame(rows, schema=["unit", "bullied", "n"], orient="row").cast(pl.String)
    safe = protect(raw_table(frame, levels=["unit"], response="bullied"), policy=POLICY)
    return Table(
        id=code,
        title={"nl": "Pestgedrag per onderdeel", "en": "Bullying by unit"},
        base={"nl": "alle medewerkers", "en": "all staff"},
        wave="2021",
        safe=safe,
        policy=POLICY,
        found=audited(safe, POLICY) if tried else None,
    )


def letter(code: str = "letter-2022", *, release_id: str = "figures-2021", checksum: str = "") -> str:
    return letter_text(
        letter_id=code,
        title="Brief over sociale veiligheid",
        on="2022-06-27",
        page='<!doctype html><html lang="nl"><head><title>Brief</title><style>p{margin:0}</style></head>'
        "<body><main><h1>Brief</h1><p>14%</p></main></body></html>",
        columns=("number", "shown", "release", "checksum"),
        rows=[("14", "14%", release_id, checksum)],
    )


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
