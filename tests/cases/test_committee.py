"""One committee serves many employers: certified by each, chosen by each complainant, under the rule of each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from tests.making import AT, employer, wanted
from tests.sealed import Desk, answer_of, certify, desk, sealed_case
from weerklank.cases import actions, addressing, queries
from weerklank.cases.choosing import Chosen, choose_complaint_rule
from weerklank.cases.clocks import happen
from weerklank.cases.models import Case, Term
from weerklank.cases.procedures import COMPLAINT
from weerklank.errors import Refused
from weerklank.people.actions import appoint_first, export_requests
from weerklank.people.states import Role
from weerklank.trail.models import Entry

if TYPE_CHECKING:
    from weerklank.organisation.models import Unit

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
TODAY, NOW = timezone.localdate(), timezone.now()
SAID = "He shouts at me in front of the others."
HERE, THERE = "here: ", "there: "


def shared(own: Desk, there: Unit) -> None:
    """Let someone serve another employer too, certified by it."""
    appoint_first(wanted(own.person, own.role, unit=there), at=AT)
    certify(own, at=there)


def complained(own: Desk, *, at: Unit, excluded: frozenset[str] = frozenset()) -> str:
    return sealed_case(own, text=SAID, procedure=COMPLAINT.id, at=at, excluded=excluded).number


def test_a_secretary_reads_complaints_of_two_employers_and_nobody_else_does() -> None:
    secretary, there = desk(employer(HERE), COMPLAINT.recipients), employer(THERE)
    other = desk(there, COMPLAINT.recipients)
    shared(secretary, there)
    numbers = {complained(secretary, at=secretary.unit), complained(secretary, at=there)}
    assert {case.number for case in queries.inbox(secretary.person, on=TODAY).cases} == numbers
    assert {case.unit_id for case in queries.inbox(other.person, on=TODAY).cases} == {there.pk}
    for number in sorted(numbers):
        actions.reply_as_handler(answer_of(secretary, number, "Yes."), by=secretary.person, on=TODAY, at=NOW)


def test_an_employer_certifies_who_serves_it_wherever_they_work() -> None:
    secretary, there = desk(employer(HERE), COMPLAINT.recipients), employer(THERE)
    desk(there)
    assert secretary.key not in export_requests(there, on=TODAY).decode()
    appoint_first(wanted(secretary.person, COMPLAINT.recipients, unit=there), at=AT)
    assert str(secretary.person.pseudonym) in export_requests(there, on=TODAY).decode()
    assert queries.keys_certified([COMPLAINT.recipients], there.pk, on=TODAY) == frozenset()
    certify(secretary, at=there)
    assert queries.keys_certified([COMPLAINT.recipients], there.pk, on=TODAY) == {secretary.key}


def test_a_certificate_for_who_serves_nothing_there_is_refused() -> None:
    secretary, there = desk(employer(HERE), COMPLAINT.recipients), employer(THERE)
    desk(there)
    with pytest.raises(Refused, match="Nobody asked"):
        certify(secretary, at=there)


def test_whom_the_complainant_leaves_out_gets_nothing() -> None:
    secretary = desk(employer(HERE), COMPLAINT.recipients)
    left_out = desk(secretary.unit, COMPLAINT.recipients)
    number = complained(secretary, at=secretary.unit, excluded=frozenset({left_out.key}))
    assert queries.inbox(left_out.person, on=TODAY).cases == ()
    assert not Case.objects.get(pk=number).wraps.filter(recipient=left_out.key).exists()


def test_members_of_the_committee_are_offered_to_leave_out_and_to_let_in() -> None:
    secretary = desk(employer(HERE), COMPLAINT.recipients)
    member = desk(secretary.unit, Role.COMPLAINTS_COMMITTEE)
    counsellor = desk(secretary.unit)
    number = complained(secretary, at=secretary.unit)
    offered = addressing.colleagues_offered(COMPLAINT.id, secretary.unit.pk, on=TODAY)
    assert [one.key for one in offered] == [member.key]
    told = str(addressing.colleagues(Case.objects.get(pk=number), on=TODAY))
    assert str(member.person.pseudonym) in told
    assert str(counsellor.person.pseudonym) not in told


def test_each_employer_has_its_own_rule() -> None:
    secretary, there = desk(employer(HERE), COMPLAINT.recipients), employer(THERE)
    shared(secretary, there)
    own = Chosen(regime="own_complaint", since=TODAY, weeks=8, more_weeks=2)
    choose_complaint_rule(there, own, by="installation", on=TODAY, at=NOW)
    found = {
        unit: set(Term.objects.filter(case=complained(secretary, at=unit)).values_list("rule", flat=True))
        for unit in (secretary.unit, there)
    }
    assert "awb_decision_committee" in found[secretary.unit]
    assert "own_decision" in found[there]
    assert Entry.objects.filter(kind="complaint rule", verb="chosen").count() == 1


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        (Chosen(regime="guess", since=TODAY), "Choose one of"),
        (Chosen(regime="own_complaint", since=TODAY), "Give --weeks"),
        (Chosen(regime="own_complaint", since=TODAY, weeks=53), "Give --weeks"),
        (Chosen(regime="own_complaint", since=TODAY, weeks=8, more_weeks=99), "at most 52 weeks longer"),
        (Chosen(regime="awb_complaint", since=TODAY, weeks=6), "Leave --weeks out"),
        (Chosen(regime="awb_complaint", since=TODAY, weeks=0), "Leave --weeks out"),
        (Chosen(regime="awb_complaint", since=TODAY, more_weeks=0), "Leave --weeks out"),
        (Chosen(regime="awb_complaint", since=TODAY - timedelta(days=1)), "today or later"),
    ],
)
def test_a_rule_that_cannot_hold_is_refused(chosen: Chosen, told: str) -> None:
    with pytest.raises(Refused, match=told):
        choose_complaint_rule(employer(HERE), chosen, by="installation", on=TODAY, at=NOW)


def test_a_rule_of_today_does_not_take_the_rule_from_what_came_in_this_morning() -> None:
    secretary = desk(employer(HERE), COMPLAINT.recipients)
    number = complained(secretary, at=secretary.unit)
    today, tomorrow = TODAY, TODAY + timedelta(days=1)
    with pytest.raises(Refused, match="came in today"):
        choose_complaint_rule(
            secretary.unit, Chosen(regime="awb_complaint", since=today), by="installation", on=TODAY, at=NOW
        )
    choose_complaint_rule(
        secretary.unit, Chosen(regime="awb_complaint", since=tomorrow), by="installation", on=TODAY, at=NOW
    )
    happen(Case.objects.get(pk=number), "copy_sent", on=tomorrow)
    decisions = Term.objects.filter(case=number, rule__contains="decision").values_list("rule", flat=True)
    assert [*decisions] == ["awb_decision_committee"]


def test_a_second_rule_from_the_same_day_is_refused() -> None:
    unit, chosen = employer(HERE), Chosen(regime="awb_complaint", since=TODAY)
    choose_complaint_rule(unit, chosen, by="installation", on=TODAY, at=NOW)
    with pytest.raises(Refused, match="already"):
        choose_complaint_rule(unit, chosen, by="installation", on=TODAY, at=NOW)
