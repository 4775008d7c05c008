"""What is done to keep promises, and how well it is known whether that does any good. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from weerklank.errors import Refused
from weerklank.programme import claims
from weerklank.programme.records import Entry, Sheet, unique

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = "weerklank-measures/1"
KEYS = ("id", "text", "serves", "evidence", "evaluation", "audience")


class Evidence(Enum):
    """What is known of a measure's effect, from nothing to a comparison with a group that went without."""

    NONE = "none"
    OUTPUT = "output"
    BEFORE_AFTER = "before_after"
    COMPARISON_GROUP = "comparison_group"


@dataclass(frozen=True)
class Measure:
    """One measure.

    `text` says what is done, without a number. `serves` are the commitments (``C09``) or aspects of them
    (``C02/organisatiecultuur``) that it answers, at least one. `evaluation` is the document that holds the
    evidence; a comparison group needs one.
    """

    id: str
    text: str
    serves: tuple[str, ...]
    evidence: Evidence = Evidence.NONE
    evaluation: str = ""
    audience: str = ""


def objections(measure: Measure) -> Iterator[tuple[str, str, str]]:
    """Yield what a measure may not say: a stable code, what is wrong, and the mend."""
    if claims.counts(measure.text):
        yield "number_without_reference", "gives a quantity without a source", "Leave the number out"
    proven = measure.evidence is Evidence.COMPARISON_GROUP and measure.evaluation
    if claims.claims_effect(measure.text) and not proven:
        yield (
            "effect_without_comparison",
            "says that it has an effect, without a comparison group",
            "Say what is done, or give evidence: comparison_group with its evaluation",
        )
    if claims.claims_progress(measure.text):
        yield (
            "progress_not_shown",
            "says that something became better or worse",
            "Leave that to the figures: say what is done",
        )


def require_modest(measure: Measure) -> None:
    """Raise `Refused` with the code of the first objection to a measure."""
    for code, what, mend in objections(measure):
        raise Refused(code, f"Measure {measure.id} {what}. {mend}.")


def measures(text: str, *, source: str) -> tuple[Measure, ...]:
    """Return the measures of a measures file, in its order; raise `BadInput` with every fault."""
    sheet = Sheet(source)
    entries = sheet.top(text, form=FORMAT, keys=("demonstration", "measures")).entries("measures", keys=KEYS)
    unique(entries)
    found = tuple(_measure(entry) for entry in entries)
    sheet.close()
    return found


def _measure(entry: Entry) -> Measure:
    found = Measure(
        id=entry.text("id"),
        text=entry.text("text"),
        serves=entry.texts("serves"),
        evidence=entry.choice("evidence", Evidence, absent=Evidence.NONE),
        evaluation=entry.text("evaluation", optional=True),
        audience=entry.text("audience", optional=True),
    )
    if not found.serves:
        entry.fault("serves", what="is empty", mend="Name the commitment or the aspect that it answers")
    if found.evidence is Evidence.COMPARISON_GROUP and not found.evaluation:
        entry.fault("evaluation", what="is missing", mend="Name the document with the comparison")
    for _code, what, mend in objections(found):
        entry.fault("text", what=what, mend=mend)
    return found
