"""A year leaves as figures with a base and as protected tables; the reporting ratio never alone."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerklank.errors import BadInput, Refused
from weerklank.fieldwork.indicators import Unit
from weerklank.releases.documents import opened, require_audited
from weerklank.releases.figure import Figure, Release, release
from weerklank.releases.release_file import release_to_json
from weerklank.releases.signals import RATIO, OfProcedure, Surveyed, Year, bounds, documents
from weerklank.releases.table_file import Table
from weerklank.stats.gap import Headcount
from weerklank.stats.policy import Policy

OF = Year(year=2025, employer={"nl": "Verzonnen dienst", "en": "Invented service"}, code="min")
ACTION = {"nl": "antwoorden", "en": "answer"}
POLICY = Policy()


def shared_as(answers: dict[str, int]) -> list[tuple[str, dict[str, str], dict[str, int]]]:
    return [("behaviour", {"nl": "Waar gaat het over?", "en": "What is it about?"}, answers)]


def contact(**more: Any) -> OfProcedure:
    told: dict[str, Any] = {
        "procedure": "confidential_contact",
        "received": 200,
        "kept": [("contact_answer", ACTION, 150, 180)],
        "shared": shared_as({"bullying": 60, "sexism": 27, "racism": 2}),
        "days": [1, 2, 3] * 20,
        "heard": [4, 5, 3] * 5,
        "followup": [2] * 4,
    }
    return OfProcedure(**(told | more))


def figures_in(texts: list[str]) -> dict[str, Figure]:
    documents_in = (opened(text, source="test")[1] for text in texts)
    return {f.indicator: f for made in documents_in if isinstance(made, Release) for f in made.figures}


def surveyed_as(value: float = 9.0) -> Surveyed:
    affected = Figure(
        indicator="exp_bullying",
        label={"nl": "Gepest", "en": "Bullied"},
        unit=Unit.PERCENT,
        value=value,
        low=value - 1,
        high=value + 1,
        respondents=3000,
        base={"nl": "alle medewerkers", "en": "all staff"},
        population={"nl": "alle medewerkers", "en": "all staff"},
        wave="2025",
    )
    return Surveyed(
        affected=affected,
        trust=replace(affected, indicator="trust_followup", value=55.0, low=53.0, high=57.0),
        headcount=Headcount(10_000, 9_800, 10_200),
        behaviour="bullying",
    )


def test_a_year_leaves_as_figures_with_a_base_above_the_floor() -> None:
    found = figures_in(documents([contact()], of=OF, policy=POLICY))
    assert set(found) == {"in_term_contact_answer", "heard_confidential_contact", "days_confidential_contact"}
    assert found["in_term_contact_answer"].value == pytest.approx(100 * 150 / 180)
    assert found["days_confidential_contact"].value == 2
    assert all(f.respondents >= POLICY.smallest_group and f.low <= f.value <= f.high for f in found.values())


def test_every_document_can_be_approved() -> None:
    for text in documents([contact()], of=OF, policy=POLICY, surveyed=surveyed_as()):
        require_audited(opened(text, source="test")[1])


def test_few_who_rated_are_not_shown() -> None:
    few = contact(heard=[5] * (POLICY.smallest_group - 1))
    assert "heard_confidential_contact" not in figures_in(documents([few], of=OF, policy=POLICY))


def test_a_small_count_and_what_would_tell_it_are_hidden() -> None:
    texts = documents([contact()], of=OF, policy=POLICY)
    tables = [made for _, made in (opened(text, source="test") for text in texts) if isinstance(made, Table)]
    told = next(table for table in tables if table.id.endswith("behaviour"))
    hidden = {row[1] for row in told.rows if row[0] == "Total" and row[-1] == "hidden"}
    assert "racism" in hidden
    assert len(hidden) > 1


@settings(max_examples=60, deadline=None)
@given(counts=st.lists(st.integers(0, 40), min_size=2, max_size=5), unshared=st.integers(0, 30))
def test_no_table_of_a_year_gives_a_small_count_away(counts: list[int], unshared: int) -> None:
    answers = {f"answer_{number}": count for number, count in enumerate(counts)}
    one = contact(shared=shared_as(answers), received=sum(counts) + unshared)
    for text in documents([one], of=OF, policy=POLICY):
        require_audited(opened(text, source="test")[1])


def test_the_ratio_is_told_beside_who_was_affected_and_trust() -> None:
    found = figures_in(documents([contact()], of=OF, policy=POLICY, surveyed=surveyed_as()))
    assert {"exp_bullying", "trust_followup", RATIO} <= set(found)
    # at least 60 of 900 affected, at most those and the 111 who shared no behaviour
    ratio = found[RATIO]
    assert ratio.value == pytest.approx(1000 * 60 / 900)
    assert ratio.low < ratio.value < 1000 * 171 / 900 < ratio.high


def test_the_ratio_alone_is_refused() -> None:
    texts = documents([contact()], of=OF, policy=POLICY, surveyed=surveyed_as())
    made = next(
        one
        for one in (opened(text, source="test")[1] for text in texts)
        if isinstance(one, Release) and one.id.endswith("gap")
    )
    alone = release(
        release_id="alone",
        title=made.title,
        wave=made.wave,
        figures=tuple(f for f in made.figures if f.indicator == RATIO),
        withstood=made.withstood,
    )
    with pytest.raises(Refused, match="withstood"):
        require_audited(opened(release_to_json(alone), source="test")[1])


def test_who_comes_through_two_channels_may_be_one() -> None:
    report = contact(procedure="integrity_report", received=30, shared=shared_as({"bullying": 20}))
    assert bounds([contact(), report], "bullying") == (60, 60 + 20 + (200 - 89) + 10)


def test_a_year_in_which_too_little_came_in_is_refused() -> None:
    empty = contact(received=3, kept=[], shared=(), days=[], heard=[], followup=[])
    with pytest.raises(BadInput):
        documents([empty], of=OF, policy=POLICY)


def test_no_document_holds_a_case() -> None:
    assert "case" not in {
        key for text in documents([contact()], of=OF, policy=POLICY) for key in json.loads(text)
    }
