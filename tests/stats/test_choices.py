"""One person, several answers: what the grounds and the question before say of each other."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from tests.stats import choices_twin as twin
from weerklank.errors import BadInput, Refused
from weerklank.stats.audit import audit, bounds
from weerklank.stats.choice_counting import raw_choices
from weerklank.stats.choosers import audit_choices
from weerklank.stats.disclosure import protect_choices
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.policy import A2, A3, Policy
from weerklank.stats.tables import HIDDEN, RawTable, SafeTable

if TYPE_CHECKING:
    from random import Random

    from numpy.typing import NDArray

    from weerklank.stats.choices import RawChoices

OPEN = Policy(smallest_group=1, smallest_yes=2, smallest_no=1, smallest_width=2)


def counts_of(raw: RawChoices) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    counts = RawTable.counts_for_protection(raw.table)
    return raw.told(counts), counts.sum(axis=1)


def hidden_at_random(raw: RawChoices, chance: Random) -> SafeTable:
    counts, sizes = counts_of(raw)
    rate = chance.choice((0.3, 0.6, 0.9))
    hidden = np.array([[chance.random() < rate for _ in row] for row in counts])
    return SafeTable(raw.layout, sizes, np.where(hidden, HIDDEN, counts))


@settings(max_examples=150, deadline=None)
@given(groups=twin.small_groups(), chance=st.randoms(use_true_random=False))
def test_the_audit_finds_what_all_people_who_could_have_answered_show(
    groups: dict[str, list[twin.Person]], chance: Random
) -> None:
    safe = hidden_at_random(twin.raw(groups), chance)
    tables = np.array([table for _, table in twin.all_that_fit(safe)])
    found = bounds(safe, policy=OPEN, attacker=A2())
    assert np.array_equal(found.least[:, :-1], tables.min(axis=0))
    assert np.array_equal(found.greatest[:, :-1], tables.max(axis=0))
    seen, widths = audit(safe, policy=OPEN, attacker=A2()), np.ptp(tables, axis=0)
    needed = np.minimum(2, safe.sizes)[:, None]
    assert seen.exact == (~safe.exact & (widths == 0)).sum()
    assert seen.narrow == (~safe.exact & (widths < needed)).sum()
    assert seen.narrowest == (widths[~safe.exact].min() if (~safe.exact).any() else None)


@settings(max_examples=150, deadline=None)
@given(groups=twin.small_groups(), chance=st.randoms(use_true_random=False))
def test_respondents_know_all_their_answers_at_once(
    groups: dict[str, list[twin.Person]], chance: Random
) -> None:
    safe = hidden_at_random(twin.raw(groups), chance)
    found = audit_choices(safe, policy=OPEN, attacker=A3())
    assert np.array_equal(found.exact, twin.seen_by_respondents(safe))


THREE = ("age", "sex", "origin")
of_three = st.lists(st.sampled_from(twin.kinds(sorted(THREE))), max_size=2)


@settings(max_examples=100, deadline=None)
@given(first=of_three, second=of_three, chance=st.randoms(use_true_random=False))
def test_of_three_grounds_as_well(
    first: list[twin.Person], second: list[twin.Person], chance: Random
) -> None:
    safe = hidden_at_random(twin.raw({"A/1": [*first, ()], "A/2": second}, grounds=sorted(THREE)), chance)
    tables = np.array([table for _, table in twin.all_that_fit(safe)])
    found = bounds(safe, policy=OPEN, attacker=A2())
    assert np.array_equal(found.least[:, :-1], tables.min(axis=0))
    assert np.array_equal(found.greatest[:, :-1], tables.max(axis=0))
    theirs = audit_choices(safe, policy=OPEN, attacker=A3())
    assert np.array_equal(theirs.exact, twin.seen_by_respondents(safe))


@settings(max_examples=80, deadline=None)
@given(groups=twin.small_groups(most=5), attacker=st.sampled_from(("A2", "A3")))
def test_what_is_protected_cannot_be_worked_back(groups: dict[str, list[twin.Person]], attacker: str) -> None:
    raw = twin.raw(groups)
    try:
        safe, _ = protect_choices(raw, policy=replace(OPEN, attacker=attacker))
    except UnsafeTable:
        reject()
    counts, sizes = counts_of(raw)
    rare = (counts < 2) | (sizes[:, None] - counts < 1)
    assert not (safe.exact & rare & (sizes > 0)[:, None]).any()
    tables = np.array([table for _, table in twin.all_that_fit(safe)])
    assert (tables == counts).all(axis=(1, 2)).any()
    needed = np.minimum(2, safe.sizes)[:, None]
    assert (safe.exact | (np.ptp(tables, axis=0) >= needed)).all()
    assert attacker == "A2" or not twin.seen_by_respondents(safe).any()


def test_what_is_closed_in_each_table_is_worked_out_of_all_together() -> None:
    there: list[twin.Person] = [("age",)] * 9 + [("sex",)] + [()] * 30
    raw = twin.raw(
        {"A/1": there, "A/2": [("age", "sex")] * 12 + [()] * 20, "A/3": [("sex",)] * 9 + [()] * 22}
    )
    counts, sizes = counts_of(raw)
    places = [raw.layout.hierarchy.find(unit) for unit in ("A/1", "A/3")]
    sex = raw.layout.answers.index("sex")
    alone = np.column_stack([sizes - counts[:, sex], counts[:, sex]])
    alone[places] = HIDDEN
    apart = SafeTable(replace(raw.layout, answers=("no", "yes"), any_of=""), sizes, alone)
    assert audit(apart, policy=Policy(), attacker=A2()).narrowest == 10
    careless = counts.copy()
    careless[places, sex] = HIDDEN
    together = bounds(SafeTable(raw.layout, sizes, careless), policy=Policy(), attacker=A2())
    assert together.least[places, sex].tolist() == together.greatest[places, sex].tolist() == [1, 9]
    policy = replace(OPEN, smallest_yes=5, smallest_width=3)
    safe, working = protect_choices(raw, policy=policy)
    assert working.first[places[0], sex]
    assert audit(safe, policy=policy, attacker=A2()).narrow == 0


def test_a_sensitive_question_makes_its_grounds_sensitive() -> None:
    groups: dict[str, list[twin.Person]] = {
        "A/1": [("age", "sex")] * 6 + [()] * 10,
        "A/2": [("age", "sex")] * 20 + [()] * 20,
        "A/3": [("age", "sex")] * 20 + [()] * 30,
    }
    policy = Policy()
    assert protect_choices(twin.raw(groups), policy=policy)[0].hidden == 0
    safe, working = protect_choices(twin.raw(groups), policy=replace(policy, sensitive=("any",)))
    assert working.first[safe.layout.hierarchy.find("A/1")].all()
    assert not working.first[safe.layout.hierarchy.find("A/2")].any()


ROWS = {
    "ministry": ["A", "A", "A"],
    "age": ["1", "0", "0"],
    "sex": ["nee", "ja", "nee"],
    "any": ["yes", "YES", "no"],
    "n": ["20", "30", "40"],
}


def counted(**changed: list[str]) -> RawChoices:
    frame = pl.DataFrame(ROWS | changed)
    return raw_choices(frame, levels=["ministry"], grounds=["age", "sex"], any_of="any", source="counts.csv")


def test_rows_are_sets_of_answers() -> None:
    raw = counted()
    counts, sizes = counts_of(raw)
    assert (raw.layout.answers, sizes[0]) == (("age", "any", "sex"), 90)
    assert counts[0].tolist() == [20, 50, 30]
    assert "20" not in repr(raw)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"age": ["1", "0", "maybe"]}, "row 4, column age: this is neither yes nor no"),
        (
            {"any": ["no", "yes", "no"]},
            "row 2, column any: a ground was given where the question before was a no",
        ),
        (
            {"sex": ["no", "no", "no"]},
            "row 3, column any: there is a yes to the question before, and no ground",
        ),
        ({"n": ["20", "-1", "40"]}, "row 3, column n: the count is not a number of people"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(changed: dict[str, list[str]], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        counted(**changed)


def test_a_set_of_answers_that_cannot_be_may_stand_there_with_nobody() -> None:
    frame = pl.DataFrame(ROWS | {"n": ["20", "30", "0"], "any": ["yes", "yes", "yes"]})
    raw = raw_choices(frame, levels=["ministry"], grounds=["age", "sex"], any_of="any")
    assert counts_of(raw)[1][0] == 50


def test_columns_are_named_once_and_are_there() -> None:
    frame = pl.DataFrame(ROWS)
    with pytest.raises(BadInput, match="column sex: there is no such column"):
        raw_choices(frame.drop("sex"), levels=["ministry"], grounds=["age", "sex"], any_of="any")
    with pytest.raises(BadInput, match="column any: this column cannot be a ground"):
        raw_choices(frame, levels=["ministry"], grounds=["age", "any"], any_of="any")


def test_what_is_not_offered_is_refused() -> None:
    with pytest.raises(Refused, match="Use method: suppress"):
        protect_choices(counted(), policy=Policy(method="band"))
    safe, _ = protect_choices(counted(), policy=OPEN)
    wide = replace(safe.layout, answers=(*(f"g{i}" for i in range(9)), safe.layout.any_of))
    told = np.full((safe.layout.groups, 10), HIDDEN)
    with pytest.raises(Refused, match="more than 8 grounds"):
        audit(SafeTable(wide, safe.sizes, told), policy=OPEN, attacker=A3())


def test_linked_tables_are_refused_and_crossed_ones_are_not() -> None:
    rows = [
        ("A", role, age, yes, yes, 40 + number)
        for number, (role, age, yes) in enumerate(product(("r0", "r1"), ("a0", "a1"), ("0", "1")))
    ]
    frame = pl.DataFrame(rows, schema=["ministry", "role", "age", "sex", "any", "n"], orient="row")
    crossed, linked = (
        raw_choices(
            frame, levels=["ministry"], grounds=["sex"], any_of="any", by=["role", "age"], linked=linked
        )
        for linked in (False, True)
    )
    assert protect_choices(crossed, policy=Policy())[0].hidden == 0
    with pytest.raises(Refused, match="Cross the backgrounds"):
        protect_choices(linked, policy=Policy())


def test_a_table_that_cannot_be_is_refused() -> None:
    safe, _ = protect_choices(counted(), policy=OPEN)
    counts = safe.counts.copy()
    counts[0, 0] += 1
    with pytest.raises(BadInput, match="do not add up"):
        audit(SafeTable(safe.layout, safe.sizes, counts), policy=OPEN, attacker=A2())
