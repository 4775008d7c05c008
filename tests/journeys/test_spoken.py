"""Someone calls a counsellor: what was told is written down with consent, and confirmed by the receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.test_accessible import is_too_wide, violations
from tests.journeys.test_handler import unlock
from tests.journeys.test_moving_up import come_back
from tests.sealed import desk
from weerklank.cases.models import Case
from weerklank.cases.on_behalf import open_for
from weerklank.seal.content import Confirm, Record, Report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

    from tests.journeys.conftest import Enter

pytestmark = pytest.mark.django_db
TOLD = "Zij belde en vertelde dat haar chef haar al weken negeert."


def test_what_was_told_by_telephone_is_written_down_and_confirmed(
    chromium: Browser, house: str, enter: Enter, received: list[bytes]
) -> None:
    own = desk()
    page = enter(own.person, "spoken")
    assert page.locator("#spoken-text").is_disabled()
    unlock(page, own)
    page.locator("#spoken-text").fill(TOLD)
    page.get_by_role("button", name="Bewaar op slot").click()
    assert not Case.objects.exists()
    page.locator("#spoken-consent").check()
    assert violations(page) == []
    assert not is_too_wide(page)
    page.get_by_role("button", name="Bewaar op slot").click()
    page.get_by_text("Bewaard. Geef de melder de woorden").wait_for()
    words = " ".join(page.locator("[data-receipt] ol li").all_text_contents())
    assert [body for body in received if TOLD.encode() in body] == []
    assert [word for word in words.split() if any(word.encode() in body for body in received[-2:])] == []
    page.get_by_role("link", name="Naar de zaak").click()
    page.get_by_text(TOLD).wait_for()
    assert "na een gesprek, met toestemming van de melder" in page.locator("#thread").inner_text()
    back = chromium.new_context(locale="nl-NL").new_page()
    come_back(back, house, words)
    shown = back.locator("#entries").inner_text()
    assert "Opgeschreven door een medewerker, met uw toestemming" in shown
    assert TOLD in shown
    back.get_by_role("button", name="Zo was het").click()
    back.get_by_text("U bevestigde het verslag").wait_for()
    kinds = [type(message.content.body) for message in open_for(words).messages]
    assert kinds == [Report, Record, Confirm]


def test_a_text_that_was_told_is_kept_until_both_the_case_and_the_record_are(enter: Enter) -> None:
    own = desk()
    page = enter(own.person, "spoken")
    unlock(page, own)
    text, keep = page.locator("#spoken-text"), page.get_by_role("button", name="Bewaar op slot")
    page.locator("#spoken-consent").check()
    text.fill(TOLD * 2000)
    keep.click()
    page.get_by_text("Dit is te lang om te versturen").wait_for()
    assert not Case.objects.exists()
    assert text.input_value() == TOLD * 2000
    text.fill(TOLD)
    page.route("**/messages", lambda route: route.abort(), times=1)
    keep.click()
    page.get_by_text("De zaak is bewaard, maar uw verslag nog niet.").wait_for()
    words = " ".join(page.locator("[data-receipt] ol li").all_text_contents())
    assert [type(message.content.body) for message in open_for(words).messages] == [Report]
    assert text.input_value() == TOLD
    assert page.locator("#spoken-how").is_disabled()
    keep.click()
    page.get_by_text("Bewaard. Geef de melder de woorden").wait_for()
    assert Case.objects.count() == 1
    assert [type(message.content.body) for message in open_for(words).messages] == [Report, Record]
    assert not text.is_visible()
    assert text.input_value() == ""


def test_a_case_of_which_the_answer_was_lost_is_not_begun_twice(enter: Enter) -> None:
    own = desk()
    page = enter(own.person, "spoken")
    unlock(page, own)
    page.locator("#spoken-text").fill(TOLD)
    page.locator("#spoken-consent").check()
    page.route("**/spoken/new", stored_and_lost, times=1)
    page.get_by_role("button", name="Bewaar op slot").click()
    page.get_by_text("Misschien is dit niet verstuurd.").wait_for()
    assert Case.objects.count() == 1
    page.get_by_role("button", name="Bewaar op slot").click()
    page.get_by_text("Bewaard. Geef de melder de woorden").wait_for()
    assert Case.objects.count() == 1


def stored_and_lost(route: Route) -> None:
    """Let the server store what was sent, and lose what it answers."""
    route.fetch()
    route.abort()
