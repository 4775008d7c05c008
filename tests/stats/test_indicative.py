"""What a survey of whoever answered may say: counts of these respondents and a majority, nothing else."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerklank.errors import BadInput
from weerklank.stats.answers import Answers
from weerklank.stats.indicative import Count, Indicative

OFFERED = {"answers", "count"}
COUNTED = {"answered", "item", "majority", "respondents", "yes"}


def asked(*answers: int | None) -> Indicative:
    return Indicative(Answers(pl.DataFrame({"a": answers}, schema={"a": pl.Int64}), source="people.csv"))


def public(one: object) -> set[str]:
    return {name for name in dir(one) if not name.startswith("_")}


def test_it_offers_counts_and_no_way_to_an_estimate() -> None:
    of = asked(1, 0)
    assert public(of) == OFFERED
    assert public(of.count("a")) == COUNTED
    assert not any(isinstance(getattr(of.count("a"), name), float) for name in COUNTED)


def test_it_takes_no_weights() -> None:
    with pytest.raises(TypeError):
        Indicative(Answers(pl.DataFrame({"a": [1]})), weights="w")  # type: ignore[call-arg]  # that is the point


@pytest.mark.parametrize(
    ("answers", "yes", "answered", "majority"),
    [
        ((1, 1, 0, None), 2, 3, True),
        ((1, 1, 0, 0), 2, 4, False),
        ((1, None, None), 1, 1, True),
        ((None, None), 0, 0, False),
        ((), 0, 0, False),
    ],
)
def test_a_majority_is_more_than_half_of_those_who_answered(
    answers: tuple[int | None, ...], *, yes: int, answered: int, majority: bool
) -> None:
    got = asked(*answers).count("a")
    assert got == Count("a", yes, answered, len(answers))
    assert got.majority is majority


@settings(max_examples=50)
@given(st.lists(st.none() | st.integers(0, 5)), st.frozensets(st.integers(0, 5)))
def test_counts_equal_a_loop(answers: list[int | None], codes: frozenset[int]) -> None:
    got = asked(*answers).count("a", codes=frozenset(float(code) for code in codes))
    assert got.yes == sum(1 for one in answers if one in codes)
    assert got.yes <= got.answered == sum(1 for one in answers if one is not None)


def test_an_item_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadInput, match=r"people.csv, column b"):
        asked(1).count("b")
