"""Slow, obvious twin of tables in which one person gives several answers: all people who could have answered."""

from __future__ import annotations

from itertools import combinations, combinations_with_replacement, product
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from hypothesis import strategies as st

from weerklank.stats.choice_counting import raw_choices
from weerklank.stats.tables import rolled_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from weerklank.stats.choices import RawChoices
    from weerklank.stats.tables import SafeTable

ANY, GROUNDS = "any", ("age", "sex")
Person = tuple[str, ...]
"""The grounds that somebody gave."""
PEOPLE: list[Person] = [(), ("age",), ("sex",), ("age", "sex")]


def kinds(grounds: Sequence[str]) -> list[Person]:
    """All sets of grounds that somebody may give."""
    return [each for many in range(len(grounds) + 1) for each in combinations(grounds, many)]


def raw(groups: dict[str, list[Person]], *, grounds: Sequence[str] = GROUNDS) -> RawChoices:
    """The counts of people by unit (`ministry/dg`)."""
    rows = [
        {
            "ministry": unit.split("/")[0],
            "dg": unit,
            ANY: "yes" if gave else "no",
            "n": there.count(gave),
        }
        | {ground: "1" if ground in gave else "0" for ground in grounds}
        for unit, there in groups.items()
        for gave in kinds(grounds)
    ]
    return raw_choices(pl.DataFrame(rows), levels=("ministry", "dg"), grounds=grounds, any_of=ANY)


def people_of(size: int, *, grounds: Sequence[str]) -> Iterator[tuple[Person, ...]]:
    """All sets of so many people, by what they gave."""
    return combinations_with_replacement(kinds(grounds), size)


def grounds_of(safe: SafeTable) -> list[str]:
    return [answer for answer in safe.layout.answers if answer != ANY]


def told_by(people: tuple[Person, ...], answers: tuple[str, ...]) -> list[int]:
    """How many gave each answer."""
    return [
        sum(bool(grounds) if answer == ANY else answer in grounds for grounds in people) for answer in answers
    ]


def all_that_fit(safe: SafeTable) -> list[tuple[tuple[tuple[Person, ...], ...], NDArray[np.int64]]]:
    """The people of every deepest unit, and the table that they make, wherever it fits what is published."""
    layout = safe.layout
    inner = np.flatnonzero(layout.inner)
    found = []
    choices = [
        [
            people
            for people in people_of(size, grounds=grounds_of(safe))
            if fits(told_by(people, layout.answers), safe.told[group])
        ]
        for group, size in zip(inner.tolist(), safe.sizes[inner].tolist(), strict=True)
    ]
    for everybody in product(*choices):
        counted = np.array([told_by(people, layout.answers) for people in everybody], dtype=np.int64)
        table = rolled_up(layout, counted)
        if ((table >= safe.told[..., 0]) & (table <= safe.told[..., 1])).all():
            found.append((everybody, table))
    return found


def fits(counts: list[int], told: NDArray[np.int64]) -> bool:
    return all(low <= count <= high for count, (low, high) in zip(counts, told.tolist(), strict=True))


def seen_by_respondents(safe: SafeTable) -> NDArray[np.bool_]:
    """The hidden cells with one value in all tables that fit, or in all with some respondent's answers."""
    layout, fitting = safe.layout, all_that_fit(safe)
    seen: NDArray[np.bool_] = ~safe.exact & (np.ptp(np.array([table for _, table in fitting]), axis=0) == 0)
    inner = np.flatnonzero(layout.inner).tolist()
    for place, group in enumerate(inner):
        for person in kinds(grounds_of(safe)):
            tables = np.array([table for everybody, table in fitting if person in everybody[place]])
            if len(tables):
                theirs = ~safe.exact & (np.ptp(tables, axis=0) == 0)
                alone = [g for g in np.flatnonzero(safe.sizes == 1).tolist() if layout.contains(g, group)]
                theirs[alone] = False
                seen |= theirs
    return seen


@st.composite
def small_groups(draw: st.DrawFn, *, most: int = 4) -> dict[str, list[Person]]:
    """The people of two to three units under one or two ministries."""
    units = draw(
        st.sampled_from([["A/1", "A/2"], ["A/1", "A/2", "A/3"], ["A/1", "B/2"], ["A/1", "A/2", "B/3"]])
    )
    size = most if len(units) < 3 else most - 1  # so that all can be tried
    people = st.lists(st.sampled_from(PEOPLE), max_size=size)
    found = {unit: draw(people) for unit in units}
    return found if any(found.values()) else {**found, "A/1": [()]}
