"""Measures, documents and the plan of a letter: what their files may hold."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.programme.making import DOCUMENTS, INPUTS, MEASURES
from weerklank.errors import BadInput, Refused
from weerklank.programme import claims
from weerklank.programme.documents import account, citation, cited, documents
from weerklank.programme.importers import read_plan
from weerklank.programme.measures import measures
from weerklank.programme.notation import day, listed
from weerklank.programme.plan import plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MEASURE = "format: weerklank-measures/1\nmeasures:\n"
DOCUMENT = "format: weerklank-documents/1\ndocuments:\n"
PLAN = (INPUTS / "letter.yaml").read_text()


def faults(read: Callable[..., object], text: str) -> str:
    with pytest.raises(BadInput) as found:
        read(text, source="f.yaml")
    return str(found.value)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("- {id: M1, text: Een cursus.}", "row 3, column serves: is empty"),
        ("- {id: M1, serves: [C1], text: Wij geven 3 cursussen.}", "row 3, column text: gives a quantity"),
        (
            "- {id: M1, serves: [C1], text: Een effectieve cursus.}",
            "has an effect, without a comparison group",
        ),
        ("- {id: M1, serves: [C1], text: Een verbeterde cursus.}", "became better or worse"),
        (
            "- {id: M1, serves: [C1], text: Cursus., evidence: proof}",
            "Choose from none, output, before_after",
        ),
        (
            "- {id: M1, serves: [C1], text: Cursus., evidence: comparison_group}",
            "column evaluation: is missing",
        ),
    ],
)
def test_a_measure_that_says_too_much(entry: str, said: str) -> None:
    assert said in faults(measures, MEASURE + entry + "\n")


def test_every_measure_of_the_demonstration_serves_a_promise() -> None:
    assert all(measure.serves for measure in MEASURES)
    assert len({measure.id for measure in MEASURES}) == len(MEASURES)


def test_a_document_is_cited_as_parliament_does() -> None:
    assert citation(cited(DOCUMENTS, "this-letter")) == "Kamerstuk\u00a031\u00a0490, nr.\u00a0317"
    assert account(cited(DOCUMENTS, "debate-april")).startswith(
        "Handelingen II\u00a02021/22, nr.\u00a073, «Twee"
    )
    assert account(cited(DOCUMENTS, "moral-questions")).endswith(", bijlage bij deze brief.")
    with pytest.RaisesExc(Refused, check=lambda refusal: refusal.code == "unknown_document"):
        cited(DOCUMENTS, "nergens")


def test_a_document_with_a_number_and_no_dossier() -> None:
    assert "column dossier: is missing" in faults(documents, DOCUMENT + '- {id: d, title: t, number: "3"}\n')


@pytest.mark.parametrize(
    ("stood", "stands", "said"),
    [
        ("{figure:unsafe_feedback}", "9%", "gives a quantity without a source"),
        ("pestgedrag mee", "effectief pestgedrag mee", "says that something has an effect"),
        ("weleens morele twijfel", "namens alle ambtenaren twijfel", "speaks of the staff beside indicative"),
        ("least: 1, most: 5", "least: 5, most: 1", "is not below most"),
        ("least: 1, most: 5", "least: 1", "goes with most"),
        ("respondents: 315", "respondents: 0", "is smaller than the count"),
        ("qualifier: ruim", "qualifier: veel", "is not one of the known words"),
        ("minister: ", "ministre: ", "Did you mean minister"),
        ("Veilig werken", "Veilig werken in 2022", "column heading: gives a quantity"),
    ],
)
def test_a_plan_with_a_fault_names_its_line(stood: str, stands: str, said: str) -> None:
    assert stood in PLAN
    found = faults(plan, PLAN.replace(stood, stands, 1) if stood != "Veilig werken" else renamed(stands))
    assert said in found
    assert "row " in found


def renamed(stands: str) -> str:
    return PLAN.replace('heading: "Veilig werken"', f'heading: "{stands}"')


def test_a_plan_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    (tmp_path / "damaged.yaml").write_bytes(b"\xff\xfe\x00")
    for name in ("absent.yaml", "damaged.yaml"):
        with pytest.raises(BadInput, match=name):
            read_plan(tmp_path / name)


def test_a_file_too_large_for_words_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as out:
        out.truncate(2_000_000_000)
    with pytest.raises(BadInput, match="too large"):
        read_plan(path)


def test_days_and_lists_are_written_in_dutch() -> None:
    assert day(date(2022, 3, 1)) == "1\u00a0maart\u00a02022"
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "",
        "a",
        "a en b",
        "a, b en c",
    ]


@pytest.mark.parametrize(
    "text",
    ["eenentwintig mensen", "veertien keer", "een derde van ons", "de meeste collega's", "Tientallen.", "²"],
)
def test_a_quantity_in_words_is_a_quantity(text: str) -> None:
    assert claims.counts(text)


@pytest.mark.parametrize(
    "text", ["Samenwerken aan Veilig Werken.", "Wij proberen te helpen.", "Heftig maar wettig."]
)
def test_ordinary_words_are_no_claim(text: str) -> None:
    assert not claims.claims_effect(text)
    assert not claims.claims_progress(text)
    assert not claims.counts(text)
