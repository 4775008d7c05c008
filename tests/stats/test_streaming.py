from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tests.stats.golden_cases import survey
from weerklank.errors import BadInput
from weerklank.stats import estimate
from weerklank.stats.answers import Answers
from weerklank.stats.design import design
from weerklank.stats.errors import BadDesign
from weerklank.stats.streaming import streamed_means

ITEMS = ["safety_1", "safety", "exp_bullying", "resp_adequate"]
BY = [
    (),
    ("ministry",),
    ("dg",),
    ("team",),
    ("team", "role"),
    ("dg", "role"),
    ("role",),
    ("ministry", "role", "age"),
]
NUMBERS = ["est", "se", "ci_lo", "ci_hi", "deff"]


def parts(answers: Answers, rows: int) -> list[Answers]:
    return [
        Answers(answers.frame.slice(start, rows), first_row=start + 2)
        for start in range(0, len(answers), rows)
    ]


@pytest.mark.parametrize("rows", [137, 700, 2000])
def test_parts_give_what_the_whole_gives(rows: int) -> None:
    answers = survey("per2000_w1")
    whole = estimate.frame(
        estimate.means(answers, design(answers, weights="w0", strata="ministry"), ITEMS, by=BY)
    )
    streamed = estimate.frame(
        streamed_means(parts(answers, rows), weights="w0", strata="ministry", items=ITEMS, by=BY)
    )
    assert whole.height > 2000
    assert streamed.select(pl.exclude(NUMBERS)).equals(whole.select(pl.exclude(NUMBERS)))
    for column in NUMBERS:
        got, wanted = (f.get_column(column).fill_null(-1.0).to_numpy() for f in (streamed, whole))
        assert np.abs(got - wanted).max() < 1e-12 * max(1.0, np.abs(wanted).max())


def test_a_background_that_is_missing_makes_no_domain() -> None:
    frame = survey("per2000_w1").frame.with_columns(
        pl.when(pl.col("role") == 1).then(None).otherwise(pl.col("role")).alias("role")
    )
    (by_role,) = streamed_means(
        parts(Answers(frame), 500), weights="w0", strata="ministry", items=["safety"], by=[("role",)]
    )
    assert by_role.domains.to_list() == ["role=0", "role=2"]


def test_bad_weights_and_strata_name_their_row() -> None:
    frame = survey("per2000_w1").frame
    no_weight = frame.with_columns(
        pl.when(pl.int_range(pl.len()) == 1234).then(None).otherwise(pl.col("w0")).alias("w0")
    )
    with pytest.raises(BadInput, match=r"row 1236, column w0: the weight is missing"):
        streamed_means(parts(Answers(no_weight), 500), weights="w0", items=["safety"])
    no_stratum = frame.with_columns(
        pl.when(pl.int_range(pl.len()) == 1234).then(None).otherwise(pl.col("ministry")).alias("ministry")
    )
    with pytest.raises(BadInput, match=r"row 1236, column ministry: the stratum is missing"):
        streamed_means(parts(Answers(no_stratum), 500), weights="w0", strata="ministry", items=["safety"])


def test_a_lone_respondent_fails_unless_told_how() -> None:
    with pytest.raises(BadDesign, match="one respondent"):
        streamed_means(parts(survey("per2000_w1"), 500), weights="w0", strata="resp_id", items=["safety"])


def test_no_parts_are_no_respondents() -> None:
    with pytest.raises(BadInput, match="no respondents"):
        streamed_means([], weights="w0", items=["safety"])
