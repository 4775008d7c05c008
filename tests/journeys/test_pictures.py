"""The pictures in the docs show the product as it is: made here with WEERKLANK_PICTURES=1, else looked after."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IMAGES = Path(__file__).parents[2] / "docs" / "images"
HEAVIEST, EMPTIEST = 150_000, 10_000
PICTURES = {
    "front": ("", "nl/"),
    "signpost": ("", "nl/where"),
    "counsellors": ("", "nl/counsellors"),
    "code": ("", "nl/code/bzk/"),
    "toolbox": ("", "nl/toolbox/threatened"),
    "campaigns": ("counsellor_coordinator", "nl/office/campaigns"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_a_page_that_is_there(name: str, portal: str, chromium: Browser) -> None:
    role, path = PICTURES[name]
    context = chromium.new_context(viewport={"width": 1100, "height": 760})
    page = context.new_page()
    if role:
        page.goto(f"{portal}/nl/demo/")
        page.locator(f'form[action$="/{role}"] button').click()
        page.wait_for_url("**/nl/my/")
    answer = page.goto(f"{portal}/{path}", wait_until="networkidle")
    assert answer is not None
    assert answer.status == 200
    file = IMAGES / f"{name}.png"
    if os.environ.get("WEERKLANK_PICTURES"):
        page.screenshot(path=file)
    assert EMPTIEST <= file.stat().st_size <= HEAVIEST
    context.close()
