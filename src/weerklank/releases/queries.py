"""What is released, and whether it still is what was approved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.utils import timezone

from weerklank.errors import BadInput, Refused
from weerklank.organisation.queries import placement_of
from weerklank.people.queries import employer_of
from weerklank.releases.documents import csv_of, json_of, opened, period_of, quotes_of
from weerklank.releases.figure import Release
from weerklank.releases.letter_file import LetterFile
from weerklank.releases.models import Publication
from weerklank.releases.sealing import changed
from weerklank.releases.states import Kind, ReleaseState
from weerklank.releases.table_file import Table
from weerklank.releases.yearly_file import Yearly
from weerklank.trail.queries import acts_under, entry_numbered
from weerklank.trail.states import Verb

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from weerklank.fieldwork.form import Words
    from weerklank.people.models import Person
    from weerklank.releases.documents import Document
    from weerklank.trail.queries import Act

Released: TypeAlias = Publication
"""The type of a row, for the pages that show one: they never ask the table itself."""
ACTIVITY = "releases"
"""The processing activity under which acts on releases stand in the trail."""
LEADS_TO: dict[str, str] = {
    Verb.PREPARED: ReleaseState.PREPARED.value,
    Verb.APPROVED: ReleaseState.APPROVED.value,
    Verb.REJECTED: ReleaseState.REJECTED.value,
    Verb.PUBLISHED: ReleaseState.PUBLISHED.value,
    Verb.WITHDREW: ReleaseState.WITHDRAWN.value,
}
"""Where a release stands after an act."""
UNREAD = "document"
"""The column that a list does without: it may be large."""


@dataclass(frozen=True)
class Opened:
    """A publication with what it holds, verified."""

    publication: Publication
    document: Document

    @property
    def json(self) -> str:
        """The document as it is handed out."""
        publication = self.publication
        return json_of(self.document, text=publication.document, state=ReleaseState(publication.state))

    @property
    def figures(self) -> Release | None:
        """The figures, where it holds any."""
        return self.document if isinstance(self.document, Release) else None

    @property
    def table(self) -> Table | None:
        """The table, where it is one."""
        return self.document if isinstance(self.document, Table) else None

    @property
    def page(self) -> str:
        """The letter as it was written; refuses what is no letter."""
        if not isinstance(self.document, LetterFile):
            raise Refused("not_found")
        return self.document.page

    @property
    def csv(self) -> str:
        """The document as rows."""
        return csv_of(self.document, state=ReleaseState(self.publication.state))


def published() -> QuerySet[Publication]:
    """Return everything that is published, the last first."""
    found = Publication.objects.filter(state=ReleaseState.PUBLISHED.value)
    return found.defer(UNREAD).select_related("employer").order_by("-published_at", "code")


def published_sources() -> QuerySet[Publication]:
    """Return the published figures and tables: what a yearly report can be put together from."""
    return published().filter(kind__in=[Kind.FIGURES, Kind.TABLE])


def published_by(unit_id: int | None) -> QuerySet[Publication]:
    """Return the published figures of the employer of a unit; nothing where there is no unit."""
    return published().filter(kind=Kind.FIGURES, employer=employer_of(unit_id) or 0)


def of_employer(unit_id: int | None) -> QuerySet[Publication]:
    """Return everything of the employer of a unit, the last prepared first; nothing where there is no unit."""
    found = Publication.objects.filter(employer=employer_of(unit_id) or 0)
    return found.defer(UNREAD).select_related("prepared_by", "decided_by").order_by("-prepared_at", "code")


def of_colleagues(code: str, *, person: Person) -> Publication:
    """Return one publication of the employer of someone; one of another employer is not there."""
    return one(Publication.objects.filter(employer=employer_of(person.unit_id) or 0), code)


def once_published(code: str) -> Publication:
    """Return one publication that is or was public; what never was is not there."""
    return one(Publication.objects.exclude(published_at=None), code)


def one(among: QuerySet[Publication], code: str) -> Publication:
    """Return one publication; refuses where it is not there."""
    found = among.select_related("employer", "prepared_by", "decided_by").filter(code=code).first()
    if found is None:
        raise Refused("not_found")
    return found


def publisher_of(publication: Publication) -> Words:
    """Return what the employer was called when it published; its code where it has no name."""
    at = publication.published_at or publication.prepared_at
    place = placement_of(publication.employer_id, on=timezone.localdate(at))
    code = publication.employer.code
    return {"nl": place.name_nl, "en": place.name_en} if place else {"nl": code, "en": code}


def is_released(code: str) -> bool:
    """Return whether an id was given out, in whatever state the release is."""
    return Publication.objects.filter(code=code).exists()


def beginning(start: str, *, employer_id: int) -> QuerySet[Publication]:
    """Return everything of an employer whose id begins so, in whatever state it is."""
    return Publication.objects.filter(employer=employer_id, code__startswith=start)


def standing(found: QuerySet[Publication]) -> QuerySet[Publication]:
    """Return what was neither rejected nor withdrawn."""
    return found.exclude(state__in=[ReleaseState.REJECTED.value, ReleaseState.WITHDRAWN.value])


def verified(publication: Publication) -> Opened:
    """Return what a publication holds; raises `Refused("checksum")` where it is not what was approved."""
    try:
        kind, document = opened(publication.document, source=publication.code)
    except BadInput:
        raise changed(publication.code) from None
    if document.checksum != publication.checksum or not is_named_after(document, publication, kind=kind):
        raise changed(publication.code)
    if publication.approval is not None and not is_approved(publication):
        raise changed(publication.code)
    if not stands(publication):
        raise changed(publication.code)
    return Opened(publication, document)


def stands(publication: Publication) -> bool:
    """Return whether a publication has what goes with its state: an approval, and the times of what was done."""
    state = ReleaseState(publication.state)
    is_withdrawn, is_public = state is ReleaseState.WITHDRAWN, state is ReleaseState.PUBLISHED
    needs_approval = is_public or state is ReleaseState.APPROVED or publication.published_at is not None
    return (
        (publication.withdrawn_at is not None) is is_withdrawn
        and (publication.published_at is not None or not is_public)
        and (publication.approval is not None or not needs_approval)
    )


def is_named_after(document: Document, publication: Publication, *, kind: Kind) -> bool:
    """Return whether a publication is listed as what its document is: its address, kind, titles and time."""
    said = (document.id, kind.value, document.title["nl"], document.title["en"], period_of(document))
    listed = (publication.code, publication.kind, publication.title_nl, publication.title_en)
    return said == (*listed, publication.period)


def is_approved(publication: Publication) -> bool:
    """Return whether the trail says that this checksum was approved, at this employer."""
    entry = entry_numbered(publication.approval or 0)
    wanted = (Verb.APPROVED, publication.checksum, str(publication.employer_id))
    return entry is not None and (entry.verb, entry.subject, entry.employer) == wanted


def rests_on(document: Document) -> list[Publication]:
    """Return the publications that a document rests on, in its order.

    Raises `Refused("source_not_published")` where one is not published here, or not with the same checksum.
    """
    found = [source for _, source in sources_of(document)]
    if None in found:
        raise Refused(
            "source_not_published",
            f"{document.id} rests on a release that is not published here: publish it first.",
        )
    return [source for source in found if source]


def sources_of(document: Document) -> list[tuple[str, Publication | None]]:
    """Return what a document rests on, by its id; nothing beside the id where that is not public any more."""
    quotes = quotes_of(document)
    if not quotes:
        return []
    found = {row.code: row for row in published().filter(code__in=[code for code, _ in quotes])}
    kept = {code for code, checksum in quotes if code in found and found[code].checksum == checksum}
    return [(code, found[code] if code in kept else None) for code, _ in quotes]


def shown_in(document: Document) -> list[Opened]:
    """Return what a yearly report shows, verified; what was withdrawn since is left out."""
    quotes = dict(quotes_of(document)) if isinstance(document, Yearly) else {}
    rows = {row.code: row for row in published().defer(None).filter(code__in=quotes)}
    kept = [
        rows[code] for code, checksum in quotes.items() if code in rows and rows[code].checksum == checksum
    ]
    return [verified(publication) for publication in kept]


def tampered() -> Iterator[str]:
    """Yield the code of every publication that is not what was approved, or not what the trail says of it."""
    told = acts_told()
    found = Publication.objects.select_related("prepared_by", "decided_by").order_by("code")
    for publication in found.iterator(chunk_size=50):
        try:
            verified(publication)
        except Refused:
            yield publication.code
        else:
            if not is_as_told(publication, told.get(publication.checksum, [])):
                yield publication.code


def gone() -> Iterator[str]:
    """Yield the checksum of everything that was handed in, as the trail says, and does not stand here any more."""
    kept = set(Publication.objects.values_list("checksum", flat=True))
    return (checksum for checksum in acts_told() if checksum not in kept)


def acts_told() -> dict[str, list[Act]]:
    """Return what the trail says was done with each checksum, the first act first."""
    told: dict[str, list[Act]] = {}
    for act in acts_under(ACTIVITY):
        told.setdefault(act.subject, []).append(act)
    return told


def is_as_told(publication: Publication, acts: Sequence[Act]) -> bool:
    """Return whether a publication says of who did what with it, when and where, what the trail says."""
    did = {act.verb: act for act in acts}
    decided = did.get(Verb.APPROVED) or did.get(Verb.REJECTED)
    said = (
        is_that(did.get(Verb.PREPARED), publication.prepared_at),
        is_by(did.get(Verb.PREPARED), publication.prepared_by),
        is_that(decided, publication.decided_at),
        is_by(decided, publication.decided_by),
        is_that(did.get(Verb.PUBLISHED), publication.published_at),
        is_that(did.get(Verb.WITHDREW), publication.withdrawn_at),
        {act.employer for act in acts} == {str(publication.employer_id)},
    )
    return all(said) and LEADS_TO.get(acts[-1].verb) == publication.state


def is_that(act: Act | None, at: datetime | None) -> bool:
    """Return whether an act was done then; nothing was where there is no time."""
    return (act.at if act else None) == at


def is_by(act: Act | None, person: Person | None) -> bool:
    """Return whether an act was done by someone; by nobody where there was none."""
    return (act.actor if act else None) == (str(person.pseudonym) if person else None)
