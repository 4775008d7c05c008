"""A case outlives its unit: it stays with who had it, and is also for who has the scope that its unit left."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.making import employer, imported, listed, someone
from tests.sealed import Desk, answer_of, grant_of, keyed, sealed_case
from tests.signing import signed_in
from weerklank.cases import actions, disclosing, queries, speaking
from weerklank.cases.counting import Period, counted_of
from weerklank.cases.models import Case, Disclosure, Term
from weerklank.cases.procedures import INTEGRITY
from weerklank.cases.register import registered
from weerklank.cases.rules import may_lead, may_serve
from weerklank.cases.states import Ground, Passing
from weerklank.cases.warning import warn
from weerklank.errors import Refused
from weerklank.notices.queries import waiting
from weerklank.organisation.queries import unit_beside
from weerklank.people.actions import withdraw
from weerklank.people.models import Grant
from weerklank.people.queries import in_reach
from weerklank.people.states import Right, Role

if TYPE_CHECKING:
    from weerklank.organisation.models import Unit
    from weerklank.people.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
TODAY, NOW = timezone.localdate(), timezone.now()
DAY = timedelta(days=1)
SAID = "It went on after the reorganisation."
OFFICER, COORDINATOR = INTEGRITY.recipients, Role.INTEGRITY_COORDINATOR
TREE = "min: ; dir: min; team: dir; other: min; far: other"


class Reorganised:
    """An employer with a case at a team that ends today; `to` is what follows the team, if anything does."""

    def __init__(self, to: str = "") -> None:
        self.top = employer(TREE)
        self.own = self.desk("team")
        self.above, self.beside, self.away = self.desk("dir"), self.desk("other"), self.desk("far")
        self.number = sealed_case(
            self.own, text=SAID, procedure=INTEGRITY.id, at=self.unit("team"), on=TODAY - DAY
        ).number
        self.end("team", below="dir", to=to)

    def unit(self, code: str) -> Unit:
        return unit_beside(self.top.pk, code)

    def desk(self, code: str) -> Desk:
        return keyed(self.someone(OFFICER, code), self.top, OFFICER)

    def someone(self, role: Role, code: str, *, right: Right = Right.ACT) -> Person:
        return someone(role, unit=self.top, at=self.unit(code), right=right)

    def end(self, code: str, *, below: str, to: str = "") -> None:
        ended = listed(f"{code}: {below}", valid_to=TODAY, successor=to)
        imported([*listed("min: "), *ended], on=TODAY)

    @property
    def case(self) -> Case:
        return Case.objects.get(pk=self.number)

    def registers(self, code: str) -> list[str]:
        """The register of a coordinator at a unit."""
        found = registered(self.someone(COORDINATOR, code), INTEGRITY, on=TODAY)
        return [case.pk for case in found]

    def serves(self, one: Desk) -> bool:
        return may_serve(one.person, procedure=INTEGRITY.id, unit_id=self.case.unit_id, on=TODAY)


@pytest.fixture(params=["", "other"], ids=["nothing follows", "another unit follows"])
def found(request: pytest.FixtureRequest) -> Reorganised:
    return Reorganised(to=request.param)


def test_who_had_a_case_keeps_it(found: Reorganised) -> None:
    own = found.own
    assert [case.number for case in queries.inbox(own.person, on=TODAY).cases] == [found.number]
    assert may_lead(own.person, found.case, on=TODAY)
    actions.reply_as_handler(answer_of(own, found.number, "Yes."), by=own.person, on=TODAY, at=NOW)
    page = signed_in(own.person).get(reverse("handler:terms", kwargs={"case": found.number}))
    assert page.status_code == 200
    assert found.number[:4] in page.content.decode()


@pytest.mark.parametrize(("to", "after"), [("", False), ("other", True)])
def test_a_case_is_for_who_has_the_scope_that_its_unit_left(to: str, after: bool) -> None:  # noqa: FBT001 - pytest fills it in
    found = Reorganised(to=to)
    assert [found.serves(one) for one in (found.above, found.beside, found.away)] == [True, after, False]


def test_who_had_a_case_can_let_in_who_has_the_scope_now() -> None:
    found = Reorganised(to="other")
    for refused, other in ((True, found.away), (False, found.beside)):
        told = grant_of(found.own, found.number, other, position=1)
        with pytest.raises(Refused, match="may not") if refused else contextlib.nullcontext():
            actions.grant_access(told, by=found.own.person, on=TODAY, at=NOW)
    assert [case.number for case in queries.inbox(found.beside.person, on=TODAY).cases] == [found.number]


def test_the_register_holds_what_came_in_at_a_unit_that_ended(found: Reorganised) -> None:
    followed = found.unit("team").successor is not None
    assert [found.registers(code) for code in ("min", "dir", "far")] == [[found.number], [found.number], []]
    assert found.registers("other") == ([found.number] if followed else [])


def test_a_unit_whose_heirs_ended_as_well_is_the_employers() -> None:
    found = Reorganised(to="far")
    found.end("far", below="other")
    found.end("dir", below="min", to="other")
    assert [found.registers(code) for code in ("min", "other")] == [[found.number]] * 2
    assert found.serves(found.beside)


def test_the_numbers_count_it(found: Reorganised) -> None:
    period = Period(TODAY - DAY, TODAY)
    assert counted_of(INTEGRITY.id, found.top.pk, period, on=TODAY).received == 1


def test_the_clock_warns_who_had_it_and_who_oversees_it(found: Reorganised) -> None:
    overseer = found.someone(COORDINATOR, "dir")
    last = Term.objects.filter(case=found.number, due_on__isnull=False).latest("due_on").due_on
    assert last is not None
    warn(on=last)
    assert found.number in {notice.about for notice in waiting(found.own.person)}
    assert found.number in {notice.about for notice in waiting(overseer)}
    assert not waiting(found.away.person).exists()


def test_the_clock_warns_who_has_the_scope_where_who_had_it_is_gone(found: Reorganised) -> None:
    Grant.objects.filter(person=found.own.person).update(valid_to=TODAY - DAY)
    last = Term.objects.filter(case=found.number, due_on__isnull=False).latest("due_on").due_on
    assert last is not None
    warn(on=last)
    assert found.number in {notice.about for notice in waiting(found.above.person)}


def test_who_decides_on_passing_a_name_on_still_sees_what_waits(found: Reorganised) -> None:
    Disclosure.objects.create(
        case=found.case,
        key=found.above.key,
        ground=Ground.CONSENT,
        state=Passing.ASKED,
        asked_by=found.own.person,
        asked_on=TODAY,
    )
    wishes = disclosing.waiting_for(found.someone(Role.EMPLOYER_AUTHORITY, "dir"), on=TODAY)
    assert len(wishes) == 1
    assert disclosing.waiting_for(found.someone(Role.EMPLOYER_AUTHORITY, "far"), on=TODAY) == []


def test_nothing_new_begins_at_a_unit_that_ended(found: Reorganised) -> None:
    with pytest.raises(Refused, match="not"):
        queries.recipients(INTEGRITY.id, found.unit("team").pk, on=TODAY)
    assert speaking.desks(found.own.person, on=TODAY) == []
    assert len(speaking.desks(found.above.person, on=TODAY)) == 1


def test_a_role_at_a_unit_that_ended_can_be_taken_back(found: Reorganised) -> None:
    chief = found.someone(OFFICER, "dir", right=Right.APPOINT)
    held = Grant.objects.get(person=found.own.person)
    assert held in in_reach(chief, on=TODAY)
    withdraw(held.pk, by=chief, on=TODAY, at=NOW)
    assert not may_lead(found.own.person, found.case, on=TODAY)
