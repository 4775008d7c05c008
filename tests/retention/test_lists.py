"""What is due stands on a list; one proposes, another decides, and the clock carries it out."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.keeping import LATER, NOW, TODAY, Office, case_of, closed_case, office_at
from tests.making import employer, someone
from tests.retention.test_bech32 import KEY
from tests.sealed import Desk, desk
from weerklank.cases import keeping
from weerklank.cases.kept import hold_of, kept
from weerklank.cases.models import Case, Term
from weerklank.cases.states import CaseState, HoldGround
from weerklank.errors import Refused
from weerklank.notices.queries import waiting
from weerklank.people.models import ConflictOfInterest
from weerklank.people.states import Role
from weerklank.retention import actions, queries
from weerklank.retention.models import DestructionList, Entry
from weerklank.retention.states import Decision, ListState
from weerklank.terms.amounts import Amount, Unit, day_after
from weerklank.trail.models import Entry as Act

if TYPE_CHECKING:
    from weerklank.people.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
DAY = timedelta(days=1)
DIGEST = "ab" * 32


@pytest.fixture
def own() -> Desk:
    return desk()


@pytest.fixture
def office(own: Desk) -> Office:
    return office_at(own.unit)


def standing(found: DestructionList) -> list[str]:
    return [entry.case_id for entry in queries.entries_of(found)]


def state_of(found: DestructionList) -> str:
    return DestructionList.objects.get(pk=found.pk).state


def held(number: str, by: Person, *, until: date = LATER + 90 * DAY, on: date = LATER) -> None:
    actions.postpone(number, ground=HoldGround.COURT, until_on=until, by=by, on=on, at=NOW)


def test_a_case_is_due_the_day_after_its_term_and_not_before(own: Desk) -> None:
    number = closed_case(own).number
    term = kept(case_of(number))
    assert term is not None
    assert (term.rule.id, term.until_on) == ("keep_signal", date(TODAY.year + 1, TODAY.month, TODAY.day))
    assert actions.make_lists(on=term.until_on, at=NOW) == 0
    assert actions.make_lists(on=term.until_on + DAY, at=NOW) == 1
    assert actions.make_lists(on=term.until_on + DAY, at=NOW) == 0


def test_what_is_open_is_never_due(own: Desk) -> None:
    number = closed_case(own).number
    Case.objects.filter(pk=number).update(state=CaseState.ADVISING)
    assert actions.make_lists(on=LATER, at=NOW) == 0


def test_of_two_terms_the_longest_holds(own: Desk) -> None:
    number = closed_case(own).number
    Term.objects.create(case_id=number, rule="keep_signal_longer", started_on=TODAY, due_on=LATER + 99 * DAY)
    assert [*keeping.due(own.unit.pk, "confidential_contact", on=LATER)] == [case_of(number)]
    Term.objects.filter(case=number, rule="keep_signal").update(due_on=LATER)
    assert not keeping.due(own.unit.pk, "confidential_contact", on=LATER).exists()


def test_two_people_decide_and_the_clock_carries_it_out(own: Desk, office: Office) -> None:
    numbers = sorted([closed_case(own).number, closed_case(own).number])
    found = office.listed()
    assert sorted(standing(found)) == numbers
    assert actions.carry_out(on=LATER, at=NOW) == 0
    actions.propose_list(found.pk, by=office.overseer, on=LATER, at=NOW)
    assert actions.carry_out(on=LATER, at=NOW) == 0
    actions.approve_list(found.pk, by=office.officer, on=LATER, at=NOW)
    assert actions.carry_out(on=LATER, at=NOW) == 2
    assert actions.carry_out(on=LATER, at=NOW) == 0
    assert state_of(found) == ListState.CARRIED_OUT
    assert {case_of(number).state for number in numbers} == {CaseState.DESTROYED}


def test_the_trail_says_how_many_of_what_and_never_of_what_it_was(own: Desk, office: Office) -> None:
    number = closed_case(own).number
    before = Act.objects.count()
    found = office.approved()
    actions.carry_out(on=LATER, at=NOW)
    acts = Act.objects.filter(number__gt=before).order_by("number")
    assert [(act.verb, act.kind, act.subject) for act in acts] == [
        ("prepared", "1 confidential_contact", f"list-{found.pk}"),
        ("confirmed", "1 confidential_contact", f"list-{found.pk}"),
        ("approved", "1 confidential_contact", f"list-{found.pk}"),
        ("destroyed", "case", number),
        ("destroyed", "1 confidential_contact", f"list-{found.pk}"),
    ]


def test_nobody_decides_on_their_own_list(own: Desk, office: Office) -> None:
    closed_case(own)
    found = office.listed()
    both = someone(Role.DATA_PROTECTION_OFFICER, unit=own.unit)
    actions.propose_list(found.pk, by=office.overseer, on=LATER, at=NOW)
    with pytest.raises(Refused, match="ask a colleague"):
        actions.approve_list(found.pk, by=office.overseer, on=LATER, at=NOW)
    ConflictOfInterest.objects.create(one=both, other=office.overseer, declared_at=NOW)
    with pytest.raises(Refused, match="tie"):
        actions.approve_list(found.pk, by=both, on=LATER, at=NOW)
    assert state_of(found) == ListState.PROPOSED


def test_nobody_decides_on_a_case_that_they_read(own: Desk, office: Office) -> None:
    closed_case(own)
    found = office.listed()
    actions.propose_list(found.pk, by=office.overseer, on=LATER, at=NOW)
    own.person.grants.update(role=Role.DATA_PROTECTION_OFFICER)
    with pytest.raises(Refused, match="tie"):
        actions.approve_list(found.pk, by=own.person, on=LATER, at=NOW)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DATA_PROTECTION_OFFICER, Role.ANONYMOUS_REPORTER}))
def test_no_other_role_decides(role: Role) -> None:
    unit = employer("min: ")
    proposer = someone(Role.COUNSELLOR_COORDINATOR, unit=unit)
    found = DestructionList.objects.create(
        employer=unit, procedure="confidential_contact", state="proposed", made_on=TODAY, proposed_by=proposer
    )
    with pytest.raises(Refused):
        actions.approve_list(found.pk, by=someone(role, unit=unit), on=TODAY, at=NOW)


def test_an_officer_of_another_employer_decides_nothing(own: Desk, office: Office) -> None:
    closed_case(own)
    found = office.listed()
    actions.propose_list(found.pk, by=office.overseer, on=LATER, at=NOW)
    stranger = office_at(employer("elsewhere: "))
    for who in (stranger.officer, stranger.overseer):
        with pytest.raises(Refused, match="may not"):
            actions.approve_list(found.pk, by=who, on=LATER, at=NOW)
        assert list(queries.lists_for(who, on=LATER)) == []
    assert list(queries.lists_for(office.officer, on=LATER)) == [found]


def test_what_was_refused_is_due_again(own: Desk, office: Office) -> None:
    number = closed_case(own).number
    found = office.listed()
    actions.propose_list(found.pk, by=office.overseer, on=LATER, at=NOW)
    actions.refuse_list(found.pk, by=office.officer, on=LATER, at=NOW)
    assert (state_of(found), standing(found)) == (ListState.REFUSED, [])
    assert standing(office.listed()) == [number]
    assert case_of(number).state == CaseState.CLOSED


@pytest.mark.parametrize("until", ["made", "proposed", "approved"])
def test_what_is_held_comes_off_its_list_wherever_that_stands(until: str, own: Desk, office: Office) -> None:
    number, other = closed_case(own).number, closed_case(own).number
    found = office.listed()
    if until != "made":
        actions.propose_list(found.pk, by=office.overseer, on=LATER, at=NOW)
    if until == "approved":
        actions.approve_list(found.pk, by=office.officer, on=LATER, at=NOW)
    held(number, office.officer)
    assert standing(found) == [other]
    assert actions.make_lists(on=LATER, at=NOW) == 0
    actions.carry_out(on=LATER, at=NOW)
    assert case_of(number).state == CaseState.CLOSED


def test_a_hold_ends_by_itself_the_day_after_its_last(own: Desk, office: Office) -> None:
    number = closed_case(own).number
    last = LATER + 30 * DAY
    held(number, own.person, until=last, on=TODAY)
    assert hold_of(case_of(number), on=last) is not None
    assert actions.make_lists(on=last, at=NOW) == 0
    assert hold_of(case_of(number), on=last + DAY) is None
    assert actions.make_lists(on=last + DAY, at=NOW) == 1
    assert office.overseer is not None


FIVE_YEARS = day_after(TODAY, Amount(60, Unit.MONTHS))


@pytest.mark.parametrize("until", [TODAY - DAY, TODAY, FIVE_YEARS + DAY])
def test_a_hold_has_a_day_that_makes_sense_and_a_reason_of_the_list(until: date, own: Desk) -> None:
    number = closed_case(own).number
    with pytest.raises(Refused, match="after today"):
        held(number, own.person, until=until, on=TODAY)
    assert not case_of(number).holds.exists()
    with pytest.raises(Refused, match="reasons on the list"):
        actions.postpone(number, ground="a feeling", until_on=LATER, by=own.person, on=TODAY, at=NOW)
    held(number, own.person, until=FIVE_YEARS, on=TODAY)
    assert case_of(number).holds.get().until_on == FIVE_YEARS


@pytest.mark.parametrize("role", [Role.TECHNICAL_ADMIN, Role.MANAGER, Role.INTEGRITY_COORDINATOR])
def test_who_does_not_mind_a_case_cannot_hold_it(role: Role, own: Desk) -> None:
    number = closed_case(own).number
    with pytest.raises(Refused, match="may not"):
        held(number, someone(role, unit=own.unit), on=TODAY)


def test_those_who_decide_are_told_that_something_waits(own: Desk, office: Office) -> None:
    closed_case(own)
    found = office.listed()
    assert [notice.about for notice in waiting(office.overseer)] == [f"list-{found.pk}"]
    actions.propose_list(found.pk, by=office.overseer, on=LATER, at=NOW)
    assert [notice.reason for notice in waiting(office.officer)] == ["approval"]
    actions.approve_list(found.pk, by=office.officer, on=LATER, at=NOW)
    assert [*waiting(office.overseer), *waiting(office.officer)] == []


def test_a_case_for_the_archive_waits_for_its_receipt(own: Desk, office: Office) -> None:
    number = closed_case(own).number
    found = office.listed()
    with pytest.raises(Refused, match="no key of the archive"):
        actions.choose_of_rule(found.pk, "keep_signal", Decision.ARCHIVE, by=office.overseer, on=LATER)
    actions.set_archive_key(own.unit.pk, KEY, by=office.officer, on=LATER, at=NOW)
    actions.choose_of_rule(found.pk, "keep_signal", Decision.ARCHIVE, by=office.overseer, on=LATER)
    with pytest.raises(Refused):
        actions.note_export(number, DIGEST, by=own.person, on=LATER, at=NOW)
    actions.propose_list(found.pk, by=office.overseer, on=LATER, at=NOW)
    actions.approve_list(found.pk, by=office.officer, on=LATER, at=NOW)
    assert actions.carry_out(on=LATER, at=NOW) == 0
    actions.note_export(number, DIGEST, by=own.person, on=LATER, at=NOW)
    assert actions.carry_out(on=LATER, at=NOW) == 0
    with pytest.raises(Refused, match="another file"):
        actions.confirm_receipt(found.pk, number, "cd" * 32, by=office.officer, on=LATER, at=NOW)
    told = f" {DIGEST.upper()[:32]} {DIGEST[32:]} "
    actions.confirm_receipt(found.pk, number, told, by=office.officer, on=LATER, at=NOW)
    assert actions.carry_out(on=LATER, at=NOW) == 1
    assert (case_of(number).state, state_of(found)) == (CaseState.DESTROYED, ListState.CARRIED_OUT)
    assert Act.objects.filter(verb="archived", subject=number).count() == 1


def archived(own: Desk, office: Office) -> tuple[DestructionList, str]:
    """An approved list with a case that goes to the archive, of which the file was made and received."""
    number = closed_case(own).number
    actions.set_archive_key(own.unit.pk, KEY, by=office.officer, on=LATER, at=NOW)
    found = office.listed()
    actions.choose_of_rule(found.pk, "keep_signal", Decision.ARCHIVE, by=office.overseer, on=LATER)
    actions.propose_list(found.pk, by=office.overseer, on=LATER, at=NOW)
    actions.approve_list(found.pk, by=office.officer, on=LATER, at=NOW)
    actions.note_export(number, DIGEST, by=own.person, on=LATER, at=NOW)
    actions.confirm_receipt(found.pk, number, DIGEST, by=office.officer, on=LATER, at=NOW)
    return found, number


def test_a_new_file_for_the_archive_is_confirmed_anew_also_when_the_clock_had_begun(
    own: Desk, office: Office
) -> None:
    found, number = archived(own, office)
    (picked,) = Entry.objects.filter(queries.READY)
    other = "cd" * 32
    actions.note_export(number, other, by=own.person, on=LATER, at=NOW)
    assert not actions.carry_out_entry(picked.pk, on=LATER, at=NOW)
    assert case_of(number).state == CaseState.CLOSED
    actions.confirm_receipt(found.pk, number, other, by=office.officer, on=LATER, at=NOW)
    assert actions.carry_out_entry(picked.pk, on=LATER, at=NOW)
    assert case_of(number).state == CaseState.DESTROYED


def test_what_says_of_a_file_for_the_archive_what_it_is_waits_for_the_clock(
    own: Desk, office: Office
) -> None:
    found, number = archived(own, office)
    for lock in (queries.locked_to_archive, partial(queries.locked_entry, found)):
        with CaptureQueriesContext(connection) as asked:
            assert lock(number) is not None
        waits = ["FOR UPDATE" in one["sql"] for one in asked.captured_queries]
        assert any(waits) == connection.features.has_select_for_update


def test_only_who_reads_a_case_makes_its_file_for_the_archive(own: Desk, office: Office) -> None:
    number = closed_case(own).number
    actions.set_archive_key(own.unit.pk, KEY, by=office.officer, on=LATER, at=NOW)
    found = office.listed()
    actions.choose_of_rule(found.pk, "keep_signal", Decision.ARCHIVE, by=office.overseer, on=LATER)
    actions.propose_list(found.pk, by=office.overseer, on=LATER, at=NOW)
    actions.approve_list(found.pk, by=office.officer, on=LATER, at=NOW)
    for who in (office.overseer, office.officer):
        with pytest.raises(Refused, match="may not"):
            actions.note_export(number, DIGEST, by=who, on=LATER, at=NOW)


def test_a_key_of_the_archive_is_set_by_the_officer_and_is_one(own: Desk, office: Office) -> None:
    with pytest.raises(Refused, match="age1"):
        actions.set_archive_key(own.unit.pk, "AGE-SECRET-KEY-1", by=office.officer, on=TODAY, at=NOW)
    for who in (office.overseer, someone(Role.TECHNICAL_ADMIN, unit=own.unit)):
        with pytest.raises(Refused, match="may not"):
            actions.set_archive_key(own.unit.pk, KEY, by=who, on=TODAY, at=NOW)


def test_a_list_holds_no_more_than_a_person_can_look_through(own: Desk) -> None:
    numbers = [f"{number:032x}" for number in range(actions.MOST + 1)]
    closed = {"procedure": "confidential_contact", "state": "closed", "received_on": TODAY, "moved_on": TODAY}
    Case.objects.bulk_create(
        Case(id=number, employer=own.unit, unit=own.unit, lookup=number, reporter_key=b"", **closed)
        for number in numbers
    )
    Term.objects.bulk_create(
        Term(case_id=number, rule="keep_signal", started_on=TODAY, due_on=TODAY) for number in numbers
    )
    assert actions.make_lists(on=LATER, at=NOW) == actions.MOST
    assert actions.make_lists(on=LATER, at=NOW) == 0
    assert Entry.objects.count() == actions.MOST


def test_what_was_carried_out_half_way_goes_on(own: Desk, office: Office) -> None:
    numbers = sorted([closed_case(own).number, closed_case(own).number])
    found = office.approved()
    first = Entry.objects.order_by("pk")[0]
    assert actions.carry_out_entry(first.pk, on=LATER, at=NOW)
    assert state_of(found) == ListState.APPROVED
    assert not actions.carry_out_entry(first.pk, on=LATER, at=NOW)
    assert actions.carry_out(on=LATER, at=NOW) == 1
    assert {case_of(number).state for number in numbers} == {CaseState.DESTROYED}
    assert Act.objects.filter(verb="destroyed", kind="case").count() == 2
