"""Procedures as a table: a new one is a row here, with its moves in `states`; no code is copied. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from weerklank.cases import moves
from weerklank.cases.grounds import codes
from weerklank.cases.states import (
    CONFIDENTIAL_CONTACT,
    CONTACT_MOVES,
    ENDED,
    FOLLOW_UPS,
    CaseState,
    Move,
    Mover,
)
from weerklank.errors import Refused
from weerklank.people.states import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weerklank.flow import Flow


FOLLOWS, DEPARTS = codes("employer_decision")
"""What an employer decides on the advice of a committee."""
LISTED = codes("not_admissible")
"""The grounds on which a complaint need not be dealt with: there are no others."""


class Starter(StrEnum):
    """For whom someone speaks."""

    AFFECTED = "affected"
    BYSTANDER = "bystander"
    FOR_ANOTHER = "for_another"


class Naming(StrEnum):
    """How it stands with the name of whoever starts a procedure.

    None is asked; or one may be given, sealed apart to one officer; or one is needed, sealed apart to every first
    recipient. None of them stands under the key of the case.
    """

    NONE = "none"
    APART = "apart"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One procedure: where it goes, who reads it, who may start it, and by which terms.

    `recipients` read and lead: theirs are the moves. `companions` are roles that the reporter may let come along,
    `helpers` those that a recipient may add: both read and answer, and never move. `stands_in`: the reporter may
    name other recipients who read if nobody did in time. `registrars` see the register: dates and states.
    `asks` are the questions of the form, in their order; `routes` those of the signpost that its pages show.
    `rises_to`: what its reporter, and nobody else, may make of it besides, with a case and a key of its own.

    `grounds` say why, where a move needs a reason from a list; `reasoned` of which of them the handler must have
    written since an event; `needs` what must have happened before a move. `deeds` are what a handler can note as
    done besides moving, and in which states; `waits_for` of which term the last day has to come before one
    of them can be. `open_after` are ended states in which the thread may be added to.

    `regimes` name rules in `weerklank.terms`, and `by_employer` those of which the employer chooses one: the first
    holds where it chose none. `received` is the event that sets them running, and `events` says
    what has happened once a case stands in a state, so that a term begins or is met; `concluding` is the one by
    which the reporter hears what came of it. `owner` is warned of terms, `overseer` too where there is no owner
    or the last day has come; neither is told what it is about.
    `retention` is the regime that says how long it is kept. `first` is where a case begins, `heard` where the
    first answer of a handler takes it, `again` where the reporter takes it who comes back. `silence_days`: after
    so many without the reporter it closes; 0 is never. `outcomes` are what a handler may close with, and
    `outcome_events` what some of them are besides; `ends_as` is the one with which a case ends that stood in a
    state, and no other case does. `withdrawn` is the reporter's own.
    """

    id: str
    flow: Flow[CaseState]
    moves: tuple[Move, ...]
    first: CaseState
    heard: CaseState
    again: CaseState | None
    recipients: Role
    stands_in: bool
    companions: frozenset[Role]
    helpers: frozenset[Role]
    registrars: frozenset[Role]
    starters: frozenset[Starter]
    naming: Naming
    asks: tuple[str, ...]
    routes: tuple[str, ...]
    rises_to: tuple[str, ...]
    regimes: tuple[str, ...]
    by_employer: tuple[str, ...]
    received: str
    events: Mapping[CaseState, str]
    concluding: str
    owner: Role
    overseer: Role
    retention: str
    activity: str
    silence_days: int
    outcomes: tuple[str, ...]
    outcome_events: Mapping[str, str]
    ends_as: Mapping[CaseState, str]
    grounds: Mapping[CaseState, tuple[str, ...]]
    reasoned: Mapping[str, str]
    needs: Mapping[CaseState, str]
    deeds: Mapping[str, frozenset[CaseState]]
    waits_for: Mapping[str, str]
    open_after: frozenset[CaseState]

    @property
    def readers(self) -> frozenset[Role]:
        """Every role in which someone can read such a case."""
        return frozenset({self.recipients, *self.companions, *self.helpers})

    @property
    def withdrawable(self) -> bool:
        """Whether the reporter can take it back from where it begins."""
        return self.may_move(self.first, CaseState.CLOSED, Mover.REPORTER)

    def is_open(self, state: CaseState) -> bool:
        """Return whether a case that stands here may be added to."""
        return state not in ENDED or state in self.open_after

    def deeds_in(self, state: CaseState) -> tuple[str, ...]:
        """Return what can be noted as done of a case that stands here, in the order of the table."""
        return tuple(deed for deed, states in self.deeds.items() if state in states)

    def may_move(self, start: CaseState, end: CaseState, mover: Mover) -> bool:
        """Return whether a move exists and is theirs to make."""
        return Move(start, end, mover) in self.moves

    def moves_from(self, start: CaseState, mover: Mover) -> tuple[CaseState, ...]:
        """Return where someone may take a case from here, in the order of the table."""
        return tuple(move.end for move in self.moves if move.start == start and move.by == mover)


ELSEWHERE = tuple(state for state in FOLLOW_UPS if state != CaseState.AFTERCARE)
"""Where a counsellor sent someone on: some weeks later they ask how things are now."""
CONTACT = Procedure(
    id="confidential_contact",
    flow=CONFIDENTIAL_CONTACT,
    moves=CONTACT_MOVES,
    first=CaseState.NEW,
    heard=CaseState.CONTACT_MADE,
    again=CaseState.ADVISING,
    recipients=Role.CONFIDENTIAL_COUNSELLOR,
    stands_in=True,
    companions=frozenset(),
    helpers=frozenset(),
    registrars=frozenset(),
    starters=frozenset(Starter),
    naming=Naming.NONE,
    asks=("role", "behaviour", "ground", "relation"),
    routes=(),
    rises_to=("integrity_report", "complaint"),
    regimes=("confidential_contact", "stand_in", "keep_signal", "keep_counsellor_note"),
    by_employer=(),
    received="contact_received",
    events={
        CaseState.CONTACT_MADE: "contact_made",
        CaseState.ADVISING: "advising_began",
        CaseState.AFTERCARE: "aftercare_given",
        CaseState.CLOSED: "closed",
    }
    | dict.fromkeys(ELSEWHERE, "contact_followed_up"),
    concluding="closed",
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
    outcome_events={},
    ends_as={},
    grounds={},
    reasoned={},
    needs={},
    deeds={"aftercare_given": frozenset(ELSEWHERE)},
    waits_for={},
    open_after=frozenset(),
)
PROTECTED = frozenset(
    {state for move in moves.INTEGRITY_MOVES for state in (move.start, move.end)}
    - {CaseState.RECEIVED, CaseState.DESTROYED}
)
"""Where a reporter can be asked whether they suffered detriment: as long as the report is there."""
WATCHED = (1, 3, 6, 12)
"""After how many months they are asked: of a report from the day it came in."""
WATCHED_AFTER = (3, 6, 12)
"""The same of a complaint, from the day of the decision: until then they are heard all the time."""
AFTERWARDS = frozenset(
    {
        CaseState.INFORMED_PARTIES,
        CaseState.MEASURES,
        CaseState.AFTERCARE,
        CaseState.OMBUDSMAN_REFERENCE,
        CaseState.CLOSED,
        CaseState.RETAINED,
    }
)
"""Where a complaint stands once both parties know what was decided. A complainant is known by name, and so can be
asked after the thread has closed."""
INTEGRITY = Procedure(
    id="integrity_report",
    flow=moves.INTEGRITY_REPORT,
    moves=moves.INTEGRITY_MOVES,
    first=CaseState.RECEIVED,
    heard=CaseState.ACKNOWLEDGED,
    again=None,
    recipients=Role.INDEPENDENT_REPORT_OFFICER,
    stands_in=False,
    companions=frozenset({Role.CONFIDENTIAL_COUNSELLOR}),
    helpers=frozenset({Role.INVESTIGATOR}),
    registrars=frozenset({Role.INDEPENDENT_REPORT_OFFICER, Role.INTEGRITY_COORDINATOR}),
    starters=frozenset(Starter),
    naming=Naming.APART,
    asks=("relation_to_work", "wrongdoing"),
    routes=("huis", "authorities"),
    rises_to=(),
    regimes=("wbk_internal", "wbk_protection", "keep_report_integrity", "keep_counsellor_note"),
    by_employer=(),
    received="report_received",
    events={
        CaseState.ACKNOWLEDGED: "acknowledgement_sent",
        CaseState.ASSESSING: "scope_assessed",
        CaseState.OUTSIDE_SCOPE: "scope_assessed",
        CaseState.HANDED_TO_AUTHORITY: "handed_over",
        CaseState.MEASURES: "measures_taken",
        CaseState.FEEDBACK_GIVEN: "feedback_given",
        CaseState.CLOSED: "closed",
    },
    concluding="feedback_given",
    owner=Role.INDEPENDENT_REPORT_OFFICER,
    overseer=Role.INTEGRITY_COORDINATOR,
    retention="keep_report_integrity",
    activity="integrity_report",
    silence_days=0,
    outcomes=("founded_with_measures", "founded", "unfounded", "outside_scope", "handed_to_authority"),
    outcome_events={"founded_with_measures": "closed_with_measure"},
    ends_as={
        CaseState.OUTSIDE_SCOPE: "outside_scope",
        CaseState.HANDED_TO_AUTHORITY: "handed_to_authority",
        CaseState.MEASURES: "founded_with_measures",
    },
    grounds={
        CaseState.OUTSIDE_SCOPE: codes("outside_scope"),
        CaseState.HANDED_TO_AUTHORITY: codes("handed_to_authority"),
    },
    reasoned={},
    needs={},
    deeds={f"protection_asked_{month}": PROTECTED for month in WATCHED},
    waits_for={
        f"protection_asked_{month}": f"wbk_protection_{before}" for before, month in pairwise(WATCHED)
    },
    open_after=frozenset({CaseState.CLOSED, CaseState.RETAINED}),
)
"""Wet bescherming klokkenluiders: once it is made, the report is the organisation's."""
COMPLAINT = Procedure(
    id="complaint",
    flow=moves.COMPLAINT,
    moves=moves.COMPLAINT_MOVES,
    first=CaseState.SUBMITTED,
    heard=CaseState.ACKNOWLEDGED,
    again=None,
    recipients=Role.COMMITTEE_SECRETARY,
    stands_in=False,
    companions=frozenset({Role.CONFIDENTIAL_COUNSELLOR}),
    helpers=frozenset({Role.COMPLAINTS_COMMITTEE}),
    registrars=frozenset({Role.COMMITTEE_SECRETARY, Role.INTEGRITY_COORDINATOR}),
    starters=frozenset({Starter.AFFECTED}),
    naming=Naming.REQUIRED,
    asks=("behaviour", "ground", "relation", "how_long_ago"),
    routes=(),
    rises_to=(),
    regimes=("awb_admissibility", "complaint_protection", "keep_complaint", "keep_counsellor_note"),
    by_employer=("awb_complaint_committee", "awb_complaint", "own_complaint"),
    received="complaint_received",
    events={
        CaseState.ACKNOWLEDGED: "acknowledgement_sent",
        CaseState.NOT_ADMISSIBLE: "admissibility_decided",
        CaseState.INFORMAL_RESOLUTION_OFFERED: "admissibility_decided",
        CaseState.SETTLED: "settled",
        CaseState.HEARING_PLANNED: "admissibility_decided",
        CaseState.ADVICE_SENT: "advice_sent",
        CaseState.EMPLOYER_DECISION: "employer_decided",
        CaseState.INFORMED_PARTIES: "decision_sent",
        CaseState.MEASURES: "measures_taken",
        CaseState.CLOSED: "closed",
    },
    concluding="decision_sent",
    owner=Role.COMMITTEE_SECRETARY,
    overseer=Role.INTEGRITY_COORDINATOR,
    retention="keep_complaint",
    activity="complaint",
    silence_days=0,
    outcomes=("founded", "partly_founded", "unfounded", "not_admissible", "settled"),
    outcome_events={},
    ends_as={CaseState.NOT_ADMISSIBLE: "not_admissible", CaseState.SETTLED: "settled"},
    grounds={CaseState.NOT_ADMISSIBLE: LISTED, CaseState.EMPLOYER_DECISION: (FOLLOWS, DEPARTS)},
    reasoned=dict.fromkeys(LISTED, "acknowledgement_sent") | {DEPARTS: "advice_sent"},
    needs={CaseState.HEARING_PLANNED: "copy_sent", CaseState.FINDINGS_DRAFT: "hearing_reported"},
    deeds={
        "copy_sent": frozenset(
            {CaseState.ACKNOWLEDGED, CaseState.ADMISSIBILITY, CaseState.INFORMAL_RESOLUTION_OFFERED}
        ),
        "hearing_invited": frozenset({CaseState.HEARING_PLANNED}),
        "hearing_reported": frozenset({CaseState.HEARD_BOTH}),
        **{f"protection_asked_{month}": AFTERWARDS for month in WATCHED_AFTER},
    },
    waits_for={
        f"protection_asked_{month}": f"complaint_protection_{before}"
        for before, month in pairwise(WATCHED_AFTER)
    },
    open_after=frozenset(),
)
"""Algemene wet bestuursrecht chapter 9, or the employer's own rule: the complainant's until the decision."""
WITHDRAWN = "withdrawn"
PROCEDURES = {found.id: found for found in (CONTACT, INTEGRITY, COMPLAINT)}


def procedure_named(name: str) -> Procedure:
    """Return a procedure by its code; refuses one that does not exist."""
    if name not in PROCEDURES:
        raise Refused("no_such_procedure", "There is no such procedure.")
    return PROCEDURES[name]
