"""What the tests of the letter are made of: an invented release that rounds to the letter's own figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from weerklank.fieldwork.indicators import Unit
from weerklank.programme.importers import read_commitments, read_documents, read_measures, read_plan
from weerklank.programme.letter import letter
from weerklank.releases.figure import Change, Figure, Release, release, step
from weerklank.releases.states import ReleaseState
from weerklank.stats.compare import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weerklank.programme.commitments import Commitment
    from weerklank.programme.measures import Measure
    from weerklank.programme.plan import Plan
    from weerklank.programme.structure import Letter

ROOT = Path(__file__).parents[2]
INPUTS = ROOT / "examples" / "demonstration" / "letter"
GOLDEN = ROOT / "tests" / "golden" / "letter"
ON = date(2022, 6, 27)

PLAN = read_plan(INPUTS / "letter.yaml")
COMMITMENTS = read_commitments(INPUTS / "commitments.yaml")
MEASURES = read_measures(INPUTS / "measures.yaml")
DOCUMENTS = read_documents(INPUTS / "documents.yaml")

SAID: dict[str, float] = {
    entry["id"]: float(entry["value"])
    for entry in yaml.safe_load((GOLDEN / "figures.yaml").read_text())["figures"]
    if entry["source"] == "PER 2021"
}
"""The letter's measured figures, by indicator."""


def figure(indicator: str, value: float, *, wave: str = "2021") -> Figure:
    mean = indicator.endswith("mean")
    margin = 0.02 if mean else 0.3
    return Figure(
        indicator=indicator,
        label={"nl": f"Cijfer over {indicator.replace('_', ' ')}", "en": f"Figure on {indicator}"},
        unit=Unit.MEAN if mean else Unit.PERCENT,
        value=value,
        low=value - margin,
        high=value + margin,
        respondents=60_123,
        base={"nl": "alle medewerkers die deze vraag beantwoordden", "en": "all who answered this question"},
        population={"nl": "medewerkers van het Rijk (verzonnen)", "en": "staff of the government (invented)"},
        wave=wave,
        decimals=1 if mean else 0,
    )


def change(indicator: str, *, verdict: Verdict, earlier: float | None = None) -> Change:
    later = figure(indicator, measured(indicator))
    before = figure(indicator, later.value if earlier is None else earlier, wave="2020")
    difference = later.value - before.value
    return Change(before, later, difference, difference - 0.4, difference + 0.4, 0.5, verdict)


def measured(indicator: str) -> float:
    """A value that rounds to the letter's figure and is not equal to it; on the right side of "ruim"."""
    return SAID[indicator] + (0.013 if indicator.endswith("mean") else 0.12)


def prepared(*, verdicts: Mapping[str, Verdict] | None = None, **altered: Figure) -> Release:
    figures = {name: figure(name, measured(name)) for name in SAID} | altered
    changes = [change(name, verdict=verdict) for name, verdict in (verdicts or {}).items()]
    return release(
        release_id="demonstratie-2021",
        title={"nl": "Demonstratie", "en": "Demonstration"},
        wave="2021",
        figures=tuple(figures.values()),
        changes=tuple(changes),
    )


def published(*, verdicts: Mapping[str, Verdict] | None = None, **altered: Figure) -> Release:
    approved = step(prepared(verdicts=verdicts, **altered), ReleaseState.APPROVED)
    return step(approved, ReleaseState.PUBLISHED)


def all_of(verdict: Verdict) -> dict[str, Verdict]:
    return dict.fromkeys(SAID, verdict)


def written(
    *releases: Release,
    plan: Plan = PLAN,
    measures: Sequence[Measure] = MEASURES,
    commitments: Sequence[Commitment] = COMMITMENTS,
    on: date = ON,
) -> Letter:
    """The demonstration's letter, with what a test alters."""
    of = releases or (published(verdicts=all_of(Verdict.EQUAL)),)
    return letter(of, of[0].changes, measures, commitments, plan=plan, documents=DOCUMENTS, on=on)


def saying(*measured_texts: str) -> Plan:
    """The demonstration's plan, with other paragraphs under the figures."""
    return replace(PLAN, measured=measured_texts)
