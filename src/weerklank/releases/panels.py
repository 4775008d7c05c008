"""Figures as a page shows them: charts, each with its table beside it. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weerklank.fieldwork.indicators import Unit
from weerklank.releases import chart
from weerklank.releases.chart import Grouping
from weerklank.releases.tabulation import change_table, domain_table, figure_table
from weerklank.releases.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weerklank.fieldwork.form import Words
    from weerklank.releases.figure import Figure, Release
    from weerklank.releases.markup import Markup
    from weerklank.releases.notation import Language

JOINED = "="
"""Between a column of groups and a member of it, in the code of a domain."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A heading with a chart and the table of the same figures."""

    title: str
    chart: Markup
    table: Markup
    under: str = ""


def panels(release: Release, *, language: Language, ident: str = "") -> list[Panel]:
    """Return the figures of everybody, and the changes since an earlier wave.

    `ident` keeps the ids of one release apart from those of another on the same page.
    """
    return [*_of_everybody(release, language, ident), *_of_changes(release, language, ident)]


def group_panels(release: Release, *, language: Language, indicator: str = "") -> list[Panel]:
    """Return each indicator, or one, by groups; empty where no group has a figure."""
    return list(_of_groups(release, language, indicator))


def grouped(release: Release) -> dict[str, Words]:
    """Return the indicators of which groups have a figure, with what they are called."""
    return {figure.indicator: figure.label for figure in release.figures if figure.domain}


def _of_everybody(release: Release, language: Language, ident: str) -> Iterator[Panel]:
    for unit in Unit:
        told = [figure for figure in release.figures if figure.unit is unit and not figure.domain]
        if told:
            title = say("figures_title", language)
            title = say("means_of", language, theme=title) if unit is Unit.MEAN else title
            drawn = chart.interval_chart(told, language=language, ident=f"{ident}f-{unit.value}", title=title)
            yield Panel(title, drawn, figure_table(told, title=title, language=language))


def _of_changes(release: Release, language: Language, ident: str) -> Iterator[Panel]:
    for unit in Unit:
        told = [change for change in release.changes if change.later.unit is unit and not change.later.domain]
        if told:
            title = say(f"trend_{unit.value}", language)
            then, now = [change.earlier for change in told], [change.later for change in told]
            drawn = chart.trend_chart(
                then, now, language=language, ident=f"{ident}t-{unit.value}", title=title
            )
            yield Panel(title, drawn, change_table(told, title=title, language=language))


def _of_groups(release: Release, language: Language, only: str) -> Iterator[Panel]:
    whole = {figure.indicator: figure for figure in release.figures if not figure.domain}
    by_group = {key: told for key, told in _by_group(release).items() if only in {"", key[1]}}
    for number, ((column, indicator), told) in enumerate(by_group.items()):
        grouping = _grouping(release, column, told)
        label, by = told[0].label[language], grouping.title[language]
        title = f"{label}, {by[:1].lower()}{by[1:]}"
        everybody = whole.get(indicator)
        drawn = chart.domain_chart(
            told, grouping, language=language, ident=f"d{number}", title=title, whole=everybody
        )
        table = domain_table(told, grouping, whole=everybody, title=title, language=language)
        yield Panel(label, drawn, table, under=by)


def _by_group(release: Release) -> dict[tuple[str, str], list[Figure]]:
    """Return the figures of groups by column and indicator, columns one after another."""
    found: dict[tuple[str, str], list[Figure]] = {}
    for figure in release.figures:
        if figure.domain:
            found.setdefault((figure.domain.partition(JOINED)[0], figure.indicator), []).append(figure)
    columns = list(dict.fromkeys(column for column, _ in found))
    return dict(sorted(found.items(), key=lambda entry: columns.index(entry[0][0])))


def _grouping(release: Release, column: str, told: list[Figure]) -> Grouping:
    """Return the members of a column that have a name, shown or not; where none has, those with a figure."""
    named = [
        (code, name) for code, name in release.names.items() if code.partition(JOINED)[:2] == (column, JOINED)
    ]
    unnamed = [(figure.domain, _as_it_is(figure.domain.partition(JOINED)[2])) for figure in told]
    return Grouping(release.names.get(column, _as_it_is(column)), tuple(named or unnamed))


def _as_it_is(code: str) -> Words:
    return {"nl": code, "en": code}
