"""A table that cannot be made safe says which group stands in the way."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest

from weerklank.stats.counting import raw_table
from weerklank.stats.disclosure import protect_explained, sensitive
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.policy import Policy
from weerklank.stats.tables import RawTable

ROLES = ("clerk", "guard")


@pytest.mark.parametrize("attacker", ["A2", "A3"])
def test_a_unit_whose_neighbours_are_known_is_named(attacker: str) -> None:
    few = {("north", "yes"): 1}
    rows = [
        {"dg": unit, "hit": answer, "n": few.get((unit, answer), 20)}
        for unit, answer in itertools.product(("north", "south", "west"), ("yes", "no"))
    ]
    with pytest.raises(UnsafeTable, match=r": dg north$"):
        protected(raw_table(pl.DataFrame(rows), levels=["dg"], response="hit"), attacker=attacker)


def test_a_group_of_a_table_with_two_backgrounds_is_named_with_both() -> None:
    few = {("north", "clerk", "young", "yes"): 1}
    keys = itertools.product(("north", "south"), ROLES, ("young", "old"), ("yes", "no"))
    rows = [
        {"dg": unit, "role": role, "age": age, "hit": hit, "n": few.get((unit, role, age, hit), 20)}
        for unit, role, age, hit in keys
    ]
    raw = raw_table(pl.DataFrame(rows), levels=["dg"], response="hit", by=["role", "age"])
    with pytest.raises(UnsafeTable, match=r": dg north, age young, role clerk$"):
        protected(raw, attacker="A2")


def protected(raw: RawTable, *, attacker: str) -> None:
    """Protect a table of which readers know everything but what is hidden for its own sake."""
    policy = Policy(attacker=attacker)
    first = sensitive(raw.layout, RawTable.counts_for_protection(raw), policy=policy)
    protect_explained(raw, policy=policy, known=np.logical_not(first))
