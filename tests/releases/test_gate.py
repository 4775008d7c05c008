"""Groupings of one indicator pass the gate together: what one shows must not give away what another hides."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stats import disclosure_twin as twin
from weerklank.fieldwork.importers import letter_indicators
from weerklank.releases.gate import Passed, passed, require_safe
from weerklank.stats.answers import Answers
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.policy import Policy
from weerklank.stats.together import narrow_together

OPEN = Policy(smallest_group=1, smallest_yes=3, smallest_no=3)
INDICATOR = next(one for one in letter_indicators() if one.id == "bullying_internal")
Groups = dict[tuple[str | None, ...], tuple[int, int]]


def answers(groups: Groups, *columns: str) -> Answers:
    """Return so many who said no and yes of each group."""
    rows = [(*codes, answer) for codes, (no, yes) in groups.items() for answer in [0.0] * no + [1.0] * yes]
    schema = {**dict.fromkeys(columns, pl.String), "bullying_internal": pl.Float64}
    return Answers(pl.DataFrame(rows, schema=schema, orient="row"))


def gate(groups: Groups, *columns: str, by: tuple[str, ...] = (), policy: Policy = OPEN) -> Passed:
    people = answers(groups, *columns)
    return passed(people, INDICATOR, by=by or columns, weights=np.ones(len(people)), policy=policy)


NESTED: Groups = {
    ("A", "a1"): (16, 2),
    ("A", "a2"): (70, 30),
    ("B", "b1"): (16, 2),
    ("B", "b2"): (60, 30),
}


def test_columns_that_refine_each_other_are_judged_as_one_hierarchy() -> None:
    alone = gate(NESTED, "ministry", "dg", by=("dg",)).domains
    assert alone == {"all", "dg=a2", "dg=b2"}  # a1 and b1 guard each other
    assert "ministry=A" in gate(NESTED, "ministry", "dg", by=("ministry",)).domains
    # A and a2 together would tell a1
    both = gate(NESTED, "ministry", "dg").domains
    assert not {"dg=a1", "dg=b1"} & both
    assert not {"ministry=A", "dg=a2"} <= both
    assert not {"ministry=B", "dg=b2"} <= both
    assert len(both) > 1


def test_whoever_misses_a_code_cannot_be_had_by_subtraction() -> None:
    groups: Groups = {("a",): (70, 30), ("b",): (60, 30), ("c",): (60, 40)}
    assert gate(groups, "unit").domains == {"all", "unit=a", "unit=b", "unit=c"}
    found = gate({**groups, (None,): (0, 3)}, "unit").domains
    assert len(found & {"unit=a", "unit=b", "unit=c"}) == 2
    assert not any("|" in name for name in found)


def test_a_column_that_cannot_be_shown_beside_the_others_is_left_out() -> None:
    groups: Groups = {("A", "x"): (60, 40), ("B", "x"): (50, 50), ("B", "y"): (0, 1)}
    found = gate(groups, "ministry", "role")
    assert {"all", "ministry=A", "ministry=B"} <= found.domains
    assert "role=y" not in found.domains


def test_nobody_who_answered_gives_no_figure() -> None:
    assert gate({}, "unit").domains == frozenset()


@settings(max_examples=60, deadline=None)
@given(counts=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=5, max_size=5))
def test_no_two_tables_disagree_and_none_gives_a_hidden_group_away(counts: list[tuple[int, int]]) -> None:
    codes = [("A", "a1"), ("A", "a2"), ("B", "b1"), ("B", "b2"), ("B", None)]
    found = gate(dict(zip(codes, counts, strict=True)), "ministry", "dg")
    for safe in found.tables:
        least, greatest = twin.bounds_by_trying(safe)
        width = (greatest - least)[:, 0]
        shown = np.asarray(safe.exact.all(axis=1))
        assert (shown | (width >= np.minimum(3, safe.sizes))).all()
        names = ["all" if code == "Total" else code for code in safe.layout.hierarchy.codes]
        assert {name for name in found.domains if name in names} == {
            name for name, whole in zip(names, shown, strict=True) if whole
        }


def test_figures_are_tried_as_they_are_shown() -> None:
    found = gate(NESTED, "ministry", "dg")
    shares = {
        name: 100 * yes / (no + yes)
        for name, (no, yes) in {
            "all": (162, 64),
            "ministry=A": (86, 32),
            "ministry=B": (76, 32),
            "dg=a2": (70, 30),
            "dg=b2": (60, 30),
        }.items()
    }
    require_safe(found, {name: shares[name] for name in found.domains}, policy=OPEN)
    with pytest.raises(UnsafeTable, match="2 groups"):  # everything but the two that had to be hidden
        require_safe(found, shares, policy=OPEN)


@settings(max_examples=40, deadline=None)
@given(counts=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=6, max_size=6))
def test_divisions_that_cross_below_the_same_ministries_are_read_together(
    counts: list[tuple[int, int]],
) -> None:
    codes = [
        ("A", "a1", "x1"),
        ("A", "a1", "x2"),
        ("A", "a2", "x2"),
        ("B", "b1", "y1"),
        ("B", "b2", "y1"),
        ("B", "b2", "y2"),
    ]
    found = gate(dict(zip(codes, counts, strict=True)), "ministry", "dg", "team")
    names = [["all" if c == "Total" else c for c in t.layout.hierarchy.codes] for t in found.tables]
    assert not narrow_together(found.tables, names=names, policy=OPEN)
    assert {name for name in found.domains if name.startswith(("dg=", "team=", "ministry="))} <= {
        name for each in names for name in each
    }
