"""What stands in the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from django.db import connection

from weerklank.trail.chain import EMPTY, Head, broken_links
from weerklank.trail.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

GUARDS_OF_SQLITE = """SELECT COUNT(*) = 3 FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'trail_entry'
    AND name IN ('trail_no_update', 'trail_no_delete', 'trail_no_replace')"""
GUARDS_OF_POSTGRESQL = """SELECT COUNT(*) = 1 FROM pg_trigger WHERE tgrelid = to_regclass('trail_entry')
    AND tgname = 'trail_append_only' AND tgenabled <> 'D'"""
TABLE = "trail_entry"
Act: TypeAlias = Entry
"""The type of an entry, for rooms that read the trail."""


def head() -> Head:
    """Return the last entry, to be kept outside; the empty head where nothing was written."""
    last = Entry.objects.order_by("-number").values_list("number", "digest").first()
    return Head(*last) if last else EMPTY


def faults(*, anchors: Iterable[Head] = ()) -> Iterator[str]:
    """Yield a sentence for every changed, removed or moved entry, and one where all of it is gone."""
    if TABLE not in connection.introspection.table_names():
        yield "The trail is gone: the store has no table of it. Put back a backup, and find out who took it away."
        return
    kept, rows = list(anchors), Entry.objects.order_by("number")
    try:
        found = list(broken_links(rows.iterator(chunk_size=5000), anchors=kept))
    except (
        ValueError
    ):  # SQLite keeps what is no time as well: where there is one, each time is read by itself
        found = list(broken_links(rows.defer("at").iterator(chunk_size=5000), anchors=kept))
    yield from found


def is_guarded() -> bool:
    """Return whether the store still refuses to change, replace or remove an entry."""
    asked = GUARDS_OF_POSTGRESQL if connection.vendor == "postgresql" else GUARDS_OF_SQLITE
    with connection.cursor() as cursor:
        cursor.execute(asked)
        (standing,) = cursor.fetchone()
    return bool(standing)


def latest() -> QuerySet[Entry]:
    """Return the entries, the last first."""
    return Entry.objects.order_by("-number")


def acts_at(employer: int | None) -> QuerySet[Entry]:
    """Return the entries about one employer, the last first; of another, or of none, there are none."""
    return latest().filter(employer=str(employer or 0))


def entry_numbered(number: int) -> Entry | None:
    """Return one entry; nothing where there is none with this number."""
    return Entry.objects.filter(pk=number).first()


def acts_under(activity: str) -> Iterator[Entry]:
    """Yield what was done under a processing activity, the first act first."""
    return Entry.objects.filter(activity=activity).order_by("number").iterator()
