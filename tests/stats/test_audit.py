from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.stats import disclosure_twin as twin
from weerklank.errors import BadInput
from weerklank.stats.audit import audit, bounds
from weerklank.stats.policy import ATTACKERS, Policy
from weerklank.stats.tables import HIDDEN, Layout, RawTable, SafeTable

if TYPE_CHECKING:
    from random import Random

    from numpy.typing import NDArray

ZEROS_SHOWN = Policy(smallest_group=1, zeros="published", group_sizes="hidden")


def of_another_tool(name: str) -> tuple[SafeTable, NDArray[np.int64], pl.DataFrame]:
    """The output of GaussSuppression, the sizes it hides, and its bounds as another solver found them."""
    raw = twin.golden(name)
    frame = pl.read_csv(twin.GOLDEN / f"bounds_gauss_{name}.csv", infer_schema_length=None, null_values="NaN")
    if "role" not in frame.columns:
        frame = frame.with_columns(role=pl.lit("Total"))
    layout = raw.layout
    counts = RawTable.counts_for_protection(raw)
    values = np.column_stack([counts, counts.sum(axis=1)])
    kinds = (*layout.answers, "Total")
    place = {layout.label(group): group for group in range(layout.groups)}
    hidden = frame.filter("suppressed")
    for unit, answer, role in hidden.select("directorate", "exp_bullying", "role").iter_rows():
        label = (unit, role) if layout.backgrounds else (unit,)
        values[place[label], kinds.index(answer)] = HIDDEN
    return SafeTable(layout, values[:, -1], values[:, :-1]), counts.sum(axis=1), hidden


@pytest.mark.parametrize(
    ("name", "attacker", "exact", "narrow"),
    [
        ("S2", "A0", 0, 0),
        ("S2", "A1", 0, 8),
        ("S2", "A2", 0, 8),
        ("S3", "A0", 0, 1),
        ("S3", "A1", 22, 1741),
        ("S3", "A2", 768, 1790),
    ],
)
def test_the_bounds_of_the_golden_tables_are_those_of_another_solver(
    name: str, attacker: str, exact: int, narrow: int
) -> None:
    safe, sizes, theirs = of_another_tool(name)
    known = ATTACKERS[attacker]
    found = audit(safe, policy=ZEROS_SHOWN, attacker=known, sizes=sizes)
    assert (found.hidden, found.exact, found.narrow) == (theirs.height, exact, narrow)
    ours = bounds(safe, policy=ZEROS_SHOWN, attacker=known, sizes=sizes)
    cells = _cells_of(safe.layout, theirs)
    low, high = (theirs[f"{end}_{attacker}"].to_numpy() for end in ("lo", "hi"))
    asked = ~np.isnan(low.astype(np.float64))
    least, greatest = ours.least[cells][asked], ours.greatest[cells][asked]
    low, high = low[asked], high[asked]
    same = (np.abs(least - low) < 1e-6) & (np.abs(greatest - high) < 1e-6)
    assert (least >= low - 1e-6).all()
    assert (greatest <= high + 1e-6).all()
    assert np.count_nonzero(~same) == NARROWER_IN_WHOLE_NUMBERS.get((name, attacker), 0)


NARROWER_IN_WHOLE_NUMBERS = {("S3", "A0"): 26, ("S3", "A1"): 28}
"""Cells for which the other solver's bound is of a table with fractions: ours is of a table that can be."""


@pytest.mark.parametrize(("attacker", "exact", "narrow"), [("A1", 12, 836), ("A2", 417, 873)])
def test_what_the_golden_table_leaves_of_its_small_cells(attacker: str, exact: int, narrow: int) -> None:
    safe, sizes, theirs = of_another_tool("S3")
    ours = bounds(safe, policy=ZEROS_SHOWN, attacker=ATTACKERS[attacker], sizes=sizes)
    small = _cells_of(safe.layout, theirs.filter("primary"))
    sought = ~theirs.filter("primary")[f"lo_{attacker}"].is_null().to_numpy()
    width = (ours.greatest[small] - ours.least[small])[sought]
    assert (len(sought), (width == 0).sum(), (width < 3).sum()) == (1752, exact, narrow)


def _cells_of(layout: Layout, frame: pl.DataFrame) -> tuple[list[int], list[int]]:
    """The groups and the answers of rows, the total last."""
    place = {layout.label(group): group for group in range(layout.groups)}
    kinds = (*layout.answers, "Total")
    rows = list(frame.select("directorate", "role", "exp_bullying").iter_rows())
    groups = [place[(unit, role) if layout.backgrounds else (unit,)] for unit, role, _ in rows]
    return groups, [kinds.index(answer) for _, _, answer in rows]


WAYS = ("both", "cells", "ranges", "sizes")
KINDS = {
    "one background": twin.small_tables(),
    "three answers": twin.small_tables(answers=3, codes=(0, 2), most=2),
    "crossed": twin.wide_tables(linked=False),
    "linked": twin.wide_tables(linked=True),
    "linked, three answers": twin.wide_tables(linked=True, answers=3, most=1),
}
EXAMPLES = int(os.environ.get("WEERKLANK_EXAMPLES", "25"))
"""Of each kind and way; a longer run says how many."""


def _policy(way: str) -> Policy:
    return ZEROS_SHOWN if way == "sizes" else twin.GOLDEN_POLICY


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_bounds_are_those_of_all_tables_that_fit(kind: str, way: str) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        table=KINDS[kind],
        chance=st.randoms(use_true_random=False),
        name=st.sampled_from(("A0", "A1", "A2") if way == "sizes" else ("A2",)),
    )
    def compare(table: tuple[Layout, NDArray[np.int64]], chance: Random, name: str) -> None:
        _compare(RawTable(*table), chance=chance, way=way, attacker=name)

    compare()


def _compare(raw: RawTable, *, chance: Random, way: str, attacker: str) -> None:
    safe, policy, known = twin.published(raw, chance=chance, way=way), _policy(way), ATTACKERS[attacker]
    sizes = RawTable.counts_for_protection(raw).sum(axis=1) if attacker == "A2" else None
    tables = twin.tables_that_fit(safe, sizes=sizes, zeros_shown=way == "sizes" and attacker != "A0")
    tables = np.concatenate([tables, tables.sum(axis=2, keepdims=True)], axis=2)
    least, greatest = tables.min(axis=0), tables.max(axis=0)
    ours = bounds(safe, policy=policy, attacker=known, sizes=sizes)
    assert (ours.least == least).all()
    assert (ours.greatest == greatest).all()
    found = audit(safe, policy=policy, attacker=known, sizes=sizes)
    hidden = np.column_stack([~safe.exact, (safe.sizes if sizes is None else sizes) == HIDDEN])
    need = policy.needs(safe.sizes if sizes is None else sizes)
    width = (greatest - least)[hidden]
    narrow = width < np.repeat(need[:, None], hidden.shape[1], axis=1)[hidden]
    assert (found.exact, found.narrow) == ((width == 0).sum(), narrow.sum())
    assert found.hidden == safe.hidden
    assert found.narrowest == (width.min() if width.size else None)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_what_respondents_work_out_is_what_all_tables_with_their_answer_share(kind: str, way: str) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(table=KINDS[kind], chance=st.randoms(use_true_random=False))
    def compare(table: tuple[Layout, NDArray[np.int64]], chance: Random) -> None:
        raw = RawTable(*table)
        sizes = RawTable.counts_for_protection(raw).sum(axis=1)
        safe = twin.published(raw, chance=chance, way=way)
        found = audit(safe, policy=_policy(way), attacker=ATTACKERS["A3"], sizes=sizes)
        theirs = twin.worked_out_by_respondents(safe, sizes=sizes, zeros_shown=way == "sizes")
        assert found.exact == theirs.sum()

    compare()


def test_a_respondent_knows_more_than_a_reader() -> None:
    safe = table_with([[10, 11, 21], [-1, -1, 1], [-1, -1, 20]])
    knows = {name: audit(safe, policy=twin.GOLDEN_POLICY, attacker=ATTACKERS[name]) for name in ("A2", "A3")}
    assert (knows["A2"].exact, knows["A3"].exact) == (0, 2)


def table_with(values: list[list[int]]) -> SafeTable:
    """A whole of some units, as (no, yes, size)."""
    table = np.array(values, dtype=np.int64)
    layout = twin.layout_of(((len(values) - 1,),), codes=0, answers=2)
    return SafeTable(layout, table[:, 2].copy(), table[:, :2].copy())


def test_a_lone_gap_is_worked_back_from_the_total() -> None:
    safe = table_with([[50, 12, 62], [-1, -1, 31], [25, 6, 31]])
    found = audit(safe, policy=twin.GOLDEN_POLICY, attacker=ATTACKERS["A0"])
    assert (found.hidden, found.exact, found.narrow, found.narrowest) == (2, 2, 2, 0)


def test_who_knows_that_zeros_are_shown_knows_more() -> None:
    safe = table_with([[50, 2, 52], [-1, -1, -1], [-1, -1, -1]])
    knows = {name: audit(safe, policy=ZEROS_SHOWN, attacker=ATTACKERS[name]) for name in ("A0", "A1")}
    assert (knows["A0"].exact, knows["A1"].exact) == (0, 2)


def test_a_table_without_hidden_cells_has_nothing_to_find() -> None:
    found = audit(table_with([[9, 9, 18], [9, 9, 18]]), policy=Policy(), attacker=ATTACKERS["A2"])
    assert (found.hidden, found.exact, found.narrow, found.narrowest) == (0, 0, 0, None)


@pytest.mark.parametrize("values", [[[9, 9, 18], [9, 8, 17]], [[50, 12, 62], [-1, -1, 70]]])
def test_a_table_that_does_not_add_up_is_refused(values: list[list[int]]) -> None:
    with pytest.raises(BadInput, match=r"add up|no table fits"):
        audit(table_with(values), policy=twin.GOLDEN_POLICY, attacker=ATTACKERS["A2"])


def test_sizes_that_the_table_hides_must_be_given_to_who_knows_them() -> None:
    safe = table_with([[50, 2, 52], [-1, -1, -1], [-1, -1, -1]])
    with pytest.raises(BadInput, match="Give the counts as well"):
        audit(safe, policy=ZEROS_SHOWN, attacker=ATTACKERS["A2"])
