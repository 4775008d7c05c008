"""A code of conduct becomes sections with lasting addresses, or is refused with the row and the mend."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.making import CODE, CODE_IN_ENGLISH
from weerklank.errors import BadInput
from weerklank.guidance.code_text import anchor, in_tens, matching, sections, written

TITLES = st.lists(
    st.text("abcdé ", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=5, unique_by=anchor
)


def test_sections_stand_in_both_languages() -> None:
    first, second = sections(CODE, CODE_IN_ENGLISH)
    assert (first.anchor, first.title_nl, first.title_en) == ("geschenken", "Geschenken", "Gifts")
    assert (second.text_nl, second.text_en) == ("Iedereen hoort erbij.", "Everyone belongs.")


@given(TITLES)
def test_what_is_written_is_read_again(titles: list[str]) -> None:
    text = "\n\n".join(f"# {title.strip()}\n\nzin een\n\nzin twee" for title in titles)
    told = sections(text, text)
    assert [one.title_nl for one in told] == [title.strip() for title in titles]
    assert sections(written(told, english=False), written(told, english=True)) == told


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "empty or very long"),
        ("# a\n" + "x" * 100_001, "empty or very long"),
        ("loose text", "row 1: a text has no heading"),
        ("# one\n\ntext\n\n#\n\ntext", "row 5: a text has no heading"),
        ("# one\n# two\ntext", "row 1: a heading has no text"),
        ("# One\ntext\n# one!\ntext", "row 3: a heading stands here twice"),
        ("# one\ntext", "1 sections in Dutch and 2 in English"),
    ],
)
def test_what_is_wrong_is_named_by_its_row(text: str, fault: str) -> None:
    with pytest.raises(BadInput) as caught:
        sections(text, CODE_IN_ENGLISH)
    assert fault in str(caught.value)
    assert "loose" not in str(caught.value)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["geschenken", "omgang"]),
        ("GÍFTS", ["geschenken"]),
        ("hoort erbij", ["omgang"]),
        ("hoort niets", []),
    ],
)
def test_a_search_finds_every_word_in_either_language(query: str, found: list[str]) -> None:
    assert [one.anchor for one in matching(sections(CODE, CODE_IN_ENGLISH), query)] == found


@pytest.mark.parametrize(("times", "shown"), [(0, None), (9, None), (10, 10), (19, 10), (20, 20), (147, 140)])
def test_numbers_are_shown_in_tens_and_from_ten(times: int, shown: int | None) -> None:
    assert in_tens(times) == shown
