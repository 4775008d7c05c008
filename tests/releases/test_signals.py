"""A year leaves as figures with a base and as protected tables; the reporting ratio never alone."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from weerklank.errors import BadInput, Refused
from weerklank.fieldwork.indicators import Unit
from weerklank.releases.documents import opened, require_audited
from weerklank.releases.figure import Figure, Release, release
from weerklank.releases.ratio import RATIO, TRUST, UNSHARED, Surveyed, bounds
from weerklank.releases.release_file import release_to_json
from weerklank.releases.signals import documents
from weerklank.releases.table_file import Table
from weerklank.releases.year import OfProcedure, Year
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


def tables_in(texts: list[str]) -> dict[str, Table]:
    """The tables of documents, by what comes after the year and the employer in their id."""
    found = (opened(text, source="test")[1] for text in texts)
    return {made.id.removeprefix(OF.id): made for made in found if isinstance(made, Table)}


def shown_in(table: Table) -> dict[str, int]:
    """The counts that a table shows, by answer."""
    return {row[1]: int(row[-2]) for row in table.rows if row[0] == "Total" and row[-1] == "published"}


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
    told = tables_in(documents([contact()], of=OF, policy=POLICY))["confidential-contact-behaviour"]
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


@pytest.mark.parametrize("trust", sorted(TRUST))
@pytest.mark.parametrize(
    "change",
    [{"indicator": "knows_code"}, {"wave": "2023"}, {"population": {"nl": "leiding", "en": "managers"}}],
    ids=["no trust", "another wave", "other people"],
)
def test_what_stands_beside_a_ratio_is_trust_of_the_same_survey(trust: str, change: dict[str, Any]) -> None:
    of_survey = surveyed_as()
    of_survey = replace(of_survey, trust=replace(of_survey.trust, indicator=trust))
    with pytest.raises(Refused, match="of one survey"):
        replace(of_survey, trust=replace(of_survey.trust, **change))
    with pytest.raises(Refused, match="of one survey"):
        replace(of_survey, affected=of_survey.trust)


def test_a_ratio_beside_anything_but_trust_is_refused() -> None:
    made = next(
        one
        for one in (
            opened(text, source="test")[1]
            for text in documents([contact()], of=OF, policy=POLICY, surveyed=surveyed_as())
        )
        if isinstance(one, Release) and one.id.endswith("gap")
    )
    others = [
        replace(f, indicator="knows_code") if f.indicator == "trust_followup" else f for f in made.figures
    ]
    without = release(
        release_id="without",
        title=made.title,
        wave=made.wave,
        figures=tuple(others),
        withstood=made.withstood,
    )
    with pytest.raises(Refused, match="withstood"):
        require_audited(without)
    require_audited(made)


def test_no_ratio_tells_a_count_that_the_tables_hide() -> None:
    few = contact(shared=shared_as({"bullying": 2, "sexism": 60, "racism": 27}))
    texts = documents([few], of=OF, policy=POLICY, surveyed=surveyed_as())
    assert "bullying" not in shown_in(tables_in(texts)["confidential-contact-behaviour"])
    assert RATIO not in figures_in(texts)


def test_the_counts_that_a_ratio_rests_on_are_hidden_last() -> None:
    close = contact(shared=shared_as({"bullying": 24, "sexism": 25, "racism": 2}))
    for surveyed in (None, surveyed_as()):
        texts = documents([close], of=OF, policy=POLICY, surveyed=surveyed)
        shown = shown_in(tables_in(texts)["confidential-contact-behaviour"])
        assert ("bullying" in shown) is (surveyed is not None)
    assert RATIO in figures_in(texts)


@settings(max_examples=80, deadline=None)
@given(
    contacts=st.tuples(*[st.integers(0, 40)] * 3),
    reports=st.tuples(*[st.integers(0, 40)] * 3),
    unshared=st.tuples(st.integers(0, 60), st.integers(0, 60)),
)
@example(contacts=(30, 20, 12), reports=(11, 30, 25), unshared=(40, 15))
def test_a_ratio_follows_from_what_the_tables_show(
    contacts: tuple[int, ...], reports: tuple[int, ...], unshared: tuple[int, int]
) -> None:
    of_both = [
        contact(
            procedure=name,
            received=sum(counts) + more,
            shared=shared_as(dict(zip(("bullying", "sexism", "racism"), counts, strict=True))),
        )
        for name, counts, more in zip(
            ("confidential_contact", "integrity_report"), (contacts, reports), unshared, strict=True
        )
    ]
    texts = documents(of_both, of=OF, policy=POLICY, surveyed=surveyed_as())
    found = figures_in(texts).get(RATIO)
    if found is None:
        return
    tables = tables_in(texts)
    large = [one for one in of_both if one.received >= POLICY.smallest_group]
    shown = [shown_in(tables[f"{one.procedure.replace('_', '-')}-behaviour"]) for one in large]
    assert found.value == pytest.approx(1000 * max(told["bullying"] for told in shown) / 900)
    most = sum(told["bullying"] + told[UNSHARED] for told in shown) + 9 * (2 - len(large))
    assert bounds(of_both, "bullying", smallest=10)[1] == most


@given(few=st.integers(0, 9), shared=st.integers(0, 9))
def test_a_ratio_tells_nothing_of_a_procedure_by_which_few_came_in(few: int, shared: int) -> None:
    small = contact(
        procedure="integrity_report", received=few, shared=shared_as({"bullying": min(few, shared)})
    )
    ratios = [
        figures_in(documents([contact(), one], of=OF, policy=POLICY, surveyed=surveyed_as()))[RATIO]
        for one in (small, replace(small, received=0, shared=()))
    ]
    assert ratios[0] == ratios[1]


def test_there_is_no_ratio_where_few_came_in_by_every_procedure() -> None:
    few = contact(received=9, shared=shared_as({"bullying": 9}))
    assert RATIO not in figures_in(documents([few], of=OF, policy=POLICY, surveyed=surveyed_as()))


def test_channels_are_not_shown_where_the_others_tell_the_small_one() -> None:
    others = [
        contact(procedure="integrity_report", received=4, kept=[], shared=(), days=[], heard=[]),
        contact(procedure="complaint", received=30, shared=()),
    ]
    assert "channels" not in tables_in(documents([contact(), *others], of=OF, policy=POLICY))
    large = replace(others[0], received=40)
    assert shown_in(
        tables_in(documents([contact(), large, others[1]], of=OF, policy=POLICY))["channels"]
    ) == {
        "Total": 270,
        "complaint": 30,
        "confidential_contact": 200,
        "integrity_report": 40,
    }


def test_ratings_leave_once() -> None:
    again = figures_in(documents([contact()], of=replace(OF, edition=2), policy=POLICY))
    assert "in_term_contact_answer" in again
    assert "heard_confidential_contact" not in again


def test_which_unit_it_is_about_is_a_table_like_any_other() -> None:
    question = ("about_unit", ACTION, {"dir-1": 40, "dir-2": 60, "dir-3": 0})
    told = tables_in(documents([contact(shared=[question])], of=OF, policy=POLICY))
    assert {"dir-1", "dir-2"} <= {row[1] for row in told["confidential-contact-about-unit"].rows}


def test_who_comes_through_two_channels_may_be_one() -> None:
    report = contact(procedure="integrity_report", received=30, shared=shared_as({"bullying": 20}))
    assert bounds([contact(), report], "bullying", smallest=10) == (60, 60 + 20 + (200 - 89) + 10)


def test_a_year_in_which_too_little_came_in_is_refused() -> None:
    empty = contact(received=3, kept=[], shared=(), days=[], heard=[], followup=[])
    with pytest.raises(BadInput):
        documents([empty], of=OF, policy=POLICY)


def test_no_document_holds_a_case() -> None:
    assert "case" not in {
        key for text in documents([contact()], of=OF, policy=POLICY) for key in json.loads(text)
    }
