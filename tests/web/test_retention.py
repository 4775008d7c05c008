"""The pages on which two people decide what is destroyed: for them alone, and with nothing to read on them."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.keeping import LATER, NOW, SAID, TODAY, Office, case_of, closed_case, office_at
from tests.making import employer, someone
from tests.retention.test_bech32 import KEY
from tests.sealed import Desk, answer_of, case_at, desk, sealed_case
from tests.signing import signed_in
from weerklank.cases.actions import close_case, move, reply_as_handler
from weerklank.cases.adding import reply_written
from weerklank.cases.models import REPORTER, Case, Term
from weerklank.cases.procedures import INTEGRITY
from weerklank.cases.queries import thread
from weerklank.cases.states import CaseState
from weerklank.people.states import Role
from weerklank.retention import actions
from weerklank.retention.models import DestructionList
from weerklank.retention.states import ListState
from weerklank.web.numbering import number_of

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.fixtures import Settings


pytestmark = pytest.mark.django_db(databases=["default", "answers"])
INDEX = "office:retention"
QUERIES = {"index": 18, "list": 15}
LAST_YEAR = TODAY - timedelta(days=400)


@pytest.fixture
def own() -> Desk:
    return desk()


@pytest.fixture
def office(own: Desk) -> Office:
    return office_at(own.unit)


def over(own: Desk) -> str:
    """A case of which the term of keeping is over today."""
    number = closed_case(own).number
    Term.objects.filter(case=number).update(started_on=LAST_YEAR, due_on=TODAY - timedelta(days=1))
    return number


def shown(client: Client, found: DestructionList) -> str:
    return client.get(address(found)).content.decode()


def address(found: DestructionList) -> str:
    return reverse("office:destruction_list", kwargs={"number": found.pk})


def test_two_people_decide_on_two_pages(own: Desk, office: Office) -> None:
    number = over(own)
    first, second = signed_in(office.overseer), signed_in(office.officer)
    asked = {"employer": own.unit.pk, "procedure": "confidential_contact"}
    assert first.post(reverse(INDEX), asked).status_code == 302
    found = DestructionList.objects.get()
    assert number_of(number) in shown(second, found)
    assert first.post(address(found), {"act": "approve"}).status_code == 409
    assert first.post(address(found), {"act": "propose"}).status_code == 302
    assert "stelde deze lijst zelf voor" in shown(first, found)
    assert second.post(address(found), {"act": "approve"}).status_code == 302
    actions.carry_out(on=TODAY, at=NOW)
    assert "Uitgevoerd" in shown(second, found)
    assert case_of(number).state == CaseState.DESTROYED


def test_a_list_shows_number_days_rule_and_source_and_nothing_else(own: Desk, office: Office) -> None:
    number = over(own)
    actions.make_lists(on=TODAY, at=NOW)
    page = shown(signed_in(office.officer), DestructionList.objects.get())
    assert number_of(number) in page
    assert "het signaal vernietigen" in page
    assert "General Data Protection Regulation art. 5(1)(e)" in page
    assert own.person.name not in page
    assert not any(word in page for word in SAID.split() if len(word) > 5)


def checksum_in(page: str) -> str:
    (found,) = re.findall(r"<code>([0-9a-f]{64})</code>", page)
    return str(found)


def test_who_may_not_know_of_signals_proposes_by_counts_and_both_see_one_checksum(
    own: Desk, office: Office
) -> None:
    numbers = [over(own), over(own)]
    actions.make_lists(on=TODAY, at=NOW)
    found = DestructionList.objects.get()
    first, second = signed_in(office.overseer), signed_in(office.officer)
    page = shown(first, found)
    assert all(number_of(number) in shown(second, found) for number in numbers)
    assert not any(told in page for number in numbers for told in (number, number_of(number)))
    assert "het signaal vernietigen" in page
    assert '<td class="number">2</td>' in page
    before = checksum_in(page)
    assert checksum_in(shown(second, found)) == before
    told = {"act": "choose", "decision": "destroy"}
    assert first.post(address(found), told | {"case": numbers[0]}).status_code == 404
    assert first.post(address(found), told | {"rule": "keep_complaint"}).status_code == 404
    assert first.post(address(found), told | {"rule": "keep_signal"}).status_code == 302
    actions.postpone(numbers[0], ground="court", until_on=LATER, by=office.officer, on=TODAY, at=NOW)
    assert checksum_in(shown(first, found)) == checksum_in(shown(second, found)) != before
    held = first.get(reverse(INDEX)).content.decode()
    assert "Er loopt een zaak bij de rechter" in held
    assert number_of(numbers[0]) not in held
    assert office.officer.name not in held


def test_who_keeps_a_register_sees_the_numbers_of_a_list(own: Desk) -> None:
    number = case_at(own.unit, procedure=INTEGRITY, on=LAST_YEAR)["case"]
    found = DestructionList.objects.create(
        employer=own.unit, procedure=INTEGRITY.id, state="made", made_on=TODAY
    )
    found.entries.create(case_id=number, rule=INTEGRITY.retention, due_on=TODAY, decision="destroy")
    assert number_of(number) in shown(signed_in(someone(INTEGRITY.overseer, unit=own.unit)), found)


def test_a_case_comes_off_and_is_shown_as_held(own: Desk, office: Office) -> None:
    number = over(own)
    actions.make_lists(on=TODAY, at=NOW)
    found = DestructionList.objects.get()
    client = signed_in(office.officer)
    told = {"act": "postpone", "case": number, "ground": "court", "until": LATER.isoformat()}
    assert client.post(address(found), told | {"until": "tomorrow"}).status_code == 409
    assert client.post(address(found), told).status_code == 302
    assert number_of(number) not in shown(client, found)
    held = client.get(reverse(INDEX)).content.decode()
    assert number_of(number) in held
    assert "Er loopt een zaak bij de rechter" in held
    assert office.officer.name in held


def test_the_archive_is_named_and_its_receipt_confirmed(own: Desk, office: Office) -> None:
    number = over(own)
    first, second = signed_in(office.overseer), signed_in(office.officer)
    told = {"employer": own.unit.pk, "recipient": KEY}
    assert first.post(reverse(INDEX), told).status_code == 404
    assert second.post(reverse(INDEX), told | {"recipient": KEY[:-1]}).status_code == 409
    assert second.post(reverse(INDEX), told).status_code == 302
    assert KEY in second.get(reverse(INDEX)).content.decode()
    actions.make_lists(on=TODAY, at=NOW)
    found = DestructionList.objects.get()
    first.post(address(found), {"act": "choose", "rule": "keep_signal", "decision": "archive"})
    first.post(address(found), {"act": "propose"})
    second.post(address(found), {"act": "approve"})
    assert "wacht op het bestand" in shown(second, found)
    actions.note_export(number, "ab" * 32, by=own.person, on=TODAY, at=NOW)
    assert "wacht op het archief" in shown(second, found)
    receipt = {"act": "confirm", "case": number, "digest": "cd" * 32}
    assert second.post(address(found), receipt).status_code == 409
    assert second.post(address(found), receipt | {"digest": "ab" * 32}).status_code == 302
    assert "bij het archief" in shown(second, found)


@pytest.mark.parametrize("act", ["approve", "refuse", "propose", "choose", "postpone", "confirm", "burn"])
def test_nobody_of_another_employer_does_anything(act: str, own: Desk, office: Office) -> None:
    over(own)
    actions.make_lists(on=TODAY, at=NOW)
    found = DestructionList.objects.get()
    actions.propose_list(found.pk, by=office.overseer, on=TODAY, at=NOW)
    stranger = office_at(employer("elsewhere: "))
    for person in (stranger.overseer, stranger.officer):
        assert signed_in(person).post(address(found), {"act": act}).status_code == 404
    assert DestructionList.objects.get().state == ListState.PROPOSED


@pytest.mark.parametrize("many", [1, 30])
@pytest.mark.parametrize("page", ["index", "list"])
def test_thirty_cases_ask_no_more_than_one(
    page: str, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unit = employer("min: ")
    officer = office_at(unit).officer
    found = DestructionList.objects.create(
        employer=unit, procedure="confidential_contact", state="made", made_on=TODAY
    )
    for number in range(many):
        over = {
            "procedure": "confidential_contact",
            "state": "closed",
            "received_on": TODAY,
            "moved_on": TODAY,
        }
        case = Case.objects.create(id=f"{number:032x}", employer=unit, unit=unit, reporter_key=b"", **over)
        case.holds.create(ground="court", since=TODAY, until_on=LATER, by=officer)
        found.entries.create(case=case, rule="keep_signal", due_on=TODAY, decision="destroy")
        DestructionList.objects.create(
            employer=unit, procedure="confidential_contact", state="carried_out", made_on=TODAY
        )
    client = signed_in(officer)
    with django_assert_num_queries(QUERIES[page]):
        answer = client.get(reverse(INDEX) if page == "index" else address(found))
    assert answer.status_code == 200


def test_what_stays_in_backups_is_said(office: Office, settings: Settings) -> None:
    client = signed_in(office.officer)
    assert "nog niet gezegd wanneer" in client.get(reverse(INDEX)).content.decode()
    settings.BACKUP_DAYS = 35
    assert "nog 35 dagen in reservekopieën" in client.get(reverse(INDEX)).content.decode()


def on_its_page(own: Desk, number: str) -> str:
    answer = signed_in(own.person).get(reverse("handler:case", kwargs={"case": number}))
    return html.unescape(answer.content.decode())


def test_a_handler_sees_how_long_a_case_is_kept_and_keeps_it_longer(own: Desk, office: Office) -> None:
    number = over(own)
    assert "het signaal vernietigen" in on_its_page(own, number).lower()
    assert "Deze zaak wordt bewaard tot en met" in on_its_page(own, number)
    actions.make_lists(on=TODAY, at=NOW)
    told = {"ground": "objection", "until": LATER.isoformat()}
    where = reverse("handler:hold", kwargs={"case": number})
    assert signed_in(own.person).post(where, told | {"until": "31-12"}).status_code == 409
    assert signed_in(own.person).post(where, told).status_code == 302
    assert f"door {own.person.name}. Reden: Er loopt een bezwaar" in on_its_page(own, number)
    assert number_of(number) not in shown(signed_in(office.officer), DestructionList.objects.get())


def test_an_open_case_has_no_term_of_keeping_on_its_page(own: Desk) -> None:
    number = sealed_case(own, text=SAID).number
    assert "wordt bewaard tot en met" not in on_its_page(own, number)


def test_a_reporter_is_told_until_when_a_case_is_kept(own: Desk) -> None:
    number = closed_case(own).number
    told = {term["id"]: term["due"] for term in thread(case_of(number), REPORTER)["terms"]}
    assert told == {"kept": TODAY.replace(year=TODAY.year + 1).isoformat()}
    last = LATER + timedelta(days=30)
    actions.postpone(number, ground="court", until_on=last, by=own.person, on=TODAY, at=NOW)
    told = {term["id"]: term["due"] for term in thread(case_of(number), REPORTER)["terms"]}
    assert told == {"kept": last.isoformat()}


def test_a_closed_report_says_how_long_it_is_kept_and_its_reporter_is_still_heard() -> None:
    own = desk(role=Role.INDEPENDENT_REPORT_OFFICER)
    case = sealed_case(own, text="He signs for goods that never came.", procedure=INTEGRITY.id)
    answer = answer_of(own, case.number, "I read it.")
    reply_as_handler(answer, by=own.person, on=TODAY, at=NOW)
    for state in (CaseState.TRIAGE, CaseState.ASSESSING, CaseState.FINDINGS, CaseState.FEEDBACK_GIVEN):
        move(case.number, state, by=own.person, on=TODAY, at=NOW)
    close_case(case.number, outcome="founded", by=own.person, on=TODAY, at=NOW)
    client = signed_in(own.person)
    page = client.get(reverse("handler:case", args=[case.number])).content.decode()
    assert 'id="keeping"' in page
    mine = reverse("handler:inbox") + "?show=mine"
    assert case.number not in client.get(mine).content.decode()
    reply_written(case.words, "They took me off the roster.", (), on=TODAY)
    assert case.number in client.get(mine).content.decode()
    more = answer_of(own, case.number, "I will ask them why.", position=2)
    reply_as_handler(more, by=own.person, on=TODAY, at=NOW)
    assert case.number not in client.get(mine).content.decode()
    assert case.number in client.get(reverse("handler:inbox") + "?show=closed").content.decode()
