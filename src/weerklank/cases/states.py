"""States of a case, and the moves between them: whose each move is stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from weerklank.flow import Flow

if TYPE_CHECKING:
    from collections.abc import Iterable


class CaseState(StrEnum):
    """Where a case stands; each procedure uses those of its own flow."""

    NEW = "new"
    CONTACT_MADE = "contact_made"
    ADVISING = "advising"
    REFERRED = "referred"
    MEDIATION_SUGGESTED = "mediation_suggested"
    ACCOMPANYING_COMPLAINT = "accompanying_complaint"
    FORWARDED_REPORT = "forwarded_report"
    AFTERCARE = "aftercare"
    NO_FURTHER_CONTACT = "no_further_contact"
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    TRIAGE = "triage"
    OUTSIDE_SCOPE = "outside_scope"
    ADVISED_OTHER_ROUTE = "advised_other_route"
    ASSESSING = "assessing"
    INVESTIGATING = "investigating"
    HANDED_TO_AUTHORITY = "handed_to_authority"
    FINDINGS = "findings"
    MEASURES = "measures"
    FEEDBACK_GIVEN = "feedback_given"
    SUBMITTED = "submitted"
    ADMISSIBILITY = "admissibility"
    NOT_ADMISSIBLE = "not_admissible"
    INFORMAL_RESOLUTION_OFFERED = "informal_resolution_offered"
    SETTLED = "settled"
    HEARING_PLANNED = "hearing_planned"
    HEARD_BOTH = "heard_both"
    FINDINGS_DRAFT = "findings_draft"
    FACTUAL_CHECK = "factual_check"
    ADVICE_SENT = "advice_sent"
    EMPLOYER_DECISION = "employer_decision"
    INFORMED_PARTIES = "informed_parties"
    OMBUDSMAN_REFERENCE = "ombudsman_reference"
    RETAINED = "retained"
    CLOSED = "closed"
    AGGREGATED = "aggregated"
    DESTROYED = "destroyed"


class Mover(StrEnum):
    """Whose a move is."""

    REPORTER = "reporter"
    HANDLER = "handler"
    CLOCK = "clock"


class SealedBy(StrEnum):
    """What sealed the first message: a reporter's browser, this server where it was asked to, or a handler's."""

    BROWSER = "browser"
    SERVER = "server"
    HANDLER = "handler"


class Rated(StrEnum):
    """What a reporter is asked about, apart: being heard is one thing, what followed another."""

    HEARD = "heard"
    FOLLOWUP = "followup"


class Later(StrEnum):
    """Why a term ends later."""

    SUSPENDED = "suspended"
    ADJOURNED = "adjourned"
    AGREED = "agreed"


class HoldGround(StrEnum):
    """Why a case is kept longer than its term."""

    COURT = "court"
    OBJECTION = "objection"
    DISCIPLINARY = "disciplinary"
    CRIMINAL = "criminal"
    AUTHORITY = "authority"
    CLAIM = "claim"
    PERSON_ASKED = "person_asked"
    CHECKING = "checking"


class Passing(StrEnum):
    """How it stands with the wish to pass on who a reporter is."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    PASSED = "passed"


class Ground(StrEnum):
    """Why who a reporter is may be passed on at all. Source: Wet bescherming klokkenluiders art. 1a."""

    CONSENT = "consent"
    LEGAL_DUTY = "legal_duty"
    NEEDED_FOR_INVESTIGATION = "needed_for_investigation"


PASSING_ON = Flow({Passing.ASKED: {Passing.APPROVED, Passing.REFUSED}, Passing.APPROVED: {Passing.PASSED}})
"""One asks, another decides, and only then the first may do it."""


@dataclass(frozen=True, slots=True)
class Move:
    """One move, and whose it is."""

    start: CaseState
    end: CaseState
    by: Mover


ENDED = frozenset({CaseState.CLOSED, CaseState.AGGREGATED, CaseState.RETAINED, CaseState.DESTROYED})
"""Nothing is added to a case that stands here."""
FOLLOW_UPS = (
    CaseState.REFERRED,
    CaseState.MEDIATION_SUGGESTED,
    CaseState.ACCOMPANYING_COMPLAINT,
    CaseState.FORWARDED_REPORT,
    CaseState.AFTERCARE,
)
"""What a counsellor's advice can lead to."""
TALKING = (CaseState.CONTACT_MADE, CaseState.ADVISING, *FOLLOW_UPS)
CONTACT_MOVES = (
    Move(CaseState.NEW, CaseState.CONTACT_MADE, Mover.HANDLER),
    Move(CaseState.CONTACT_MADE, CaseState.ADVISING, Mover.HANDLER),
    *(Move(CaseState.ADVISING, state, Mover.HANDLER) for state in FOLLOW_UPS),
    *(Move(state, CaseState.CLOSED, Mover.HANDLER) for state in FOLLOW_UPS),
    *(Move(state, CaseState.NO_FURTHER_CONTACT, Mover.HANDLER) for state in TALKING),
    Move(CaseState.NO_FURTHER_CONTACT, CaseState.ADVISING, Mover.REPORTER),
    *(
        Move(state, CaseState.CLOSED, Mover.REPORTER)
        for state in (CaseState.NEW, *TALKING, CaseState.NO_FURTHER_CONTACT)
    ),
    Move(CaseState.NO_FURTHER_CONTACT, CaseState.CLOSED, Mover.CLOCK),
    Move(CaseState.CLOSED, CaseState.AGGREGATED, Mover.CLOCK),
    Move(CaseState.AGGREGATED, CaseState.DESTROYED, Mover.CLOCK),
)


def flow_of(moves: Iterable[Move]) -> Flow[CaseState]:
    """Return the flow that moves make together, in the order of their states."""
    moves = tuple(moves)
    starts = dict.fromkeys(move.start for move in moves)
    return Flow({start: {move.end for move in moves if move.start == start} for start in starts})


CONFIDENTIAL_CONTACT = flow_of(CONTACT_MOVES)
