"""Filters

A dashboard lets its readers filter: women only, age 35 to 44 only, this team only. Each answer is a table of its
own, and differences between answers are tables as well. `weerklank filters counts.csv --filter gender --filter age
…` makes every answer beforehand, protects and audits all of them as one table, and writes what is offered, what is
not, and why. An answer is then looked up; nothing is worked out from the counts again."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import polars as pl

from tests.stats.spec.small import POLICY, name
from weerklank.releases.offers import reason
from weerklank.stats.counting import raw_table
from weerklank.stats.filters import offer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.stats.spec.page import Page
    from weerklank.stats.tables import RawTable

FILTERS = ("gender", "age")


def government(*, yes: int, no: int) -> Callable[[Sequence[Sequence[str]]], RawTable]:
    """About so many who said yes and no in each crossing of two teams, gender and age."""
    rows = []
    kinds = product(("Audit", "Legal"), ("woman", "man"), ("young", "old"))
    for number, kind in enumerate(kinds):
        rows += [(*kind, "yes", yes + number % 3), (*kind, "no", no + number)]
    frame = pl.DataFrame(rows, schema=["team", *FILTERS, "answer", "n"], orient="row")
    return lambda parts: raw_table(frame, levels=["team"], response="answer", by=FILTERS, parts=parts)


def test_what_is_safe_is_offered(page: Page) -> None:
    """What is safe is offered

    Where groups are large enough, both filters may be set at once. Every answer, of every unit, is a cell of one
    table; a filter and its complement are sums of its cells."""
    found = offer(government(yes=5, no=20), filters=FILTERS, policy=POLICY)
    page.rows(
        ["filters set", "answers", "with figures"],
        [[" and ".join(one) or "none", *found.shown(one)] for one in ((), *found.offered)],
    )
    assert found.offered == (("gender",), ("age",), FILTERS)
    assert not found.declined


def test_what_is_not_safe_is_not_offered_and_the_list_says_why(page: Page) -> None:
    """What is not is left out, and the list says why

    With fewer people, too little would be left when both are set. The combination is given up, the one that loses
    the fewest figures first; each filter alone stays, and the two tables are still audited together."""
    found = offer(government(yes=2, no=10), filters=FILTERS, policy=POLICY)
    layout = found.table.layout
    shown = [
        [name(layout, group), found.table.sizes[group], count if count >= 0 else "hidden"]
        for group, count in enumerate(found.table.counts[:, 1].tolist())
    ]
    page.rows(["asked", "answered", "said yes"], shown)
    for one in found.declined:
        page.say(f"> {reason(one, POLICY, response='answer', language='en')}")
    assert found.offered == (("gender",), ("age",))
    assert [one.filters for one in found.declined] == [FILTERS]


def test_a_ring_of_combinations_is_not_offered(page: Page) -> None:
    """Three combinations in a ring are not offered

    Gender with age, age with grade, and grade with gender: counts of each may agree with the other two and still
    be of nobody. Whoever sees that knows more than the sums say, and sums are what the audit tries. Two of the
    three are offered; of these every set of counts that agrees is of some people."""
    names = ("gender", "age", "grade")
    kinds = product(("Audit", "Legal"), *[[f"{part}{code}" for code in range(3)] for part in names])
    rows = [(*kind, told, count) for kind in kinds for told, count in (("yes", 2), ("no", 10))]
    frame = pl.DataFrame(rows, schema=["team", *names, "answer", "n"], orient="row")
    policy = replace(POLICY, smallest_group=20)
    found = offer(
        lambda parts: raw_table(frame, levels=["team"], response="answer", by=names, parts=parts),
        filters=names,
        policy=policy,
    )
    for one in found.declined:
        page.say(f"> {reason(one, policy, response='answer', language='en')}")
    assert [one for one in found.offered if len(one) > 1] == [("gender", "age"), ("gender", "grade")]
