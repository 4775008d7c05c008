"""What the trend allows a letter to say. PURE. The verdicts choose the sentences; no author does.

A text says "better" only where every verdict behind it is IMPROVED, and "no progress" where none is.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from weerklank.programme.quoting import Shelf, change_source, figure_source, quoted, quoted_wave, spoken
from weerklank.programme.structure import (
    Block,
    Bullets,
    Paragraph,
    Reference,
    Run,
    Runs,
    Source,
    SourceKind,
    Table,
    Words,
)
from weerklank.releases import notation
from weerklank.stats.compare import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weerklank.releases.figure import Change, Figure


class Course(Enum):
    """Where all changes together point."""

    BETTER = "better"
    PARTLY_BETTER = "partly_better"
    WORSE = "worse"
    MIXED = "mixed"
    UNCHANGED = "unchanged"
    UNCLEAR = "unclear"
    UNCOMPARED = "uncompared"


VERDICT_WORDS = {
    Verdict.IMPROVED: "beter",
    Verdict.WORSE: "slechter",
    Verdict.EQUAL: "gelijk",
    Verdict.UNDETERMINED: "niet vast te stellen",
}

CONCLUSION = {
    Course.PARTLY_BETTER: (
        "Op enkele punten is het aantoonbaar beter dan bij de vorige meting, en nergens aantoonbaar "
        "slechter. Dat is voortgang op die punten alleen. Voor het grootste deel van de cijfers is geen "
        "verandering aangetoond, en dat is niet goed genoeg."
    ),
    Course.BETTER: (
        "Het beeld is aantoonbaar beter dan bij de vorige meting, en nergens aantoonbaar "
        "slechter. Dat is voortgang. Voor wie nu nog wordt gepest, bedreigd of gediscrimineerd, "
        "is het geen geruststelling."
    ),
    Course.WORSE: (
        "Er zijn cijfers die aantoonbaar slechter zijn dan bij de vorige meting, en geen enkel cijfer is "
        "aantoonbaar beter. Wat tot nu toe is gedaan, heeft dat niet gekeerd. Dat trek ik mij aan."
    ),
    Course.MIXED: (
        "Het beeld is verdeeld: een deel van de cijfers is aantoonbaar beter, een ander deel "
        "aantoonbaar slechter. Het een weegt niet op tegen het ander."
    ),
    Course.UNCHANGED: (
        "Alle verschillen blijven binnen de marge die vooraf is vastgesteld. Het beeld is gelijk "
        "gebleven, en van voortgang kan ik dus niet spreken. Dat is niet goed genoeg."
    ),
    Course.UNCLEAR: (
        "Er is geen verandering aangetoond. Bij een deel van de cijfers is de meting te onzeker "
        "om te zeggen of er iets is veranderd; van voortgang kan ik dus niet spreken."
    ),
    Course.UNCOMPARED: (
        "De cijfers in deze brief zijn niet met een eerdere meting vergeleken. Over vooruitgang "
        "of achteruitgang doe ik daarom geen uitspraak."
    ),
}

CONSEQUENCE = {
    Course.PARTLY_BETTER: (
        "Waar het beter gaat, houd ik vast aan wat er loopt; waar verandering uitblijft, versterk ik de "
        "aanpak. Wat ik doe, staat hieronder per onderwerp."
    ),
    Course.BETTER: (
        "Ik houd vast aan de ingeslagen weg en richt de inzet op de mensen voor wie de werkplek "
        "nog niet veilig is. Wat ik doe, staat hieronder per onderwerp."
    ),
    Course.WORSE: (
        "Een verslechtering vraagt om een andere en stevigere inzet dan tot nu toe. Wat ik doe, "
        "staat hieronder per onderwerp."
    ),
    Course.MIXED: (
        "Waar het slechter gaat, is meer inzet nodig; waar het beter gaat, houd ik vast aan wat "
        "er loopt. Wat ik doe, staat hieronder per onderwerp."
    ),
    Course.UNCHANGED: (
        "Omdat verandering uitblijft, versterk ik de aanpak. Wat ik doe, staat hieronder per onderwerp."
    ),
    Course.UNCLEAR: (
        "Omdat geen verandering is aangetoond, versterk ik de aanpak en blijf ik meten. Wat ik "
        "doe, staat hieronder per onderwerp."
    ),
    Course.UNCOMPARED: (
        "De stand van nu is reden genoeg om de aanpak te versterken. Wat ik doe, staat hieronder "
        "per onderwerp."
    ),
}

OUTLOOK = {
    Course.PARTLY_BETTER: (
        "De volgende meting moet uitwijzen of er ook op de andere punten iets is veranderd."
    ),
    Course.BETTER: ("De volgende meting moet uitwijzen of het betere beeld standhoudt."),
    Course.WORSE: ("De volgende meting moet uitwijzen of de verslechtering is gestopt."),
    Course.MIXED: ("De volgende meting moet uitwijzen of het beeld op alle punten de goede kant op gaat."),
    Course.UNCHANGED: ("De volgende meting moet uitwijzen of er dan wel iets is veranderd."),
    Course.UNCLEAR: ("De volgende meting moet duidelijk maken of er iets is veranderd."),
    Course.UNCOMPARED: ("Met de volgende meting wordt een vergelijking mogelijk."),
}


def course(changes: Sequence[Change]) -> Course:
    """Return where all changes together point: better as a whole takes more than half of them."""
    verdicts = {change.verdict for change in changes}
    if not verdicts:
        return Course.UNCOMPARED
    if {Verdict.IMPROVED, Verdict.WORSE} <= verdicts:
        return Course.MIXED
    improved = sum(change.verdict is Verdict.IMPROVED for change in changes)
    for verdict, pointed in (
        (Verdict.IMPROVED, Course.BETTER if 2 * improved > len(changes) else Course.PARTLY_BETTER),
        (Verdict.WORSE, Course.WORSE),
        (Verdict.UNDETERMINED, Course.UNCLEAR),
    ):
        if verdict in verdicts:
            return pointed
    return Course.UNCHANGED


def trend(shelf: Shelf) -> tuple[Block, ...]:
    """Return what changed since the named earlier wave: conclusion, what is better or worse, table."""
    conclusion = Paragraph((Words(CONCLUSION[course(shelf.changes)]),))
    if not shelf.changes:
        return (conclusion,)
    named = [
        block
        for verdict, opening in (
            (Verdict.IMPROVED, "Aantoonbaar beter:"),
            (Verdict.WORSE, "Aantoonbaar slechter:"),
        )
        for block in _named(shelf, verdict, opening=opening)
    ]
    return (_compared(shelf), conclusion, *named, _reading(shelf), _table(shelf))


def _count(shelf: Shelf, verdict: Verdict | None) -> Run:
    amount = sum(verdict in {None, change.verdict} for change in shelf.changes)
    if amount == 0:
        return Words("geen")
    release = shelf.releases[0]
    name = "compared" if verdict is None else verdict.value
    source = Source(SourceKind.CHANGE, name, wave=release.wave, release=release.id, checksum=release.checksum)
    return Reference(notation.number(amount, language="nl"), source)


def _compared(shelf: Shelf) -> Paragraph:
    opening = quoted(
        shelf, "De meting van {wave:later} is vergeleken met die van {wave:earlier}. De uitkomst voor "
    )
    return Paragraph(
        (
            *opening,
            _count(shelf, None),
            Words(" vergeleken cijfers: "),
            _count(shelf, Verdict.IMPROVED),
            Words(" aantoonbaar beter, "),
            _count(shelf, Verdict.WORSE),
            Words(" aantoonbaar slechter, "),
            _count(shelf, Verdict.EQUAL),
            Words(" gelijk gebleven (binnen de marge) en "),
            _count(shelf, Verdict.UNDETERMINED),
            Words(" niet vast te stellen."),
        )
    )


def _named(shelf: Shelf, verdict: Verdict, *, opening: str) -> tuple[Block, ...]:
    labels = tuple(
        (spoken(change.later.label["nl"], source=change_source(change, release=shelf.releases[0])),)
        for change in shelf.changes
        if change.verdict is verdict
    )
    return (Paragraph((Words(opening),)), Bullets(labels)) if labels else ()


def _reading(shelf: Shelf) -> Paragraph:
    change = shelf.changes[0]
    level = notation.number(100 * change.later.level, language="nl")
    shown = Reference(f"{level}%-interval", change_source(change, release=shelf.releases[0]))
    return Paragraph(
        (
            Words("In de tabel staat bij elk verschil het "),
            shown,
            Words(
                ", in procentpunten of in punten van de schaal. Bij het oordeel is meegewogen dat veel "
                "cijfers tegelijk zijn vergeleken. Een verschil zegt niet waardoor het is ontstaan."
            ),
        )
    )


def _table(shelf: Shelf) -> Table:
    header: tuple[Runs, ...] = (
        (Words("Cijfer"),),
        (quoted_wave(shelf, "earlier"),),
        (quoted_wave(shelf, "later"),),
        (Words("Verschil (interval)"),),
        (Words("Oordeel"),),
    )
    rows = tuple(_row(shelf, change) for change in shelf.changes)
    return Table("Elk cijfer naast de vorige meting", header, rows)


def _row(shelf: Shelf, change: Change) -> tuple[Runs, ...]:
    release = shelf.releases[0]
    source = change_source(change, release=release)
    decimals = change.later.decimals + 1
    bounds = notation.between(change.low, change.high, decimals=decimals, language="nl")
    difference = notation.difference(change, language="nl")
    return (
        (spoken(change.later.label["nl"], source=source),),
        (_value(change.earlier, shelf=shelf),),
        (_value(change.later, shelf=shelf),),
        (Reference(f"{difference} ({bounds})", source),),
        (Words(VERDICT_WORDS[change.verdict]),),
    )


def _value(figure: Figure, *, shelf: Shelf) -> Reference:
    holding = (r for r in shelf.releases if figure in r.figures)
    release = next(holding, shelf.releases[0])
    return Reference(notation.value(figure, language="nl"), figure_source(figure, release=release))
