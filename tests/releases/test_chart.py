from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerklank.errors import Refused
from weerklank.fieldwork.indicators import Unit
from weerklank.releases.chart import WHY_HIDDEN, Grouping, domain_chart, interval_chart, trend_chart
from weerklank.releases.drawing import WIDTH, percent_axis, scale_axis, wrapped
from weerklank.releases.figure import Figure, Release
from weerklank.releases.notation import number

if TYPE_CHECKING:
    from weerklank.releases.markup import Markup
    from weerklank.releases.report import Account

SVG = "{http://www.w3.org/2000/svg}"
ACROSS = ("x", "x1", "x2", "cx")
DOWN = ("y", "y1", "y2", "cy")
TEXTS = st.text(max_size=90)


@st.composite
def figures(draw: st.DrawFn, *, unit: Unit) -> Figure:
    most = 100.0 if unit is Unit.PERCENT else 1e6
    least = 0.0 if unit is Unit.PERCENT else -1e6
    low, value, high = sorted(draw(st.tuples(*[st.floats(least, most)] * 3)))
    label = {"nl": draw(TEXTS), "en": draw(TEXTS)}
    return Figure(
        indicator=draw(st.sampled_from("abcdef")),
        label=label,
        unit=unit,
        value=value,
        low=low,
        high=high,
        respondents=draw(st.integers(1, 10**7)),
        base={"nl": "allen", "en": "all"},
        population={"nl": "allen", "en": "all"},
        wave=draw(TEXTS),
        domain=draw(st.sampled_from(["", "m=1", "m=2"])),
        decimals=draw(st.integers(0, 3)),
    )


SERIES = st.sampled_from(Unit).flatmap(lambda unit: st.lists(figures(unit=unit), min_size=1, max_size=6))


def inside(svg: Markup) -> ET.Element:
    """Return the picture after asserting that it is well formed and that all of it is inside its viewBox."""
    root = ET.fromstring(svg)  # noqa: S314 - our own output
    height = float(root.attrib["viewBox"].split()[3])
    for element in root.iter():
        assert all(0 <= float(element.attrib[key]) <= WIDTH for key in ACROSS if key in element.attrib)
        assert all(0 <= float(element.attrib[key]) <= height for key in DOWN if key in element.attrib)
    return root


@given(SERIES, TEXTS)
def test_any_figures_make_a_well_formed_picture_inside_its_frame(series: list[Figure], title: str) -> None:
    root = inside(interval_chart(series, language="nl", ident="c", title=title))
    assert len(root.findall(f".//{SVG}circle")) == len(series)
    assert len(root.findall(f".//{SVG}line[@class='whisker']")) == 3 * len(series)


@given(SERIES)
def test_any_two_waves_make_a_picture(series: list[Figure]) -> None:
    inside(trend_chart(series[:3], series, language="en", ident="c", title="t"))


@given(SERIES, st.lists(st.tuples(st.sampled_from(["m=1", "m=2", "m=3"]), TEXTS), max_size=4))
def test_any_groups_make_a_picture(series: list[Figure], named: list[tuple[str, str]]) -> None:
    members = tuple((code, {"nl": name, "en": name}) for code, name in named)
    grouping = Grouping({"nl": "Groepen", "en": "Groups"}, members)
    inside(domain_chart(series, grouping, language="nl", ident="c", title="t", whole=series[0]))


def test_a_picture_has_a_title_a_description_and_an_interval_and_base_on_every_estimate(
    published: Release,
) -> None:
    shown = [f for f in published.figures if f.unit is Unit.PERCENT and not f.domain]
    root = inside(interval_chart(shown, language="nl", ident="cijfers", title="De cijfers"))
    title, description = root[0], root[1]
    assert (title.tag, title.text, title.attrib["id"]) == (f"{SVG}title", "De cijfers", "cijfers-title")
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == title.attrib["id"]
    assert root.attrib["aria-describedby"] == description.attrib["id"]
    told = description.text or ""
    assert "9% (8,1 tot 10,1; n\u00a0=\u00a03.187)" in told
    assert "De as loopt van 0 tot 100%." in told
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert texts.count("n\u00a0=\u00a03.187") == len(shown)


def test_a_picture_refers_to_nothing_and_runs_nothing(published: Release) -> None:
    svg = interval_chart([published.figures[1]], language="nl", ident="c", title="<script>alert(1)</script>")
    assert "<script" not in svg
    assert "href" not in svg
    assert "url(" not in svg
    assert svg.count("http") == svg.count('xmlns="http://www.w3.org/2000/svg"') == 1


def test_nothing_is_told_by_a_colour_of_its_own(published: Release) -> None:
    then, now = published.changes[2].earlier, published.changes[2].later
    root = inside(trend_chart([then], [now], language="nl", ident="c", title="t"))
    inks = {e.attrib[key] for e in root.iter() for key in ("fill", "stroke") if key in e.attrib}
    assert inks == {"currentColor", "white"}
    assert len(root.findall(f".//{SVG}rect")) == 2  # the earlier wave and its legend are squares
    assert len(root.findall(f".//{SVG}circle")) == 2


def test_a_hidden_group_is_named_and_says_why_without_a_mark(published: Release, account: Account) -> None:
    divided = [f for f in published.figures if f.indicator == "bullying_internal" and f.domain]
    whole = published.find("bullying_internal")
    grouping = account.groupings[0]
    svg = domain_chart(divided, grouping, language="nl", ident="c", title="t", whole=whole)
    texts = [text.text for text in inside(svg).iter(f"{SVG}text")]
    assert texts.count(WHY_HIDDEN["nl"]) == 2
    assert [name["nl"] for _, name in grouping.members] == [t for t in texts if t in _names(grouping)]
    assert len(inside(svg).findall(f".//{SVG}circle")) == 5


def _names(grouping: Grouping) -> set[str]:
    return {name["nl"] for _, name in grouping.members}


def test_a_chart_refuses_what_it_cannot_tell_honestly(published: Release) -> None:
    mean, percentage = published.figures[:2]
    for series, code in (
        ([], "no_figures"),
        ([mean, percentage], "mixed_units"),
        ([replace(percentage, respondents=0)], "no_base"),
        ([replace(percentage, base={})], "no_base"),
    ):
        with pytest.raises(Refused) as refusal:
            interval_chart(series, language="nl", ident="c", title="t")
        assert refusal.value.code == code


@given(st.floats(0, 100))
def test_an_axis_of_percentages_starts_at_zero_and_holds_the_highest(highest: float) -> None:
    axis = percent_axis(highest)
    assert axis.ticks[0] == (0, "0")
    assert highest <= axis.high <= 100


def test_an_axis_of_a_mean_is_the_whole_scale() -> None:
    assert [text for _, text in scale_axis(1, 5).ticks] == ["1", "2", "3", "4", "5"]


@given(st.text())
def test_wrapping_loses_no_letter(text: str) -> None:
    assert "".join(wrapped(text)).replace(" ", "") == "".join(text.split())


@pytest.mark.parametrize(
    ("value", "decimals", "dutch", "english"),
    [
        (4.08, 1, "4,1", "4.1"),
        (1234.5, 1, "1.234,5", "1,234.5"),
        (-2.4, 1, "\u22122,4", "\u22122.4"),
        (-0.04, 1, "0,0", "0.0"),
        (3187, 0, "3.187", "3,187"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(
    value: float, decimals: int, dutch: str, english: str
) -> None:
    assert number(value, decimals=decimals, language="nl") == dutch
    assert number(value, decimals=decimals, language="en") == english
