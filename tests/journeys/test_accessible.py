"""Pages that no walk by links meets (`test_every_page.py`): axe finds nothing, in both languages and colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PUBLIC = (
    "releases/figures-2021",
    "releases/figures-2021/groups/bullying",
    "releases/table-2021",
    "releases/letter-2022",
    "demo/",
    "report/",
    "report/who",
    "report/confidential_contact",
    "report/integrity_report",
    "report/complaint",
    "report/complaint/units",
    "report/return",
    "report/return/plain",
    "nothing",
)
FIGURES = (
    "office/releases",
    "office/releases/figures-2021",
    "office/releases/table-2021",
    "office/yearly-reports",
)
CASES = ("cases/", "cases/keys")
INSIDE = {"researcher": FIGURES, "confidential_counsellor": CASES}
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe finds, and where. The page's own policy keeps scripts out, so this one comes by the driver."""
    found: dict[str, Any] = Axe().run(page, options=RULES).response
    return [(rule["id"], node["html"]) for rule in found["violations"] for node in rule["nodes"]]


def is_too_wide(page: Page) -> bool:
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wide


def walk(page: Page, addresses: list[str]) -> dict[str, object]:
    """Each page with what is wrong with it; empty where nothing is."""
    wrong: dict[str, object] = {}
    for address in addresses:
        page.goto(address)
        if page.url != address:
            wrong[address] = f"leads to {page.url}"
        if found := violations(page):
            wrong[address] = found
        if is_too_wide(page):
            wrong[f"{address} at 320 px"] = "wider than the window"
    return wrong


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_pages_are_accessible(colours: Literal["light", "dark"], portal: str, chromium: Browser) -> None:
    small: Any = {"width": 320, "height": 640}
    context = chromium.new_context(viewport=small, color_scheme=colours, bypass_csp=True)
    page = context.new_page()
    open_pages = [f"{portal}/{language}/{path}" for language in ("nl", "en") for path in PUBLIC]
    assert walk(page, open_pages) == {}
    for role, paths in INSIDE.items():
        sign_in(page, portal, role=role)
        inside = [f"{portal}/{language}/{path}" for language in ("nl", "en") for path in paths]
        assert walk(page, inside) == {}
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
