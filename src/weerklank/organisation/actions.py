"""Changing an organisation, in one transaction, without losing what was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from weerklank.organisation.models import STEP, Headcount, Placement, Unit
from weerklank.organisation.queries import standing_units
from weerklank.organisation.reorganisation import is_renamed, planned
from weerklank.organisation.spelling import plain
from weerklank.trail.actions import Subject, record
from weerklank.trail.states import Verb

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from weerklank.organisation.reorganisation import Listed, Plan, Standing

BATCH = 2000


def plan_import(rows: Sequence[Listed], *, on: date, file: str) -> Plan:
    """Return what a list of units would change from a date on; nothing is written."""
    return planned(rows, standing_units(employer_code(rows), on=on), on=on, file=file)


@transaction.atomic
def import_units(rows: Sequence[Listed], *, on: date, file: str, by: str, at: datetime) -> Plan:
    """Change an organisation as a list says, and return what was changed. `by` is a pseudonym."""
    standing = standing_units(employer_code(rows), on=on)
    plan = planned(rows, standing, on=on, file=file)
    ids = {code: unit.id for code, unit in standing.items()} | created_units(plan, standing)
    place_units(plan, rows, standing, ids)
    end_units(plan, ids)
    count_heads(plan, ids)
    change_kinds(plan, ids)
    number = str(ids[plan.employer])
    subject = Subject("employer", number, number)
    record(Verb.IMPORTED, subject, activity_id="organisation", by=by, at=at)
    return plan


def employer_code(rows: Sequence[Listed]) -> str:
    """Return the code of the employer that a list is about; nothing where the list does not say."""
    return next((row.code for row in rows if not row.parent), "")


def created_units(plan: Plan, standing: Mapping[str, Standing]) -> dict[str, int]:
    """Make the units that are new; return their numbers by code."""
    top = standing.get(plan.employer)
    employer = (
        top.id if top else created_employer(next(row for row in plan.new if not row.parent), on=plan.on)
    )
    units = [new_unit(row, on=plan.on, employer=employer) for row in plan.new if row.parent]
    Unit.objects.bulk_create(units, batch_size=BATCH)
    return {plan.employer: employer} | {unit.code: unit.pk for unit in units}


def created_employer(row: Listed, *, on: date) -> int:
    """Make an employer, which belongs to itself; return its number."""
    unit = new_unit(row, on=on, employer=None)
    unit.save()
    Unit.objects.filter(pk=unit.pk).update(employer=unit.pk)
    return unit.pk


def new_unit(row: Listed, *, on: date, employer: int | None) -> Unit:
    """Return a unit as its row has it, not yet written."""
    return Unit(code=row.code, kind=row.kind, valid_from=row.valid_from or on, employer_id=employer)


def place_units(
    plan: Plan, rows: Sequence[Listed], standing: Mapping[str, Standing], ids: Mapping[str, int]
) -> None:
    """Write where units stand: a new place for whatever is new, renamed, or moved with all below it."""
    listed = {row.code: row for row in rows}
    paths = paths_of(plan.parents, ids)
    fresh, closed, mended = [], [], []
    for code, path in paths.items():
        row, before = listed.get(code), standing.get(code)
        if row is not None and before is None:
            fresh.append(placement(row, path, ids, since=row.valid_from or plan.on))
        elif before is not None and is_replaced(row, before, path, on=plan.on):
            place = replaced(row, before, path, ids, on=plan.on)
            if before.placed_from >= plan.on:
                place.pk = before.placement
                mended.append(place)
            else:
                closed.append(before.placement)
                fresh.append(place)
    close_placements(closed, on=plan.on)
    Placement.objects.bulk_update(
        mended, ["parent", "path", "name_nl", "name_en", "spelled"], batch_size=BATCH
    )
    Placement.objects.bulk_create(fresh, batch_size=BATCH)


def paths_of(parents: Mapping[str, str], ids: Mapping[str, int]) -> dict[str, str]:
    """Return the path of every unit: a step for each unit from the employer down."""
    paths = {"": ""}

    def path(code: str) -> str:
        if code not in paths:
            paths[code] = path(parents[code]) + f"{ids[code]:0{STEP}x}"
        return paths[code]

    for code in parents:
        path(code)
    del paths[""]
    return paths


def is_replaced(row: Listed | None, before: Standing, path: str, *, on: date) -> bool:
    """Return whether a unit that stands gets another place or name from a date on."""
    end = row.valid_to if row and row.valid_to else before.valid_to
    if end and end <= on:
        return False
    return path != before.path or (row is not None and is_renamed(row, before))


def placement(row: Listed, path: str, ids: Mapping[str, int], *, since: date) -> Placement:
    """Return the place of a unit as its row has it, not yet written."""
    return Placement(
        unit_id=ids[row.code],
        parent_id=ids[row.parent] if row.parent else None,
        path=path,
        name_nl=row.name_nl,
        name_en=row.name_en,
        spelled=plain(f"{row.name_nl} {row.name_en}"),
        valid_from=since,
    )


def replaced(
    row: Listed | None, before: Standing, path: str, ids: Mapping[str, int], *, on: date
) -> Placement:
    """Return the new place of a unit that stood elsewhere, or under another name, not yet written."""
    parent = row.parent if row else before.parent
    name_nl, name_en = (row.name_nl, row.name_en) if row else (before.name_nl, before.name_en)
    return Placement(
        unit_id=before.id,
        parent_id=ids[parent] if parent else None,
        path=path,
        name_nl=name_nl,
        name_en=name_en,
        spelled=plain(f"{name_nl} {name_en}"),
        valid_from=on,
        valid_to=before.valid_to,
    )


def close_placements(placements: Sequence[int], *, on: date) -> None:
    """Let places end on a date, some at a time: a database takes only so many numbers at once."""
    for start in range(0, len(placements), BATCH):
        Placement.objects.filter(pk__in=placements[start : start + BATCH]).update(valid_to=on)


def end_units(plan: Plan, ids: Mapping[str, int]) -> None:
    """Let units end, with what follows them."""
    for row in plan.ended:
        successor = ids[row.successor] if row.successor else None
        Unit.objects.filter(pk=ids[row.code]).update(valid_to=row.valid_to, successor=successor)
        Placement.objects.filter(unit=ids[row.code], valid_to=None).update(valid_to=row.valid_to)


def count_heads(plan: Plan, ids: Mapping[str, int]) -> None:
    """Write how many people work where, as of the date of the list."""
    Headcount.objects.bulk_create(
        [Headcount(unit_id=ids[row.code], on=plan.on, persons=row.persons or 0) for row in plan.counted],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["unit", "on"],
        update_fields=["persons"],
    )


def change_kinds(plan: Plan, ids: Mapping[str, int]) -> None:
    """Write what kind of unit it is, where a list says so anew; what it was before is not kept."""
    changed = [Unit(pk=ids[row.code], kind=row.kind) for row in plan.of_another_kind]
    Unit.objects.bulk_update(changed, ["kind"], batch_size=BATCH)
