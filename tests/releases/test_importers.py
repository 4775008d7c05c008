from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stats import disclosure_twin as twin
from weerklank.errors import BadInput
from weerklank.releases.importers import read_counts, read_policy, read_safe_table
from weerklank.releases.safe_tables import columns_of, header, rows_of, safe_table
from weerklank.releases.tree_order import from_brackets, from_totals
from weerklank.stats.disclosure import protect
from weerklank.stats.policy import Policy
from weerklank.stats.tables import HIDDEN, Layout, RawTable, SafeTable

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from numpy.typing import NDArray

POLICY = twin.GOLDEN_POLICY


def frame_of(safe: SafeTable) -> pl.DataFrame:
    return pl.DataFrame(rows_of(safe), schema=header(safe.layout), orient="row")


@pytest.mark.parametrize("name", ["S1", "S2", "S3"])
def test_a_safe_table_read_back_is_the_same_table(name: str, tmp_path: Path) -> None:
    safe = protect(twin.golden(name), policy=POLICY)
    file = tmp_path / "safe.csv"
    frame_of(safe).write_csv(file)
    back = read_safe_table(file, levels=twin.LEVELS[name], response="exp_bullying", by=twin.BY[name])
    assert back == safe
    assert back.layout.hierarchy.depths.tolist() == safe.layout.hierarchy.depths.tolist()


@settings(max_examples=60, deadline=None)
@given(table=twin.small_tables(), withheld=st.floats(0, 1))
def test_the_order_of_the_rows_tells_any_tree(
    table: tuple[Layout, NDArray[np.int64]], withheld: float
) -> None:
    layout, inner = table
    counts = RawTable.counts_for_protection(RawTable(layout, inner))
    drawn = np.random.default_rng(1).random(counts.shape) < withheld
    sizes = np.where(drawn[:, 0], HIDDEN, counts.sum(axis=1))
    safe = SafeTable(layout, sizes, np.where(drawn, HIDDEN, counts))
    rows = frame_of(safe)
    assert (
        safe_table(
            rows, levels=layout.hierarchy.levels, response="told", by=[b.name for b in layout.backgrounds]
        )
        == safe
    )


@settings(max_examples=60, deadline=None)
@given(table=twin.small_tables(), chance=st.randoms(use_true_random=False), noisy=st.booleans())
def test_bands_and_noise_are_read_back(
    table: tuple[Layout, NDArray[np.int64]], chance: Random, *, noisy: bool
) -> None:
    layout, inner = table
    counts = RawTable.counts_for_protection(RawTable(layout, inner))
    sizes = counts.sum(axis=1)
    told = np.stack([counts, counts], axis=-1)
    for group, size in enumerate(sizes.tolist()):
        low, high = sorted(chance.randint(0, size) for _ in range(2))
        told[group] = [[size - high, size - low], [low, high]]
    shown = told[..., 0] if noisy else np.where(told[..., 0] == told[..., 1], told[..., 0], HIDDEN)
    safe = SafeTable(layout, sizes, shown, told)
    frame = pl.DataFrame(rows_of(safe), schema=columns_of(safe), orient="row")
    by = [background.name for background in layout.backgrounds]
    assert safe_table(frame, levels=layout.hierarchy.levels, response="told", by=by) == safe


RANGES = """unit,told,n,status,least,greatest
Total,Total,40,published,,
d0,Total,40,published,,
d0,no,,band,30,34
d0,yes,,band,6,10
Total,no,31,published,,
Total,yes,9,noisy,5,13
"""


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("band,6,10", "band,10,6", "row 5, column least: this is no range"),
        ("band,6,10", "band,,10", "row 5, column least: this is no range"),
        ("band,6,10", "hidden,6,10", "row 5, column least: a range belongs to a band"),
        ("band,6,10", "band,6,41", "row 3, column least: the ranges of a group contradict"),
        ("band,6,10", "band,1,2", "row 3, column least: the ranges of a group contradict"),
        (",band,6,10", "8,band,6,10", "row 5, column n: a hidden cell shows its count"),
        ("9,noisy,5,13", "9,noisy,10,13", "row 7, column n: the count is outside its own range"),
    ],
)
def test_what_is_wrong_with_a_range_is_placed(right: str, wrong: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "safe.csv"
    file.write_text(RANGES)
    assert read_safe_table(file, levels=["dg"], response="told").told.tolist()[1] == [[30, 34], [6, 10]]
    file.write_text(RANGES.replace(right, wrong))
    with pytest.raises(BadInput, match=says):
        read_safe_table(file, levels=["dg"], response="told")


def reordered(safe: SafeTable, order: list[int]) -> pl.DataFrame:
    """The rows as another tool writes them: all cells of a unit together, units in another order."""
    rows = frame_of(safe)
    places = pl.DataFrame({"unit": [safe.layout.hierarchy.codes[u] for u in order], "_at": range(len(order))})
    return rows.join(places, on="unit").sort("_at", "exp_bullying", maintain_order=True).drop("_at")


@pytest.mark.parametrize("name", ["S1", "S2"])
@pytest.mark.parametrize("way", ["level by level", "depth first", "by code"])
def test_the_totals_tell_the_tree_of_another_tool(name: str, way: str) -> None:
    safe = protect(twin.golden(name), policy=POLICY)
    hierarchy = safe.layout.hierarchy
    order = {
        "level by level": np.argsort(hierarchy.depths, kind="stable").tolist(),
        "depth first": list(range(len(hierarchy))),
        "by code": np.argsort(hierarchy.codes, kind="stable").tolist(),
    }[way]
    frame = reordered(safe, order)
    assert (
        from_brackets(
            zip(frame["unit"], frame["exp_bullying"] == "Total", strict=True), levels=hierarchy.levels
        )
        is None
    )
    assert safe_table(frame, levels=hierarchy.levels, response="exp_bullying") == safe


def test_totals_of_nobody_tell_a_tree_too() -> None:
    assert from_totals({"Total": 0, "m0": 0, "d0": 0, "d1": 0}, levels=["ministry", "dg"]) is not None
    found = from_totals({"Total": 9, "m0": 9, "m1": 0, "d0": 4, "d1": 0, "d2": 5}, levels=["ministry", "dg"])
    assert found is not None
    assert {"d0", "d2"} <= {found.codes[leaf] for leaf in found.leaves}


def test_rows_whose_order_tells_nothing_need_a_tree(tmp_path: Path) -> None:
    safe = protect(twin.golden("S1"), policy=POLICY)
    mixed = frame_of(safe).sample(fraction=1, shuffle=True, seed=3)
    with pytest.raises(BadInput, match=r"does not tell which unit is part of which.*--tree"):
        safe_table(mixed, levels=twin.LEVELS["S1"], response="exp_bullying")
    file = tmp_path / "mixed.csv"
    mixed.write_csv(file)
    tree = twin.GOLDEN / "S1.csv"
    assert read_safe_table(file, levels=twin.LEVELS["S1"], response="exp_bullying", tree=tree) == safe


def test_columns_of_the_hierarchy_tell_the_tree() -> None:
    safe = protect(twin.golden("S1"), policy=POLICY)
    hierarchy = safe.layout.hierarchy
    dgs = {hierarchy.codes[leaf]: hierarchy.codes[hierarchy.parents[leaf]] for leaf in hierarchy.leaves}
    mixed = frame_of(safe).sample(fraction=1, shuffle=True, seed=3)
    told = mixed.with_columns(
        ministry=pl.col("unit").replace_strict(dgs, default="Total"),
        dg=pl.when(pl.col("unit").is_in(list(dgs))).then("unit").otherwise(pl.lit("Total")),
    )
    assert safe_table(told, levels=["ministry", "dg"], response="exp_bullying") == safe


ROWS = """unit,told,n,status
Total,Total,40,published
d0,Total,40,published
d0,no,31,published
d0,yes,9,published
Total,no,31,published
Total,yes,9,published
"""


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("d0,yes,9,published", "d0,yes,9,hidden", "row 5, column n: a hidden cell shows its count"),
        ("d0,yes,9,published", "d0,yes,,published", "row 5, column n: the count is not a number of people"),
        ("d0,yes,9,published", "d0,yes,-9,published", "row 5, column n: the count is not a number of people"),
        ("d0,yes,9,published", "d0,yes,9,maybe", "row 5, column status: this is no status"),
        ("d0,yes,9,published", ",yes,9,published", "row 5, column unit: the code is missing"),
        ("d0,yes,9,published", "d0,no,9,published", "row 5: this cell was there before"),
        ("d0,yes,9,published\n", "", "cells of the table are missing"),
        ("told", "asked", "column told: there is no such column"),
    ],
)
def test_what_is_wrong_with_a_safe_table_is_placed(right: str, wrong: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "safe.csv"
    file.write_text(ROWS.replace(right, wrong))
    with pytest.raises(BadInput, match=says):
        read_safe_table(file, levels=["dg"], response="told")


def test_rows_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    file = tmp_path / "counts.csv"
    file.write_text('dg,told,n\n"d\n0",yes,4\nd1,no,x\n')
    with pytest.raises(BadInput, match=r"counts.csv, row 4, column n"):
        read_counts(file, levels=["dg"], response="told")


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04zip", b"\x00\x01\x02", b"dg,told,n\nd0,yes\n", b"dg;told"]
)
def test_what_is_no_table_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "counts.csv"
    file.write_bytes(content)
    with pytest.raises(BadInput, match=r"counts\.csv"):
        read_counts(file, levels=["dg"], response="told")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.csv: there is no such file"):
        read_counts(tmp_path / "none.csv", levels=["dg"], response="told")


def policy_of(text: str, folder: Path) -> Policy:
    file = folder / "policy.yaml"
    file.write_text(text)
    return read_policy(file)


def test_a_policy_file_is_read_and_its_faults_are_placed(tmp_path: Path) -> None:
    assert policy_of("smallest_group: 1\nattacker: A1\n", tmp_path) == Policy(smallest_group=1, attacker="A1")
    for text, says in {
        "smallest_group: [": "policy.yaml, row 1: is not YAML",
        "- 3": "is not a policy",
        "wie: 3": "there is no key wie in a policy. The keys are: smallest_group",
        "smallest_width: -1": "column smallest_width: the value cannot be used. Give a whole number",
    }.items():
        with pytest.raises(BadInput) as raised:
            policy_of(text, tmp_path)
        assert says in str(raised.value)
