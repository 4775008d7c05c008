"""Making destruction lists, deciding on them by two people, and carrying out what both of them wanted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import transaction

from weerklank.cases import erasure, keeping
from weerklank.cases.kept import kept
from weerklank.cases.procedures import procedure_named
from weerklank.cases.queries import case_numbered, holders_of
from weerklank.cases.rules import may_read
from weerklank.errors import Refused
from weerklank.notices.actions import notify, see
from weerklank.notices.states import Reason
from weerklank.organisation.models import Unit
from weerklank.people.rules import require
from weerklank.people.states import Role
from weerklank.retention import queries
from weerklank.retention.bech32 import is_recipient
from weerklank.retention.models import ArchiveKey, DestructionList, Entry
from weerklank.retention.rules import (
    may_propose,
    may_see,
    may_see_numbers,
    may_set_archive_key,
    require_second,
)
from weerklank.retention.states import LIST_FLOW, Decision, ListState
from weerklank.trail.actions import INSTALLATION, Subject, record
from weerklank.trail.states import Verb

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from weerklank.cases.models import Case
    from weerklank.people.models import Person

MOST = 200
"""Cases on one list: what a person can still look through."""
DIGEST = re.compile(r"[0-9a-f]{64}")


def make_lists(*, on: date, at: datetime) -> int:
    """Put every case that is due on a list of its employer and procedure; return how many were added."""
    return sum(
        add_due(employer, procedure, on=on, at=at) for employer, procedure in keeping.employers_with_cases()
    )


@transaction.atomic
def add_due(employer_id: int, procedure: str, *, on: date, at: datetime) -> int:
    """Put the cases of one procedure that are due on the list in the making, a new one where there is none."""
    Unit.objects.select_for_update().get(pk=employer_id)
    listed = Entry.objects.filter(taken_off_on=None).values("case")
    waiting = keeping.due(employer_id, procedure, on=on).exclude(pk__in=listed)
    if not waiting.exists():
        return 0
    found, is_new = DestructionList.objects.get_or_create(
        employer_id=employer_id, procedure=procedure, state=ListState.MADE, defaults={"made_on": on}
    )
    room = MOST - queries.entries_of(found).count()
    fresh = [entry_for(found, case) for case in waiting.prefetch_related("terms")[:room]]
    Entry.objects.bulk_create(fresh)
    if is_new:
        write_down(Verb.PREPARED, found, by=INSTALLATION, at=at)
        tell(found, [procedure_named(procedure).overseer], Reason.TASK, on=on)
    return len(fresh)


def entry_for(found: DestructionList, case: Case) -> Entry:
    """Return that a case stands on a list, by the rule under which it was kept longest."""
    until = kept(case)
    if until is None:
        raise Refused("not_due", "This case is not due.")
    return Entry(list=found, case=case, rule=until.rule.id, due_on=until.until_on, decision=Decision.DESTROY)


def make_list(employer_id: int, procedure: str, *, by: Person, on: date, at: datetime) -> int:
    """Look by hand what is due; return how many cases were added to the list."""
    asked = DestructionList(employer_id=employer_id, procedure=procedure)
    require(may_propose(by, asked, on=on))
    return add_due(employer_id, procedure, on=on, at=at)


@transaction.atomic
def choose(number: int, case: str, decision: str, *, by: Person, on: date) -> None:
    """Say what should happen with a case on a list, before it is proposed."""
    found = choosable(number, decision, by=by, on=on)
    require(may_see_numbers(by, found, on=on))
    entry = queries.entry_of(found, case)
    entry.decision = decision
    entry.save(update_fields=["decision"])


@transaction.atomic
def choose_of_rule(number: int, rule: str, decision: str, *, by: Person, on: date) -> None:
    """Say what should happen with every case on a list that was kept by one rule, before it is proposed."""
    found = choosable(number, decision, by=by, on=on)
    if not found.entries.filter(queries.OPEN, rule=rule).update(decision=decision):
        raise Refused("not_found")


def choosable(number: int, decision: str, *, by: Person, on: date) -> DestructionList:
    """Return a list on which someone may still choose this."""
    found = queries.locked_list(number)
    require(may_propose(by, found, on=on))
    if found.state != ListState.MADE or decision not in set(Decision):
        raise Refused("no_such_move", "This list was proposed: nothing can be chosen any more.")
    if decision == Decision.ARCHIVE and queries.archive_key(found.employer_id) is None:
        raise Refused("no_archive_key", "There is no key of the archive yet.")
    return found


@transaction.atomic
def propose_list(number: int, *, by: Person, on: date, at: datetime) -> None:
    """Propose that what stands on a list is carried out; a second person is asked to decide."""
    found = queries.locked_list(number)
    require(may_propose(by, found, on=on))
    if not queries.entries_of(found).exists():
        raise Refused("nothing_listed", "Nothing stands on this list.")
    found.proposed_by, found.proposed_on = by, on
    step(found, ListState.PROPOSED)
    see(by, about=about(found), on=on)
    write_down(Verb.CONFIRMED, found, by=str(by.pseudonym), at=at)
    tell(found, [Role.DATA_PROTECTION_OFFICER], Reason.APPROVAL, on=on)


@transaction.atomic
def approve_list(number: int, *, by: Person, on: date, at: datetime) -> None:
    """Approve what someone else proposed: from then on the clock carries it out."""
    found = decided(number, ListState.APPROVED, by=by, on=on)
    write_down(Verb.APPROVED, found, by=str(by.pseudonym), at=at)


@transaction.atomic
def refuse_list(number: int, *, by: Person, on: date, at: datetime) -> None:
    """Refuse what someone else proposed: every case comes off, and is due again for a next list."""
    found = decided(number, ListState.REFUSED, by=by, on=on)
    found.entries.filter(queries.OPEN).update(taken_off_on=on)
    write_down(Verb.REJECTED, found, by=str(by.pseudonym), at=at)


def decided(number: int, state: ListState, *, by: Person, on: date) -> DestructionList:
    """Return a list on which a second person decided."""
    found = queries.locked_list(number)
    require(may_see(by, found, on=on))
    require_second(by, found, on=on)
    found.decided_by, found.decided_on = by, on
    step(found, state)
    see(by, about=about(found), on=on)
    return found


@transaction.atomic
def postpone(case: str, *, ground: str, until_on: date | None, by: Person, on: date, at: datetime) -> None:
    """Keep a case longer, and take it off the list where it stands: what is held stands on none."""
    keeping.hold_case(case, ground=ground, until_on=until_on, by=by, on=on, at=at)
    Entry.objects.filter(queries.OPEN, case=case).update(taken_off_on=on)


@transaction.atomic
def set_archive_key(employer_id: int, recipient: str, *, by: Person, on: date, at: datetime) -> None:
    """Say to which key of the archive of an employer cases are sealed; refuses a text that is no such key."""
    require(may_set_archive_key(by, employer_id, on=on))
    if not is_recipient(recipient):
        raise Refused("archive_key", "This is no public key of age. It begins with age1.")
    ArchiveKey.objects.update_or_create(
        employer_id=employer_id, defaults={"recipient": recipient, "since": on, "by": by}
    )
    subject = Subject("key of the archive", str(employer_id), str(employer_id))
    record(Verb.CHANGED, subject, activity_id="retention", by=str(by.pseudonym), at=at)


@transaction.atomic
def note_export(case: str, digest: str, *, by: Person, on: date, at: datetime) -> None:
    """Note the SHA-256 (hexadecimal) of the file that a handler's browser made for the archive."""
    found = case_numbered(case)
    require(may_read(by, found, on=on))
    entry = queries.locked_to_archive(case)
    if entry is None or DIGEST.fullmatch(digest) is None:
        raise Refused("not_found")
    entry.exported, entry.exported_by = digest, by
    entry.confirmed_on = entry.confirmed_by = None
    entry.save(update_fields=["exported", "exported_by", "confirmed_on", "confirmed_by"])
    write_case(Verb.PREPARED, found, by=str(by.pseudonym), at=at)


@transaction.atomic
def confirm_receipt(number: int, case: str, digest: str, *, by: Person, on: date, at: datetime) -> None:
    """Confirm that the archive received the file of a case: it named its SHA-256. Not by who made the file."""
    found = queries.locked_list(number)
    require(may_see_numbers(by, found, on=on))
    entry = queries.locked_entry(found, case)
    told = "".join(digest.split()).lower()
    if not entry.exported or told != entry.exported:
        raise Refused("other_file", "The archive names another file than the one that was made.")
    if by.pk == entry.exported_by_id:
        raise Refused("same_person", "Whoever made the file cannot confirm it: ask a colleague.")
    entry.confirmed_by, entry.confirmed_on = by, on
    entry.save(update_fields=["confirmed_by", "confirmed_on"])
    write_case(Verb.CONFIRMED, entry.case, by=str(by.pseudonym), at=at)


def carry_out(*, on: date, at: datetime) -> int:
    """Destroy what two people decided to destroy, and what the archive received; return how many cases.

    Each case is a transaction of its own: what was begun goes on the next time.
    """
    numbers = [*Entry.objects.filter(queries.READY).order_by("pk").values_list("pk", flat=True)]
    done = sum(carry_out_entry(number, on=on, at=at) for number in numbers)
    finish_lists(on=on, at=at)
    return done


@transaction.atomic
def carry_out_entry(number: int, *, on: date, at: datetime) -> bool:
    """Destroy one case on an approved list; take it off where it is no longer due, or is held.

    Whether it may be carried out is asked once more under the lock: a new file for the archive is not confirmed.
    """
    entry = Entry.objects.select_for_update(of=("self",)).filter(queries.READY, pk=number).first()
    if entry is None:
        return False
    is_due = keeping.is_due(entry.case, on=on)
    if is_due:
        verb = Verb.ARCHIVED if entry.decision == Decision.ARCHIVE else Verb.DESTROYED
        erasure.erase(entry.case_id, verb=verb, on=on, at=at)
        entry.done_on = on
    else:
        entry.taken_off_on = on
    entry.save(update_fields=["done_on", "taken_off_on"])
    return is_due


@transaction.atomic
def finish_lists(*, on: date, at: datetime) -> None:
    """Close every approved list on which nothing is left to do; the trail says how many of what."""
    open_lists = Entry.objects.filter(queries.OPEN).values("list")
    done = DestructionList.objects.select_for_update().filter(state=ListState.APPROVED)
    for found in done.exclude(pk__in=open_lists).order_by("pk"):
        found.carried_out_on = on
        step(found, ListState.CARRIED_OUT)
        write_down(Verb.DESTROYED, found, by=INSTALLATION, at=at)


def step(found: DestructionList, state: ListState) -> None:
    """Let a list stand in another state, where the flow has such a move."""
    found.state = LIST_FLOW.step(ListState(found.state), state)
    found.save()


def about(found: DestructionList) -> str:
    """Return what a notice about a list names."""
    return f"list-{found.pk}"


def tell(found: DestructionList, roles: Iterable[Role], reason: Reason, *, on: date) -> None:
    """Tell those with a role at the employer that a list waits for them."""
    people = [
        grant.person
        for role in roles
        for grant in holders_of(role, found.employer_id, on=on).select_related("person")
    ]
    notify(dict.fromkeys(people), reason, about=about(found), on=on)


def write_down(verb: Verb, found: DestructionList, *, by: str, at: datetime) -> None:
    """Write what was done with a list in the trail: of how many cases of which procedure, and no more."""
    number = queries.entries_of(found).count()
    subject = Subject(f"{number} {found.procedure}"[:40], about(found), str(found.employer_id))
    record(verb, subject, activity_id="retention", by=by, at=at)


def write_case(verb: Verb, case: Case, *, by: str, at: datetime) -> None:
    """Write what was done with the file of a case for the archive."""
    subject = Subject("file for the archive", case.pk, str(case.employer_id))
    record(verb, subject, activity_id="retention", by=by, at=at)
