"""A figure becomes public: by keyboard alone, with scripts off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.documents import figures_text
from tests.journeys.test_accessible import sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

MOST_TABS = 60


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def press(page: Page, what: str) -> None:
    """Go to a link or a button by the Tab key, and press it."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and focused.inner_text().strip() == what:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"{what} cannot be reached by keyboard")


def test_one_prepares_another_approves_and_anyone_sees_it(portal: str, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "release.json"
    file.write_text(figures_text("walked-2021"))
    sign_in(page, portal, role="researcher")
    press(page, "Beheer")
    press(page, "Cijfers uitgeven")
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Klaarzetten")
    assert page.locator("button", has_text="Goedkeuren").count() == 0
    assert "U zette dit zelf klaar" in page.locator("main").inner_text()
    sign_in(page, portal, role="sector_owner")
    page.goto(f"{portal}/nl/office/releases/walked-2021")
    press(page, "Goedkeuren")
    press(page, "Publiceren")
    press(page, "Naar de openbare pagina")
    assert page.url.endswith("/nl/releases/walked-2021")
    assert page.locator("svg").count() == 2
    assert page.locator("table").count() == 2
