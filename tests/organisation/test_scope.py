"""Which units a scope reaches, told from below and from above, beside a slow and obvious twin."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from tests.making import LONG_AGO, employer, imported, listed
from weerklank.organisation.models import Placement, Unit
from weerklank.organisation.queries import placement_of, units_over, units_under

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2026, 1, 1)
DAY = timedelta(days=1)
MOVING = 0.3
TREE = "min: ; a: min; b: a; c: b; d: min; e: d; f: e; g: a"


def reaches(over: int, unit: int, *, on: date, passed: frozenset[int] = frozenset()) -> bool:
    """Whether one unit reaches another, step by step: the parents of what stands, the heirs of what ended."""
    if over == unit:
        return True
    last = Placement.objects.filter(unit=unit, valid_from__lte=on).order_by("valid_from").last()
    if last is None or unit in passed:
        return False
    left_to = [last.parent_id]
    if placement_of(unit, on=on) is None:
        left_to.append(last.unit.successor_id)
    return any(reaches(over, one, on=on, passed=passed | {unit}) for one in left_to if one)


def reorganise(chance: random.Random, *, on: date) -> None:
    """Let a unit without anything below it end, with or without a successor, or move."""
    standing = [place for place in Placement.objects.filter(valid_to=None) if place.parent_id]
    above = {place.parent_id for place in standing}
    place = chance.choice([one for one in standing if one.unit_id not in above])
    parents: dict[int | None, str] = dict(Unit.objects.values_list("pk", "code"))
    others = [one.unit.code for one in standing if one != place]
    if others and chance.random() < MOVING:
        rows = listed(f"{place.unit.code}: {chance.choice(others)}")
    else:
        ended = f"{place.unit.code}: {parents[place.parent_id]}"
        rows = listed(ended, valid_to=on, successor=chance.choice(["", *others]))
    imported([*listed("min: "), *rows], on=on)


@pytest.mark.parametrize("seed", range(8))
def test_a_scope_reaches_what_walking_step_by_step_reaches(seed: int) -> None:
    employer(TREE)
    chance = random.Random(seed)  # noqa: S311 - a seed makes the same reorganisation again
    for number in range(5):
        reorganise(chance, on=NEW_YEAR + DAY * number)
    units = [*Unit.objects.values_list("pk", flat=True)]
    assert Unit.objects.exclude(valid_to=None).exists()
    for on in (LONG_AGO - DAY, NEW_YEAR, NEW_YEAR + DAY * 9):
        over = units_over(units, on=on)
        slowly = {
            (one, unit)
            for one in units
            for unit in units
            if Placement.objects.filter(unit=unit, valid_from__lte=on).exists() and reaches(one, unit, on=on)
        }
        assert {(one, unit) for unit in units for one in over[unit]} == slowly
        assert {(one, unit) for one in units for unit in under(one, on=on)} == slowly


def under(unit: int, *, on: date) -> list[int]:
    return [*units_under([unit], on=on).values_list("pk", flat=True)]


def test_two_that_follow_each_other_end_the_walk() -> None:
    top = employer("min: ; a: min; b: min")
    imported([*listed("min: "), *listed("a: min", valid_to=NEW_YEAR, successor="b")], on=NEW_YEAR)
    one, other = (Unit.objects.get(code=code) for code in "ab")
    imported([*listed("min: "), *listed("b: min", valid_to=NEW_YEAR + DAY, successor="a")], on=NEW_YEAR + DAY)
    assert units_over([one.pk], on=NEW_YEAR + DAY)[one.pk] == {one.pk, other.pk, top.pk}
