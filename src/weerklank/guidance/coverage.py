"""Whether every unit has enough counsellors to turn to. Pure.

A unit is covered (F5) where at least two can be reached, at least one of them from outside, and not all of one
gender. Whoever serves a unit serves all below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weerklank.guidance.states import Gap, Gender

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ENOUGH = 2
STEP = 8
"""Characters of one step of a path, as `organisation.models` has it."""


@dataclass(frozen=True, slots=True)
class Serving:
    """What coverage looks at of a counsellor who can be reached."""

    id: int
    external: bool
    gender: str


def gaps(serving: frozenset[Serving]) -> tuple[Gap, ...]:
    """Return why these counsellors do not cover a unit; nothing where they do."""
    told = {one.gender for one in serving if one.gender != Gender.UNSAID}
    looked_at = (
        (len(serving) < ENOUGH, Gap.FEWER_THAN_TWO),
        (not any(one.external for one in serving), Gap.NONE_EXTERNAL),
        (len(told) < ENOUGH, Gap.ONE_GENDER),
    )
    return tuple(gap for there, gap in looked_at if there)


def coverage(
    paths: Iterable[str], serving: Mapping[str, frozenset[Serving]]
) -> Iterator[tuple[str, tuple[Gap, ...]]]:
    """Yield each path with its gaps. `paths` ascending, parents first; `serving` by the path that is served.

    What a unit shares with its parent is judged once: twelve thousand units ask a few hundred judgements.
    """
    inherited: dict[str, frozenset[Serving]] = {"": frozenset()}
    judged: dict[frozenset[Serving], tuple[Gap, ...]] = {}
    for path in paths:
        above = inherited.get(path[:-STEP], inherited[""])
        own = serving.get(path)
        inherited[path] = above | own if own else above
        found = inherited[path]
        if found not in judged:
            judged[found] = gaps(found)
        yield path, judged[found]
