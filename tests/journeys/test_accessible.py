"""What axe finds of a page; and of the few that `test_every_page.py` does not come by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.making import code_of_conduct, employer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe finds, and where. The page's own policy keeps scripts out, so this one comes by the driver."""
    found: dict[str, Any] = Axe().run(page, options=RULES).response
    return [(rule["id"], node["html"]) for rule in found["violations"] for node in rule["nodes"]]


def is_too_wide(page: Page) -> bool:
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wide


def test_pages_that_no_address_names_are_accessible(portal: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    page = context.new_page()
    for path in ("nl/nothing", "en/nothing", "nl/demo/", "en/demo/"):
        page.goto(f"{portal}/{path}")
        assert (violations(page), is_too_wide(page)) == ([], False)
    context.close()


@pytest.mark.django_db
def test_two_codes_of_conduct_to_choose_from(house: str, chromium: Browser) -> None:
    for tree in ("min: ", "agency: "):
        code_of_conduct(employer(tree))
    context = chromium.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{house}/nl/code/")
    assert page.locator("main li a").count() == 2
    assert (violations(page), is_too_wide(page)) == ([], False)
    context.close()


def sign_in(page: Page, portal: str, *, role: str) -> None:
    """Come in as an invented person."""
    page.goto(f"{portal}/nl/demo/")
    page.locator(f'form[action$="/{role}"] button').click()
    page.wait_for_url("**/nl/my/")


def test_a_missing_name_would_be_found(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content('<html lang="nl"><title>x</title><main><h1>x</h1><img src="x.png"></main></html>')
    assert [rule for rule, _ in violations(page)] == ["image-alt"]
