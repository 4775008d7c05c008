"""Documents that can be released, without a store; what they tell of is invented."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from weerklank.fieldwork.indicators import Unit as Measure
from weerklank.releases.figure import Change, Figure, Withstood, release
from weerklank.releases.letter_file import letter_text
from weerklank.releases.release_file import release_to_json
from weerklank.releases.table_file import Table, audited
from weerklank.stats.compare import Verdict
from weerklank.stats.counting import raw_table
from weerklank.stats.disclosure import protect
from weerklank.stats.policy import Policy

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


def survey_text(code: str = "survey-2021", *, trust: str = "trust_followup") -> str:
    """Who was affected, and who trusts what follows, of one survey."""
    told = replace(figure(55.0), indicator=trust, label={"nl": "Vertrouwen", "en": "Trust"})
    made = release(
        release_id=code,
        title={"nl": "Enquête 2021", "en": "Survey 2021"},
        wave="2021",
        figures=(figure(), told),
        withstood=GATE,
    )
    return release_to_json(made)


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
