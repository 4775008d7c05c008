"""Filters that are safe by construction: whatever can be asked is inside what was audited."""

from __future__ import annotations

from itertools import combinations_with_replacement, product
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from tests.stats import disclosure_twin as twin
from weerklank.errors import BadInput, Refused
from weerklank.stats.audit import audit, bounds
from weerklank.stats.columns import is_ring_free
from weerklank.stats.counting import raw_table
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.filters import Combination, Offer, Why, offer
from weerklank.stats.hierarchy import TOTAL
from weerklank.stats.policy import A2, A3, Policy
from weerklank.stats.tables import HIDDEN, RawTable, SafeTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from numpy.typing import NDArray

    from weerklank.stats.tables import Layout

SMALL = Policy(smallest_group=1, smallest_yes=2, smallest_no=1, smallest_width=2)
NAMES = ("role", "age", "scale")
Person = tuple[str, str, str, str, str]
"""Unit, role, age, scale and answer."""


def counted(people: Sequence[Person], *, units: Sequence[str]) -> pl.DataFrame:
    kinds = product(units, ("r0", "r1"), ("a0", "a1"), ("s0", "s1"), ("no", "yes"))
    rows = [(*kind, people.count(kind)) for kind in kinds]
    return pl.DataFrame(rows, schema=["dg", *NAMES, "told", "n"], orient="row")


def maker(
    people: Sequence[Person], *, units: Sequence[str], filters: Sequence[str] = NAMES
) -> Callable[[Sequence[Combination]], RawTable]:
    frame = counted(people, units=units).group_by("dg", *filters, "told").agg(pl.col("n").sum())
    return lambda parts: raw_table(frame, levels=["dg"], response="told", by=filters, parts=parts)


def everybody(size: int) -> list[tuple[Person, ...]]:
    kinds = [("d0", *kind) for kind in product(("r0", "r1"), ("a0", "a1"), ("s0", "s1"), ("no", "yes"))]
    return list(combinations_with_replacement(kinds, size))


CHAIN: list[Combination] = [("role", "age"), ("age", "scale")]
RING: list[Combination] = [*CHAIN, ("role", "scale")]


@pytest.fixture(scope="module")
def tables() -> dict[str, NDArray[np.int64]]:
    """The tables of all sets of four people in one unit, in parts with a ring and without."""
    found = {}
    for name, parts in {"chain": CHAIN, "ring": RING}.items():
        layout = maker([], units=["d0"])(parts).layout
        kinds = dict.fromkeys(everybody(1))
        each = {kind[0]: truth(maker(kind, units=["d0"])(parts)) for kind in kinds}
        assert {key.shape for key in each.values()} == {(layout.groups, 2)}
        found[name] = np.unique([sum(each[one] for one in people) for people in everybody(4)], axis=0)
    return found


def truth(raw: RawTable) -> NDArray[np.int64]:
    return RawTable.counts_for_protection(raw)


def seen(safe: SafeTable, tables: NDArray[np.int64]) -> NDArray[np.int64]:
    """The tables of real people that fit what is published."""
    fits = (tables.sum(axis=2) == safe.sizes).all(axis=1)
    fits &= ((tables >= safe.told[..., 0]) & (tables <= safe.told[..., 1])).all(axis=(1, 2))
    kept: NDArray[np.int64] = tables[fits]
    return kept


def hidden_at_random(layout: Layout, counts: NDArray[np.int64], chance: Random) -> SafeTable:
    rate = chance.choice((0.3, 0.6, 0.9))
    hidden = np.array([[chance.random() < rate] * 2 for _ in range(layout.groups)])
    return SafeTable(layout, counts.sum(axis=1), np.where(hidden, HIDDEN, counts))


@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, 10**6), chance=st.randoms(use_true_random=False))
def test_without_a_ring_the_audit_finds_what_all_people_show(
    tables: dict[str, NDArray[np.int64]], place: int, chance: Random
) -> None:
    layout, every = maker([], units=["d0"])(CHAIN).layout, tables["chain"]
    safe = hidden_at_random(layout, every[place % len(every)], chance)
    fitting = seen(safe, every)
    found = bounds(safe, policy=SMALL, attacker=A2())
    assert np.array_equal(found.least[:, :-1], fitting.min(axis=0))
    assert np.array_equal(found.greatest[:, :-1], fitting.max(axis=0))


@settings(max_examples=100, deadline=None)
@given(place=st.integers(0, 10**6), chance=st.randoms(use_true_random=False))
def test_a_respondent_has_the_same_code_in_every_part(
    tables: dict[str, NDArray[np.int64]], place: int, chance: Random
) -> None:
    layout, every = maker([], units=["d0"])(CHAIN).layout, tables["chain"]
    safe = hidden_at_random(layout, every[place % len(every)], chance)
    found = audit(safe, policy=SMALL, attacker=A3())
    assert found.exact == twin.worked_out_by_respondents(safe).sum()


def test_a_ring_tells_more_than_its_sums(tables: dict[str, NDArray[np.int64]]) -> None:
    """Only the sums are audited: so a ring is not offered."""
    layout, every = maker([], units=["d0"])(RING).layout, tables["ring"]
    more = 0
    for table in every[:: len(every) // 300]:
        inner = (layout.crossings.codes > 0).sum(axis=1) == 2
        hidden = np.tile(inner, len(layout.hierarchy))[:, None] & np.ones((1, 2), dtype=bool)
        safe = SafeTable(layout, table.sum(axis=1), np.where(hidden, HIDDEN, table))
        found = bounds(safe, policy=SMALL, attacker=A2())
        more += int((np.ptp(seen(safe, every), axis=0) < (found.greatest - found.least)[:, :-1]).any())
    assert more > 0
    assert not is_ring_free([(0, 1), (1, 2), (0, 2)])
    assert is_ring_free([(0, 1), (1, 2), (2, 3), (4,)])
    assert is_ring_free([(0, 1, 2), (1, 2, 3)])
    assert not is_ring_free([(0, 1), (1, 2), (2, 3), (0, 3)])


def test_parts_hold_what_the_crossing_holds() -> None:
    people = [person for four in everybody(3)[::200] for person in four]
    whole = maker(people, units=["d0"])([NAMES])
    parts = maker(people, units=["d0"])(CHAIN)
    every = {whole.layout.label(group): truth(whole)[group].tolist() for group in range(whole.layout.groups)}
    counts = truth(parts)
    assert parts.layout.columns == 3 * 3 + 3 * 3 - 3
    assert not np.abs(parts.layout.margins @ counts).any()
    codes = parts.layout.crossings.codes
    assert not ((codes[:, 0] > 0) & (codes[:, 2] > 0)).any()
    for group in range(parts.layout.groups):
        assert every[parts.layout.label(group)] == counts[group].tolist()
    alone = maker(people, units=["d0"])([("scale",)]).layout
    assert ([b.name for b in alone.backgrounds], alone.linked) == (["scale"], False)


people = st.lists(
    st.tuples(
        st.sampled_from(["d0", "d1"]),
        st.sampled_from(["r0", "r1"]),
        st.sampled_from(["a0", "a1"]),
        st.just("s0"),
        st.sampled_from(["no", "yes"]),
    ),
    min_size=2,
    max_size=10,
)


@settings(max_examples=60, deadline=None)
@given(people=people)
def test_every_question_and_every_difference_is_inside_what_was_audited(people: list[Person]) -> None:
    filters = ("role", "age")
    try:
        found = offer(maker(people, units=["d0", "d1"], filters=filters), filters=filters, policy=SMALL)
    except UnsafeTable:
        reject()
    safe = found.table
    least, greatest = twin.bounds_by_trying(safe)
    used = [background.name for background in safe.layout.backgrounds]
    asked = 0
    for combination in ((), *found.offered):
        for unit, *codes in product((TOTAL, "d0", "d1"), *[codes_of(name) for name in combination]):
            group = found.answer(unit, dict(zip(combination, codes, strict=True)))
            there = [p for p in people if is_of(p, unit, dict(zip(combination, codes, strict=True)))]
            assert safe.sizes[group] == len(there)
            yes = sum(p[-1] == "yes" for p in there)
            assert safe.counts[group, 1] in {yes, HIDDEN}
            assert least[group, 1] <= yes <= greatest[group, 1]
            assert safe.exact[group, 1] or greatest[group, 1] - least[group, 1] >= min(2, len(there))
            for name, code in zip(combination, codes, strict=True):
                require_complement(found, unit, dict(zip(combination, codes, strict=True)), name, code)
            asked += 1
    assert asked == safe.layout.groups
    assert set(used) == {name for one in found.offered for name in one}


def codes_of(name: str) -> tuple[str, str]:
    return (f"{name[0]}0", f"{name[0]}1")


def is_of(person: Person, unit: str, codes: dict[str, str]) -> bool:
    place = {"role": 1, "age": 2}
    return unit in {TOTAL, person[0]} and all(person[place[name]] == code for name, code in codes.items())


def require_complement(found: Offer, unit: str, codes: dict[str, str], name: str, code: str) -> None:
    """All without a filter, less a code, is the sum of the other codes, by the relations that were audited."""
    safe = found.table
    difference = np.zeros(safe.layout.groups)
    difference[found.answer(unit, {n: c for n, c in codes.items() if n != name})] = 1
    difference[found.answer(unit, codes)] -= 1
    for other in set(next(b.codes for b in safe.layout.backgrounds if b.name == name)) - {code}:
        difference[found.answer(unit, codes | {name: other})] -= 1
    margins = safe.layout.margins.toarray()
    reached = np.linalg.lstsq(margins.T, difference, rcond=None)[0]
    assert np.abs(margins.T @ reached - difference).max() < 1e-9


def wide(*, yes: int, no: int, codes: Sequence[str] = ("0", "1", "2")) -> Callable[..., RawTable]:
    """So many who said yes and no in every crossing of three filters, in two units."""
    rows = [
        (unit, f"r{r}", f"a{a}", f"s{s}", told, count)
        for unit, r, a, s in product(("d0", "d1"), codes, codes, codes)
        for told, count in (("no", no), ("yes", yes))
    ]
    frame = pl.DataFrame(rows, schema=["dg", *NAMES, "told", "n"], orient="row")
    return lambda parts: raw_table(frame, levels=["dg"], response="told", by=NAMES, parts=parts)


def test_all_filters_are_crossed_where_that_is_safe() -> None:
    found = offer(wide(yes=9, no=20), filters=NAMES, policy=Policy())
    assert not found.declined
    assert len(found.offered) == 7
    assert found.shown(NAMES) == (3 * 27, 3 * 27)


def test_a_combination_is_given_up_and_a_ring_is_broken() -> None:
    found = offer(wide(yes=2, no=10), filters=NAMES, policy=Policy())
    assert [(one.filters, one.why) for one in found.declined][:2] == [
        (NAMES, Why.TOO_LITTLE_LEFT),
        (("age", "scale"), Why.RING),
    ]
    assert found.offered == (("role",), ("age",), ("scale",), ("role", "age"), ("role", "scale"))
    assert found.shown(("role", "age"))[1] > 0
    assert audit(found.table, policy=Policy(), attacker=A2()).narrow == 0


def test_filters_that_cannot_be_combined_are_linked() -> None:
    found = offer(wide(yes=1, no=4), filters=NAMES, policy=Policy(smallest_group=20))
    assert found.offered == (("role",), ("age",), ("scale",))
    assert found.table.layout.linked
    assert len(found.declined) == 4


def test_what_cannot_be_safe_says_so() -> None:
    rows = [("d0", "r0", "no", 60), ("d0", "r0", "yes", 40), ("d0", "r1", "no", 0), ("d0", "r1", "yes", 1)]
    frame = pl.DataFrame(rows, schema=["dg", "role", "told", "n"], orient="row")

    def make(parts: Sequence[Combination]) -> RawTable:
        return raw_table(frame, levels=["dg"], response="told", by=["role"], parts=parts)

    found = offer(make, filters=["role"], policy=Policy(), least_shown=0.9)
    assert found.declined[0].filters == ("role",)
    assert found.offered == ()
    assert found.answer(TOTAL, {}) == 0
    lonely = Policy(smallest_group=500)
    with pytest.raises(UnsafeTable, match="no filter can be offered"):
        offer(make, filters=["role"], policy=lonely)


def test_a_question_that_is_not_offered_is_refused() -> None:
    found = offer(wide(yes=1, no=4), filters=NAMES, policy=Policy(smallest_group=20))
    assert found.answer("d1", {"role": "r2"}) > 0
    for unit, codes in (
        ("d1", {"role": "r2", "age": "a0"}),
        ("d9", {}),
        ("d1", {"role": "r9"}),
        ("d1", {"sex": "m"}),
    ):
        with pytest.raises(Refused, match="not offered"):
            found.answer(unit, codes)


def test_a_band_is_a_figure_as_well() -> None:
    rows = [
        (f"d{unit}", role, told, count)
        for unit in range(10)
        for role in ("r0", "r1")
        for told, count in (("no", 40), ("yes", 4))
    ]
    frame = pl.DataFrame(rows, schema=["dg", "role", "told", "n"], orient="row")

    def make(parts: Sequence[Combination]) -> RawTable:
        return raw_table(frame, levels=["dg"], response="told", by=["role"], parts=parts)

    assert offer(make, filters=("role",), policy=Policy()).offered == ()
    banded = offer(make, filters=("role",), policy=Policy(method="band"))
    assert banded.offered == (("role",),)
    assert banded.shown(("role",))[1] > 11


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_is_from_nothing_to_all(share: float) -> None:
    with pytest.raises(BadInput, match="from 0 to 1"):
        offer(wide(yes=9, no=20), filters=NAMES, policy=Policy(), least_shown=share)
