"""Someone finds a counsellor by keyboard alone, with scripts off, on a small telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MOST_STEPS = 60
"""Presses of Tab after which someone would have given up."""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on what is looked for."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} is not reached by keyboard")


def test_find_my_counsellor_by_keyboard(portal: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal}/nl/")
    tab_to(page, "input[name=q]")
    page.keyboard.type("rijks")
    page.keyboard.press("Enter")
    page.wait_for_url("**/counsellors?q=rijks")
    tab_to(page, "main .choices a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/counsellors/at/*")
    tab_to(page, 'main a[href^="tel:"]')
    assert page.locator("main .card").count() >= 2
    context.close()


def test_walk_the_signpost_by_keyboard(portal: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal}/nl/")
    tab_to(page, 'main a[href="/nl/where"]')
    page.keyboard.press("Enter")
    for step in ("affected", "conduct", "manager", "longer"):
        tab_to(page, f'main a[href$="/{step}"]')
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{step}")
    assert page.locator("#counsellor").is_visible()
    tab_to(page, "#complaints_committee summary")
    page.keyboard.press("Enter")
    assert page.locator("#complaints_committee details").first.evaluate("part => part.open")
    assert context.cookies() == []
    context.close()


def wire_size(page: Page, address: str) -> int:
    """Bytes of a page and all that it needs, as they came over the wire."""
    sizes: list[int] = []
    page.on(
        "requestfinished",
        lambda request: sizes.append(
            sum(request.sizes()[part] for part in ("responseBodySize", "responseHeadersSize"))
        ),
    )
    page.goto(address, wait_until="networkidle")
    return sum(sizes)


def test_guidance_is_light(portal: str, chromium: Browser) -> None:
    for path in ("", "where", "where/affected/sexual/manager/week", "counsellors", "counsellors/at/3"):
        context = chromium.new_context()
        assert wire_size(context.new_page(), f"{portal}/nl/{path}") <= 60_000, path
        context.close()
