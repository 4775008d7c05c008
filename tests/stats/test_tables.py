from __future__ import annotations

import ast
import copy
import pickle
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from tests.stats import disclosure_twin as twin
from weerklank.errors import BadInput
from weerklank.stats.counting import raw_table
from weerklank.stats.tables import HIDDEN, Layout, RawTable, SafeTable, rolled_up

if TYPE_CHECKING:
    from numpy.typing import NDArray

PACKAGE = Path(__file__).parents[2] / "src" / "weerklank"
SECRET = 7919


def raw() -> RawTable:
    return RawTable(
        twin.layout_of(((2,),), codes=0, answers=2), np.array([[SECRET, SECRET], [SECRET, SECRET]])
    )


def test_a_raw_table_holds_something_that_could_leak() -> None:
    assert RawTable.counts_for_protection(raw())[1].tolist() == [SECRET, SECRET]


def test_a_raw_table_has_no_text_with_a_count() -> None:
    table = raw()
    for text in (repr(table), str(table), f"{table}", f"{table!r:>40}", format(table, ""), "%s" % table):  # noqa: UP031 - the old way as well
        assert str(SECRET) not in text
        assert str(2 * SECRET) not in text


@pytest.mark.parametrize(
    "copied",
    [pickle.dumps, copy.copy, copy.deepcopy, list, tuple, iter, vars, pl.DataFrame, dict, sorted],
    ids=lambda way: way.__name__,
)
def test_a_raw_table_cannot_be_copied_listed_or_stored(copied: object) -> None:
    assert callable(copied)
    with pytest.raises(TypeError):
        copied(raw())


def test_a_raw_table_has_no_attribute_with_counts() -> None:
    table = raw()
    seen = [getattr(table, name) for name in dir(table) if not name.startswith("_")]
    assert not [value for value in seen if isinstance(value, np.ndarray)]
    assert not hasattr(table, "__dict__")
    assert np.asarray(table, dtype=object).shape == ()


def test_only_the_protection_reads_a_raw_table() -> None:
    readers = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"counts_for_protection", "_RawTable__counts"}
    }
    assert readers == {"stats/disclosure.py"}


def test_a_safe_table_can_be_compared_and_not_changed() -> None:
    layout = twin.layout_of(((1,),), codes=0, answers=2)
    first, second = (SafeTable(layout, np.array([9, 9]), np.full((2, 2), HIDDEN)) for _ in range(2))
    assert first == second
    assert (first.cells, first.hidden) == (6, 4)
    with pytest.raises(ValueError, match="read-only"):
        first.sizes[0] = 1


@settings(max_examples=50, deadline=None)
@given(table=twin.small_tables(answers=3, codes=(0, 2)))
def test_sums_are_those_of_the_leaves_below(table: tuple[Layout, NDArray[np.int64]]) -> None:
    layout, inner = table
    counts = rolled_up(layout, inner)
    assert np.abs(layout.margins @ counts).max(initial=0) == 0
    for group in range(layout.groups):
        unit, column = divmod(group, layout.columns)
        codes = layout.crossings.codes[column].tolist()
        below = [leaf for leaf, line in enumerate(layout.hierarchy.lines.T) if unit in line]
        picked = inner[below]
        if codes:
            picked = picked if codes[0] == 0 else picked[:, codes[0] - 1 : codes[0]]
        assert counts[group].tolist() == picked.reshape(-1, 3).sum(axis=0).tolist()


LINKED = {
    "dg": ["d0"] * 6 + ["d1"] * 6,
    "role": ["r0", "r0", "r0", "r0", "r1", "r1"] * 2,
    "age": ["a0", "a0", "a1", "a1", "a2", "a2"] * 2,
    "told": ["no", "yes"] * 6,
    "n": [str(n) for n in range(1, 13)],
}


def linked_counts(frame: pl.DataFrame) -> dict[tuple[str, ...], list[int]]:
    raw = raw_table(frame, levels=["dg"], response="told", by=["role", "age"], linked=True)
    counts = RawTable.counts_for_protection(raw)
    assert np.abs(raw.layout.margins @ counts).max() == 0
    return {raw.layout.label(group): counts[group].tolist() for group in range(raw.layout.groups)}


def test_linked_tables_are_those_that_are_crossed_without_the_crossings() -> None:
    frame = pl.DataFrame(LINKED)
    crossed = raw_table(frame, levels=["dg"], response="told", by=["role", "age"])
    counts = RawTable.counts_for_protection(crossed)
    every = {crossed.layout.label(group): counts[group].tolist() for group in range(crossed.layout.groups)}
    linked = linked_counts(frame)
    assert len(linked) == 3 * (1 + 2 + 3)
    assert linked == {label: every[label] for label in linked}


def test_linked_tables_may_come_each_with_its_own_rows() -> None:
    frame = pl.DataFrame(LINKED)
    apart = [
        frame.group_by("dg", "told", by)
        .agg(pl.col("n").cast(pl.Int64).sum().cast(pl.String))
        .with_columns(pl.lit("Total").alias(other))
        .select(frame.columns)
        for by, other in (("role", "age"), ("age", "role"))
    ]
    assert linked_counts(pl.concat(apart)) == linked_counts(frame)
    astray = pl.concat([apart[0], apart[1].with_columns(n=pl.lit("5"))])
    with pytest.raises(BadInput, match=r"column age: the linked tables do not add up to the same"):
        linked_counts(astray)


def test_every_margin_of_the_golden_tables_is_there() -> None:
    cells = {name: twin.golden(name).layout.groups * 3 for name in twin.LEVELS}
    assert cells == {"S1": 378, "S2": 3072, "S3": 12288, "S3a": 9072}


COUNTS = {
    "ministry": ["m0", "m0", "m1", "m1"],
    "dg": ["d0", "d0", "d1", "d1"],
    "told": ["no", "yes", "no", "yes"],
    "n": ["30", "9", "12", "20"],
}


def refused(**changed: list[str | None]) -> str:
    frame = pl.DataFrame({**COUNTS, **changed})
    with pytest.raises(BadInput) as raised:
        raw_table(frame, levels=["ministry", "dg"], response="told", source="counts.csv")
    return str(raised.value)


def test_what_is_wrong_with_counts_is_placed() -> None:
    place = "counts.csv, row 4"
    assert f"{place}, column dg: this unit has two parents" in refused(dg=["d0", "d0", "d0", "d1"])
    assert f"{place}, column dg: this code is used at a coarser level" in refused(dg=["d0", "d0", "m0", "m0"])
    assert f"{place}, column n: the count is not a number of people" in refused(n=["1", "1", "-2", "1"])
    assert f"{place}, column n: the count is not a number of people" in refused(n=["1", "1", "2.5", "1"])
    assert f"{place}, column n: the count is not a number of people" in refused(n=["1", "1", None, "1"])
    assert f"{place}, column told: the code is missing" in refused(told=["no", "yes", None, "yes"])
    assert f"{place}, column dg: Total is no code" in refused(dg=["d0", "d0", "Total", "d1"])
    assert "row 3: this cell was there before" in refused(told=["no", "no", "no", "yes"])
    assert "column told: the response has one code only" in refused(
        dg=["d0", "d1", "d2", "d3"], ministry=["m0"] * 4, told=["no"] * 4
    )


def test_an_error_never_repeats_what_stood_there() -> None:
    assert "geheim" not in refused(n=["geheim", "1", "2", "3"])
    assert "geheim" not in refused(dg=["geheim", "geheim", "geheim", "d1"])


def test_every_fault_is_found_and_ten_are_shown() -> None:
    frame = pl.DataFrame({"dg": [f"d{i}" for i in range(30)], "told": ["yes", "no"] * 15, "n": ["x"] * 30})
    with pytest.raises(BadInput) as raised:
        raw_table(frame, levels=["dg"], response="told")
    assert len(raised.value.faults) == 30
    assert str(raised.value).count("\n") == 10


def test_columns_that_are_missing_or_asked_twice_are_named() -> None:
    frame = pl.DataFrame(COUNTS)
    with pytest.raises(BadInput, match="column afdeling: there is no such column"):
        raw_table(frame, levels=["ministry", "afdeling"], response="told")
    with pytest.raises(BadInput, match="column dg: a column is asked for twice"):
        raw_table(frame, levels=["dg", "dg"], response="told")
    with pytest.raises(BadInput, match="holds no rows"):
        raw_table(frame.head(0), levels=["ministry", "dg"], response="told")


def test_a_cell_without_a_row_is_zero() -> None:
    table = raw_table(pl.DataFrame(COUNTS).head(3), levels=["ministry", "dg"], response="told")
    counts = RawTable.counts_for_protection(table)
    assert counts[table.layout.hierarchy.find("d1")].tolist() == [12, 0]
    assert counts[0].tolist() == [42, 9]
