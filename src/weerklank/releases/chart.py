"""Charts of figures, as SVG made on the server.

Every estimate has its interval and its base; nothing is told by colour, so more reports can never look worse.
A chart is one picture with a title and a description, without script and without anything from elsewhere. The
table that belongs beside it is made by `weerklank.releases.report`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weerklank.errors import Refused
from weerklank.fieldwork.indicators import Unit
from weerklank.releases.drawing import Axis, Lane, Row, Shape, percent_axis, picture, scale_axis
from weerklank.releases.figure import Figure, has_base
from weerklank.releases.notation import Language, count, interval, value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weerklank.fieldwork.form import Words
    from weerklank.releases.markup import Markup

WHY_HIDDEN: Words = {
    "nl": "niet getoond: anders zijn mensen te herkennen",
    "en": "not shown: people could be recognised",
}
_READ: Words = {
    "nl": "Elk teken is een schatting; de streep erdoor is het interval. {axis} {rows}",
    "en": "Each mark is an estimate; the line through it is its interval. {axis} {rows}",
}
_AXIS: Words = {"nl": "De as loopt van {low} tot {high}.", "en": "The axis runs from {low} to {high}."}


@dataclass(frozen=True)
class Grouping:
    """The groups into which a figure is divided: the code of each domain, and its name.

    A member for which there is no figure is drawn as not shown, so leave out what was never asked.
    """

    title: Words
    members: tuple[tuple[str, Words], ...]


def interval_chart(figures: Sequence[Figure], *, language: Language, ident: str, title: str) -> Markup:
    """Return a line for each figure, all of one unit, with a dot and its interval.

    `ident` is unique in the page and starts the ids of the picture. Raises `Refused`: "no_figures",
    "mixed_units", "no_base".
    """
    axis = _axis(figures)
    rows = [Row(figure.label[language], (_lane(figure, Shape.DOT, language),)) for figure in figures]
    return picture(rows, axis=axis, title=title, ident=ident, description=_describe(rows, axis, language))


def trend_chart(
    earlier: Sequence[Figure], later: Sequence[Figure], *, language: Language, ident: str, title: str
) -> Markup:
    """Return a line for each figure of two waves: a hollow square then, a dot now.

    Figures are paired by indicator and domain, in the order of `later`; one without an earlier figure is
    drawn alone. Raises as `interval_chart`.
    """
    axis = _axis([*earlier, *later])
    before = {(figure.indicator, figure.domain): figure for figure in earlier}
    rows = []
    for now in later:
        then = before.get((now.indicator, now.domain))
        lanes = (_lane(then, Shape.SQUARE, language),) if then else ()
        rows.append(Row(now.label[language], (*lanes, _lane(now, Shape.DOT, language))))
    waves = [(Shape.SQUARE, f.wave) for f in earlier[:1]] + [(Shape.DOT, f.wave) for f in later[:1]]
    told = _describe(rows, axis, language)
    return picture(rows, axis=axis, title=title, ident=ident, description=told, legend=waves)


def domain_chart(
    figures: Sequence[Figure],
    grouping: Grouping,
    *,
    language: Language,
    ident: str,
    title: str,
    whole: Figure | None = None,
) -> Markup:
    """Return one indicator by groups, in the order of the grouping, which is no ranking.

    `whole`, the figure of everybody, is a diamond and a dashed line. A member without a figure is not shown,
    and says why in general words. Raises as `interval_chart`.
    """
    axis = _axis([*figures, *([whole] if whole else [])])
    shown = {figure.domain: figure for figure in figures}
    first = [Row(whole.population[language], (_lane(whole, Shape.DIAMOND, language),))] if whole else []
    rows = [*first, *(_member(code, name, shown, language) for code, name in grouping.members)]
    return picture(
        rows,
        axis=axis,
        title=title,
        ident=ident,
        description=_describe(rows, axis, language),
        rule=whole.value if whole else None,
    )


def _member(code: str, name: Words, shown: Mapping[str, Figure], language: Language) -> Row:
    if code not in shown:
        return Row(name[language], (), instead=WHY_HIDDEN[language])
    return Row(name[language], (_lane(shown[code], Shape.DOT, language),))


def _lane(figure: Figure, shape: Shape, language: Language) -> Lane:
    if not has_base(figure):
        raise Refused("no_base", f"{figure.indicator} has no base: say who could have answered.")
    reading, base = value(figure, language=language), count(figure.respondents, language=language)
    told = f"{reading} ({interval(figure, language=language)}; {base})"
    return Lane(figure.value, figure.low, figure.high, shape, reading, base, told)


def _axis(figures: Sequence[Figure]) -> Axis:
    if not figures:
        raise Refused("no_figures", "There is no figure to draw: give at least one.")
    if len({figure.unit for figure in figures}) > 1:
        raise Refused("mixed_units", "Percentages and means do not fit one axis: draw them apart.")
    highest = max(figure.high for figure in figures)
    if figures[0].unit is Unit.PERCENT:
        return percent_axis(highest)
    lowest = min(figure.low for figure in figures)
    starts, ends = zip(*((figure.scale_from, figure.scale_to) for figure in figures), strict=True)
    return scale_axis(min(lowest, *starts), max(highest, *ends))


def _describe(rows: Sequence[Row], axis: Axis, language: Language) -> str:
    ends = _AXIS[language].format(low=axis.ticks[0][1], high=axis.ticks[-1][1])
    told = "; ".join(f"{row.label}: {_told(row)}" for row in rows)
    return _READ[language].format(axis=ends, rows=f"{told}.")


def _told(row: Row) -> str:
    return " / ".join(lane.told for lane in row.lanes) or row.instead
