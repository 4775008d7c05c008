"""Someone makes a report of a conversation: what changes is said first, and what was written stays there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.test_accessible import is_too_wide, violations
from tests.journeys.test_handler import opened
from tests.sealed import desk, sealed_case
from weerklank.cases.models import Case, Reader
from weerklank.cases.procedures import INTEGRITY
from weerklank.people.states import Role

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.journeys.conftest import Enter

pytestmark = pytest.mark.django_db
SAID, MORE = "Er worden facturen vervalst.", "Het gebeurt elke maand."


def test_a_conversation_becomes_a_report_with_the_counsellor_beside(
    chromium: Browser, house: str, enter: Enter, received: list[bytes]
) -> None:
    counsellor = desk()
    officer = desk(counsellor.unit, role=Role.INDEPENDENT_REPORT_OFFICER)
    case = sealed_case(counsellor, text=SAID)
    page = chromium.new_context(locale="nl-NL", viewport={"width": 390, "height": 800}).new_page()
    come_back(page, house, case.words)
    page.locator("#more-text").fill(MORE)
    page.locator("#more button:not([type=button])").click()
    page.get_by_text("Uw aanvulling is bewaard").wait_for()
    page.get_by_text("Wilt u verder? Een misstand melden").wait_for()
    page.locator(f"[data-up*={INTEGRITY.id}]").click()
    page.get_by_role("heading", name="Een misstand melden", level=1).wait_for()
    said = page.locator("main").inner_text()
    assert "Vanaf het versturen is de melding van de organisatie" in said
    assert "Binnen 7 dagen" in said
    page.locator("[data-begin]").click()
    page.locator("#sealed > fieldset:enabled").wait_for()
    page.locator("[data-next]:visible").click()
    assert page.locator(f"#companion-{counsellor.key}").is_checked()
    for _ in range(2):
        page.locator("[data-next]:visible").click()
    assert page.locator("#text").input_value() == f"{SAID}\n\n{MORE}"
    assert violations(page) == []
    assert not is_too_wide(page)
    before = len(received)
    page.locator("#sealed section:visible button:not([type=button])").click()
    page.locator("#receipt").wait_for()
    words = " ".join(page.locator("#receipt ol li").all_text_contents())
    assert words != case.words
    new = Case.objects.get(procedure=INTEGRITY.id)
    (body,) = received[before:]
    assert body.startswith(b"WKL1")
    assert [text for text in (SAID, MORE, case.number) if text.encode() in body] == []
    readers = Reader.objects.filter(case=new).values_list("key", flat=True)
    assert set(readers) == {counsellor.key, officer.key}
    opened(enter, officer, new.pk).get_by_text(SAID).wait_for()
    assert case.read_by_reporter() == [SAID, MORE]
    come_back(page, house, words)
    assert page.locator("[data-up]:visible").count() == 0
    assert page.get_by_text("Intrekken", exact=True).first.is_hidden()


def come_back(page: Page, house: str, words: str) -> None:
    page.goto(f"{house}/nl/report/return")
    page.locator("#return > fieldset:enabled").wait_for()
    page.fill("#words-typed", words)
    page.locator("#return button").click()
    page.locator("#thread").wait_for()
