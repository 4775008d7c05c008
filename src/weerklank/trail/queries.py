"""What stands in the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerklank.trail.chain import EMPTY, Head, broken_links
from weerklank.trail.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet


def head() -> Head:
    """Return the last entry, to be kept outside; the empty head where nothing was written."""
    last = Entry.objects.order_by("-number").values_list("number", "digest").first()
    return Head(*last) if last else EMPTY


def faults(*, anchors: Iterable[Head] = ()) -> Iterator[str]:
    """Yield a sentence for every changed, removed or moved entry."""
    return broken_links(Entry.objects.order_by("number").iterator(chunk_size=5000), anchors=anchors)


def latest() -> QuerySet[Entry]:
    """Return the entries, the last first."""
    return Entry.objects.order_by("-number")


def entry_numbered(number: int) -> Entry | None:
    """Return one entry; nothing where there is none with this number."""
    return Entry.objects.filter(pk=number).first()
