"""A page of figures: each chart has the table of the same figures beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.documents import figures_text
from weerklank.releases.catalogue import Listed, catalogue
from weerklank.releases.panels import group_panels, grouped, panels
from weerklank.releases.release_file import release_from_json

if TYPE_CHECKING:
    from weerklank.releases.figure import Release
    from weerklank.releases.notation import Language

RELEASE = release_from_json(figures_text(), source="file.json")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_everybody_then_changes_then_groups(language: Language) -> None:
    made = panels(RELEASE, language=language)
    made += group_panels(RELEASE, language=language)
    assert len(made) == 3
    assert all("<svg" in panel.chart and "<table" in panel.table for panel in made)


def test_every_figure_has_its_interval_and_its_base() -> None:
    first = panels(RELEASE, language="en")[0]
    assert "14%" in first.table
    assert "12.0 to 16.0" in first.table
    assert "all staff" in first.table
    assert "800" in first.table


def test_a_named_member_without_a_figure_is_not_shown() -> None:
    last = group_panels(RELEASE, language="en", indicator="bullying")[-1]
    assert "Ministry A" in last.table
    assert re.search("Ministry B.*not shown", last.table)


def test_only_indicators_with_groups_are_offered_by_group() -> None:
    assert grouped(RELEASE) == {"bullying": {"nl": "Pestgedrag", "en": "Bullying"}}
    assert group_panels(RELEASE, language="en", indicator="another") == []


def test_ids_are_apart_where_two_releases_share_a_page() -> None:
    def ids(release: Release, ident: str) -> set[str]:
        drawn = "".join(panel.chart for panel in panels(release, language="en", ident=ident))
        return set(re.findall(r' id="([^"]+)"', drawn))

    assert ids(RELEASE, "r0")
    assert not ids(RELEASE, "r0") & ids(RELEASE, "r1")


def test_a_catalogue_says_what_dcat_ap_nl_asks_of_a_data_set() -> None:
    one = Listed("table-2021", {"nl": "Tabel", "en": "Table"}, "2021", "min", "0" * 64, "2026-01-05")
    made: dict[str, Any] = catalogue([one], site="https://example.nl")
    data_set = made["dcat:dataset"][0]
    needed = {"identifier", "title", "description", "accessRights", "creator", "publisher"}
    assert {f"dct:{name}" for name in needed} | {"dcat:contactPoint", "dcat:theme"} <= set(data_set)
    for distribution in data_set["dcat:distribution"]:
        assert {"dct:license", "dct:format", "dcat:accessURL"} <= set(distribution)
