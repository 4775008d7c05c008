"""How it is done

A *group* is a unit crossed with a code, or the total, of each background; a *cell* is the number of people of
a group who gave one answer. Every table that fits what is published differs from the true one by numbers that
move through hidden cells alone. Where a table is a network (two answers, and a hierarchy alone or crossed
with one background; or a hierarchy with more answers and no background), a cell is an arc, a sum is a node,
and such a difference is a flow around cycles. For each cell that must be hidden, the smallest group first:

1. push what passes through hidden cells, up and down, which costs nothing;
2. where the cell still cannot vary by min(`smallest_width`, N), open the cheapest cycle through cells that are
shown;
3. keep the table found as a witness for every cell on its way.

Then each opened cell is shown again, the largest group first, where all cells that leaned on it find another
way. The order is fixed, so the same counts give the same table.

Two backgrounds crossed, or linked tables, are no network. There a small linear program takes the place of a
cycle, in the nearest part of the tree that has a way; what comes out in fractions is asked again in whole
numbers. A cell that lost its witness gets one made of others, before a new one is looked for.

The audit shares with the protection only the description of the table. It sees what was published, and asks a
solver (HiGHS) for the least and the greatest value of every hidden cell. The table falls apart into
components that say nothing about each other; each table found is a witness for all cells, so few programs are
solved. A table that does not pass is not returned: `protect` raises `UnsafeTable`, as it does where nothing
would be left to show.

Respondents (A3) are asked together, for a linked table leaves room for half a million of them. Those who know the
same of a component are asked once. Of each component a few tables are drawn, so that what each of them knows holds
in one; around it, a move that leaves somebody's own answer true shows them a second value of all cells on its way.
Where no move of a cell is left to somebody, in fractions either, they work it out.

Some things take long or are not offered. A linked table of 64,000 cells is protected and audited to A2 in about
ten seconds of a processor and to A3 in about twenty; where its units are teams of eighteen people, to A2 in about
half a minute, to A3 in minutes. Three backgrounds crossed take longer than two with as many cells. A4 where one
person may give several answers is refused; what else A4 is not tried for stands in
[What has been published](published.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.stats import disclosure_twin as twin
from tests.stats.spec.small import POLICY, counted, truth
from weerklank.stats.audit import audit
from weerklank.stats.disclosure import protect, sensitive
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.policy import ATTACKERS

if TYPE_CHECKING:
    from tests.stats.spec.page import Page


def test_who_the_attackers_are(page: Page) -> None:
    """The attackers

    Each knows the published table and the policy, and all that the one before knows. `exact` counts hidden
    cells with one value that fits, `narrow` those of which greatest less least is under min(`smallest_width`,
    N). To A3, narrow means narrow to everybody, or exact to some respondent: one answer more always narrows
    the group it was given in."""
    told = [(name, " ".join((type(attacker).__doc__ or "").split())) for name, attacker in ATTACKERS.items()]
    page.rows(["attacker", "what they know"], told)
    assert [name for name, _ in told] == ["A0", "A1", "A2", "A3", "A4"]
    assert all(words for _, words in told)


def test_the_golden_tables_are_safe(page: Page) -> None:
    """Two tables of a government

    A made-up government of 150,000 people: 898 directorates (S2), and those crossed with three roles (S3),
    with groups of one allowed, 5 yes, 5 no, and a width of 3. How long it takes, how much other tools hide
    and what they leave, stands on the page of benchmarks."""
    rows = []
    for name in ("S2", "S3"):
        raw = twin.golden(name)
        safe = protect(raw, policy=twin.GOLDEN_POLICY)
        first = int(sensitive(raw.layout, truth(raw), policy=twin.GOLDEN_POLICY).sum())
        found = [
            audit(safe, policy=twin.GOLDEN_POLICY, attacker=ATTACKERS[who]) for who in ("A0", "A1", "A2")
        ]
        worst = [max(one.exact for one in found), max(one.narrow for one in found)]
        rows.append([name, f"{safe.cells:,}", f"{first:,}", f"{safe.hidden - first:,}", *worst])
        assert worst == [0, 0]
    page.rows(["table", "cells", "hidden first", "hidden besides", "exact to A0–A2", "narrow to A0–A2"], rows)


def test_what_cannot_be_made_safe_is_not_returned(page: Page) -> None:
    """What cannot be made safe is refused

    One team of four people: with its answers hidden, nothing is left to show. `protect` then says so instead
    of returning a table; it names groups, never counts."""
    with pytest.raises(UnsafeTable) as refused:
        protect(counted({"Finance": (3, 1)}), policy=POLICY)
    page.say(f"> {refused.value}")
    assert "Nothing could be shown" in str(refused.value)
