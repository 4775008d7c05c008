"""Sizes hidden: as few cells as a statistical office's tool hides, and none of them worked out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.stats import disclosure_twin as twin
from weerklank.errors import Refused
from weerklank.stats.audit import audit
from weerklank.stats.disclosure import protect, protect_explained
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.policy import ATTACKERS, Policy
from weerklank.stats.tables import HIDDEN, Layout, RawTable

OFFICE = Policy(
    smallest_group=5, smallest_yes=5, smallest_no=5, zeros="published", group_sizes="hidden", attacker="A0"
)
"""The thresholds with which GaussSuppression was run: every count from 1 to 4 is hidden, totals among them."""
GAUSS = {"S2": 238, "S3": 4108}
"""The cells that GaussSuppression 1.2.3 hides: tests/golden/disclosure/out_gauss_*.csv."""
LEAST_AT_A1 = {"S2": 242, "S3": 1752}
"""The fewest cells at width 3: proven of S2, of S3 those hidden for their own sake."""


@pytest.mark.parametrize(
    ("name", "attacker", "more"), [("S2", "A0", 1.0), ("S2", "A1", 1.08), ("S3", "A1", 1.08)]
)
def test_no_more_is_hidden_than_the_offices_tool_hides_and_nothing_comes_out(
    name: str, attacker: str, more: float
) -> None:
    policy = replace(OFFICE, attacker=attacker)
    safe = protect(twin.golden(name), policy=policy)
    assert LEAST_AT_A1[name] - 4 <= safe.hidden <= GAUSS[name] * more
    found = audit(safe, policy=policy, attacker=ATTACKERS[attacker])
    assert (found.hidden, found.exact, found.narrow) == (safe.hidden, 0, 0)


def test_directorates_by_role_at_a0_are_hidden_less_than_by_the_offices_tool() -> None:
    assert 1752 < protect(twin.golden("S3"), policy=OFFICE).hidden <= GAUSS["S3"]


SMALL = Policy(
    smallest_group=1,
    smallest_yes=2,
    smallest_no=2,
    smallest_width=2,
    zeros="published",
    group_sizes="hidden",
)


@settings(max_examples=80, deadline=None)
@given(
    table=twin.small_tables(codes=(0, 0, 2), most=4),
    attacker=st.sampled_from(("A0", "A1")),
    zeros=st.sampled_from(("published", "hideable")),
)
def test_every_hidden_cell_is_wide_by_trying_every_table(
    table: tuple[Layout, np.ndarray], attacker: str, zeros: str
) -> None:
    policy = replace(SMALL, attacker=attacker, zeros=zeros)
    raw = RawTable(*table)
    try:
        safe, working = protect_explained(raw, policy=policy)
    except UnsafeTable:
        return
    counts = RawTable.counts_for_protection(raw)
    shown = safe.counts != HIDDEN
    assert (safe.counts[shown] == counts[shown]).all()
    assert not (shown & working.first).any()
    assert shown[counts == 0].all() or zeros == "hideable"
    assume(safe.sizes[0] != HIDDEN)
    told = twin.tables_that_fit(safe, zeros_shown=attacker == "A1" and zeros == "published")
    whole = np.concatenate([told, told.sum(axis=2, keepdims=True)], axis=2)
    hidden = np.column_stack([~shown, safe.sizes == HIDDEN])
    needs = policy.needs(safe.sizes)[:, None]
    width = whole.max(axis=0) - whole.min(axis=0)
    assert (width >= needs)[hidden].all()


def test_a_zero_is_shown_and_a_small_count_is_not() -> None:
    layout = twin.layout_of(((6,),), codes=0, answers=2)
    inner = np.array([[20, 0], [3, 9], [12, 9], [30, 8], [6, 14], [9, 9]])
    safe, working = protect_explained(RawTable(layout, inner), policy=replace(OFFICE, attacker="A1"))
    assert safe.counts[1].tolist() == [20, 0]
    assert safe.sizes[1] == 20
    assert working.first[2].tolist() == [True, False]
    assert safe.counts[2, 0] == HIDDEN


@pytest.mark.parametrize(
    ("changed", "mend"),
    [
        ({"attacker": "A2"}, "group_sizes: exact"),
        ({"group_sizes": "banded"}, "group_sizes: exact or hidden"),
        ({"method": "band"}, "method: suppress"),
    ],
)
def test_what_needs_the_sizes_is_refused(changed: dict[str, str], mend: str) -> None:
    with pytest.raises(Refused, match=mend):
        protect(twin.golden("S2"), policy=replace(OFFICE, **changed))  # type: ignore[arg-type]  # text alone
