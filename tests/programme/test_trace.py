"""Every number in the rendered letter is in the trace, and every number in the trace is in the letter."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.programme.making import all_of, published, saying, written
from weerklank.errors import Refused
from weerklank.programme.letter import html, markdown, trace
from weerklank.programme.structure import Letter, Words
from weerklank.programme.trace import HEADER, NUMBER
from weerklank.stats.compare import Verdict

DIGITS = re.compile(r"\d+")
LETTERS = [
    written(published(verdicts=all_of(verdict)), on=day)
    for verdict in Verdict
    for day in (date(2022, 6, 27), date(2023, 2, 1))
]


class Seen(HTMLParser):
    """The text that a reader sees: not the style sheet, not the attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)
        assert not {name for name, _value in attrs} & {"src", "onclick"}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.parts.append(data)


def seen(page: str) -> str:
    reader = Seen()
    reader.feed(page)
    assert reader.open == []
    return "\n".join(reader.parts)


def traced(made: Letter) -> Counter[str]:
    """The digits of the trace; a number is written there as often as it stands in the letter."""
    return Counter(digits for row in trace(made) for digits in DIGITS.findall(str(row[0])))


@pytest.mark.parametrize("made", LETTERS)
def test_the_page_and_its_trace_hold_the_same_numbers_as_often(made: Letter) -> None:
    page = Counter(DIGITS.findall(seen(html(made))))
    assert sum(page.values()) > 200
    assert page == traced(made)


@pytest.mark.parametrize("made", LETTERS)
def test_the_markdown_and_its_trace_hold_the_same_numbers_as_often(made: Letter) -> None:
    assert Counter(DIGITS.findall(markdown(made))) == traced(made)


def test_every_row_names_a_source_and_every_figure_its_release() -> None:
    for row in trace(LETTERS[0]):
        found = dict(zip(HEADER, row, strict=True))
        assert found["id"]
        assert str(found["number"]) in str(found["shown"])
        if found["kind"] in {"figure", "change"}:
            assert found["release"] == "demonstratie-2021"
            assert len(str(found["checksum"])) == 64
        if found["kind"] == "figure":
            assert found["base"]
            assert found["low"] <= found["high"]  # type: ignore[operator] # a row of CSV knows no types


def test_a_date_leads_to_its_commitment_and_a_dossier_to_the_register() -> None:
    rows = [dict(zip(HEADER, row, strict=True)) for row in trace(LETTERS[0])]
    assert {r["id"] for r in rows if r["shown"] == "10\u00a0maart\u00a02022"} == {"C01"}
    assert {(r["kind"], r["id"]) for r in rows if r["number"] == "31\u00a0490"} == {
        ("document", "this-letter")
    }


@given(st.text(max_size=40))
def test_no_digit_reaches_the_page_without_a_reference(text: str) -> None:
    if any(sign.isnumeric() for sign in text):
        with pytest.raises(Refused):
            Words(text)
        return
    assert Words(text).text == text
    try:
        made = written(published(), plan=saying(text))
    except Refused:
        return
    assert Counter(DIGITS.findall(seen(html(made)))) == traced(made)


@given(st.text(alphabet="0123456789.,\u00a0 %aC", max_size=20))
def test_a_number_of_the_trace_leaves_no_digit_out(shown: str) -> None:
    assert DIGITS.findall(" ".join(NUMBER.findall(shown))) == DIGITS.findall(shown)
