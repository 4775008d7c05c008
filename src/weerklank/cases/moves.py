"""The moves of each procedure, and whose each is. PURE; a forbidden move is one that does not stand here.

Integrity report: Wet bescherming klokkenluiders, and what the officer of an employer does with it. Complaint:
Algemene wet bestuursrecht chapter 9, with a committee that advises (9:14) and an employer who decides (9:12).
"""

from __future__ import annotations

import itertools

from weerklank.cases.states import CaseState as State
from weerklank.cases.states import Move, Mover, flow_of

CLOSING = (
    Move(State.CLOSED, State.RETAINED, Mover.CLOCK),
    Move(State.RETAINED, State.DESTROYED, Mover.CLOCK),
)
"""What happens with a closed case by itself; what is destroyed was approved by two people first."""


def path(*states: State) -> tuple[Move, ...]:
    """Return the moves of handlers along a path."""
    return tuple(Move(start, end, Mover.HANDLER) for start, end in itertools.pairwise(states))


def withdrawals(*states: State) -> tuple[Move, ...]:
    """Return the reporter's own moves to the end, from each of these states."""
    return tuple(Move(state, State.CLOSED, Mover.REPORTER) for state in states)


INTEGRITY_MOVES = (
    *path(State.RECEIVED, State.ACKNOWLEDGED, State.TRIAGE, State.ASSESSING, State.INVESTIGATING),
    *path(State.TRIAGE, State.OUTSIDE_SCOPE, State.ADVISED_OTHER_ROUTE, State.FEEDBACK_GIVEN),
    *path(State.ASSESSING, State.FINDINGS),
    *path(State.ASSESSING, State.HANDED_TO_AUTHORITY, State.FEEDBACK_GIVEN),
    *path(State.INVESTIGATING, State.HANDED_TO_AUTHORITY),
    *path(State.INVESTIGATING, State.FINDINGS, State.MEASURES, State.FEEDBACK_GIVEN, State.CLOSED),
    *path(State.FINDINGS, State.FEEDBACK_GIVEN),
    *CLOSING,
)
"""A report is the organisation's once it is made: its reporter cannot take it back, and is told so before."""
OPEN_COMPLAINT = (
    State.SUBMITTED,
    State.ACKNOWLEDGED,
    State.ADMISSIBILITY,
    State.INFORMAL_RESOLUTION_OFFERED,
    State.HEARING_PLANNED,
    State.HEARD_BOTH,
    State.FINDINGS_DRAFT,
    State.FACTUAL_CHECK,
    State.ADVICE_SENT,
)
"""Where a complaint can still be withdrawn: until the employer has decided."""
COMPLAINT_MOVES = (
    *path(State.SUBMITTED, State.ACKNOWLEDGED, State.ADMISSIBILITY, State.HEARING_PLANNED, State.HEARD_BOTH),
    *path(State.ADMISSIBILITY, State.NOT_ADMISSIBLE, State.INFORMED_PARTIES),
    *path(State.ADMISSIBILITY, State.INFORMAL_RESOLUTION_OFFERED, State.HEARING_PLANNED),
    Move(State.INFORMAL_RESOLUTION_OFFERED, State.SETTLED, Mover.REPORTER),
    *path(State.SETTLED, State.INFORMED_PARTIES),
    *path(State.HEARD_BOTH, State.FINDINGS_DRAFT, State.FACTUAL_CHECK, State.ADVICE_SENT),
    *path(State.FACTUAL_CHECK, State.FINDINGS_DRAFT),
    *path(State.ADVICE_SENT, State.EMPLOYER_DECISION, State.INFORMED_PARTIES, State.CLOSED),
    *path(State.INFORMED_PARTIES, State.MEASURES, State.CLOSED),
    *path(State.INFORMED_PARTIES, State.AFTERCARE, State.CLOSED),
    *path(State.INFORMED_PARTIES, State.OMBUDSMAN_REFERENCE, State.CLOSED),
    *withdrawals(*OPEN_COMPLAINT),
    *CLOSING,
)
INTEGRITY_REPORT = flow_of(INTEGRITY_MOVES)
COMPLAINT = flow_of(COMPLAINT_MOVES)
