"""The register of commitments as a letter shows it: every promise, its term and how it stands. PURE."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from weerklank.programme.commitments import Standing, state_on
from weerklank.programme.notation import day
from weerklank.programme.quoting import commitment_source, quoted_document, spoken
from weerklank.programme.structure import (
    Block,
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

if TYPE_CHECKING:
    from weerklank.programme.commitments import Commitment
    from weerklank.programme.quoting import Shelf

STANDING_WORDS = {
    Standing.SETTLED: "afgedaan",
    Standing.OVERDUE: "te laat",
    Standing.DUE_SOON: "loopt, termijn nadert",
    Standing.OPEN: "loopt",
    Standing.EXTENDED: "uitgesteld",
    Standing.ONGOING: "loopt doorlopend",
    Standing.INTENDED: "voornemen",
    Standing.ANNOUNCED: "aangekondigd",
    Standing.LAPSED: "vervallen",
}
SETTLED_HERE = "afgedaan met deze brief"


def standing(shelf: Shelf, commitment: Commitment) -> Standing:
    """Return how a promise stands on the day of the letter, which settles those it answers."""
    if commitment.id in shelf.plan.settles:
        return Standing.SETTLED
    return state_on(commitment, shelf.on)


def register(shelf: Shelf) -> Section:
    """Return every commitment with its term and its standing, after a count of the standings."""
    header: tuple[Runs, ...] = tuple((Words(name),) for name in ("Nummer", "Toegezegd", "Termijn", "Stand"))
    rows = tuple(_row(shelf, commitment) for commitment in shelf.commitments)
    blocks: tuple[Block, ...] = (
        _summary(shelf),
        *_late(shelf),
        Table("Elke toezegging, met termijn en stand", header, rows),
    )
    return Section("Stand van de toezeggingen", blocks)


def _summary(shelf: Shelf) -> Paragraph:
    amounts = Counter(standing(shelf, commitment) for commitment in shelf.commitments)
    runs: list[Run] = [
        Words("Hieronder staan alle toezeggingen, voornemens en aankondigingen. De stand op "),
        Reference(day(shelf.on), Source(SourceKind.LETTER, "date")),
        Words(": "),
    ]
    for stand, words in STANDING_WORDS.items():
        if amounts[stand]:
            source = Source(SourceKind.COMMITMENT, f"register:{stand.value}")
            runs += [Words(f"{words} "), Reference(str(amounts[stand]), source), Words("; ")]
    return Paragraph((*runs[:-1], Words(". Alleen een toezegging van mijzelf kan te laat zijn.")))


def _late(shelf: Shelf) -> tuple[Block, ...]:
    late = [c for c in shelf.commitments if standing(shelf, c) is Standing.OVERDUE]
    runs: list[Run] = [Words("Te laat is, en daarvoor ben ik u een verklaring schuldig: ")]
    for commitment in late:
        runs += [Reference(commitment.id, commitment_source(commitment)), Words(", ")]
    return (Paragraph((*runs[:-1], Words("."))),) if late else ()


def _row(shelf: Shelf, commitment: Commitment) -> tuple[Runs, ...]:
    source = commitment_source(commitment)
    return (
        (Reference(commitment.id, source),),
        (Words(commitment.text),),
        _term(commitment),
        _stand(shelf, commitment),
    )


def _term(commitment: Commitment) -> Runs:
    source = commitment_source(commitment)
    runs: list[Run] = []
    if commitment.due_phrase:
        runs.append(spoken(f"«{commitment.due_phrase}»", source=source))
    if commitment.due is not None:
        runs += [Words(", uiterlijk " if runs else "uiterlijk "), Reference(day(commitment.due), source)]
    for other in commitment.depends_on:
        runs += [Words(", na " if runs else "na "), Reference(other, source)]
    return tuple(runs) or (Words("geen termijn genoemd"),)


def _stand(shelf: Shelf, commitment: Commitment) -> Runs:
    if commitment.id in shelf.plan.settles:
        return (Words(SETTLED_HERE),)
    stand = standing(shelf, commitment)
    words = Words(STANDING_WORDS[stand])
    if stand is Standing.SETTLED:
        return (words, Words(": "), quoted_document(shelf, commitment.settled_by))
    if stand is Standing.EXTENDED and commitment.extended_to is not None:
        until = Reference(day(commitment.extended_to), commitment_source(commitment))
        return (words, Words(" tot "), until, Words(": "), quoted_document(shelf, commitment.extended_by))
    return (words,)
