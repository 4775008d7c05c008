"""Three-valued truth against a slow twin that decides by trying every completion."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from weerklank.fieldwork.conditions import (
    NO,
    UNKNOWN,
    YES,
    AllOf,
    AnyInSection,
    AnyOf,
    Chosen,
    Condition,
    Given,
    ItemIn,
    Not,
    columns_of,
    truth,
)

Cell = int | None
COLUMNS = ("A", "B", "M_a", "M_b")

ATOMS = st.sampled_from(
    [
        ItemIn("A", (1,)),
        ItemIn("A", (2, 3)),
        ItemIn("B", (1, 2)),
        Chosen("M", ("a",)),
        Chosen("M", ("a", "b")),
        AnyInSection("S", ("A", "B"), (3,)),
    ]
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda part: (
        st.builds(Not, part)
        | st.builds(AnyOf, st.lists(part, min_size=1, max_size=3).map(tuple))
        | st.builds(AllOf, st.lists(part, min_size=1, max_size=3).map(tuple))
    ),
    max_leaves=6,
)
CELLS = st.none() | st.integers(0, 3)
ROWS = st.lists(st.tuples(*[CELLS] * len(COLUMNS)), min_size=1, max_size=5)


def slow(condition: Condition, row: dict[str, Cell]) -> bool | None:
    """Kleene's tables, one respondent at a time, None for unknown."""
    match condition:
        case Not(part):
            value = slow(part, row)
            return None if value is None else not value
        case AnyOf(parts):
            return some([slow(part, row) for part in parts])
        case AllOf(parts):
            turned = some([None if v is None else not v for v in [slow(part, row) for part in parts]])
            return None if turned is None else not turned
        case ItemIn(item, codes):
            return within(row[item], codes)
        case AnyInSection(_, items, codes):
            return some([within(row[item], codes) for item in items])
        case Chosen(item, options):
            return some([within(row[f"{item}_{option}"], (1,)) for option in options])


def within(cell: Cell, codes: tuple[int, ...]) -> bool | None:
    return None if cell is None else cell in codes


def some(values: list[bool | None]) -> bool | None:
    if any(value is True for value in values):
        return True
    return None if any(value is None for value in values) else False


def fast(condition: Condition, rows: list[tuple[Cell, ...]]) -> list[int]:
    values = np.array(rows, dtype=np.float64)
    columns = {name: Given(values[:, i], np.isnan(values[:, i])) for i, name in enumerate(COLUMNS)}
    return [int(value) for value in truth(condition, asks=lambda name: columns[name])]


@given(CONDITIONS, ROWS)
def test_truth_equals_its_slow_twin(condition: Condition, rows: list[tuple[Cell, ...]]) -> None:
    code = {True: YES, False: NO, None: UNKNOWN}
    expected = [code[slow(condition, dict(zip(COLUMNS, row, strict=True)))] for row in rows]
    assert fast(condition, rows) == expected


@given(CONDITIONS, st.tuples(*[CELLS] * len(COLUMNS)))
def test_what_is_decided_stays_decided_whatever_the_missing_answers_are(
    condition: Condition, row: tuple[Cell, ...]
) -> None:
    decided = fast(condition, [row])[0]
    choices = [range(4) if cell is None else (cell,) for cell in row]
    completions = [
        fast(condition, [tuple(full)])[0] for full in itertools.islice(itertools.product(*choices), 64)
    ]
    assert decided == UNKNOWN or set(completions) == {decided}


def test_a_missing_code_that_is_named_is_an_answer() -> None:
    given = Given(np.array([-9.0, -8.0, 1.0]), np.array([True, True, False]))
    assert truth(ItemIn("A", (-9,)), asks=lambda _: given).tolist() == [YES, UNKNOWN, NO]


def test_every_column_looked_at_is_named() -> None:
    condition = AllOf((ItemIn("A", (1,)), Not(Chosen("M", ("a", "b"))), AnyInSection("S", ("B", "C"), (1,))))
    assert list(columns_of(AnyOf((condition,)))) == ["A", "M_a", "M_b", "B", "C"]
