"""Destroying what was sealed. Of a case one row stays, without content: the ledger.

Every table that leads to a case is swept, found in the registry of models: a new one cannot be forgotten. What
stays is named in `STAYS`, with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import OperationalError, connection, transaction
from django.db.models import Exists, F, OuterRef

from weerklank.cases import queries
from weerklank.cases.counting import CLOSED
from weerklank.cases.keeping import NOTES
from weerklank.cases.kept import held, hold_of
from weerklank.cases.models import Case, Erasure, Happening, Note, Term
from weerklank.cases.procedures import procedure_named
from weerklank.cases.states import CaseState, Mover
from weerklank.errors import Refused
from weerklank.notices.actions import forget
from weerklank.notices.models import Notice
from weerklank.terms.rules import keeping
from weerklank.trail.actions import INSTALLATION, Subject, record
from weerklank.trail.states import Verb

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from django.db.backends.utils import CursorWrapper
    from django.db.models import Model

STAYS = {
    "cases.Happening": "the day on which it was closed, and nothing else that happened",
    "cases.Term": "the days of each duty, and whether it was met, which the yearly figures ask",
    "retention.Entry": "that two people decided, by which rule",
}
"""Tables that lead to a case and are not swept, and why."""
NOTE = "counsellor_note"
BATCH = 200


def swept(model: type[Model], path: str = "") -> Iterator[tuple[type[Model], str]]:
    """Yield every table that leads to a table, directly or by another, with the path that leads back.

    Those that lead to another come before it, so that each can be emptied in this order.
    """
    for relation in model._meta.related_objects:  # noqa: SLF001 - Django's public name begins so
        found = relation.related_model
        if isinstance(found, type) and found._meta.label not in STAYS:  # noqa: SLF001 - Django's public name begins so
            back = f"{relation.field.name}__{path}".removesuffix("__")
            yield from swept(found, back)
            yield found, back


@transaction.atomic
def erase(number: str, *, verb: Verb = Verb.DESTROYED, on: date, at: datetime) -> None:
    """Destroy a case: everything that was sealed, every key to it, and what leads to who wrote it.

    Refuses a case that has not ended, and one that is held. The trail says the number, and nothing of what it was.
    """
    case = queries.locked(number)
    if hold_of(case, on=on) is not None:
        raise Refused("held", "This case is held: it cannot be destroyed.")
    walk_to_end(case)
    for model, path in swept(Case):
        model._default_manager.filter(**{path: case}).delete()  # noqa: SLF001 - Django's public name begins so
    forget(about=case.pk)
    become_ledger(case, on=on)
    count(case.procedure, on=on)
    subject = Subject("case", case.pk, str(case.employer_id))
    record(verb, subject, activity_id=procedure_named(case.procedure).activity, by=INSTALLATION, at=at)


def walk_to_end(case: Case) -> None:
    """Take a case along the moves of the clock to where it is destroyed; refuses where none leads there."""
    procedure, state = procedure_named(case.procedure), CaseState(case.state)
    while state != CaseState.DESTROYED:
        following = procedure.moves_from(state, Mover.CLOCK)
        if not following:
            raise Refused("no_such_move", "Only a case that was closed can be destroyed.")
        state = procedure.flow.step(state, following[0])
    case.state = state


def become_ledger(case: Case, *, on: date) -> None:
    """Leave of the row of a case what is counted of it, and nothing that finds, opens or places it."""
    case.happenings.exclude(event=CLOSED).delete()
    case.happenings.update(ground="", after=0)
    case.terms.filter(rule__in=keeping()).delete()
    case.lookup, case.reporter_key = None, b""
    case.digest = case.size = case.sealed_by = ""
    case.unit_id = case.employer_id
    case.waiting, case.moved_on = False, on
    case.save()


def count(kind: str, *, on: date, number: int = 1) -> None:
    """Write down that so many of a kind were destroyed on a day; what is raised cannot be marked meanwhile."""
    row, _ = Erasure.objects.select_for_update().get_or_create(kind=kind, on=on, scrubbed_on=None)
    Erasure.objects.filter(pk=row.pk).update(count=F("count") + number)


def forget_notes(*, on: date, at: datetime) -> int:
    """Destroy handlers' own notes whose term is over, of cases that nothing holds; return of how many cases."""
    over = Term.objects.filter(rule=NOTES, due_on__lt=on, case=OuterRef("pk"))
    holding = held(on=on).filter(case=OuterRef("pk"))
    written = Note.objects.filter(case=OuterRef("pk"))
    cases = Case.objects.filter(Exists(over), Exists(written)).exclude(Exists(holding))
    numbers = [*cases.order_by("pk").values_list("pk", flat=True)[:BATCH]]
    for number in numbers:
        destroy_notes(number, on=on, at=at)
    return len(numbers)


@transaction.atomic
def destroy_notes(number: str, *, on: date, at: datetime) -> None:
    """Destroy every note about a case; the trail says of which case, and nothing of whose they were."""
    case = queries.locked(number)
    destroyed, _ = Note.objects.filter(case=case).delete()
    count(NOTE, on=on, number=destroyed)
    subject = Subject("notes", case.pk, str(case.employer_id))
    activity = procedure_named(case.procedure).activity
    record(Verb.DESTROYED, subject, activity_id=activity, by=INSTALLATION, at=at)


def scrub(*, on: date) -> bool:
    """Clean the store of what destroyed rows left in its file; return whether there was anything to clean.

    Outside any transaction. What cannot be done now raises `DatabaseError` and is tried again the next time.
    """
    seen = waiting()
    if seen:
        CLEANING[connection.vendor]()
        mark_scrubbed(seen, on=on)
    return bool(seen)


def waiting() -> list[tuple[int, int]]:
    """Return what was destroyed and still has to be cleaned up after: each row, with how many it counts now."""
    return [*Erasure.objects.filter(scrubbed_on=None).values_list("pk", "count")]


def waiting_since() -> date | None:
    """Return since which day something waits for the store to be cleaned of it; nothing where nothing does."""
    first = Erasure.objects.filter(scrubbed_on=None).order_by("on").first()
    return first.on if first else None


def mark_scrubbed(seen: Iterable[tuple[int, int]], *, on: date) -> None:
    """Mark what was cleaned up after; a row that counts more by now waits for the next time."""
    for row, number in seen:
        Erasure.objects.filter(pk=row, count=number).update(scrubbed_on=on)


def clean_sqlite() -> None:
    """Write the file anew, and empty its log: `secure_delete` has wiped the rows before."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (busy, *_) = cursor.fetchone()
    if busy:
        raise OperationalError("somebody reads: the log could not be emptied now")


def clean_postgresql() -> None:
    """Write anew every table of which rows went: once nobody can see the old ones any more.

    What runs since before, in any database of the server, keeps rows alive that a table written anew would hold.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::xid")
        (mark,) = cursor.fetchone()
        if not any(nobody_sees(cursor, mark) for _ in range(LOOKS)):
            raise OperationalError("somebody still sees what was destroyed: it could not be cleaned now")
    with connection.cursor() as cursor:
        for table in written_anew():
            cursor.execute(f'VACUUM (FULL) "{table}"')


def written_anew() -> list[str]:
    """Return every table that was swept, and those of which a part went: of cases, and of what stays."""
    parts = {Case, Happening, Term, Notice}
    return sorted(model._meta.db_table for model in {model for model, _ in swept(Case)} | parts)  # noqa: SLF001 - Django's public name begins so


def nobody_sees(cursor: CursorWrapper, mark: object) -> bool:
    """Return whether nothing runs any more that began before a transaction; waits a little where it does."""
    cursor.execute(OLDER, {"mark": str(mark)})
    (others,) = cursor.fetchone()
    if others:
        cursor.execute("SELECT pg_sleep(0.1)")
    return not others


LOOKS = 50
"""How often it is looked, a tenth of a second apart, whether others have ended."""
OLDER = """
    SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND (
        age(backend_xid) > age(%(mark)s::xid)
        OR (age(backend_xmin) > age(%(mark)s::xid) AND (datid IS NULL OR datname = current_database()))
    )
"""
"""How many others run since before a transaction."""
CLEANING = {"sqlite": clean_sqlite, "postgresql": clean_postgresql}
