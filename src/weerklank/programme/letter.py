"""The letter to Parliament, made from figures, measures and commitments. PURE.

The order is that of a letter of account: what was promised and to whom, what was measured, what changed, what
follows, how every commitment stands, and a close. `letter` refuses rather than writes what cannot be shown:

    code                        what was asked
    number_without_reference    a number or a share in free text
    no_such_figure, unpublished, checksum, no_base    a figure that may not be quoted (`Release.find`)
    impossible_percentage, impossible_interval, impossible_count    a figure that cannot be
    qualifier                   "ruim" below, or "bijna" above, the rounded value
    effect_without_comparison   a claim of effect without a comparison group
    progress_not_shown          a claim of progress where the verdict is not "improved"
    extrapolated                indicative research beside words about the whole staff
    unanswered_aspect           an aspect of a commitment that this letter settles, without an answer
    unknown_…                   a commitment, a document or a reference that does not exist
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from weerklank.errors import Refused
from weerklank.programme import claims
from weerklank.programme.argument import CONSEQUENCE, OUTLOOK, course, trend
from weerklank.programme.commitments import COMMITMENT_FLOW, CommitmentState
from weerklank.programme.documents import citation, cited
from weerklank.programme.measures import Evidence, require_modest
from weerklank.programme.notation import day, listed
from weerklank.programme.page import html, markdown
from weerklank.programme.plan import require_sourced
from weerklank.programme.quoting import Shelf, quoted, quoted_document, quoted_today, require_possible, spoken
from weerklank.programme.standing import register
from weerklank.programme.structure import (
    Block,
    Bullets,
    Letter,
    Marker,
    Note,
    Paragraph,
    Reference,
    Run,
    Runs,
    Section,
    Source,
    SourceKind,
    Table,
    Words,
)
from weerklank.programme.trace import trace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from weerklank.programme.commitments import Commitment
    from weerklank.programme.documents import Document
    from weerklank.programme.measures import Measure
    from weerklank.programme.plan import Plan, PlannedSection
    from weerklank.releases.figure import Change, Release

__all__ = ["Letter", "html", "letter", "markdown", "trace"]

EVIDENCE_WORDS = {
    Evidence.NONE: "Wat het oplevert, is nog niet onderzocht",
    Evidence.OUTPUT: "Geteld is wat er is gedaan, niet wat het oplevert",
    Evidence.BEFORE_AFTER: "Er is voor en na gemeten, zonder vergelijkingsgroep",
    Evidence.COMPARISON_GROUP: "Er is vergeleken met een groep die niet meedeed",
}
OTHER_MEASURES = "Andere maatregelen"


def letter(
    releases: Sequence[Release],
    changes: Sequence[Change],
    measures: Sequence[Measure],
    commitments: Sequence[Commitment],
    *,
    plan: Plan,
    documents: Sequence[Document],
    on: date,
) -> Letter:
    """Return the letter of a day.

    `releases` are published, the newest wave first; an earlier release, where it is given, must hold the
    earlier figure of each change. `changes` are changes of the newest release; those of a part of the staff are
    left out. Raises `Refused` with the codes in the head of this module.
    """
    everybody = tuple(change for change in changes if not change.later.domain)
    shelf = Shelf(tuple(releases), everybody, tuple(commitments), tuple(documents), plan, on)
    _require_released(shelf)
    _require_honest(shelf, measures)
    _require_answered(shelf, measures)
    sections = (
        _promised(shelf),
        Section("Wat is gemeten", _paragraphs(shelf, plan.measured)),
        Section("Wat is er veranderd", trend(shelf)),
        *_following(shelf, measures),
        register(shelf),
        Section("Tot slot", _closing(shelf)),
    )
    return _numbered(
        Letter(
            title=plan.subject,
            head=_head(shelf),
            address=_address(shelf),
            sections=sections,
            signature=((Words(plan.office),), (_named(plan.minister),)),
            notes=(),
            demonstration=plan.demonstration,
        )
    )


def _require_released(shelf: Shelf) -> None:
    if not shelf.releases:
        raise Refused("no_such_figure", "Give the published release that the letter quotes.")
    for change in shelf.changes:
        require_possible(change.earlier)
        require_possible(change.later)
        if change not in shelf.releases[0].changes:
            raise Refused("no_such_change", "A change is not one that the newest release holds.")
    if len({change.earlier.wave for change in shelf.changes}) > 1:
        raise Refused("waves_mixed", "All changes in a letter are with one earlier wave.")
    for earlier in shelf.releases[1:]:
        _require_same_past(shelf, earlier)


def _require_same_past(shelf: Shelf, earlier: Release) -> None:
    for change in shelf.changes:
        if change.earlier.wave == earlier.wave and change.earlier not in earlier.figures:
            raise Refused(
                "earlier_differs",
                f"{change.earlier.indicator}: the earlier figure is not the one that was published then.",
            )


def _require_honest(shelf: Shelf, measures: Sequence[Measure]) -> None:
    for measure in measures:
        require_modest(measure)
    for text in (*shelf.plan.paragraphs(), *(commitment.text for commitment in shelf.commitments)):
        require_sourced(text)
        for sentence in claims.sentences(text):
            _require_progress_shown(shelf, sentence)


def _require_progress_shown(shelf: Shelf, sentence: str) -> None:
    figures = [part.split("}")[0] for part in sentence.split("{figure:")[1:]]
    shown = bool(figures) and all(shelf.improved(indicator) for indicator in figures)
    if claims.claims_progress(sentence) and not shown:
        raise Refused(
            "progress_not_shown",
            "A sentence claims progress, and its figures are not shown to have improved: say what is.",
        )


def _require_answered(shelf: Shelf, measures: Sequence[Measure]) -> None:
    known = {target for commitment in shelf.commitments for target in (commitment.id, *commitment.targets)}
    served = {target for measure in measures for target in measure.serves}
    planned = {target for section in shelf.plan.sections for target in section.answers}
    if not (served | planned) <= known:
        raise Refused("unknown_target", "A measure or a section answers a commitment that is not there.")
    told = {target for section in shelf.plan.sections if section.paragraphs for target in section.answers}
    for commitment in (shelf.commitment(settled) for settled in shelf.plan.settles):
        if commitment.state is not CommitmentState.CHECKED:
            COMMITMENT_FLOW.step(commitment.state, CommitmentState.CHECKED)
        for target in commitment.targets:
            if target not in told | served:
                raise Refused("unanswered_aspect", f"{target} is promised and has no answer in this letter.")


def _head(shelf: Shelf) -> tuple[Runs, ...]:
    own = cited(shelf.documents, shelf.plan.document)
    source = Source(SourceKind.DOCUMENT, own.id)
    return (
        (Reference(citation(own), source),),
        (spoken(own.title, source=source),),
        (Words(f"Brief van {shelf.plan.office[:1].lower()}{shelf.plan.office[1:]}"),),
    )


def _address(shelf: Shelf) -> tuple[Runs, ...]:
    return (
        (Words(shelf.plan.to),),
        (Words(f"{shelf.plan.place}, "), quoted_today(shelf, "date")),
    )


def _named(name: str) -> Run:
    return spoken(name, source=Source(SourceKind.LETTER, "minister"))


def _paragraphs(shelf: Shelf, texts: Sequence[str]) -> tuple[Block, ...]:
    return tuple(Paragraph(quoted(shelf, text)) for text in texts)


def _promised(shelf: Shelf) -> Section:
    promises = tuple(Paragraph(_promise(shelf, shelf.commitment(settled))) for settled in shelf.plan.settles)
    return Section("", (*promises, *_paragraphs(shelf, shelf.plan.opening)))


def _promise(shelf: Shelf, commitment: Commitment) -> Runs:
    source = Source(SourceKind.COMMITMENT, commitment.id)
    to = f" aan {commitment.to}" if commitment.to else ""
    runs: list[Run] = [
        Words("Op "),
        Reference(day(commitment.made), source),
        Words(f" heb ik {commitment.occasion} (".replace("  ", " ")),
        quoted_document(shelf, commitment.forum),
        Words(f"){to} toegezegd {commitment.text}."),
    ]
    if commitment.aspects:
        runs.append(Words(f" Daarbij is gevraagd naar: {listed(commitment.aspects)}."))
    return tuple(runs)


def _following(shelf: Shelf, measures: Sequence[Measure]) -> tuple[Section, ...]:
    sections = [Section("Wat volgt", (Paragraph((Words(CONSEQUENCE[course(shelf.changes)]),)),))]
    left = list(measures)
    for planned in shelf.plan.sections:
        serving = [measure for measure in left if set(measure.serves) & set(planned.answers)]
        left = [measure for measure in left if measure not in serving]
        sections.append(_section(shelf, planned, serving=serving))
    if left:
        sections.append(Section(OTHER_MEASURES, (_bullets(shelf, left),), level=3))
    return tuple(sections)


def _section(shelf: Shelf, planned: PlannedSection, *, serving: Sequence[Measure]) -> Section:
    blocks = _paragraphs(shelf, planned.paragraphs)
    bullets = (_bullets(shelf, serving),) if serving else ()
    return Section(planned.heading, (*blocks, *bullets), level=3)


def _bullets(shelf: Shelf, measures: Sequence[Measure]) -> Bullets:
    return Bullets(tuple(_measure(shelf, measure) for measure in measures))


def _measure(shelf: Shelf, measure: Measure) -> Runs:
    audience = f" Voor: {measure.audience}." if measure.audience else ""
    runs: list[Run] = [Words(f"{measure.text}{audience} {EVIDENCE_WORDS[measure.evidence]}")]
    if measure.evaluation:
        runs += [Words(" ("), quoted_document(shelf, measure.evaluation), Words(")")]
    return (*runs, Words("."))


def _closing(shelf: Shelf) -> tuple[Block, ...]:
    outlook = Paragraph((Words(OUTLOOK[course(shelf.changes)]),))
    return (*_paragraphs(shelf, shelf.plan.closing), outlook)


def _numbered(draft: Letter) -> Letter:
    """Give every footnote its number, in order of first mention; the same note keeps its number."""
    notes: dict[Runs, Note] = {}

    def marked(runs: Runs) -> Runs:
        return tuple(part for run in runs for part in _with_marker(run, notes=notes))

    sections = tuple(
        replace(section, blocks=tuple(_reblocked(block, marked) for block in section.blocks))
        for section in draft.sections
    )
    return replace(draft, sections=sections, notes=tuple(notes.values()))


def _with_marker(run: Run, *, notes: dict[Runs, Note]) -> Runs:
    if not isinstance(run, Reference) or not run.note:
        return (run,)
    if run.note not in notes:
        notes[run.note] = Note(Marker(len(notes) + 1, run.source), run.note)
    return (run, notes[run.note].marker)


def _reblocked(block: Block, marked: Callable[[Runs], Runs]) -> Block:
    if isinstance(block, Paragraph):
        return Paragraph(marked(block.runs))
    if isinstance(block, Bullets):
        return Bullets(tuple(marked(item) for item in block.items))
    rows = tuple(tuple(marked(cell) for cell in row) for row in block.rows)
    return Table(block.caption, tuple(marked(cell) for cell in block.header), rows)
