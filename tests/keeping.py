"""Cases that are over, and the people who decide what happens to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from tests.making import someone
from tests.sealed import Desk, Sealed, answer_of, sealed_case
from weerklank.cases import actions
from weerklank.cases.models import Case
from weerklank.cases.procedures import CONTACT
from weerklank.cases.states import CaseState
from weerklank.people.states import Role
from weerklank.retention import actions as lists
from weerklank.retention.models import DestructionList
from weerklank.retention.states import ListState
from weerklank.seal.message import seal_note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weerklank.cases.on_behalf import PlainFile
    from weerklank.organisation.models import Unit
    from weerklank.people.models import Person

TODAY, NOW = timezone.localdate(), timezone.now()
LATER = TODAY + timedelta(days=367)
"""A day on which what was closed today need not be kept any more."""
SAID = "He shouts at me when the door is closed."
ANSWERED = "I read what you wrote."


def closed_case(own: Desk, *, text: str = SAID, attachments: Sequence[PlainFile] = ()) -> Sealed:
    """A case that was answered, has a note, and was closed today."""
    case = sealed_case(own, text=text, attachments=attachments)
    number, by = case.number, own.person
    actions.reply_as_handler(answer_of(own, number, ANSWERED), by=by, on=TODAY, at=NOW)
    bundle = own.bundle.sealing + own.bundle.signing
    note = seal_note(b"Call back.", bundle=bundle, case=number, key=own.key, position=1)
    actions.write_note(number, note, position=1, by=by, on=TODAY, at=NOW)
    for state in (CaseState.ADVISING, CaseState.REFERRED):
        actions.move(number, state, by=by, on=TODAY, at=NOW)
    actions.close_case(number, outcome=CONTACT.outcomes[0], by=by, on=TODAY, at=NOW)
    return case


@dataclass(frozen=True)
class Office:
    """Who proposes and who decides at an employer."""

    overseer: Person
    officer: Person

    def listed(self) -> DestructionList:
        """What is due, on the list that was made last."""
        lists.make_lists(on=LATER, at=NOW)
        return DestructionList.objects.order_by("-pk")[0]

    def approved(self) -> DestructionList:
        """What is due, proposed by one and approved by the other."""
        found = self.listed()
        lists.propose_list(found.pk, by=self.overseer, on=LATER, at=NOW)
        lists.approve_list(found.pk, by=self.officer, on=LATER, at=NOW)
        return found


def office_at(unit: Unit) -> Office:
    """The two who decide on the lists of an employer."""
    return Office(someone(CONTACT.overseer, unit=unit), someone(Role.DATA_PROTECTION_OFFICER, unit=unit))


def case_of(number: str) -> Case:
    """A case as it stands in the store."""
    return Case.objects.get(pk=number)


def list_at(unit: Unit) -> dict[str, int]:
    """A list of an employer on which nothing stands yet."""
    found, _ = DestructionList.objects.get_or_create(
        employer=unit, procedure=CONTACT.id, state=ListState.MADE, defaults={"made_on": TODAY}
    )
    return {"number": found.pk}
