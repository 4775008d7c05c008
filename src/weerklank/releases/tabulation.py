"""The tables of the report: every figure with its interval and its base, every hidden one said to be hidden."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from weerklank.fieldwork.indicators import Unit
from weerklank.releases.markup import Markup, tag
from weerklank.releases.notation import between, difference, interval, number, sign, value
from weerklank.releases.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from weerklank.fieldwork.form import Words
    from weerklank.releases.chart import Grouping
    from weerklank.releases.figure import Change, Figure
    from weerklank.releases.notation import Language

SafeRow = tuple[str, str, int | None, str]
"""A cell of a safe table: unit, response, number of answers or None where hidden, status."""

TOTAL = "Total"


@dataclass(frozen=True)
class CountTable:
    """A safe table with the names of its units and of its responses; a code without a name is shown itself."""

    title: Words
    base: Words
    rows: tuple[SafeRow, ...]
    unit_names: Mapping[str, Words] = field(default_factory=dict)
    response_names: Mapping[str, Words] = field(default_factory=dict)


def figure_table(figures: Sequence[Figure], *, title: str, language: Language) -> Markup:
    """Return a table of figures of one unit; a base that all share is in the caption, else in a column."""
    bases = {figure.base[language] for figure in figures}
    apart = len(bases) > 1
    columns = ("subject", "figure", "interval", "number", *(("base",) if apart else ()))
    rows = [
        _row(
            figure.label[language],
            *_told(figure, language),
            *([_cell(figure.base[language])] if apart else []),
        )
        for figure in figures
    ]
    shared = "" if apart else figures[0].base[language]
    table = _table(_caption(title, shared, figures[0], language), columns, rows, language)
    return _framed(table, title) if apart else table


def domain_table(
    figures: Sequence[Figure], grouping: Grouping, *, whole: Figure | None, title: str, language: Language
) -> Markup:
    """Return one indicator by group; a member without a figure is said not to be shown."""
    shown = {figure.domain: figure for figure in figures}
    rows = [_row(whole.population[language], *_told(whole, language))] if whole else []
    for code, name in grouping.members:
        told = _told(shown[code], language) if code in shown else _hidden(language)
        rows.append(_row(name[language], *told))
    caption = _caption(title, figures[0].base[language], figures[0], language)
    return _table(caption, ("group", "figure", "interval", "number"), rows, language)


def change_table(changes: Sequence[Change], *, title: str, language: Language) -> Markup:
    """Return a table of changes: then, now, the difference with its interval, and the verdict in words."""
    first = changes[0]
    heads = (
        _head(say("subject", language)),
        _head(f"{first.earlier.wave} (n)", number=True),
        _head(f"{first.later.wave} (n)", number=True),
        _head(f"{say('difference', language)} ({say('interval', language)})", number=True),
        _head(say("adjusted", language), number=True),
        _head(say("verdict", language)),
    )
    rows = [_change(change, language) for change in changes]
    caption = _caption(title, first.later.base[language], first.later, language)
    return _framed(tag("table", caption, tag("thead", tag("tr", *heads)), tag("tbody", *rows)), title)


def count_table(table: CountTable, *, language: Language) -> Markup:
    """Return a safe table: a row for each unit, a column for each response, as they come."""
    units, responses = _once(row[0] for row in table.rows), _once(row[1] for row in table.rows)
    cells = {(unit, response): n for unit, response, n, _ in table.rows}
    title = table.title[language]
    heads = [_head(_named(code, table.response_names, language), number=True) for code in responses]
    rows = [
        _row(
            _named(unit, table.unit_names, language),
            *(_count(cells.get((unit, response)), language) for response in responses),
        )
        for unit in units
    ]
    based = say("based_on", language, base=table.base[language])
    caption = tag("caption", tag("strong", title), " ", based)
    top = tag("thead", tag("tr", _head(say("group", language)), *heads))
    return _framed(tag("table", caption, top, tag("tbody", *rows)), title)


def _change(change: Change, language: Language) -> Markup:
    then, now = change.earlier, change.later
    bounds = between(change.low, change.high, decimals=now.decimals + 1, language=language)
    return _row(
        now.label[language],
        _wave(then, language),
        _wave(now, language),
        _cell(f"{difference(change, language=language)} ({bounds})", class_="n"),
        _cell(_probability(change.p_adjusted, language), class_="n"),
        _cell(say(change.verdict.value, language)),
    )


def _wave(figure: Figure, language: Language) -> Markup:
    base = number(figure.respondents, language=language)
    return _cell(f"{value(figure, language=language)} ({base})", class_="n")


def _probability(p: float, language: Language) -> str:
    smallest = 0.001
    if p < smallest:
        return f"<\u00a0{number(smallest, decimals=3, language=language)}"
    return number(p, decimals=3, language=language)


def _told(figure: Figure, language: Language) -> tuple[Markup, ...]:
    return (
        _cell(value(figure, language=language), class_="n value"),
        _cell(interval(figure, language=language) + sign(figure), class_="n"),
        _cell(number(figure.respondents, language=language), class_="n"),
    )


def _hidden(language: Language) -> tuple[Markup, ...]:
    return (tag("td", say("not_shown", language), class_="n none", colspan=3),)


def _count(n: int | None, language: Language) -> Markup:
    if n is None:
        return _cell(say("not_shown", language), class_="n none")
    return _cell(number(n, language=language), class_="n")


def _caption(title: str, base: str, first: Figure, language: Language) -> Markup:
    parts: list[str] = [tag("strong", title)]
    parts += [" ", say("based_on", language, base=base)] if base else []
    if first.unit is Unit.MEAN:
        ends = {"low": f"{first.scale_from:g}", "high": f"{first.scale_to:g}"}
        parts += [" ", say("scale", language, **ends)]
    return tag("caption", *parts)


def _table(caption: Markup, columns: Iterable[str], rows: Sequence[Markup], language: Language) -> Markup:
    numbers = {"figure", "interval", "number"}
    heads = [_head(say(column, language), number=column in numbers) for column in columns]
    return tag("table", caption, tag("thead", tag("tr", *heads)), tag("tbody", *rows))


def _framed(table: Markup, title: str) -> Markup:
    """Return a wide table in a frame that can be scrolled, also by keyboard."""
    return tag("div", table, class_="wide", role="region", aria_label=title, tabindex=0)


def _head(words: str, *, number: bool = False) -> Markup:
    return tag("th", words, scope="col", class_="n" if number else None)


def _row(name: str, *cells: Markup) -> Markup:
    return tag("tr", tag("th", name, scope="row"), *cells)


def _cell(words: str, *, class_: str | None = None) -> Markup:
    return tag("td", words, class_=class_)


def _named(code: str, names: Mapping[str, Words], language: Language) -> str:
    if code in names:
        return names[code][language]
    return say("total", language) if code == TOTAL else code


def _once(codes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(codes))
