"""What was promised to Parliament, and how it stands on a day. PURE.

Two things, two names: the *state* is how far the work on a promise is (a move at a time, `COMMITMENT_FLOW`);
the *standing* is what a reader sees of it on a day, from its kind, its term and its state.
Only a commitment can be overdue: an intention, or what another minister announced, has no term to miss.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from weerklank.errors import Refused
from weerklank.flow import Flow
from weerklank.programme import claims
from weerklank.programme.records import Entry, Sheet, unique

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMAT = "weerklank-commitments/1"
WHOLE = 100  # percent
DUE_SOON_DAYS = 60  # the owner is warned 60, 30 and 7 days before the term


class Kind(Enum):
    """How hard a promise is, and whose."""

    COMMITMENT = "commitment"
    INTENTION = "intention"
    CONSIDERATION = "consideration"
    ANNOUNCED_OTHER = "announced_other"
    EARLIER_GOVERNMENT = "earlier_government"
    ONGOING = "ongoing"


class CommitmentState(Enum):
    """How far the work on a promise is."""

    PROMISED = "promised"
    REGISTERED = "registered"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    DRAFT_LETTER = "draft_letter"
    CHECKED = "checked"
    SENT = "sent"
    SETTLED = "settled"
    EXTENDED = "extended"
    LAPSED = "lapsed"


COMMITMENT_FLOW = Flow(
    {
        CommitmentState.PROMISED: {CommitmentState.REGISTERED},
        CommitmentState.REGISTERED: {CommitmentState.ASSIGNED, CommitmentState.LAPSED},
        CommitmentState.ASSIGNED: {CommitmentState.IN_PROGRESS, CommitmentState.LAPSED},
        CommitmentState.IN_PROGRESS: {
            CommitmentState.DRAFT_LETTER,
            CommitmentState.EXTENDED,
            CommitmentState.LAPSED,
        },
        CommitmentState.DRAFT_LETTER: {CommitmentState.CHECKED, CommitmentState.IN_PROGRESS},
        CommitmentState.CHECKED: {CommitmentState.SENT, CommitmentState.DRAFT_LETTER},
        CommitmentState.SENT: {CommitmentState.SETTLED, CommitmentState.EXTENDED},
        CommitmentState.EXTENDED: {CommitmentState.IN_PROGRESS, CommitmentState.LAPSED},
    }
)


class Standing(Enum):
    """What a reader sees of a promise on a day."""

    OPEN = "open"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    EXTENDED = "extended"
    SETTLED = "settled"
    LAPSED = "lapsed"
    INTENDED = "intended"
    ANNOUNCED = "announced"
    ONGOING = "ongoing"


STANDING_OF_KIND = {
    Kind.INTENTION: Standing.INTENDED,
    Kind.CONSIDERATION: Standing.INTENDED,
    Kind.ANNOUNCED_OTHER: Standing.ANNOUNCED,
    Kind.EARLIER_GOVERNMENT: Standing.ANNOUNCED,
    Kind.ONGOING: Standing.ONGOING,
}


@dataclass(frozen=True)
class Commitment:
    """One promise.

    `text` says in own words what was promised, without a number, so that it fits after "I promised";
    `quote` keeps the words that were spoken or written, for the file. `forum` is the document of the debate
    or letter of `made`, `occasion` names it in a sentence, `to` says whom it was made to. `due_phrase` is the
    term as it was said, `due` as understood, `extended_to` as a later letter (`extended_by`) moved it.
    `aspects` each need an answer before it can be settled; `settled_by` is a document. `depends_on` are
    commitments; `indicators` and `target` (percent) say by what it is measured.
    """

    id: str
    kind: Kind
    text: str
    made: date
    forum: str
    occasion: str = ""
    to: str = ""
    quote: str = ""
    aspects: tuple[str, ...] = ()
    due: date | None = None
    due_phrase: str = ""
    depends_on: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    target: int | None = None
    recurring: bool = False
    state: CommitmentState = CommitmentState.REGISTERED
    extended_to: date | None = None
    extended_by: str = ""
    settled_on: date | None = None
    settled_by: str = ""

    @property
    def targets(self) -> tuple[str, ...]:
        """Return what needs an answer: each aspect as ``C02/aspect``, or the commitment itself."""
        return tuple(f"{self.id}/{aspect}" for aspect in self.aspects) or (self.id,)


def state_on(commitment: Commitment, day: date) -> Standing:
    """Return how a promise stands on a day; raise `Refused("not_yet_made")` before it was made."""
    if day < commitment.made:
        raise Refused("not_yet_made", f"{commitment.id} was made later than the day that was asked about.")
    if commitment.settled_on is not None and commitment.settled_on <= day:
        return Standing.SETTLED
    if commitment.state is CommitmentState.LAPSED:
        return Standing.LAPSED
    return STANDING_OF_KIND.get(commitment.kind) or _against_term(commitment, day)


def _against_term(commitment: Commitment, day: date) -> Standing:
    term = commitment.extended_to or commitment.due
    if term is None:
        return Standing.OPEN
    if day > term:
        return Standing.OVERDUE
    if commitment.extended_to is not None:
        return Standing.EXTENDED
    return Standing.DUE_SOON if (term - day).days <= DUE_SOON_DAYS else Standing.OPEN


def commitments(text: str, *, source: str) -> tuple[Commitment, ...]:
    """Return the promises of a commitments file, in its order; raise `BadInput` with every fault."""
    sheet = Sheet(source)
    entries = sheet.top(text, form=FORMAT, keys=("demonstration", "commitments")).entries(
        "commitments", keys=KEYS
    )
    unique(entries)
    _check_dependencies(entries)
    found = tuple(_commitment(entry) for entry in entries)
    sheet.close()
    return found


KEYS = (
    *(
        "id",
        "kind",
        "text",
        "quote",
        "made",
        "forum",
        "occasion",
        "to",
        "aspects",
        "due",
        "due_phrase",
        "depends_on",
    ),
    *("indicators", "target", "recurring", "state", "extended_to", "extended_by", "settled_on", "settled_by"),
)


def _commitment(entry: Entry) -> Commitment:
    if not entry.has("made"):
        entry.fault("made", what="is missing", mend="Write the day on which it was promised")
    found = Commitment(
        id=entry.text("id"),
        kind=entry.choice("kind", Kind, absent=Kind.COMMITMENT),
        text=entry.text("text"),
        made=entry.day("made") or date.min,
        forum=entry.text("forum"),
        occasion=entry.text("occasion", optional=True),
        to=entry.text("to", optional=True),
        quote=entry.text("quote", optional=True),
        aspects=entry.texts("aspects"),
        due=entry.day("due"),
        due_phrase=entry.text("due_phrase", optional=True),
        depends_on=entry.texts("depends_on"),
        indicators=entry.texts("indicators"),
        target=entry.whole("target"),
        recurring=entry.yes("recurring"),
        state=entry.choice("state", CommitmentState, absent=CommitmentState.REGISTERED),
        extended_to=entry.day("extended_to"),
        extended_by=entry.text("extended_by", optional=True),
        settled_on=entry.day("settled_on"),
        settled_by=entry.text("settled_by", optional=True),
    )
    _check(entry, found)
    return found


def _check(entry: Entry, found: Commitment) -> None:
    if claims.counts(f"{found.text} {found.occasion} {found.to}"):
        entry.fault("text", what="gives a quantity without a source", mend="Leave the number out")
    if found.target is not None and found.target > WHOLE:
        entry.fault("target", what="is above 100 percent", mend="Write a percentage of at most 100")
    _check_days(entry, found)
    _check_state(entry, found)


def _check_days(entry: Entry, found: Commitment) -> None:
    if found.due is not None and found.due < found.made:
        entry.fault("due", what="is before the promise was made", mend="Mend one of the two days")
    if found.settled_on is not None and found.settled_on < found.made:
        entry.fault("settled_on", what="is before the promise was made", mend="Mend one of the two days")
    if found.extended_to is not None and (found.due is None or found.extended_to <= found.due):
        entry.fault("extended_to", what="is not after the first term", mend="Give due and a later day")


def _check_state(entry: Entry, found: Commitment) -> None:
    if bool(found.settled_on) != bool(found.settled_by):
        entry.fault("settled_on", what="goes with settled_by", mend="Give the day and the document")
    if (found.state is CommitmentState.SETTLED) != bool(found.settled_on):
        entry.fault("state", what="does not fit settled_on", mend="Write settled with its day, or neither")
    if bool(found.extended_to) != bool(found.extended_by):
        entry.fault("extended_to", what="goes with extended_by", mend="Give the day and the letter")


def _check_dependencies(entries: Sequence[Entry]) -> None:
    known = {entry.text("id", optional=True) for entry in entries}
    for entry in entries:
        for name, line in entry.lined_texts("depends_on"):
            if name not in known:
                entry.sheet.fault(
                    "names a commitment that is not in the file", "Mend the id", line=line, key="depends_on"
                )
