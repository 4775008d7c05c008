"""Procedures as a table: a new one is a row here, with its moves in `states`; no code is copied. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from weerklank.cases.states import CONFIDENTIAL_CONTACT, CONTACT_MOVES, CaseState, Move, Mover
from weerklank.errors import Refused
from weerklank.people.states import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weerklank.flow import Flow


class Starter(StrEnum):
    """For whom someone speaks."""

    AFFECTED = "affected"
    BYSTANDER = "bystander"
    FOR_ANOTHER = "for_another"


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One procedure: where it goes, who reads it, who may start it, and by which terms.

    `regimes` name rules in `weerklank.terms`; `received` is the event that sets them running, and `events` says
    what has happened once a case stands in a state, so that a term begins or is met. `owner` is warned of terms,
    `overseer` too where there is no owner or the last day has come; neither is told what it is about.
    `retention` is the regime that says how long it is kept. `first` is where a case begins, `heard` where the
    first answer of a handler takes it, `again` where the reporter takes it who comes back. `outcomes` are what a
    handler may close with; `withdrawn` is the reporter's own.
    """

    id: str
    flow: Flow[CaseState]
    moves: tuple[Move, ...]
    first: CaseState
    heard: CaseState
    again: CaseState
    recipients: Role
    stand_ins: frozenset[Role]
    starters: frozenset[Starter]
    anonymous: bool
    regimes: tuple[str, ...]
    received: str
    events: Mapping[CaseState, str]
    owner: Role
    overseer: Role
    retention: str
    activity: str
    silence_days: int
    outcomes: tuple[str, ...]

    def may_move(self, start: CaseState, end: CaseState, mover: Mover) -> bool:
        """Return whether a move exists and is theirs to make."""
        return Move(start, end, mover) in self.moves

    def moves_from(self, start: CaseState, mover: Mover) -> tuple[CaseState, ...]:
        """Return where someone may take a case from here, in the order of the table."""
        return tuple(move.end for move in self.moves if move.start == start and move.by == mover)


CONTACT = Procedure(
    id="confidential_contact",
    flow=CONFIDENTIAL_CONTACT,
    moves=CONTACT_MOVES,
    first=CaseState.NEW,
    heard=CaseState.CONTACT_MADE,
    again=CaseState.ADVISING,
    recipients=Role.CONFIDENTIAL_COUNSELLOR,
    stand_ins=frozenset(),
    starters=frozenset(Starter),
    anonymous=True,
    regimes=("confidential_contact", "keep_signal"),
    received="contact_received",
    events={
        CaseState.CONTACT_MADE: "contact_made",
        CaseState.ADVISING: "advising_began",
        CaseState.AFTERCARE: "aftercare_given",
        CaseState.CLOSED: "closed",
    }
    | dict.fromkeys(
        (
            CaseState.REFERRED,
            CaseState.MEDIATION_SUGGESTED,
            CaseState.ACCOMPANYING_COMPLAINT,
            CaseState.FORWARDED_REPORT,
        ),
        "contact_followed_up",
    ),
    owner=Role.CONFIDENTIAL_COUNSELLOR,
    overseer=Role.COUNSELLOR_COORDINATOR,
    retention="keep_signal",
    activity="confidential_contact",
    silence_days=60,
    outcomes=(
        "advised",
        "referred",
        "mediation",
        "complaint_accompanied",
        "report_forwarded",
        "aftercare_done",
        "no_further_contact",
    ),
)
WITHDRAWN = "withdrawn"
PROCEDURES = {CONTACT.id: CONTACT}


def procedure_named(name: str) -> Procedure:
    """Return a procedure by its code; refuses one that does not exist."""
    if name not in PROCEDURES:
        raise Refused("no_such_procedure", "There is no such procedure.")
    return PROCEDURES[name]
