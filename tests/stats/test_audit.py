from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
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


@pytest.mark.parametrize(("attacker", "narrow"), [("A0", 0), ("A1", 8), ("A2", 8)])
def test_the_bounds_of_the_golden_table_are_those_of_another_solver(attacker: str, narrow: int) -> None:
    safe, sizes, theirs = of_another_tool("S2")
    known = ATTACKERS[attacker]
    found = audit(safe, policy=ZEROS_SHOWN, attacker=known, sizes=sizes)
    assert (found.hidden, found.exact, found.narrow) == (238, 0, narrow)
    ours = bounds(safe, policy=ZEROS_SHOWN, attacker=known, sizes=sizes)
    place = {safe.layout.label(group): group for group in range(safe.layout.groups)}
    kinds = (*safe.layout.answers, "Total")
    for unit, answer, low, high in theirs.select(
        "directorate", "exp_bullying", f"lo_{attacker}", f"hi_{attacker}"
    ).iter_rows():
        cell = place[(unit,)], kinds.index(answer)
        assert ours.least[cell] == pytest.approx(low, abs=1e-6)
        assert ours.greatest[cell] == pytest.approx(high, abs=1e-6)


@settings(max_examples=80, deadline=None)
@given(table=twin.small_tables(), chance=st.randoms(use_true_random=False))
def test_bounds_are_those_of_all_tables_that_fit(
    table: tuple[Layout, NDArray[np.int64]], chance: Random
) -> None:
    _compare(table, chance)


@settings(max_examples=40, deadline=None)
@given(table=twin.small_tables(answers=3, codes=(0,), most=2), chance=st.randoms(use_true_random=False))
def test_bounds_of_three_answers_are_those_of_all_tables_that_fit(
    table: tuple[Layout, NDArray[np.int64]], chance: Random
) -> None:
    _compare(table, chance)


def _compare(table: tuple[Layout, NDArray[np.int64]], chance: Random) -> None:
    layout, inner = table
    counts = RawTable.counts_for_protection(RawTable(layout, inner))
    hidden = np.array([[chance.random() < 0.6 for _ in row] for row in counts.tolist()])
    safe = SafeTable(layout, counts.sum(axis=1), np.where(hidden, HIDDEN, counts))
    least, greatest = twin.bounds_by_trying(safe)
    ours = bounds(safe, policy=twin.GOLDEN_POLICY, attacker=ATTACKERS["A2"])
    assert np.allclose(ours.least[:, :-1], least)
    assert np.allclose(ours.greatest[:, :-1], greatest)
    found = audit(safe, policy=twin.GOLDEN_POLICY, attacker=ATTACKERS["A2"])
    width = (greatest - least)[hidden]
    need = np.minimum(3, np.repeat(safe.sizes[:, None], counts.shape[1], axis=1))[hidden]
    assert (found.hidden, found.exact, found.narrow) == (
        hidden.sum(),
        (width == 0).sum(),
        (width < need).sum(),
    )
    assert found.narrowest == (width.min() if width.size else None)


@settings(max_examples=80, deadline=None)
@given(table=twin.small_tables(), chance=st.randoms(use_true_random=False), share=st.floats(0.3, 1))
def test_what_respondents_work_out_is_what_all_tables_with_their_answer_share(
    table: tuple[Layout, NDArray[np.int64]], chance: Random, share: float
) -> None:
    layout, inner = table
    counts = RawTable.counts_for_protection(RawTable(layout, inner))
    hidden = np.array([chance.random() < share for _ in counts])
    safe = SafeTable(layout, counts.sum(axis=1), np.where(hidden[:, None], HIDDEN, counts))
    found = audit(safe, policy=twin.GOLDEN_POLICY, attacker=ATTACKERS["A3"])
    assert found.exact == twin.worked_out_by_respondents(safe).sum()


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
