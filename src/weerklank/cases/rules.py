"""Who may do what with a case. A key opens it or does not; these rules come on top of that, and never instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerklank.cases.clocks import noted_from
from weerklank.cases.identities import knows
from weerklank.cases.procedures import PROCEDURES, Naming, procedure_named
from weerklank.cases.queries import current_key
from weerklank.cases.states import CaseState, Mover
from weerklank.people.queries import keys_of, people_with, roles_held
from weerklank.people.rules import may_act
from weerklank.people.states import Role

if TYPE_CHECKING:
    from datetime import date

    from weerklank.cases.models import Case, Disclosure
    from weerklank.cases.procedures import Procedure
    from weerklank.people.models import Person


def may_serve(person: Person, *, procedure: str, unit_id: int, on: date) -> bool:
    """Return whether someone holds a role in which cases of a procedure at a unit are read.

    Whoever administers the machine serves no case, whatever else they are.
    """
    if Role.TECHNICAL_ADMIN in roles_held(person, on=on):
        return False
    readers = sorted(procedure_named(procedure).readers)
    return any(may_act(person, role, unit_id, on=on) for role in readers)


def may_read(person: Person, case: Case, *, on: date) -> bool:
    """Return whether someone may read a case: it was sealed to a key of theirs, and they still hold the role."""
    if case.state == CaseState.DESTROYED or current_key(person, case) is None:
        return False
    return may_serve(person, procedure=case.procedure, unit_id=case.unit_id, on=on)


def may_write_down(person: Person, procedure: str, unit_id: int, *, on: date) -> bool:
    """Return whether someone may begin a case for who spoke to them: one that they would lead."""
    leads = may_act(person, procedure_named(procedure).recipients, unit_id, on=on)
    return leads and may_serve(person, procedure=procedure, unit_id=unit_id, on=on)


def may_answer(person: Person, case: Case, *, on: date) -> bool:
    """Return whether someone may add to a case: who reads it, while it may be added to."""
    return procedure_named(case.procedure).is_open(CaseState(case.state)) and may_read(person, case, on=on)


def may_lead(person: Person, case: Case, *, on: date) -> bool:
    """Return whether a case is someone's to lead: it was for their role. Others come along, or help."""
    recipients = procedure_named(case.procedure).recipients
    return may_act(person, recipients, case.unit_id, on=on) and may_read(person, case, on=on)


def may_let_in(person: Person, case: Case, *, on: date) -> bool:
    """Return whether someone may say who else reads a case from now on: who leads it, while it may be added to."""
    return may_lead(person, case, on=on) and may_answer(person, case, on=on)


def may_move(person: Person, case: Case, to: CaseState, *, on: date) -> bool:
    """Return whether someone may take a case to a state: a handler's move, of a case that they lead."""
    move = procedure_named(case.procedure).may_move(CaseState(case.state), to, Mover.HANDLER)
    return move and may_let_in(person, case, on=on)


def may_note(person: Person, case: Case, deed: str, *, on: date) -> bool:
    """Return whether someone may note as done what their procedure lets them, where it stands, from its day on."""
    possible = procedure_named(case.procedure).deeds_in(CaseState(case.state))
    if deed not in possible or not may_lead(person, case, on=on):
        return False
    since = noted_from(case, deed)
    return since is not None and since <= on


def may_know(person: Person, case: Case, *, on: date) -> bool:
    """Return whether someone may know who a reporter is: it was sealed to the key by which they read."""
    key = current_key(person, case)
    return key is not None and knows(case, key) and may_read(person, case, on=on)


def may_learn(key: str, case: Case, *, on: date) -> bool:
    """Return whether who a reporter is could be passed on to a key: its holder reads, and does not know."""
    holders = [person for person in people_with([key]) if current_key(person, case) == key]
    return not knows(case, key) and any(may_read(person, case, on=on) for person in holders)


DECIDERS = frozenset(
    role
    for found in PROCEDURES.values()
    if found.naming != Naming.NONE
    for role in (Role.EMPLOYER_AUTHORITY, found.recipients)
)
"""Every role in which someone decides whether who a reporter is may be passed on."""


def deciding_roles(procedure: Procedure) -> frozenset[Role]:
    """Return the roles in which someone decides whether who a reporter is may be passed on."""
    return frozenset({Role.EMPLOYER_AUTHORITY, procedure.recipients})


def may_decide(person: Person, disclosure: Disclosure, *, on: date) -> bool:
    """Return whether someone may decide on a disclosure: not who asked, and not whom it would go to."""
    case = disclosure.case
    if person.pk == disclosure.asked_by_id or disclosure.key in keys_of(person):
        return False
    roles = deciding_roles(procedure_named(case.procedure))
    return any(may_act(person, role, case.unit_id, on=on) for role in sorted(roles))


def may_ask_rating(person: Person, case: Case, *, on: date) -> bool:
    """Return whether someone may ask how it was: once, of a case that they lead."""
    fresh = case.state == procedure_named(case.procedure).first
    return not case.rating_asked and not fresh and may_lead(person, case, on=on)


def may_keep(person: Person, *, procedure: str, employer_id: int, on: date) -> bool:
    """Return whether someone minds how long cases of a procedure at an employer are kept: it is no reading.

    Whoever oversees the procedure, and the data protection officer.
    """
    overseer = procedure_named(procedure).overseer
    return any(may_act(person, role, employer_id, on=on) for role in (overseer, Role.DATA_PROTECTION_OFFICER))


def may_hold(person: Person, case: Case, *, on: date) -> bool:
    """Return whether someone may keep a case longer: who minds its term, or who reads it as its owner."""
    owner = procedure_named(case.procedure).owner
    if may_read(person, case, on=on) and may_act(person, owner, case.unit_id, on=on):
        return True
    minds = may_keep(person, procedure=case.procedure, employer_id=case.employer_id, on=on)
    return minds and case.state != CaseState.DESTROYED
