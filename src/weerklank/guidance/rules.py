"""Who may keep the profiles of counsellors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerklank.people.rules import may_act
from weerklank.people.states import Role

if TYPE_CHECKING:
    from datetime import date

    from weerklank.guidance.models import Counsellor
    from weerklank.people.models import Person


def may_keep(person: Person, unit_id: int, *, on: date) -> bool:
    """Return whether someone keeps the counsellors of a unit: a coordinator there or above it."""
    return may_act(person, Role.COUNSELLOR_COORDINATOR, unit_id, on=on)


def may_change(person: Person, whose: Counsellor, *, on: date) -> bool:
    """Return whether someone may change a profile: their own, or one that they keep."""
    return whose.person_id == person.pk or may_keep(person, whose.kept_at_id, on=on)


def may_publish_code(person: Person, employer_id: int, *, on: date) -> bool:
    """Return whether someone publishes the code of conduct of an employer: an editor of the whole of it."""
    return may_act(person, Role.EDITOR, employer_id, on=on)
