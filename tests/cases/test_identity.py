"""Who a reporter is: sealed apart, opened by one, and passed on only after another approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from tests.making import AT, employer, someone
from tests.sealed import Desk, Sealed, announcement_of, desk, grant_of, passing_of, sealed_case
from weerklank.cases.actions import grant_access, reply_as_handler
from weerklank.cases.disclosing import (
    announce_disclosure,
    approve_disclosure,
    fetch_identity,
    pass_identity_on,
    refuse_disclosure,
    waiting_for,
)
from weerklank.cases.models import Case, Disclosure
from weerklank.cases.models import Identity as Row
from weerklank.cases.on_behalf import open_for
from weerklank.cases.procedures import COMPLAINT, INTEGRITY
from weerklank.errors import Refused
from weerklank.notices.models import Notice
from weerklank.people.models import ConflictOfInterest
from weerklank.people.states import Role
from weerklank.seal.content import Disclose, Disclosed
from weerklank.seal.identity import Identity, unseal_identity
from weerklank.seal.notation import to_bytes
from weerklank.seal.thread import identities
from weerklank.trail.models import Entry

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
WHO = Identity(name="Noor Luisterrijk (verzonnen)", contact="000 00 01")
NAMED: dict[str, Any] = {"name": WHO.name, "contact": WHO.contact}
REASON = "De rechter vraagt erom."


@dataclass(frozen=True)
class Report:
    """An integrity report with a name, its officer, and an investigator who was let in."""

    officer: Desk
    investigator: Desk
    case: Sealed


def made() -> Report:
    officer = desk(role=Role.INDEPENDENT_REPORT_OFFICER)
    investigator = desk(officer.unit, role=Role.INVESTIGATOR)
    case = sealed_case(officer, text="Er klopt iets niet.", procedure=INTEGRITY.id, **NAMED)
    grant_access(grant_of(officer, case.number, investigator, position=1), by=officer.person, on=TODAY, at=AT)
    return Report(officer, investigator, case)


def opened(own: Desk, number: str) -> Identity:
    sealed = to_bytes(fetch_identity(number, by=own.person, on=TODAY, at=AT))
    return unseal_identity(sealed, seed=own.bundle.sealing, case=number, recipient=own.key)


def announced(made: Report) -> int:
    body = announcement_of(made.officer, made.case.number, made.investigator, REASON, position=2)
    announce_disclosure(body, by=made.officer.person, on=TODAY, at=AT)
    return Disclosure.objects.get(state="asked").pk


def passed(made: Report) -> None:
    body = passing_of(made.officer, made.case.number, made.investigator, WHO, position=3)
    pass_identity_on(body, by=made.officer.person, on=TODAY, at=AT)


def test_one_officer_opens_the_name_and_that_is_written_down() -> None:
    report = made()
    assert opened(report.officer, report.case.number) == WHO
    entry = Entry.objects.order_by("-number")[0]
    assert (entry.verb, entry.kind, entry.subject) == ("read", "identity", report.case.number)
    assert entry.actor == str(report.officer.person.pseudonym)


def test_an_investigator_who_holds_the_case_key_neither_gets_nor_opens_the_name() -> None:
    report = made()
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        fetch_identity(report.case.number, by=report.investigator.person, on=TODAY, at=AT)
    assert refused.value.code == "may_not"
    assert Entry.objects.count() == before
    sealed = bytes(Row.objects.get(case=report.case.number).sealed)
    for recipient in (report.investigator.key, report.officer.key):
        with pytest.raises(Refused) as refused:
            unseal_identity(
                sealed,
                seed=report.investigator.bundle.sealing,
                case=report.case.number,
                recipient=recipient,
            )
        assert refused.value.code == "cannot_open"


def test_a_name_goes_to_one_officer_of_many_and_the_reporter_chooses_which() -> None:
    first = desk(role=Role.INDEPENDENT_REPORT_OFFICER)
    second = desk(first.unit, role=Role.INDEPENDENT_REPORT_OFFICER)
    case = sealed_case(first, text="Iets.", procedure=INTEGRITY.id, knowing=second.key, **NAMED)
    assert opened(second, case.number) == WHO
    with pytest.raises(Refused):
        fetch_identity(case.number, by=first.person, on=TODAY, at=AT)


def test_without_a_name_nothing_is_sealed_apart() -> None:
    officer = desk(role=Role.INDEPENDENT_REPORT_OFFICER)
    sealed_case(officer, text="Iets.", procedure=INTEGRITY.id)
    assert not Row.objects.exists()


def test_a_contact_takes_no_name_and_a_complaint_is_not_without() -> None:
    secretary = desk(role=Role.COMMITTEE_SECRETARY)
    desk(secretary.unit)
    talk = sealed_case(secretary, text="Iets.", **NAMED)
    assert not Row.objects.filter(case=talk.number).exists()
    with pytest.raises(Refused) as refused:
        sealed_case(secretary, text="Iets.", procedure=COMPLAINT.id, name="")
    assert refused.value.code == "name"
    assert not Case.objects.filter(procedure=COMPLAINT.id).exists()
    case = sealed_case(secretary, text="Iets.", procedure=COMPLAINT.id, **NAMED)
    assert opened(secretary, case.number) == WHO


def test_a_name_is_passed_on_after_the_reporter_could_read_why_and_another_approved() -> None:
    report = made()
    other = desk(report.officer.unit, role=Role.INDEPENDENT_REPORT_OFFICER)
    number = announced(report)
    told = open_for(report.case.words).messages[-1].content.body
    assert told == Disclose(key=report.investigator.key, reason=REASON)
    with pytest.raises(Refused):
        passed(report)
    assert Notice.objects.filter(person=other.person, reason="approval").exists()
    assert [wish.number for wish in waiting_for(other.person, on=TODAY)] == [number]
    approve_disclosure(number, by=other.person, on=TODAY, at=AT)
    passed(report)
    assert opened(report.investigator, report.case.number) == WHO
    shown = open_for(report.case.words).messages
    assert isinstance(shown[-1].content.body, Disclosed)
    assert identities(shown).keys() == {report.officer.key, report.investigator.key}
    kinds = Entry.objects.filter(kind__in=("disclosure", "identity")).order_by("number")
    assert [*kinds.values_list("verb", flat=True)] == ["asked", "approved", "granted", "read"]


def test_what_was_refused_is_not_passed_on_and_can_be_asked_again() -> None:
    report = made()
    authority = someone(Role.EMPLOYER_AUTHORITY, unit=report.officer.unit)
    refuse_disclosure(announced(report), by=authority, on=TODAY, at=AT)
    with pytest.raises(Refused):
        passed(report)
    assert not waiting_for(authority, on=TODAY)
    body = announcement_of(report.officer, report.case.number, report.investigator, REASON, position=3)
    announce_disclosure(body, by=report.officer.person, on=TODAY, at=AT)
    assert len(waiting_for(authority, on=TODAY)) == 1


@pytest.mark.parametrize("who", ["officer", "investigator", "elsewhere", "counsellor"])
def test_nobody_decides_who_asked_who_would_get_it_or_who_has_no_say(who: str) -> None:
    report = made()
    number = announced(report)
    people = {
        "officer": report.officer.person,
        "investigator": report.investigator.person,
        "elsewhere": desk(employer("els: "), role=Role.INDEPENDENT_REPORT_OFFICER).person,
        "counsellor": desk(report.officer.unit).person,
    }
    for decide in (approve_disclosure, refuse_disclosure):
        with pytest.raises(Refused) as refused:
            decide(number, by=people[who], on=TODAY, at=AT)
        assert refused.value.code == "may_not"
    assert not waiting_for(people[who], on=TODAY)
    assert Disclosure.objects.get().state == "asked"


@pytest.mark.parametrize("tied", ["officer", "investigator"])
def test_who_has_a_tie_with_who_asks_or_would_get_it_is_not_asked_and_does_not_decide(tied: str) -> None:
    report = made()
    first, second = (someone(Role.EMPLOYER_AUTHORITY, unit=report.officer.unit) for _ in range(2))
    ConflictOfInterest(one=getattr(report, tied).person, other=first, declared_at=AT).save()
    number = announced(report)
    told = Notice.objects.filter(reason="approval").values_list("person", flat=True)
    assert [*told] == [second.pk]
    for decide in (approve_disclosure, refuse_disclosure):
        with pytest.raises(Refused) as refused:
            decide(number, by=first, on=TODAY, at=AT)
        assert refused.value.code == "tie_with_asker"
    assert Disclosure.objects.get().state == "asked"
    approve_disclosure(number, by=second, on=TODAY, at=AT)


def test_who_does_not_know_the_name_cannot_ask_to_pass_it_on() -> None:
    report = made()
    body = announcement_of(report.investigator, report.case.number, report.officer, REASON, position=1)
    with pytest.raises(Refused) as refused:
        announce_disclosure(body, by=report.investigator.person, on=TODAY, at=AT)
    assert refused.value.code == "may_not"


def test_a_name_is_not_asked_for_twice_or_outside_the_case() -> None:
    report = made()
    announced(report)
    body = announcement_of(report.officer, report.case.number, report.investigator, REASON, position=3)
    with pytest.raises(Refused) as refused:
        announce_disclosure(body, by=report.officer.person, on=TODAY, at=AT)
    assert refused.value.code == "envelope"
    outsider = desk(report.officer.unit, role=Role.INVESTIGATOR)
    body = announcement_of(report.officer, report.case.number, outsider, REASON, position=3)
    with pytest.raises(Refused) as refused:
        announce_disclosure(body, by=report.officer.person, on=TODAY, at=AT)
    assert refused.value.code == "may_not"


def test_the_same_again_changes_nothing_and_no_other_way_in_takes_it() -> None:
    report = made()
    authority = someone(Role.EMPLOYER_AUTHORITY, unit=report.officer.unit)
    number = announced(report)
    body = announcement_of(report.officer, report.case.number, report.investigator, REASON, position=2)
    with pytest.raises(Refused) as refused:
        reply_as_handler(body, by=report.officer.person, on=TODAY, at=AT)
    assert refused.value.code == "envelope"
    approve_disclosure(number, by=authority, on=TODAY, at=AT)
    body = passing_of(report.officer, report.case.number, report.investigator, WHO, position=3)
    for _ in range(2):
        pass_identity_on(body, by=report.officer.person, on=TODAY, at=AT)
    assert Row.objects.filter(case=report.case.number).count() == 2
