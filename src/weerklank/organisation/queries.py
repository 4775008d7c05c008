"""Where units stand, on a date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.db.models import F, OuterRef, Q, Subquery

from weerklank.errors import Refused
from weerklank.organisation.models import AFTER_EVERY_STEP, STEP, Headcount, Placement, Unit
from weerklank.organisation.reorganisation import Standing
from weerklank.organisation.spelling import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet

Place: TypeAlias = Placement
"""Where a unit stands, as pages name it: what the table looks like is no affair of theirs."""


def valid_on(on: date) -> Q:
    """Return the condition that something is valid on a date: from its first day, until before its last."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def placements(*, on: date) -> QuerySet[Placement]:
    """Return every placement on a date, from the top down, children beside their parent."""
    return Placement.objects.filter(valid_on(on)).select_related("unit").order_by("path")


@dataclass(frozen=True, slots=True)
class Named:
    """What a unit is called, in both languages."""

    nl: str
    en: str


def names_on(units: Iterable[int], *, on: date) -> dict[int, Named]:
    """Return what units are called on a date; one that is no longer there, what it was called last."""
    rows = Placement.objects.filter(unit__in=units, valid_from__lte=on).order_by("valid_from")
    return {row.unit_id: Named(row.name_nl, row.name_en) for row in rows}


def employers(*, on: date) -> QuerySet[Placement]:
    """Return the employers on a date."""
    return placements(on=on).filter(parent=None)


def below(paths: Iterable[str], *, on: date) -> QuerySet[Placement]:
    """Return units, by their paths, and everything below them on a date."""
    within = Q(pk__in=())
    for path in paths:
        within |= Q(path__gte=path, path__lt=path + AFTER_EVERY_STEP)
    return placements(on=on).filter(within)


def units_over(units: Iterable[int], *, on: date) -> dict[int, frozenset[int]]:
    """Return, by unit, the units of which the scope reaches it on a date: itself and all above it.

    One that has ended is reached by itself, and by all that reach its successor or the unit it hung below last:
    what began there goes on. Nothing reaches a unit that has not begun. One question for each step of an ending.
    """
    lines: dict[int, tuple[frozenset[int], frozenset[int]]] = {}
    wanted = frozenset(units)
    asked = wanted
    while asked:
        rows = Placement.objects.filter(unit__in=asked, valid_from__lte=on).select_related("unit")
        last = {place.unit_id: place for place in rows.order_by("valid_from")}
        lines |= dict.fromkeys(asked, (frozenset(), frozenset()))
        lines |= {unit: line_of(place, on=on) for unit, place in last.items()}
        asked = frozenset[int]().union(*(lines[unit][1] for unit in asked)) - lines.keys()
    return {unit: reaching(unit, lines) for unit in wanted}


def line_of(place: Placement, *, on: date) -> tuple[frozenset[int], frozenset[int]]:
    """Return the units that reach a unit by its last place itself, and those that it left its scope to."""
    if place.valid_to is None or place.valid_to > on:
        return frozenset(steps_of(place.path)), frozenset()
    left_to = {place.parent_id, place.unit.successor_id}
    return frozenset({place.unit_id}), frozenset(unit for unit in left_to if unit is not None)


def reaching(unit: int, lines: Mapping[int, tuple[frozenset[int], frozenset[int]]]) -> frozenset[int]:
    """Return every unit that reaches one, along all to which scopes were left."""
    found, walked, waiting = frozenset[int](), set[int](), [unit]
    while waiting:
        one = waiting.pop()
        if one not in walked:
            walked.add(one)
            own, left_to = lines[one]
            found |= own
            waiting += left_to
    return found


def units_under(units: Iterable[int], *, on: date) -> QuerySet[Unit]:
    """Return every unit that the scope of any of these reaches on a date: the other side of `units_over`."""
    wanted = frozenset(units)
    paths = placements(on=on).filter(unit__in=wanted).values_list("path", flat=True)
    gone = Unit.objects.filter(valid_to__lte=on, employer__all_units__in=wanted).values_list("pk", flat=True)
    reached = [unit for unit, over in units_over(gone, on=on).items() if over & wanted]
    return Unit.objects.filter(Q(pk__in=below(paths, on=on).values("unit")) | Q(pk__in=reached))


def placement_of(unit_id: int, *, on: date) -> Placement | None:
    """Return where a unit stands on a date; nothing where it does not exist then."""
    return placements(on=on).filter(unit=unit_id).first()


def all_units_beside(unit_id: int | None) -> QuerySet[Unit]:
    """Return every unit, of any time, of the employer of a unit; nothing where there is no unit."""
    return Unit.objects.filter(employer__all_units=unit_id) if unit_id else Unit.objects.none()


def placements_with_headcount(unit_id: int | None, *, on: date) -> QuerySet[Placement]:
    """Return the placements at the employer of a unit, each with the last headcount up to a date in `persons`."""
    counted = Headcount.objects.filter(unit=OuterRef("unit"), on__lte=on).order_by("-on").values("persons")
    within = placements(on=on).filter(unit__in=all_units_beside(unit_id))
    return within.annotate(persons=Subquery(counted[:1]))


def unit_with_code(code: str, *, employer: str) -> Unit:
    """Return a unit by its code and the code of its employer; refuses what is not there."""
    unit = Unit.objects.filter(code=code, employer__code=employer, employer__employer=F("employer")).first()
    if unit is None:
        raise Refused(
            "no_such_unit", "There is no such unit. Import the organisation first, or mend the code."
        )
    return unit


def unit_beside(unit_id: int | None, code: str) -> Unit:
    """Return a unit by its code, at the employer of another unit; refuses what is not there."""
    unit = all_units_beside(unit_id).filter(code=code.strip()).first()
    if unit is None:
        raise Refused("no_such_unit", "There is no such unit here. Mend the code.")
    return unit


def standing_units(employer: str, *, on: date) -> dict[str, Standing]:
    """Return every unit that an employer has or had, by code, in its latest place, with its headcount then."""
    counted = Headcount.objects.filter(unit=OuterRef("unit"), on__lte=on).order_by("-on").values("persons")
    placed = Placement.objects.filter(
        unit__employer__code=employer, unit__employer__employer=F("unit__employer")
    )
    rows = (
        placed.select_related("unit", "parent").annotate(persons=Subquery(counted[:1])).order_by("valid_from")
    )
    return {place.unit.code: standing(place, place.persons) for place in rows.iterator(chunk_size=5000)}


def standing(place: Placement, persons: int | None) -> Standing:
    """Return a unit as its latest place has it."""
    return Standing(
        id=place.unit_id,
        placement=place.pk,
        parent=place.parent.code if place.parent else "",
        name_nl=place.name_nl,
        name_en=place.name_en,
        kind=place.unit.kind,
        path=place.path,
        valid_from=place.unit.valid_from,
        placed_from=place.valid_from,
        valid_to=place.unit.valid_to,
        persons=persons,
    )


def steps_of(path: str) -> list[int]:
    """Return the numbers of the units that a path passes, from the employer down to the unit itself."""
    return [int(path[start : start + STEP], 16) for start in range(0, len(path), STEP)]


def lines_of(places: Iterable[Placement], *, on: date) -> dict[int, list[Placement]]:
    """Return, by unit, the placements from its employer down to itself; one question for all of them."""
    passed = {place.unit_id: steps_of(place.path) for place in places}
    every = placements(on=on).filter(unit__in={unit for line in passed.values() for unit in line})
    standing_there = {place.unit_id: place for place in every}
    return {
        unit: [standing_there[step] for step in line if step in standing_there]
        for unit, line in passed.items()
    }


def units_named(text: str, *, on: date) -> QuerySet[Placement]:
    """Return the units whose name holds every word of a text, or whose code it is; the highest first."""
    names = Q()
    for word in words(text):
        names &= Q(spelled__contains=word)
    return placements(on=on).filter(names | Q(unit__code__iexact=text.strip())).order_by("path")


def right_below(unit_id: int, *, on: date) -> QuerySet[Placement]:
    """Return the units that hang right below a unit."""
    return placements(on=on).filter(parent=unit_id).order_by("name_nl")


def persons_counted(unit_id: int, *, first: date, last: date) -> list[int]:
    """Return how many people worked at a unit, of every count from one day until another, the least first."""
    rows = Headcount.objects.filter(unit=unit_id, on__gte=first, on__lte=last)
    return sorted(rows.values_list("persons", flat=True))


def unit_codes(units: Iterable[int]) -> dict[int, str]:
    """Return the codes of units, by their numbers."""
    return dict(Unit.objects.filter(pk__in=list(units)).values_list("pk", "code"))
