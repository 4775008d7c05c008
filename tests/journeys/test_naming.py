"""A name sealed apart: one officer opens it, an investigator who asks does not, and a second person decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cases.test_identity import NAMED, REASON, WHO, announced, made
from tests.journeys.test_accessible import is_too_wide, violations
from tests.journeys.test_handler import opened, unlock
from tests.making import AT, LONG_AGO, someone
from tests.sealed import desk
from weerklank.cases.disclosing import refuse_disclosure
from weerklank.cases.models import Disclosure, Identity
from weerklank.cases.procedures import INTEGRITY
from weerklank.people.states import Role

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.journeys.conftest import Enter

pytestmark = pytest.mark.django_db
SAID = "De facturen zijn vals."


def written(page: Page, house: str, unit: int) -> list[str]:
    """A report that someone fills in and sends; the words of its receipt."""
    page.goto(f"{house}/nl/report/{INTEGRITY.id}/{unit}/write")
    page.locator("#sealed > fieldset:enabled").wait_for()
    for _ in range(2):
        page.locator("[data-next]:visible").click()
    page.fill("#name", WHO.name)
    page.fill("#contact", WHO.contact)
    assert violations(page) == []
    page.locator("[data-next]:visible").click()
    page.fill("#text", SAID)
    page.locator("#sealed section:visible button:not([type=button])").click()
    page.locator("#receipt").wait_for()
    return page.locator("#receipt ol li").all_text_contents()


def returned(page: Page, house: str, words: list[str]) -> str:
    """What the reporter sees who comes back."""
    page.goto(f"{house}/nl/report/return")
    page.locator("#return > fieldset:enabled").wait_for()
    page.fill("#words-typed", " ".join(words))
    page.locator("#return button").click()
    page.locator("#thread").wait_for()
    return page.locator("#thread").inner_text()


def test_a_supplier_gives_a_name_and_one_officer_opens_it(
    chromium: Browser, house: str, enter: Enter, received: list[bytes]
) -> None:
    officer = desk(role=Role.INDEPENDENT_REPORT_OFFICER)
    second = desk(officer.unit, role=Role.INDEPENDENT_REPORT_OFFICER)
    page = chromium.new_context(locale="nl-NL").new_page()
    words = written(page, house, officer.unit.pk)
    assert [body for body in received if WHO.name.encode() in body or WHO.contact.encode() in body] == []
    row = Identity.objects.get()
    knowing, other = (officer, second) if row.recipient == officer.key else (second, officer)
    theirs = opened(enter, knowing, row.case_id)
    theirs.get_by_text(SAID).wait_for()
    assert WHO.name not in theirs.locator("#room").inner_text()
    theirs.get_by_role("button", name="Toon de naam").click()
    theirs.get_by_text(WHO.name).wait_for()
    assert WHO.contact in theirs.locator("#identity").inner_text()
    assert violations(theirs) == []
    assert not is_too_wide(theirs)
    theirs.get_by_role("button", name="Nu op slot doen").click()
    theirs.locator("#identity").wait_for(state="hidden")
    assert WHO.name not in theirs.content()
    others = opened(enter, other, row.case_id)
    others.get_by_text(SAID).wait_for()
    assert others.get_by_role("button", name="Toon de naam").count() == 0
    shown = returned(page, house, words)
    assert f"WIE KAN UW NAAM ZIEN\n{knowing.person.name}".casefold() in shown.replace("\n\n", "\n").casefold()


def test_an_investigator_who_asks_is_refused_until_another_approved(
    chromium: Browser, house: str, enter: Enter
) -> None:
    report = made()
    number = report.case.number
    asking = opened(enter, report.investigator, number)
    asking.get_by_text("u kunt hem niet zien").wait_for()
    tried = asking.evaluate(
        "async () => (await fetch(document.querySelector('[data-case]').dataset.identity)).status"
    )
    assert tried == 404
    page = opened(enter, report.officer, number)
    page.get_by_text("De naam doorgeven", exact=True).click()
    page.locator("#disclose-whom").select_option(report.investigator.key)
    page.locator("#disclose-ground").select_option("legal_duty")
    page.locator("#disclose-reason").fill(" \n ")
    page.get_by_role("button", name="Vraag goedkeuring").click()
    page.get_by_text("Er staat nog niets").wait_for()
    assert not Disclosure.objects.exists()
    page.locator("#disclose-reason").fill(REASON)
    page.get_by_role("button", name="Vraag goedkeuring").click()
    page.get_by_text("Een tweede persoon beslist").first.wait_for()
    back = chromium.new_context(locale="nl-NL").new_page()
    shown = returned(back, house, report.case.words.split())
    assert REASON in shown
    assert f"Wil uw naam doorgeven aan {report.investigator.person.name}" in shown
    authority = someone(Role.EMPLOYER_AUTHORITY, unit=report.officer.unit)
    deciding = enter(authority, "../office/disclosures")
    assert report.officer.person.name in deciding.locator("main").inner_text()
    assert violations(deciding) == []
    deciding.get_by_role("button", name="Goedkeuren").click()
    deciding.get_by_text("Wie het vroeg, kan de naam nu doorgeven").wait_for()
    page.reload()
    unlock(page, report.officer)
    page.get_by_role("button", name="Geef de naam door").click()
    page.get_by_text("De naam is doorgegeven. De melder ziet dat ook").wait_for()
    asking.reload()
    unlock(asking, report.investigator)
    asking.get_by_role("button", name="Toon de naam").click()
    asking.get_by_text(NAMED["name"]).wait_for()
    shown = returned(back, house, report.case.words.split())
    assert f"Uw naam is doorgegeven aan {report.investigator.person.name}" in shown


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_the_reporter_reads_that_a_name_was_not_passed_on(
    chromium: Browser, house: str, *, scripts: bool
) -> None:
    report = made()
    wish = announced(report)
    page = chromium.new_context(locale="nl-NL", java_script_enabled=scripts).new_page()
    come_back = returned if scripts else returned_without_a_script
    words, whom = report.case.words.split(), report.investigator.person.name
    assert f"Wil uw naam doorgeven aan {whom}" in come_back(page, house, words)
    authority = someone(Role.EMPLOYER_AUTHORITY, unit=report.officer.unit)
    refuse_disclosure(wish, by=authority, on=LONG_AGO, at=AT)
    shown = come_back(page, house, words)
    assert f"Wilde uw naam doorgeven aan {whom}. Een tweede persoon keurde dat niet goed" in shown
    assert REASON in shown
    assert "Wil uw naam doorgeven" not in shown


def returned_without_a_script(page: Page, house: str, words: list[str]) -> str:
    page.goto(f"{house}/nl/report/return/plain")
    page.fill("[name=words]", " ".join(words))
    page.locator("main form button").first.click()
    return page.locator("main").inner_text()
