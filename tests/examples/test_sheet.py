"""The cuts by which the demonstration meets its aims, against a slow, obvious twin."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples.demonstration.sheet import NOT_ASKED, SKIPPED, Sheet, parted, tilted

people = st.lists(
    st.tuples(st.floats(-3, 3), st.floats(0.5, 4), st.booleans()), min_size=1, max_size=60
).filter(lambda rows: any(among for _, _, among in rows))
shares = st.lists(st.floats(0.05, 1), min_size=2, max_size=5).map(lambda s: [x / sum(s) for x in s])


def empty_sheet(weights: list[float]) -> Sheet:
    return Sheet(np.array(weights), rng=np.random.default_rng(7))


def one_by_one(rows: list[tuple[float, float, bool]], wanted: list[float]) -> list[int]:
    """Give each person, from the lowest score up, the code in whose part of the weight their middle lies."""
    codes, reached = [0] * len(rows), 0.0
    total = sum(weight for _, weight, among in rows if among)
    edges = [sum(wanted[: k + 1]) * total for k in range(len(wanted) - 1)]
    for place in sorted((i for i, row in enumerate(rows) if row[2]), key=lambda i: rows[i][0]):
        middle = reached + rows[place][1] / 2
        codes[place] = 1 + sum(middle >= edge for edge in edges)
        reached += rows[place][1]
    return codes


def weight_of(rows: list[tuple[float, float, bool]], codes: list[int], code: int) -> float:
    return sum(row[1] for row, given_code in zip(rows, codes, strict=True) if given_code == code)


@given(people, shares)
def test_a_cut_gives_every_code_its_share_of_the_weight(
    rows: list[tuple[float, float, bool]], wanted: list[float]
) -> None:
    scores, weights, among = (list(part) for part in zip(*rows, strict=True))
    codes = empty_sheet(weights).cut(np.array(scores), among=np.array(among), shares=wanted).tolist()
    total, heaviest = sum(w for w, a in zip(weights, among, strict=True) if a), max(weights)
    for code, share in enumerate(wanted, start=1):
        assert weight_of(rows, codes, code) == pytest.approx(share * total, abs=heaviest + 1e-9)
        assert weight_of(rows, one_by_one(rows, wanted), code) == pytest.approx(
            weight_of(rows, codes, code), abs=heaviest + 1e-9
        )
    assert all((code == 0) is not asked for code, asked in zip(codes, among, strict=True))


@given(st.floats(1.2, 4.8))
def test_tilted_shares_have_the_mean_that_was_asked_for(mean: float) -> None:
    shares_of_codes = tilted(mean)
    assert shares_of_codes.sum() == pytest.approx(1)
    assert shares_of_codes.min() > 0
    assert shares_of_codes @ np.arange(1, 6) == pytest.approx(mean)


def test_the_letters_mean_keeps_every_answer_on_the_scale_in_use() -> None:
    assert tilted(4.1).min() > 0.005


def test_parted_shares_put_the_lower_codes_together_at_the_share() -> None:
    parts = parted(0.09, lower=(1, 3), upper=(1, 1, 2))
    assert parts[:2].sum() == pytest.approx(0.09)
    assert parts.tolist() == pytest.approx([0.0225, 0.0675, 0.2275, 0.2275, 0.455])


def test_who_is_not_asked_has_no_other_code() -> None:
    sheet = empty_sheet([1.0] * 5000)
    asked = np.arange(5000) % 2 == 0
    answering = sheet.ask("Q", of=asked, refusals={-8: 0.1})
    column = sheet.columns["Q"]
    assert (column[~asked] == NOT_ASKED).all()
    assert not (answering & ~asked).any()
    assert 0.05 < (column[asked] == -8).mean() < 0.15
    assert 0 < (column[asked] == SKIPPED).mean() < 0.03


def test_a_question_with_several_options_has_one_at_least_and_exclusive_ones_alone() -> None:
    sheet = empty_sheet([1.0] * 5000)
    sheet.choose("Q", {"a": 0.1, "b": 0.1, "c": 0.1}, of=sheet.everybody, alone={"d": 0.3})
    options = np.column_stack([sheet.columns[f"Q_{key}"] for key in "abcdx"])
    skipped = (options == SKIPPED).all(axis=1)
    checked = (options == 1).sum(axis=1)
    assert (checked[~skipped] >= 1).all()
    assert (checked[(options[:, 3:] == 1).any(axis=1)] == 1).all()
