from __future__ import annotations

import csv
import io
import re
import sys
import zlib
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from weerklank.errors import Refused
from weerklank.releases.csv_form import changes_csv, figures_csv
from weerklank.releases.exporters import write_pdf, write_report
from weerklank.releases.figure import release, step
from weerklank.releases.notation import LANGUAGES, Language
from weerklank.releases.report import report
from weerklank.releases.states import ReleaseState
from weerklank.releases.wording import texts

if TYPE_CHECKING:
    from pathlib import Path

    from weerklank.releases.figure import Release
    from weerklank.releases.report import Account

VOID = {"meta", "link", "br", "hr", "col", "img"}


@dataclass
class Node:
    name: str
    attributes: dict[str, str | None]
    children: list[Node | str] = field(default_factory=list)

    def every(self, *names: str) -> list[Node]:
        found = [self] if self.name in names else []
        return found + [n for child in self.children if isinstance(child, Node) for n in child.every(*names)]

    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


class Tree(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.open = [Node("document", {})]
        self.feed(html)
        self.close()
        assert len(self.open) == 1, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, dict(attrs))
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().name == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


@pytest.fixture
def html(published: Release, account: Account, language: Language) -> str:
    return report(published, account, language=language)


@pytest.fixture
def page(html: str) -> Node:
    return Tree(html).open[0]


def test_the_language_is_said_and_the_other_page_is_marked(page: Node, language: Language) -> None:
    assert page.every("html")[0].attributes["lang"] == language
    other = next(a for a in page.every("a") if "hreflang" in a.attributes)
    assert {other.attributes["lang"], other.attributes["hreflang"]} == set(LANGUAGES) - {language}


def test_headings_start_at_one_and_skip_no_level(page: Node) -> None:
    levels = [int(h.name[1]) for h in page.every("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_ids_are_unique_and_every_reference_within_the_page_arrives(page: Node) -> None:
    everything = page.every(*{n.name for n in _all(page)})
    ids = [n.attributes["id"] for n in everything if "id" in n.attributes]
    assert len(ids) == len(set(ids))
    told = ("aria-labelledby", "aria-describedby")
    references = [n.attributes[key] for n in everything for key in told if key in n.attributes]
    inward = [(a.attributes["href"] or "")[1:] for a in page.every("a") if "hreflang" not in a.attributes]
    assert set(references) | set(inward) <= set(ids)
    assert page.every("a")[0].attributes == {"class": "skip", "href": "#content"}


def _all(node: Node) -> list[Node]:
    return [node, *(n for child in node.children if isinstance(child, Node) for n in _all(child))]


def test_every_table_has_a_caption_and_every_header_its_scope(page: Node) -> None:
    tables = page.every("table")
    assert len(tables) > 6
    for table in tables:
        assert table.children[0] is table.every("caption")[0]
        assert all(head.attributes["scope"] in {"row", "col"} for head in table.every("th"))
        assert all(row.every("th") for row in table.every("tr"))


def test_every_picture_has_a_title_a_description_and_a_table_beside_it(page: Node) -> None:
    pictures = page.every("svg")
    assert pictures
    for picture in pictures:
        assert picture.attributes["role"] == "img"
        assert picture.every("title")[0].text()
        assert picture.every("desc")[0].text()
    beside = [n for n in page.every("div") if (n.attributes.get("class") or "").startswith("beside")]
    assert len(beside) == len(pictures)
    assert all(len(n.every("svg")) == len(n.every("table")) == 1 for n in beside)


def test_no_percentage_is_shown_without_its_base(page: Node) -> None:
    for table in page.every("table"):
        base_in_caption = re.search(r"Basis: |Base: ", table.every("caption")[0].text())
        heads = [head.text() for head in table.every("th")]
        shows_percentages = any("%" in cell.text() for cell in table.every("td"))
        assert not shows_percentages or base_in_caption or {"Basis", "Base"} & set(heads)
        for row in (r for r in table.every("tr") if any("%" in c.text() for c in r.every("td"))):
            assert any(re.search(r"\b\d{2,3}$|\d[.,]\d{3}\)?$", c.text()) for c in row.every("td"))
    for picture in page.every("svg"):
        drawn = [text.text() for text in picture.every("text")]
        readings = [n for n, text in enumerate(drawn) if re.fullmatch(r"\d+%", text) and n + 1 < len(drawn)]
        ticks = {len(drawn) - 1}
        assert all(drawn[n + 1].startswith("n\u00a0=") for n in readings if n not in ticks)


def test_the_page_needs_nothing_else_and_runs_nothing(html: str, page: Node) -> None:
    assert not page.every("script", "link", "img", "iframe", "details", "object", "embed", "base")
    assert set(re.findall(r"https?://[^\s\"<]+", html)) == {"http://www.w3.org/2000/svg"}
    assert "url(" not in html
    assert "@import" not in html
    assert not [n for n in _all(page) for key in n.attributes if key.startswith("on") or key == "style"]


def test_the_page_claims_no_cause_and_no_bare_significance(page: Node) -> None:
    told = page.every("body")[0].text().lower()
    assert not re.search(r"significant|causes|caused|veroorzaakt|oorzaak|effecti|bewijst|proves", told)


def test_the_page_says_what_is_hidden_of_whom_was_asked_and_where_it_comes_from(
    page: Node, published: Release, language: Language
) -> None:
    told = page.every("body")[0].text()
    hidden = "niet getoond" if language == "nl" else "not shown"
    assert [c.text() for c in page.every("td") if c.text() == hidden] == [
        hidden
    ] * 8  # 2 × 2 groups, 4 counts
    assert published.checksum in told
    assert published.id in told
    assert ("8.200 mensen" if language == "nl" else "8,200 people") in told
    assert ("verzonnen" if language == "nl" else "invented") in told
    assert ("verslechterd" if language == "nl" else "worse") in told


def test_the_page_names_the_larger_floor_of_a_sensitive_subject(
    html: str, published: Release, account: Account, language: Language
) -> None:
    said = {"nl": "minder dan 40 antwoorden", "en": "fewer than 40 answers"}[language]
    assert said not in html
    assert said in report(published, replace(account, smallest_sensitive=40), language=language)


def test_the_same_release_gives_the_same_page(html: str, published: Release, account: Account) -> None:
    assert html in {report(published, account, language=language) for language in LANGUAGES}


def test_what_is_not_published_says_so(prepared: Release, account: Account) -> None:
    told = Tree(report(prepared, account, language="nl")).open[0].every("header")[0].text()
    assert "nog niet gepubliceerd" in told


def test_a_name_can_never_become_markup(published: Release, account: Account) -> None:
    hostile = {"nl": "<script>alert(1)</script>\x00", "en": '"><img src=x onerror=alert(1)>'}
    employer = replace(account, employer=hostile)
    for language in LANGUAGES:
        page = Tree(report(published, employer, language=language)).open[0]
        assert not page.every("script", "img")


def test_a_report_refuses_a_changed_a_withdrawn_and_an_empty_release(
    published: Release, account: Account
) -> None:
    empty = release(release_id="r", title=published.title, wave="2021", figures=())
    bare = replace(published.figures[1], base={})
    for wrong, code in (
        (replace(published, wave="2022"), "checksum"),
        (step(published, ReleaseState.WITHDRAWN), "withdrawn"),
        (empty, "no_figures"),
        (release(release_id="r", title=published.title, wave="2021", figures=(bare,)), "no_base"),
    ):
        with pytest.raises(Refused) as refusal:
            report(wrong, account, language="nl")
        assert refusal.value.code == code


def test_a_release_of_one_wave_without_groups_has_no_empty_section(
    published: Release, account: Account
) -> None:
    plain = release(release_id="r", title=published.title, wave="2021", figures=published.figures[:3])
    page = Tree(report(plain, replace(account, tables=(), themes=()), language="nl")).open[0]
    titles = [h.text() for h in page.every("h2")]
    assert len(titles) == 7
    assert not [t for t in titles if t.startswith(("Vergeleken", "Per onderdeel", "Aantallen"))]


def test_every_text_is_there_in_both_languages() -> None:
    for key, told in texts().items():
        assert set(told) == set(LANGUAGES), key
        holes = [set(re.findall(r"\{(\w+)\}", told[language])) for language in LANGUAGES]
        assert holes[0] == holes[1], key


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    whole = "".join(2 * d for d in digits) if len(digits) == 3 else digits
    parts = [int(whole[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_every_ink_reads_on_its_paper_in_light_in_dark_and_in_print() -> None:
    css = resources.files("weerklank.releases").joinpath("report.css").read_text()
    schemes = [dict(re.findall(r"--(\w+): (#\w+)", block)) for block in re.findall(r":root \{([^}]*)\}", css)]
    assert len(schemes) == 3
    for inks in schemes:
        for ink in ("ink", "quiet", "link", "mark"):
            assert contrast(inks[ink], inks["paper"]) >= 4.5
            assert contrast(inks[ink], inks["tint"]) >= 4.5


def test_figures_leave_as_csv_at_their_published_rounding(published: Release) -> None:
    rows = list(csv.DictReader(io.StringIO(figures_csv(published))))
    assert len(rows) == len(published.figures)
    bullying = next(row for row in rows if row["indicator"] == "bullying_internal" and not row["domain"])
    assert (bullying["value"], bullying["low"], bullying["high"], bullying["n"]) == (
        "14",
        "12.9",
        "15.3",
        "3187",
    )
    assert {row["checksum"] for row in rows} == {published.checksum}
    assert all(row["base_nl"] and row["base_en"] for row in rows)
    changed = list(csv.DictReader(io.StringIO(changes_csv(published))))
    assert [row["verdict"] for row in changed] == ["improved", "equal", "worse", "undetermined"]


def inflated(paper: bytes) -> bytes:
    """Return a PDF with its compressed parts also in the open, after the rest."""
    parts = re.findall(rb"/FlateDecode.*?stream\n(.*?)\nendstream", paper, re.DOTALL)
    return paper + b"\n".join(zlib.decompressobj().decompress(part) for part in parts)


def test_a_report_is_written_whole_with_an_accessible_pdf(
    published: Release, account: Account, tmp_path: Path
) -> None:
    written = write_report(published, tmp_path / "report", account=account)
    names = {"index.html", "en.html", "figures.csv", "changes.csv", "report.pdf"}
    assert {path.name for path in written.paths} == names == {p.name for p in (tmp_path / "report").iterdir()}
    paper = inflated((tmp_path / "report" / "report.pdf").read_bytes())
    assert not written.without_pdf
    assert paper.startswith(b"%PDF-")
    for part in (b"/StructTreeRoot", b"/Lang", b"/MarkInfo", b"/Outlines", b"/FontFile", b"pdfuaid:part"):
        assert part in paper, part
    assert b"/URI" not in paper


def test_a_refused_report_leaves_nothing_behind(published: Release, account: Account, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        write_report(replace(published, wave="2022"), tmp_path / "report", account=account)
    assert not list(tmp_path.iterdir())


def test_without_weasyprint_the_rest_is_written_and_the_mend_is_told(
    published: Release, account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "report.pdf").write_bytes(b"an older release")
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    written = write_report(published, tmp_path, account=account)
    assert "pip install 'weerklank[pdf]'" in written.without_pdf
    assert not (tmp_path / "report.pdf").exists()
    assert (tmp_path / "index.html").exists()
    with pytest.raises(Refused) as refusal:
        write_pdf("<!doctype html><p>x</p>", tmp_path / "x.pdf")
    assert refusal.value.code == "pdf_unavailable"
    assert not (tmp_path / "x.pdf").exists()
