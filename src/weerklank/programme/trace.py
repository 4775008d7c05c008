"""Where every number in a letter came from. PURE."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weerklank.programme.structure import Marker, Reference, Run, places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weerklank.programme.structure import Letter, Source

NUMBER = re.compile(r"\w*\d\w*(?:[.,\u00a0]\d+)*")
HEADER = (
    *("number", "shown", "place", "kind", "id", "base", "wave", "low", "high", "level"),
    *("respondents", "release", "checksum"),
)


def trace(letter: Letter) -> tuple[tuple[object, ...], ...]:
    """Return one row of `HEADER` for every number of the letter, in reading order, notes last.

    A number is a stretch of letters and digits with at least one digit, with its decimals: 14, 4,1, C02. `shown`
    is the stretch of text it stands in; `place` the heading above it; `kind` and `id` where it came from. The
    number of a footnote has the kind "note" and the id of what the note accounts for.
    """
    return tuple(row for place, run in places(letter) for row in _rows(run, place=place))


def _rows(run: Run, *, place: str) -> Iterator[tuple[object, ...]]:
    if isinstance(run, Marker):
        shown = str(run.number)
        yield (shown, shown, place, "note", *_of(run.source))
    elif isinstance(run, Reference):
        for number in NUMBER.findall(run.shown):
            yield (number, run.shown, place, run.source.kind.value, *_of(run.source))


def _of(source: Source) -> tuple[object, ...]:
    return (
        source.id,
        source.base,
        source.wave,
        source.low,
        source.high,
        source.level,
        source.respondents,
        source.release,
        source.checksum,
    )
