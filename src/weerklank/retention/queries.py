"""Destruction lists, asked for: by number and date, never by content."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias

from django.db.models import Count, F, Max, Q

from weerklank.cases.models import Hold, Reader
from weerklank.cases.procedures import PROCEDURES, procedure_named
from weerklank.errors import Refused
from weerklank.organisation.models import Unit
from weerklank.people.queries import grants_on, keys_of
from weerklank.people.states import Right, Role
from weerklank.retention.models import ArchiveKey, DestructionList, Entry
from weerklank.retention.states import Decision, ListState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from weerklank.people.models import Person

Found: TypeAlias = DestructionList
Listed: TypeAlias = Entry
"""A list, and a case on it, as pages name them."""
OPEN = Q(taken_off_on=None, done_on=None)
"""What still has to be done of a list."""
READY = (
    OPEN & Q(list__state=ListState.APPROVED) & (Q(decision=Decision.DESTROY) | Q(confirmed_on__isnull=False))
)
"""What the clock may carry out now: what two decided to destroy, and what the archive received."""
STANDS = Count("entries", filter=Q(entries__taken_off_on=None))


@dataclass(frozen=True, slots=True)
class Minded:
    """An employer and a procedure whose terms of keeping someone minds; `numbers`: also of which case."""

    employer: Unit
    procedure: str
    proposes: bool
    numbers: bool


@dataclass(frozen=True, slots=True)
class Grouped:
    """How many cases share a rule and a decision, or a procedure and a ground, and the last day among them."""

    name: str
    decision: str
    cases: int
    last_on: date


def roots_of(person: Person, role: Role, *, on: date) -> list[Unit]:
    """Return the employers for the whole of which someone holds a role."""
    held = grants_on(on).filter(person=person, role=role, right=Right.ACT).values("unit")
    return list(Unit.objects.filter(pk__in=held, employer=F("pk")).order_by("code"))


def minded(person: Person, *, on: date) -> tuple[Minded, ...]:
    """Return of which employers and procedures someone minds the terms of keeping; `proposes`: as its overseer."""
    officer = roots_of(person, Role.DATA_PROTECTION_OFFICER, on=on)
    roots = {role: roots_of(person, role, on=on) for role in sorted(overseers())}
    return tuple(
        Minded(
            unit,
            procedure.id,
            proposes=unit in roots[procedure.overseer],
            numbers=unit in officer or is_registered(procedure.id),
        )
        for procedure in PROCEDURES.values()
        for unit in dict.fromkeys((*roots[procedure.overseer], *officer))
    )


def lists_for(person: Person, *, on: date) -> QuerySet[DestructionList]:
    """Return the lists that someone may see, the last first; `stands` counts the cases on each."""
    within = Q(pk__in=())
    for one in minded(person, on=on):
        within |= Q(employer=one.employer, procedure=one.procedure)
    rows = DestructionList.objects.filter(within).select_related("employer", "proposed_by", "decided_by")
    return rows.annotate(stands=STANDS).order_by("-pk")


def is_registered(procedure: str) -> bool:
    """Return whether whoever oversees a procedure keeps a register of it, and so may know its numbers and days."""
    found = procedure_named(procedure)
    return found.overseer in found.registrars


def holds_of(those: Iterable[Minded], *, on: date) -> QuerySet[Hold]:
    """Return what is held of cases by employer and procedure, what ends first before the rest."""
    within = Q(pk__in=())
    for one in those:
        within |= Q(case__employer=one.employer, case__procedure=one.procedure)
    rows = Hold.objects.filter(within, until_on__gte=on).select_related("case", "by")
    return rows.order_by("until_on", "pk")


def holds_counted(those: Iterable[Minded], *, on: date) -> list[Grouped]:
    """Return how much is held by procedure and ground, for those who may not know of which case."""
    rows = (
        holds_of(those, on=on).order_by("case__procedure", "ground").values_list("case__procedure", "ground")
    )
    return [Grouped(*row) for row in rows.annotate(cases=Count("pk"), last_on=Max("until_on"))]


def list_numbered(number: int) -> DestructionList:
    """Return a list; refuses one that is not there."""
    rows = DestructionList.objects.select_related("employer", "proposed_by", "decided_by")
    found = rows.filter(pk=number).first()
    if found is None:
        raise Refused("not_found")
    return found


def locked_list(number: int) -> DestructionList:
    """Return a list that nobody else changes until this transaction ends; refuses one that is not there."""
    DestructionList.objects.select_for_update().filter(pk=number).first()
    return list_numbered(number)


def entries_of(found: DestructionList) -> QuerySet[Entry]:
    """Return the cases that stand on a list, in the order in which they were due."""
    return found.entries.filter(taken_off_on=None).select_related("case").order_by("due_on", "case")


def grouped(found: DestructionList) -> list[Grouped]:
    """Return how many cases stand on a list by rule and decision, for those who may not know which."""
    rows = entries_of(found).order_by("rule", "decision").values_list("rule", "decision")
    return [Grouped(*row) for row in rows.annotate(cases=Count("pk"), last_on=Max("due_on"))]


def checksum(found: DestructionList) -> str:
    """Return the SHA-256 of what stands on a list: who may not look in it still sees that it stayed the same."""
    rows = entries_of(found).order_by("case").values_list("case", "rule", "due_on", "decision")
    return sha256("\n".join(" ".join(map(str, row)) for row in rows).encode()).hexdigest()


def entry_of(found: DestructionList, case: str) -> Entry:
    """Return what still has to be done with a case on a list; refuses a case that is not on it."""
    entry = found.entries.filter(OPEN, case=case).select_related("case").first()
    if entry is None:
        raise Refused("not_found")
    return entry


def locked_entry(found: DestructionList, case: str) -> Entry:
    """Return the same, that nobody else changes until this transaction ends."""
    found.entries.select_for_update().filter(OPEN, case=case).first()
    return entry_of(found, case)


def have_handled(person: Person, found: DestructionList) -> bool:
    """Return whether someone has or had a key to a case on a list."""
    cases = entries_of(found).values("case")
    return Reader.objects.filter(case__in=cases, key__in=keys_of(person)).exists()


def archive_key(employer_id: int) -> ArchiveKey | None:
    """Return the key of the archive of an employer, where one was set."""
    return ArchiveKey.objects.filter(employer=employer_id).first()


def archiving(case: str) -> QuerySet[Entry]:
    """Return that a case goes to the archive, as two people decided; nothing where they did not."""
    rows = Entry.objects.filter(OPEN, case=case, decision=Decision.ARCHIVE, list__state=ListState.APPROVED)
    return rows.select_related("list")


def to_archive(case: str) -> Entry | None:
    """Return that a case goes to the archive; nothing where it does not."""
    return archiving(case).first()


def locked_to_archive(case: str) -> Entry | None:
    """Return the same, that nobody else changes until this transaction ends."""
    return archiving(case).select_for_update(of=("self",)).first()


def overseers() -> frozenset[Role]:
    """Return the roles that propose what is destroyed."""
    return frozenset(procedure_named(name).overseer for name in PROCEDURES)
