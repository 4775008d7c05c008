"""A supplier who reports and comes back, and a complaint against a manager before a shared committee."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils.formats import date_format

from tests.journeys.test_accessible import violations
from tests.journeys.test_handler import unlock
from tests.journeys.test_report import phone, typed_back
from tests.making import AT, employer, wanted
from tests.sealed import certify, desk, sealed_case
from weerklank.cases.actions import move
from weerklank.cases.deeds import propose_longer
from weerklank.cases.models import Case, TermNote
from weerklank.cases.procedures import COMPLAINT, INTEGRITY
from weerklank.cases.states import CaseState
from weerklank.people.actions import appoint_first
from weerklank.people.states import Role
from weerklank.web.visitor import now, today
from weerklank.web.wording import words

if TYPE_CHECKING:
    from datetime import date

    from playwright.sync_api import Page

    from tests.journeys.conftest import Enter
    from tests.sealed import Desk

pytestmark = pytest.mark.django_db
__all__ = ["phone"]
REPORTED = "Wij moesten elke rekening twee keer sturen, en kregen ook twee keer betaald."
COMPLAINED = "Mijn leidinggevende zet mij voor de hele groep voor gek."
ANSWER = "Uw klacht is er. Wij horen u en uw leidinggevende."
STEPS = (
    ("Noteer als gedaan: Afschrift van de klacht", ""),
    ("Zet op: Kan de klacht in behandeling?", ""),
    ("Zet op: Hoorzitting gepland", ""),
    ("Zet op: Beide kanten gehoord", ""),
    ("Noteer als gedaan: Verslag van het horen", ""),
    ("Zet op: Bevindingen in concept", ""),
    ("Zet op: Kloppen de feiten?", ""),
    ("Zet op: Advies verstuurd", ""),
    ("Zet op: De werkgever heeft besloten", "follows_advice"),
    ("Zet op: Beide kanten geïnformeerd", ""),
)


def begun(page: Page, way: str, unit: str) -> None:
    """Choose a way and a unit, and wait for the form."""
    page.goto("/nl/report/")
    page.get_by_role("link", name=way).click()
    page.get_by_role("link", name="Verder met deze weg").click()
    page.get_by_role("link", name=unit).click()
    page.locator("[data-waiting]").wait_for(state="hidden")


def sent(page: Page, text: str) -> list[str]:
    """Write and send; return the words of the receipt."""
    page.get_by_label("Wat wilt u vertellen?").fill(text)
    page.get_by_role("button", name="Versturen", exact=True).click()
    page.locator("#receipt ol li").first.wait_for()
    return page.locator("#receipt ol li").all_inner_texts()


def come_back(page: Page, words: list[str]) -> None:
    page.goto("/nl/report/return")
    page.locator("#words-typed").fill(" ".join(words))
    page.get_by_role("button", name="Openen").click()
    page.locator("#state").wait_for()


def next_step(page: Page) -> None:
    page.locator("[data-next]:visible").click()


def test_a_supplier_reports_without_an_account_and_comes_back(phone: Page) -> None:
    own = desk(employer("min: "), INTEGRITY.recipients)
    phone.goto("/nl/report/integrity_report")
    assert "Vanaf het versturen is de melding van de organisatie" in phone.locator("main").inner_text()
    assert phone.locator("main details").get_by_text("Huis voor Klokkenluiders").count()
    assert "Binnen 7 dagen" in phone.locator("main").inner_text()
    begun(phone, "Een misstand melden", "Onderdeel min")
    phone.get_by_label("Ik lever goederen of diensten").check()
    for _ in range(3):
        next_step(phone)
    words = sent(phone, REPORTED)
    typed_back(phone, words)
    assert phone.context.cookies() == []
    case = Case.objects.get()
    assert (case.procedure, case.state) == (INTEGRITY.id, CaseState.RECEIVED)
    move(case.pk, CaseState.ACKNOWLEDGED, by=own.person, on=today(), at=now())
    come_back(phone, words)
    assert phone.locator("#state").inner_text() == "De ontvangst is bevestigd."
    assert "onafhankelijk functionaris meldingen" in phone.locator("#readers").inner_text()
    assert "Bericht over wat er met uw melding is gedaan uiterlijk" in phone.locator("#terms").inner_text()


def test_a_complaint_against_a_manager_is_handled_by_the_secretary_of_a_shared_committee(
    phone: Page,
    enter: Enter,
) -> None:
    secretary = desk(employer("here: "), COMPLAINT.recipients)
    there = employer("there: ")
    appoint_first(wanted(secretary.person, secretary.role, unit=there), at=AT)
    certify(secretary, at=there)
    member, friend = (desk(there, Role.COMPLAINTS_COMMITTEE) for _ in range(2))
    begun(phone, "Een klacht indienen", "Onderdeel there")
    next_step(phone)
    phone.get_by_label(friend.person.name, exact=True).check()
    next_step(phone)
    phone.get_by_label("Naam", exact=True).fill("Noor Luisterrijk (verzonnen)")
    next_step(phone)
    words = sent(phone, COMPLAINED)
    number = Case.objects.get().pk
    page = enter(secretary.person, number)
    unlock(page, secretary)
    page.get_by_text(COMPLAINED).wait_for()
    assert violations(page) == []
    page.get_by_text("Iemand toevoegen").click()
    page.locator("#grant-whom option").first.wait_for(state="attached")
    offered = page.locator("#grant-whom option").all_inner_texts()
    assert member.person.name in offered
    assert friend.person.name not in offered
    page.get_by_label("Uw bericht aan de melder").fill(ANSWER)
    page.get_by_role("button", name="Verstuur op slot").click()
    page.get_by_text("Verstuurd. Alleen wie bij de zaak staat").wait_for()
    for words_of_step, ground in STEPS:
        stepped(page, words_of_step, ground=ground)
    assert Case.objects.get().state == CaseState.INFORMED_PARTIES
    assert violations(page) == []
    page.get_by_role("link", name="Termijnen bekijken of verlengen").click()
    page.get_by_role("heading", name="Termijnen van zaak").wait_for()
    assert violations(page) == []
    come_back(phone, words)
    assert phone.locator("#state").inner_text() == "U hebt de beslissing gelezen."
    assert ANSWER in phone.locator("#entries").inner_text()


def test_a_complainant_agrees_to_the_day_that_they_read_and_to_no_other(phone: Page) -> None:
    secretary = desk(role=COMPLAINT.recipients)
    case = sealed_case(secretary, text=COMPLAINED, procedure=COMPLAINT.id)
    read, swapped = (today() + timedelta(weeks=weeks) for weeks in (30, 50))
    proposed(secretary, case.number, until=read)
    come_back(phone, case.words.split())
    shown, agree = phone.locator("[data-until]"), phone.get_by_role("button", name="Ja, dat mag")
    assert shown.inner_text() == date_format(read, "j F Y")
    assert violations(phone) == []
    proposed(secretary, case.number, until=swapped)
    agree.click()
    phone.get_by_text(words()["refused.proposal_changed"]["nl"]).wait_for()
    assert not TermNote.objects.exclude(agreed_on=None).exists()
    assert shown.inner_text() == date_format(swapped, "j F Y")
    agree.click()
    phone.get_by_text("De nieuwe dag geldt").wait_for()
    assert TermNote.objects.get(agreed_on=today()).until_on == swapped
    assert not agree.is_visible()


def proposed(own: Desk, number: str, *, until: date) -> None:
    """A handler proposes a later last day, instead of what they proposed before."""
    propose_longer(number, "awb_decision_committee", until=until, by=own.person, on=today(), at=now())


def stepped(page: Page, words: str, *, ground: str) -> None:
    """Take one step with its button, and the reason where it asks one."""
    button = page.get_by_role("button", name=words)
    if ground:
        page.locator(f'form:has(option[value="{ground}"]) select').select_option(ground)
    with page.expect_response("**/move" if words.startswith("Zet op") else "**/deed"):
        button.click()
    button.wait_for(state="detached")
