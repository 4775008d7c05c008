"""Whoever looks at the demonstration opens a case as its counsellor does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerklank.people.states import INVENTED_PASSPHRASE

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_a_visitor_opens_the_invented_case_as_its_counsellor(chromium: Browser, portal: str) -> None:
    page = chromium.new_page(locale="nl-NL")
    page.set_default_timeout(20_000)
    page.goto(f"{portal}/nl/demo/")
    page.locator('form[action$="/as/confidential_counsellor"] button').click()
    page.goto(f"{portal}/nl/cases/")
    page.locator("tbody a").click()
    page.get_by_label("Uw wachtzin van zes woorden").fill(INVENTED_PASSPHRASE)
    page.get_by_role("button", name="Openen met wachtzin").click()
    page.get_by_text("(Verzonnen voorbeeld.)").wait_for()
    assert "Een collega maakt elke maandag grappen over mijn accent." in page.locator("#thread").inner_text()
    page.close()
