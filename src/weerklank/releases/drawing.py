"""Estimates drawn on a line: marks, whiskers, an axis, in a picture of 320 units wide.

Lengths are in units of the viewBox. Everything is drawn in `currentColor` with a shape of its own, so that
the picture reads in black and white, on dark paper, and in colours that the reader forces; the classes `mark`,
`whisker`, `hollow`, `grid`, `rule` and `quiet` let a page give it its own ink.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from weerklank.releases.markup import Markup, joined, tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH = 320
LEFT, RIGHT = 6, 196
VALUE_AT, COUNT_AT = 246, 319
LANE, LINE, GAP, FOOT = 22, 17, 11, 22
SIZE, SMALL = 13.5, 11.5
CAP, RADIUS = 6.5, 4
PERCENT_STEPS = {4: 1, 8: 2, 20: 5, 40: 10, 60: 20, 80: 20, 100: 25}
MOST_TICKS = 6
NARROW, BROAD = frozenset("iljtfrI.,:;'|!()[] "), frozenset("mwMWQOGCDHNUABRKXVYZ%&@—")


class Shape(Enum):
    """A mark that is known by its shape alone."""

    DOT = "dot"
    SQUARE = "square"
    DIAMOND = "diamond"


@dataclass(frozen=True)
class Axis:
    """What the left and right end of every line mean, and the values that are written under it."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]

    def at(self, value: float) -> float:
        """Return where a value lies, in units of the viewBox; a value beyond an end lies on that end."""
        share = (value / 2 - self.low / 2) / (self.high / 2 - self.low / 2)  # halves: the span may overflow
        return LEFT + (RIGHT - LEFT) * min(max(share, 0.0), 1.0)


@dataclass(frozen=True)
class Lane:
    """One estimate with its interval; its value, its base, and all of it, in words."""

    value: float
    low: float
    high: float
    shape: Shape
    reading: str
    base: str
    told: str


@dataclass(frozen=True)
class Row:
    """A label with one lane for each estimate, or with the words that stand where there is none."""

    label: str
    lanes: tuple[Lane, ...]
    instead: str = ""

    def height(self) -> float:
        """Return the height of the row, in units of the viewBox."""
        return LINE * len(wrapped(self.label)) + LANE * max(1, len(self.lanes)) + GAP


def percent_axis(highest: float) -> Axis:
    """Return an axis from 0 to the first round percentage that holds `highest`, never beyond 100."""
    top = next((top for top in PERCENT_STEPS if top >= highest), 100)
    ticks = range(0, top + 1, PERCENT_STEPS[top])
    return Axis(0, top, tuple((t, f"{t}%" if t == top else str(t)) for t in ticks))


def scale_axis(low: float, high: float) -> Axis:
    """Return an axis over the whole of a scale, with its whole numbers written where they are few."""
    first, last = math.floor(low), math.ceil(high)
    last = max(last, first + 1)
    if last - first < MOST_TICKS:
        return Axis(first, last, tuple((t, str(t)) for t in range(first, last + 1)))
    return Axis(first, last, ((first, f"{first:g}"), (last, f"{last:g}")))


def picture(
    rows: Sequence[Row],
    *,
    axis: Axis,
    title: str,
    description: str,
    ident: str,
    legend: Sequence[tuple[Shape, str]] = (),
    rule: float | None = None,
) -> Markup:
    """Return the whole SVG; `ident` starts the ids in it, `rule` is a value drawn as a dashed line."""
    parts = [_legend(legend)] if legend else []
    top = LINE + GAP if legend else 0.0
    for row in rows:
        parts.append(_row(row, top=top, axis=axis, rule=rule))
        top += row.height()
    parts.append(_ticks(axis, top=top))
    return tag(
        "svg",
        tag("title", title, id=f"{ident}-title"),
        tag("desc", description, id=f"{ident}-desc"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {top + FOOT:g}",
        role="img",
        class_="chart",
        font_size=SIZE,
        font_family="Source Sans 3, Noto Sans, Segoe UI, Liberation Sans, Arial, sans-serif",
        fill="currentColor",
        aria_labelledby=f"{ident}-title",
        aria_describedby=f"{ident}-desc",
    )


def wrapped(text: str) -> list[str]:
    """Return the text in lines that fit the picture; a word that is too long is cut."""
    lines = [""]
    for word in text.split() or [""]:
        for piece in _pieces(word):
            longer = f"{lines[-1]} {piece}".strip()
            if _ems(longer) <= _ROOM:
                lines[-1] = longer
            else:
                lines.append(piece)
    return lines


_ROOM = (WIDTH - LEFT) / SIZE


def _pieces(word: str) -> Iterable[str]:
    while _ems(word) > _ROOM:
        cut = max(1, int(_ROOM / 1.1))
        yield word[:cut]
        word = word[cut:]
    yield word


def _ems(text: str) -> float:
    """Return an upper guess of the width in ems; without the font it can be no more than a guess."""
    return sum(_em(letter) for letter in text)


def _em(letter: str) -> float:
    if letter in NARROW:
        return 0.36
    if letter in BROAD:
        return 0.85
    return 1.1 if unicodedata.east_asian_width(letter) in "WF" else 0.58


def _row(row: Row, *, top: float, axis: Axis, rule: float | None) -> Markup:
    lines = wrapped(row.label)
    parts = [tag("text", line, x=0, y=top + LINE * (n + 1) - 4) for n, line in enumerate(lines)]
    first = top + LINE * len(lines)
    if not row.lanes:
        parts.append(
            tag("text", row.instead, x=0, y=first + LANE / 2 + 4, font_size=SMALL, font_style="italic")
        )
    for n, lane in enumerate(row.lanes):
        parts.append(_lane(lane, y=first + LANE * (n + 0.5), axis=axis, rule=rule))
    return tag("g", *parts)


def _lane(lane: Lane, *, y: float, axis: Axis, rule: float | None) -> Markup:
    low, high, at = axis.at(lane.low), axis.at(lane.high), axis.at(lane.value)
    whiskers = (
        _line(low, y, high, y, class_="whisker", width=1.8),
        _line(low, y - CAP, low, y + CAP, class_="whisker", width=1.8),
        _line(high, y - CAP, high, y + CAP, class_="whisker", width=1.8),
    )
    return joined(
        _grid(axis, y=y),
        _rule(axis.at(rule), y=y) if rule is not None else "",
        *whiskers,
        _mark(lane.shape, x=at, y=y),
        tag("text", lane.reading, x=VALUE_AT, y=y + 5, text_anchor="end", font_weight=600),
        tag("text", lane.base, x=COUNT_AT, y=y + 5, text_anchor="end", font_size=SMALL, class_="quiet"),
    )


def _grid(axis: Axis, *, y: float) -> Markup:
    stops = (axis.at(value) for value, _ in axis.ticks)
    return joined(*(_line(x, y - LANE / 2, x, y + LANE / 2, class_="grid", opacity=0.22) for x in stops))


def _rule(x: float, *, y: float) -> Markup:
    return _line(x, y - LANE / 2, x, y + LANE / 2, class_="rule", dashes="3 2")


def _line(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    *,
    class_: str,
    width: float = 1,
    opacity: float | None = None,
    dashes: str | None = None,
) -> Markup:
    return tag(
        "line",
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        class_=class_,
        stroke="currentColor",
        stroke_width=width,
        stroke_opacity=opacity,
        stroke_dasharray=dashes,
    )


def _mark(shape: Shape, *, x: float, y: float) -> Markup:
    r = float(RADIUS)
    if shape is Shape.DOT:
        return tag("circle", cx=x, cy=y, r=r, class_="mark")
    if shape is Shape.SQUARE:
        ink = {"fill": "white", "stroke": "currentColor", "stroke_width": "1.6"}
        return tag("rect", x=x - r, y=y - r, width=2 * r, height=2 * r, class_="hollow", **ink)
    r += 1.5
    return tag("path", d=f"M{x:.2f} {y - r:.2f}l{r} {r}l-{r} {r}l-{r} -{r}z", class_="mark")


def _legend(legend: Sequence[tuple[Shape, str]]) -> Markup:
    parts, x = [], 1.0
    for shape, text in legend:
        parts += [_mark(shape, x=x + RADIUS, y=LINE / 2), tag("text", text, x=x + 14, y=13, font_size=SMALL)]
        x += (WIDTH - LEFT) / len(legend)
    return tag("g", *parts)


def _ticks(axis: Axis, *, top: float) -> Markup:
    labels = [
        tag("text", text, x=axis.at(value), y=top + 6, text_anchor=_anchor(value, axis=axis), font_size=SMALL)
        for value, text in axis.ticks
    ]
    return tag("g", *labels, class_="quiet")


def _anchor(value: float, *, axis: Axis) -> str:
    return "start" if value == axis.low else "middle"
