"""A manager opens the toolbox once; later there is no network, no script, or only paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_once_opened_the_toolbox_works_without_a_network(portal: str, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{portal}/nl/toolbox/")
    page.locator("#kept").wait_for(state="visible")
    context.set_offline(True)
    page.reload()
    page.get_by_role("link", name="Mijn medewerker is bedreigd").click()
    page.get_by_role("heading", name="Mijn medewerker is bedreigd", level=1).wait_for()
    page.goto(f"{portal}/nl/toolbox/danger")
    assert page.evaluate("getComputedStyle(document.querySelector('.note')).borderRadius") == "10px"
    assert page.evaluate("document.fonts.ready.then(() => [...document.fonts][0].status)") == "loaded"
    context.close()


def test_nothing_else_is_kept_and_nothing_of_who_signed_in(portal: str, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{portal}/nl/demo/")
    page.locator('form[action$="/manager"] button').click()
    page.wait_for_url("**/nl/my/")
    page.goto(f"{portal}/nl/toolbox/")
    page.locator("#kept").wait_for(state="visible")
    kept: list[str] = page.evaluate(
        "caches.keys().then(names => Promise.all(names.map(name => caches.open(name))))"
        ".then(stores => Promise.all(stores.map(store => store.matchAll())))"
        ".then(all => Promise.all(all.flat().map(answer => answer.text())))"
    )
    assert len(kept) > 12
    assert not any("account/logout" in text for text in kept)
    assert any("account/login" in text for text in kept)
    context.close()


def test_without_scripts_the_cards_are_there(portal: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal}/en/toolbox/")
    page.get_by_role("link", name="I saw something").click()
    assert page.get_by_role("heading", level=1).inner_text() == "I saw something"
    assert not page.locator("#kept").is_visible()
    context.close()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_card_fits_on_one_sheet(language: str, portal: str, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{portal}/{language}/toolbox/")
    links = page.locator(".cards a")
    cards = [links.nth(number).get_attribute("href") for number in range(links.count())]
    assert len(cards) == 12
    sheets = {}
    for card in cards:
        page.goto(f"{portal}{card}")
        sheets[card] = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    assert set(sheets.values()) == {1}, sheets
    context.close()
