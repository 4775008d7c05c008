"""What a list of units changes in an organisation, worked out before anything is written. Pure.

A list says what stands in it, and is silent about the rest: a unit that is not listed stays as it is. A unit ends
only where its row says so. The past is kept: a unit that moves or is renamed keeps its old place until the date
from which the list holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from weerklank.errors import BadInput, Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

ADDRESSED = re.compile(r"[A-Za-z0-9_-]+")
"""What the code of an employer is made of."""
DEEPEST = 16
"""Levels of the deepest tree."""
SHOWN = 20
"""Changes of one kind that are shown by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One unit as a list has it. `row` counts as a spreadsheet does; an empty `parent` marks the employer."""

    row: int
    code: str
    parent: str
    name_nl: str
    name_en: str
    kind: str = ""
    persons: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One unit as it stands now: where, since when in that place, and until when at all."""

    id: int
    placement: int
    parent: str
    name_nl: str
    name_en: str
    kind: str
    path: str
    valid_from: date
    placed_from: date
    valid_to: date | None
    persons: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What would change, from which date. `parents` is the whole tree as it would be, by code.

    `begun` are units that stand and of which a list names another first day: that is not changed, and is said.
    `later` are those that a list has as they will stand from a later day: they are not brought forward, and that
    is said.
    """

    employer: str
    on: date
    new: list[Listed] = field(default_factory=list)
    renamed: list[Listed] = field(default_factory=list)
    moved: list[Listed] = field(default_factory=list)
    ended: list[Listed] = field(default_factory=list)
    counted: list[Listed] = field(default_factory=list)
    of_another_kind: list[Listed] = field(default_factory=list)
    begun: list[Listed] = field(default_factory=list)
    later: list[Listed] = field(default_factory=list)
    parents: dict[str, str] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """Yield the plan as a person reads it."""
        kinds = {
            "new": self.new,
            "renamed": self.renamed,
            "moved": self.moved,
            "ended": self.ended,
            "counted anew": self.counted,
            "of another kind": self.of_another_kind,
            "valid_from of a unit that stands, not changed": self.begun,
            "changed from a later day already, not brought forward": self.later,
        }
        for kind, rows in kinds.items():
            shown = ", ".join(row.code for row in rows[:SHOWN])
            more = f", and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
            yield f"{kind}: {len(rows)}{': ' if rows else ''}{shown}{more}"


def planned(rows: Sequence[Listed], standing: Mapping[str, Standing], *, on: date, file: str) -> Plan:
    """Return what a list changes from a date on; raises `BadInput` with every fault, and then nothing changes."""
    faults = [*faults_alone(rows, file=file)]
    if not faults:
        faults = [*faults_together(rows, standing, on=on, file=file)]
    if faults:
        raise BadInput(faults)
    employer = next(row.code for row in rows if not row.parent)
    plan = Plan(employer, on, parents=tree(rows, standing))
    for row in rows:
        sort_into(plan, row, standing.get(row.code))
    return plan


def sort_into(plan: Plan, row: Listed, before: Standing | None) -> None:
    """Add one row to what it changes; a row may change several things, or none."""
    if before is None:
        plan.new.append(row)
    if is_renamed(row, before):
        plan.renamed.append(row)
    if is_moved(row, before):
        plan.moved.append(row)
    if row.valid_to and (before is None or before.valid_to is None):
        plan.ended.append(row)
    if row.persons is not None and (before is None or before.persons != row.persons):
        plan.counted.append(row)
    if before and row.kind not in ("", before.kind):
        plan.of_another_kind.append(row)
    if before and row.valid_from not in (None, before.valid_from):
        plan.begun.append(row)
    if before and before.placed_from > max(plan.on, before.valid_from):
        plan.later.append(row)


def tree(rows: Iterable[Listed], standing: Mapping[str, Standing]) -> dict[str, str]:
    """Return the unit above each unit, as it would be."""
    return {code: unit.parent for code, unit in standing.items()} | {row.code: row.parent for row in rows}


def faults_alone(rows: Sequence[Listed], *, file: str) -> Iterator[Fault]:
    """Yield what is wrong with rows whatever stands now."""
    first: dict[str, int] = {}
    for row in rows:
        if row.code in first:
            yield Fault(
                f"the unit stands in row {first[row.code]} too", "Keep one of the two", file=file, row=row.row
            )
        first.setdefault(row.code, row.row)
        if row.valid_from and row.valid_to and row.valid_to <= row.valid_from:
            yield Fault(
                "the end is not after the beginning", "Mend one of the dates", file, row.row, "valid_to"
            )
    tops = [row.row for row in rows if not row.parent]
    if len(tops) != 1:
        yield Fault(
            f"{len(tops)} rows have no parent",
            "Let exactly one row, the employer, have none; give each employer a file of its own",
            file=file,
            row=tops[1] if tops else None,
            column="parent",
        )


def faults_together(
    rows: Sequence[Listed], standing: Mapping[str, Standing], *, on: date, file: str
) -> Iterator[Fault]:
    """Yield what is wrong with rows beside each other and beside what stands."""
    parents = tree(rows, standing)
    ends = {code: unit.valid_to for code, unit in standing.items()} | {row.code: row.valid_to for row in rows}
    starts = {row.code: row.valid_from or on for row in rows}
    starts |= {code: unit.valid_from for code, unit in standing.items()}
    looping = in_loops(parents)
    left, tied = left_below(rows, standing, parents), tied_below(rows, standing, parents, on=on)
    for row in rows:
        for what, mend, column in row_faults(row, standing.get(row.code), parents, starts, ends, on):
            yield Fault(what, mend, file, row.row, column)
        if row.code in left:
            yield Fault(
                "a unit below it that is not listed goes on after its end",
                "List what stands below it too, each with another parent or an end",
                file,
                row.row,
                "valid_to",
            )
        if row.code in tied:
            yield Fault(
                "a unit below it was changed after this date already",
                "Import with a later date",
                file,
                row.row,
                "parent",
            )
        if row.code in looping:
            yield Fault(
                "the unit stands below itself", "Break the circle of parents", file, row.row, "parent"
            )
    yield from (
        Fault(f"the tree is deeper than {DEEPEST} levels", "Take out a level", file, row.row, "parent")
        for row in rows
        if row.code not in looping and depth(row.code, parents) > DEEPEST
    )


def row_faults(
    row: Listed,
    before: Standing | None,
    parents: Mapping[str, str],
    starts: Mapping[str, date],
    ends: Mapping[str, date | None],
    on: date,
) -> Iterator[tuple[str, str, str]]:
    """Yield what, mend and column of each thing wrong with a row among the others."""
    if before is None and not row.parent and not ADDRESSED.fullmatch(row.code):
        yield (
            "the code of an employer stands in addresses of pages",
            "Use letters without accents, digits, - and _ alone",
            "code",
        )
    if row.parent and row.parent not in parents:
        yield "the parent is not known", "Add a row for the parent, or mend its code", "parent"
    elif row.parent and (before is None or before.parent != row.parent):
        yield from faults_at_arrival(row, before, starts, on)
    if row.parent and (over := ends.get(row.parent)) and (row.valid_to is None or row.valid_to > over):
        yield "the unit above it ends earlier", "Give it another parent, or an end", "parent"
    if row.successor:
        yield from faults_of_successor(row, parents)
    if row.valid_to and row.valid_to <= starts[row.code]:
        yield "the end is not after the beginning", "Mend one of the dates", "valid_to"
    if before:
        yield from faults_with_past(row, before, on)


def faults_of_successor(row: Listed, parents: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield where a unit would be followed by nothing or by itself, or without an end."""
    if row.successor == row.code:
        yield "a unit does not follow itself", "Name another unit, or leave the cell empty", "successor"
    elif row.successor not in parents:
        yield "the successor is not known", "Add a row for the successor, or mend its code", "successor"
    elif row.valid_to is None:
        yield "the unit has a successor and no end", "Give its end, or leave the successor out", "valid_to"


def faults_at_arrival(
    row: Listed, before: Standing | None, starts: Mapping[str, date], on: date
) -> Iterator[tuple[str, str, str]]:
    """Yield where a unit would come to stand below one that is not there yet."""
    if starts[row.parent] <= max(starts[row.code], on if before else starts[row.code]):
        return
    if before:
        yield "the unit moves before the unit above it begins", "Import with a later date", "parent"
    else:
        yield (
            "the unit begins before the unit above it",
            "Let it begin later, or the parent earlier",
            "valid_from",
        )


def left_below(
    rows: Iterable[Listed], standing: Mapping[str, Standing], parents: Mapping[str, str]
) -> set[str]:
    """Return the units that a list ends above one that it is silent about, and that goes on."""
    listed = {row.code for row in rows}
    ending = {row.code: row.valid_to for row in rows if row.valid_to and not ended_before(row, standing)}
    return {
        above
        for code, unit in standing.items()
        if code not in listed
        and (end := ending.get(above := parents[code]))
        and (unit.valid_to is None or unit.valid_to > end)
    }


def ended_before(row: Listed, standing: Mapping[str, Standing]) -> bool:
    """Return whether a unit has its end already."""
    before = standing.get(row.code)
    return before is not None and before.valid_to is not None


def tied_below(
    rows: Iterable[Listed], standing: Mapping[str, Standing], parents: Mapping[str, str], *, on: date
) -> set[str]:
    """Return the units that a list moves with one below them that got another place after that date already."""
    moving = {row.code for row in rows if is_moved(row, standing.get(row.code))}
    tied = set()
    for unit in standing.values():
        above = unit.parent if unit.placed_from > max(on, unit.valid_from) else ""
        for _ in range(DEEPEST):
            tied |= {above} & moving
            above = parents.get(above, "")
    return tied


def is_moved(row: Listed, before: Standing | None) -> bool:
    """Return whether a unit that stands gets another parent."""
    return before is not None and before.parent != row.parent


def is_renamed(row: Listed, before: Standing | None) -> bool:
    """Return whether a unit that stands gets another name."""
    return before is not None and (before.name_nl, before.name_en) != (row.name_nl, row.name_en)


def faults_with_past(row: Listed, before: Standing, on: date) -> Iterator[tuple[str, str, str]]:
    """Yield where a row would change what has been."""
    if before.valid_to and before.valid_to != row.valid_to:
        yield "the unit has ended already", "Take the row out, or use a new code for a new unit", "valid_to"
    changed = is_moved(row, before) or is_renamed(row, before)
    if changed and before.placed_from > max(on, before.valid_from):
        yield "the unit was changed after this date already", "Import with a later date", "code"
    if row.valid_to and before.valid_to is None and row.valid_to <= before.placed_from:
        yield "the unit was changed after this end already", "Let it end later", "valid_to"
    if bool(before.parent) != bool(row.parent):
        yield (
            "an employer cannot become a unit, nor a unit an employer",
            "Keep the parent as it was",
            "parent",
        )


def in_loops(parents: Mapping[str, str]) -> set[str]:
    """Return the units that stand below themselves: each is walked once, whatever the size."""
    done: set[str] = set()
    looping: set[str] = set()
    for start in parents:
        walked: dict[str, int] = {}
        code = start
        while code in parents and code not in done and code not in walked:
            walked[code] = len(walked)
            code = parents[code]
        if code in walked:
            looping |= {unit for unit, place in walked.items() if place >= walked[code]}
        done.update(walked)
    return looping


def depth(code: str, parents: Mapping[str, str]) -> int:
    """Return on which level a unit stands, the employer on 1; never more than one too deep."""
    level = 0
    while code and level <= DEEPEST:
        code, level = parents.get(code, ""), level + 1
    return level
