"""The plan of one letter: who writes to whom, the figures and the word before each, the free text. PURE.

Free text holds references in braces: ``{figure:bullying_internal}``. What may follow the colon, and how it is
shown, is the table `weerklank.programme.quoting.QUOTES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from weerklank.errors import Refused
from weerklank.programme import claims
from weerklank.programme.records import Entry, Sheet, unique

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = "weerklank-letter/1"
TOP_KEYS = (
    *("demonstration", "document", "minister", "office", "to", "place", "subject", "settles", "figures"),
    *("indicative", "opening", "measured", "sections", "closing"),
)


class Qualifier(Enum):
    """The word before a figure; `OVER` and `NEARLY` say on which side of the rounded value it is."""

    NONE = ""
    ABOUT = "ongeveer"
    SOME = "zo'n"
    OVER = "ruim"
    NEARLY = "bijna"


@dataclass(frozen=True)
class QuotedFigure:
    """How a figure of a release is quoted: the word before it and, for a mean, its scale (least, most)."""

    id: str
    qualifier: Qualifier = Qualifier.NONE
    scale: tuple[int, int] | None = None


@dataclass(frozen=True)
class Indicative:
    """A count of the respondents of indicative research: it holds for them, and is never extrapolated.

    There is no population estimate in this type. `count` of the `respondents` said it; where the source gives
    only that it was more than half, `count` is None. `document` is the report.
    """

    id: str
    respondents: int
    document: str
    count: int | None = None


@dataclass(frozen=True)
class PlannedSection:
    """A part of what follows; `answers` names commitments or aspects (``C02/bewustwording``)."""

    heading: str
    paragraphs: tuple[str, ...]
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A letter before it has figures. `document` is the letter's own paper, `settles` what it answers."""

    document: str
    minister: str
    office: str
    to: str
    place: str
    subject: str
    settles: tuple[str, ...]
    figures: tuple[QuotedFigure, ...]
    indicative: tuple[Indicative, ...] = ()
    opening: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()
    sections: tuple[PlannedSection, ...] = ()
    closing: tuple[str, ...] = ()
    demonstration: bool = False

    def paragraphs(self) -> Iterator[str]:
        """Yield every paragraph of free text."""
        yield from (*self.opening, *self.measured)
        for section in self.sections:
            yield section.heading
            yield from section.paragraphs
        yield from self.closing


def objections(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield what free text may not say, whatever the figures are: a stable code, what is wrong, the mend."""
    if claims.counts(text):
        yield (
            "number_without_reference",
            "gives a quantity without a source",
            "Write it as a reference in braces, such as {figure:id}",
        )
    if claims.claims_effect(text):
        yield (
            "effect_without_comparison",
            "says that something has an effect",
            "Say what is done; only a measure with a comparison group may claim an effect",
        )
    for sentence in claims.sentences(text):
        if "{indicative:" in sentence and (claims.speaks_of_everybody(sentence) or "{figure:" in sentence):
            yield (
                "extrapolated",
                "speaks of the staff beside indicative research",
                "Speak of its respondents only, in a sentence of their own",
            )


def require_sourced(text: str) -> None:
    """Raise `Refused` with the code of the first objection to free text."""
    for code, what, mend in objections(text):
        raise Refused(code, f"A paragraph of the letter {what}. {mend}.")


def plan(text: str, *, source: str) -> Plan:
    """Return the plan of a letter file; raise `BadInput` with every fault."""
    sheet = Sheet(source)
    top = sheet.top(text, form=FORMAT, keys=TOP_KEYS)
    found = Plan(
        document=top.text("document"),
        minister=top.text("minister"),
        office=top.text("office"),
        to=top.text("to"),
        place=top.text("place"),
        subject=top.text("subject"),
        settles=top.texts("settles"),
        figures=_figures(top),
        indicative=tuple(_indicative(e) for e in top.entries("indicative", keys=INDICATIVE_KEYS)),
        opening=_free(top, key="opening"),
        measured=_free(top, key="measured"),
        sections=tuple(_section(e) for e in top.entries("sections", keys=SECTION_KEYS)),
        closing=_free(top, key="closing"),
        demonstration=top.yes("demonstration"),
    )
    sheet.close()
    return found


SECTION_KEYS = ("heading", "answers", "paragraphs")
INDICATIVE_KEYS = ("id", "respondents", "count", "document")


def _free(entry: Entry, *, key: str) -> tuple[str, ...]:
    for text, line in entry.lined_texts(key):
        for _code, what, mend in objections(text):
            entry.sheet.fault(what, mend, line=line, key=key)
    return entry.texts(key)


def _section(entry: Entry) -> PlannedSection:
    heading = entry.text("heading")
    for _code, what, mend in objections(heading):
        entry.fault("heading", what=what, mend=mend)
    return PlannedSection(heading, _free(entry, key="paragraphs"), entry.texts("answers"))


def _figures(top: Entry) -> tuple[QuotedFigure, ...]:
    entries = top.entries("figures", keys=("id", "qualifier", "least", "most"))
    unique(entries)
    return tuple(
        QuotedFigure(
            entry.text("id"), entry.choice("qualifier", Qualifier, absent=Qualifier.NONE), _scale(entry)
        )
        for entry in entries
    )


def _scale(entry: Entry) -> tuple[int, int] | None:
    least, most = entry.whole("least"), entry.whole("most")
    if least is None or most is None:
        if entry.has("least") != entry.has("most"):
            entry.fault("least", what="goes with most", mend="Give both ends of the scale")
        return None
    if least >= most:
        entry.fault("least", what="is not below most", mend="Give the lower end first")
    return least, most


def _indicative(entry: Entry) -> Indicative:
    found = Indicative(
        entry.text("id"), entry.whole("respondents") or 0, entry.text("document"), entry.whole("count")
    )
    if found.respondents < max(1, found.count or 0):
        entry.fault("respondents", what="is smaller than the count", mend="Give how many took part")
    return found
