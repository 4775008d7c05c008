"""Several answers of one person

“On which grounds?” has several answers of one person: age, sex, origin. Each ground is a yes or no of its own over
the same people, and none stands alone. Who was not discriminated against was not asked for grounds, and who was
named one or more: no ground has more than all who said yes, and together they have at least as many. `weerklank
protect counts.csv --response age,sex --any discriminated …` makes one table of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from tests.stats.spec.small import POLICY
from weerklank.stats.audit import bounds
from weerklank.stats.choice_counting import raw_choices
from weerklank.stats.disclosure import protect_choices
from weerklank.stats.policy import A2
from weerklank.stats.tables import HIDDEN, RawTable, SafeTable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tests.stats.spec.page import Page
    from weerklank.stats.choices import RawChoices

GIVEN = {"Audit": (30, 9, 1, 0), "Legal": (22, 0, 9, 0), "Sales": (40, 0, 0, 12)}
"""Who gave no ground, age alone, sex alone, both."""


def grounds() -> RawChoices:
    rows = [
        {"team": team, "age": age, "sex": sex, "discriminated": int(age or sex), "n": count}
        for team, counts in GIVEN.items()
        for (age, sex), count in zip([(0, 0), (1, 0), (0, 1), (1, 1)], counts, strict=True)
    ]
    return raw_choices(pl.DataFrame(rows), levels=["team"], grounds=["age", "sex"], any_of="discriminated")


def told(raw: RawChoices) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    counts = RawTable.counts_for_protection(raw.table)
    return raw.told(counts), counts.sum(axis=1)


def shown(page: Page, safe: SafeTable, counts: NDArray[np.int64]) -> dict[tuple[str, str], tuple[int, int]]:
    """Print what a reader who knows all sizes (A2) works out of every cell."""
    found = bounds(safe, policy=POLICY, attacker=A2())
    rows, seen = [], {}
    for group in range(safe.layout.groups):
        for place, answer in enumerate(safe.layout.answers):
            ends = round(found.least[group, place]), round(found.greatest[group, place])
            count = safe.counts[group, place]
            name = safe.layout.label(group)[0]
            seen[name, answer] = ends
            reads = f"**{ends[0]}**" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
            said = "hidden" if count == HIDDEN else count
            rows.append([name, safe.sizes[group], answer, counts[group, place], said, reads])
    page.rows(["group", "answered", "answer", "in truth", "published", "A2 reads"], rows)
    return seen


def test_a_table_a_ground_is_not_enough(page: Page) -> None:
    """A table for each ground is not enough

    One person in Audit named sex. The office hides sex in Audit and in Legal; of sex alone nobody works anything
    out but that ten named it in both. But in Legal nine were discriminated against and nobody named age: so all
    nine named sex, and one did in Audit."""
    raw = grounds()
    counts, sizes = told(raw)
    hidden = counts.copy()
    hidden[
        [raw.layout.hierarchy.find(team) for team in ("Audit", "Legal")], raw.layout.answers.index("sex")
    ] = -1
    seen = shown(page, SafeTable(raw.layout, sizes, hidden), counts)
    assert seen["Audit", "sex"] == (1, 1)


def test_grounds_are_hidden_together(page: Page) -> None:
    """Protected as one table

    Every rule of the questionnaire is part of the audit. A respondent (A3) knows all their own answers at once."""
    raw = grounds()
    counts, _ = told(raw)
    safe, _ = protect_choices(raw, policy=POLICY)
    seen = shown(page, safe, counts)
    assert seen["Audit", "sex"][1] - seen["Audit", "sex"][0] >= 3
