"""Turning what may be quoted into references: figures, commitments, documents, days. PURE."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from weerklank.errors import Refused
from weerklank.fieldwork.indicators import Unit
from weerklank.programme import claims, documents
from weerklank.programme.notation import day
from weerklank.programme.plan import Indicative, Plan, Qualifier, QuotedFigure
from weerklank.programme.structure import Reference, Run, Runs, Source, SourceKind, Words
from weerklank.releases import notation
from weerklank.releases.figure import has_base, verify
from weerklank.releases.states import ReleaseState
from weerklank.stats.compare import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from weerklank.programme.commitments import Commitment
    from weerklank.programme.documents import Document
    from weerklank.releases.figure import Change, Figure, Release

TOKEN = re.compile(r"\{([^{}:]*):([^{}]*)\}")
SHOWN_CHECKSUM = 12
WHOLE = 100.0


@dataclass(frozen=True)
class Shelf:
    """All that a letter may quote from; the releases are in order of use, the newest wave first.

    Raises `Refused`: "unpublished" for a release that is not published, "checksum" for one that was changed.
    """

    releases: tuple[Release, ...]
    changes: tuple[Change, ...]
    commitments: tuple[Commitment, ...]
    documents: tuple[Document, ...]
    plan: Plan
    on: date

    def __post_init__(self) -> None:
        for release in self.releases:  # once: a release may hold ten thousand figures
            if release.state is not ReleaseState.PUBLISHED:
                raise Refused(
                    "unpublished", f"Release {release.id} is {release.state.value}: publish it first."
                )
            verify(release)

    def found(self, indicator: str) -> tuple[Figure, Release]:
        """Return a figure for everybody that may be quoted, and the release that holds it.

        Raises `Refused`: "no_such_figure", "no_base", or as `require_possible`.
        """
        for release in self.releases:
            for figure in release.figures:
                if (figure.indicator, figure.domain) == (indicator, ""):
                    require_possible(figure)
                    return figure, release
        raise Refused("no_such_figure", f"No release holds a safe figure {indicator}: it cannot be quoted.")

    def commitment(self, commitment_id: str) -> Commitment:
        """Return a commitment; raise `Refused("unknown_commitment")` where there is none."""
        for commitment in self.commitments:
            if commitment.id == commitment_id:
                return commitment
        raise Refused("unknown_commitment", "The letter names a commitment that is not in the file.")

    def improved(self, indicator: str) -> bool:
        """Return whether the figure is shown to be better than in the earlier wave."""
        return any(
            change.later.indicator == indicator and change.verdict is Verdict.IMPROVED
            for change in self.changes
        )


def require_possible(figure: Figure) -> None:
    """Raise `Refused` for a figure without a base, a percentage outside 0 to 100, or an impossible interval."""
    if not has_base(figure):
        raise Refused("no_base", f"{figure.indicator} has no base: say who could have answered.")
    values = (figure.low, figure.value, figure.high)
    if not all(math.isfinite(v) for v in values) or not figure.low <= figure.value <= figure.high:
        raise Refused("impossible_interval", f"{figure.indicator}: its value is not inside its interval.")
    if figure.unit is Unit.PERCENT and not all(0.0 <= v <= WHOLE for v in values):
        raise Refused("impossible_percentage", f"{figure.indicator}: a percentage is 0 to 100.")


def figure_source(figure: Figure, *, release: Release) -> Source:
    """Return where a figure came from, with base, interval and checksum."""
    return Source(
        SourceKind.FIGURE,
        figure.indicator,
        base=figure.base["nl"],
        wave=figure.wave,
        low=figure.low,
        high=figure.high,
        level=figure.level,
        respondents=figure.respondents,
        release=release.id,
        checksum=release.checksum,
    )


def change_source(change: Change, *, release: Release) -> Source:
    """Return where a difference came from; the interval is that of the difference."""
    return Source(
        SourceKind.CHANGE,
        change.later.indicator,
        base=change.later.base["nl"],
        wave=f"{change.earlier.wave} / {change.later.wave}",
        low=change.low,
        high=change.high,
        level=change.later.level,
        release=release.id,
        checksum=release.checksum,
    )


def spoken(text: str, *, source: Source) -> Run:
    """Return text of a source as words, or as a reference where it holds a number."""
    return Reference(text, source) if claims.numeric(text) else Words(text)


def account(figure: Figure, *, release: Release) -> str:
    """Return a figure's footnote: what, of whom, when, how many answers, how sure, and where it is kept."""
    level = notation.number(WHOLE * figure.level, language="nl")
    answers = notation.number(figure.respondents, language="nl")
    return (
        f"{figure.label['nl']}. Grondslag: {figure.base['nl']}; {figure.population['nl']}. "
        f"Meting {figure.wave}, {answers} antwoorden, {level}%-interval "
        f"{notation.interval(figure, language='nl')}. "
        f"Uitgave {release.id}, controlegetal {release.checksum[:SHOWN_CHECKSUM]}."
    )


def quoted_figure(shelf: Shelf, indicator: str) -> Reference:
    """Return a figure as the letter writes it, with the word before it and its footnote."""
    asked = _asked(shelf, indicator)
    figure, release = shelf.found(indicator)
    _require_side(figure, qualifier=asked.qualifier)
    shown = f"{asked.qualifier.value} {notation.value(figure, language='nl')}".strip()
    source = figure_source(figure, release=release)
    return Reference(shown, source, (Reference(account(figure, release=release), source),))


def _asked(shelf: Shelf, indicator: str) -> QuotedFigure:
    for asked in shelf.plan.figures:
        if asked.id == indicator:
            return asked
    raise Refused("not_planned", "A paragraph quotes a figure that the plan does not list under figures.")


def _require_side(figure: Figure, *, qualifier: Qualifier) -> None:
    below = figure.value < figure.rounded()
    if (qualifier is Qualifier.OVER and below) or (qualifier is Qualifier.NEARLY and not below):
        raise Refused(
            "qualifier", f"{figure.indicator}: the word before it says the wrong side of the rounded value."
        )


def quoted_scale(shelf: Shelf, indicator: str) -> Reference:
    """Return the two ends of a mean's scale: "1 tot 5"."""
    asked, (figure, release) = _asked(shelf, indicator), shelf.found(indicator)
    if asked.scale is None or not asked.scale[0] <= figure.value <= asked.scale[1]:
        raise Refused("scale", f"{indicator}: give the ends of the scale that its value lies on.")
    source = figure_source(figure, release=release)
    return Reference(f"{asked.scale[0]} tot {asked.scale[1]}", source)


def quoted_respondents(shelf: Shelf, indicator: str) -> Reference:
    """Return how many answers a figure rests on."""
    figure, release = shelf.found(indicator)
    shown = notation.number(figure.respondents, language="nl")
    return Reference(shown, figure_source(figure, release=release))


def quoted_indicative(shelf: Shelf, finding_id: str) -> Reference:
    """Return a finding of indicative research as a count of its respondents, with its footnote."""
    for finding in shelf.plan.indicative:
        if finding.id == finding_id:
            return _counted(finding, report=documents.cited(shelf.documents, finding.document))
    raise Refused("no_such_figure", "A paragraph quotes indicative research that the plan does not list.")


def _counted(finding: Indicative, *, report: Document) -> Reference:
    if not 0 <= (finding.count or 0) <= finding.respondents or finding.respondents < 1:
        raise Refused("impossible_count", f"{finding.id}: more respondents said it than took part.")
    people = notation.number(finding.respondents, language="nl")
    share = "meer dan de helft" if finding.count is None else notation.number(finding.count, language="nl")
    source = Source(
        SourceKind.INDICATIVE, finding.id, base="alleen deze respondenten", respondents=finding.respondents
    )
    note = (
        f"Indicatief, niet-representatief onderzoek: dit geldt voor deze {people} respondenten en zegt niets "
        f"over anderen. {documents.account(report)}"
    )
    return Reference(f"{share} van de {people} respondenten", source, (Reference(note, source),))


def quoted_wave(shelf: Shelf, which: str) -> Reference:
    """Return the name of the wave ("later") or of the wave that it is compared with ("earlier")."""
    release = shelf.releases[0]
    waves = {"later": release.wave}
    if shelf.changes:
        waves["earlier"] = shelf.changes[0].earlier.wave
    if which not in waves:
        raise Refused("not_compared", "A paragraph names an earlier wave, and nothing was compared with it.")
    source = Source(
        SourceKind.RELEASE, which, wave=waves[which], release=release.id, checksum=release.checksum
    )
    return Reference(waves[which], source)


def commitment_source(commitment: Commitment) -> Source:
    """Return the register of commitments as a source."""
    return Source(SourceKind.COMMITMENT, commitment.id)


def quoted_made(shelf: Shelf, commitment_id: str) -> Reference:
    """Return the day on which something was promised."""
    commitment = shelf.commitment(commitment_id)
    return Reference(day(commitment.made), commitment_source(commitment))


def quoted_due(shelf: Shelf, commitment_id: str) -> Reference:
    """Return the term of a commitment as a day; raise `Refused("no_term")` where it has none."""
    commitment = shelf.commitment(commitment_id)
    term = commitment.extended_to or commitment.due
    if term is None:
        raise Refused("no_term", f"{commitment.id} has no term: it cannot be quoted.")
    return Reference(day(term), commitment_source(commitment))


def quoted_target(shelf: Shelf, commitment_id: str) -> Reference:
    """Return the target of a commitment as a percentage; raise `Refused("no_target")` where it has none."""
    commitment = shelf.commitment(commitment_id)
    if commitment.target is None or not 0 <= commitment.target <= WHOLE:
        raise Refused("no_target", f"{commitment.id} has no target between 0 and 100 percent.")
    return Reference(f"{commitment.target}%", commitment_source(commitment))


def quoted_document(shelf: Shelf, document_id: str) -> Reference:
    """Return a citation, with the document in full as its footnote."""
    found = documents.cited(shelf.documents, document_id)
    source = Source(SourceKind.DOCUMENT, found.id)
    return Reference(documents.citation(found), source, (Reference(documents.account(found), source),))


def quoted_date(shelf: Shelf, document_id: str) -> Reference:
    """Return the day of a document; raise `Refused("no_date")` where the register has none."""
    found = documents.cited(shelf.documents, document_id)
    if found.date is None:
        raise Refused("no_date", "The letter dates a document of which the register has no day.")
    return Reference(day(found.date), Source(SourceKind.DOCUMENT, found.id))


def quoted_quantity(shelf: Shelf, quantity_id: str) -> Reference:
    """Return a number that a document of the register states, with the document as its footnote."""
    for document in shelf.documents:
        for quantity in document.quantities:
            if quantity.id == quantity_id:
                source = Source(SourceKind.DOCUMENT, document.id)
                note = " ".join(part for part in (documents.account(document), quantity.note) if part)
                return Reference(quantity.shown, source, (Reference(note, source),))
    raise Refused("unknown_quantity", "The letter quotes a quantity that no document in the register states.")


def quoted_today(shelf: Shelf, _field: str) -> Reference:
    """Return the day of the letter."""
    return Reference(day(shelf.on), Source(SourceKind.LETTER, "date"))


QUOTES: dict[str, Callable[[Shelf, str], Reference]] = {
    "figure": quoted_figure,
    "scale": quoted_scale,
    "respondents": quoted_respondents,
    "indicative": quoted_indicative,
    "wave": quoted_wave,
    "made": quoted_made,
    "due": quoted_due,
    "target": quoted_target,
    "document": quoted_document,
    "date": quoted_date,
    "quantity": quoted_quantity,
    "letter": quoted_today,
}


def quoted(shelf: Shelf, template: str) -> Runs:
    """Return a text with references in braces as runs; a reference that opens a sentence gets a capital.

    Raises `Refused("unknown_reference")` for a kind that is not in `QUOTES`, or a brace that stands alone.
    """
    runs: list[Run] = []
    end = 0
    for token in TOKEN.finditer(template):
        runs += _plain(template[end : token.start()])
        end = token.end()
        if token[1] not in QUOTES:
            raise Refused("unknown_reference", f"Known references are: {', '.join(QUOTES)}.")
        reference = QUOTES[token[1]](shelf, token[2])
        opens = not template[: token.start()].strip() or template[: token.start()].rstrip().endswith(".")
        runs.append(_capital(reference) if opens else reference)
    return (*runs, *_plain(template[end:]))


def _plain(text: str) -> list[Run]:
    if "{" in text or "}" in text:
        raise Refused("unknown_reference", "A brace stands alone: write a reference as {kind:id}.")
    return [Words(text)] if text else []


def _capital(reference: Reference) -> Reference:
    shown = reference.shown[:1].upper() + reference.shown[1:]
    return Reference(shown, reference.source, reference.note)
