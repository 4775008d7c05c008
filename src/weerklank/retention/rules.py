"""Who proposes what is destroyed, and who decides.

Whoever oversees the procedure proposes; the data protection officer of the employer decides. Neither sees content.
Nobody decides on their own list, on that of someone with whom they have a tie, or on a case that they read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerklank.cases.procedures import procedure_named
from weerklank.cases.rules import may_keep
from weerklank.errors import Refused
from weerklank.people.rules import may_act, may_judge
from weerklank.people.states import Role
from weerklank.retention.queries import have_handled, is_registered

if TYPE_CHECKING:
    from datetime import date

    from weerklank.people.models import Person
    from weerklank.retention.models import DestructionList


def may_see(person: Person, found: DestructionList, *, on: date) -> bool:
    """Return whether someone may see a list: how many cases by which rule, the last day, and who decided."""
    return may_keep(person, procedure=found.procedure, employer_id=found.employer_id, on=on)


def may_see_numbers(person: Person, found: DestructionList, *, on: date) -> bool:
    """Return whether someone may see which cases stand on a list, and the days of each.

    Whoever oversees a procedure may where its register is theirs. Of a signal the coordinator of counsellors may
    see nothing (`people/roles.yaml`): they propose by counts, and the officer looks at each.
    """
    if may_act(person, Role.DATA_PROTECTION_OFFICER, found.employer_id, on=on):
        return True
    return is_registered(found.procedure) and may_propose(person, found, on=on)


def may_propose(person: Person, found: DestructionList, *, on: date) -> bool:
    """Return whether someone may say what should happen with the cases on a list, and propose it."""
    return may_act(person, procedure_named(found.procedure).overseer, found.employer_id, on=on)


def may_decide(person: Person, found: DestructionList, *, on: date) -> bool:
    """Return whether someone may decide on a list: a second person, without a tie to the first or to a case."""
    officer = may_act(person, Role.DATA_PROTECTION_OFFICER, found.employer_id, on=on)
    if not officer or found.proposed_by is None or have_handled(person, found):
        return False
    return may_judge(person, [found.proposed_by], on=on)


def may_set_archive_key(person: Person, employer_id: int, *, on: date) -> bool:
    """Return whether someone may say to which key of the archive cases of an employer are sealed."""
    return may_act(person, Role.DATA_PROTECTION_OFFICER, employer_id, on=on)


def require_second(person: Person, found: DestructionList, *, on: date) -> None:
    """Refuse a decision on one's own list, or where one has a tie, and say which."""
    if person.pk == found.proposed_by_id:
        raise Refused("same_person", "Whoever proposed a list cannot decide on it: ask a colleague.")
    if not may_decide(person, found, on=on):
        raise Refused("conflict_of_interest", "You have a tie with this list: ask another colleague.")
