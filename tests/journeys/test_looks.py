"""What a page weighs, and how it looks at twice the text, in forced colours and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.test_accessible import is_too_wide

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Response

HEAVIEST = 60_000
PAGES = ("nl/", "en/processing", "nl/accessibility", "nl/account/login/")


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def style(page: Page, where: str, name: str) -> str:
    found: str = page.evaluate(
        "([where, name]) => getComputedStyle(document.querySelector(where)).getPropertyValue(name)",
        [where, name],
    )
    return found


@pytest.mark.parametrize("path", PAGES[:3])
def test_a_page_with_all_that_it_asks_for_is_light(path: str, portal: str, page: Page) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - the driver marks what it is given
    page.goto(f"{portal}/{path}", wait_until="networkidle")
    sizes = [answer.request.sizes() for answer in answers]
    assert {answer.status for answer in answers} == {200}
    assert any(answer.url.endswith(".woff2") for answer in answers)
    assert sum(size["responseHeadersSize"] + size["responseBodySize"] for size in sizes) <= HEAVIEST
    assert all(answer.url.startswith(portal) for answer in answers)


@pytest.mark.parametrize("path", PAGES)
def test_text_of_twice_the_size_fits(path: str, portal: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 640, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{portal}/{path}")
    page.add_style_tag(content="html { font-size: 212.5% !important; }")
    assert not is_too_wide(page)
    assert (
        page.evaluate(
            "[...document.querySelectorAll('main *')].filter(part => part.scrollWidth > part.clientWidth + 1"
            " && getComputedStyle(part).overflowX === 'hidden').length"
        )
        == 0
    )
    context.close()


def test_forced_colours_leave_an_edge_around_what_had_a_ground(portal: str, page: Page) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(f"{portal}/nl/account/login/")
    assert style(page, "main button", "border-top-width") != "0px"
    assert style(page, "main button", "border-top-color") != style(page, "main button", "background-color")
    assert style(page, ".banner", "border-top-width") == "1px"
    page.keyboard.press("Tab")
    assert style(page, ":focus", "outline-style") == "solid"


def test_more_contrast_is_black_and_white(portal: str, page: Page) -> None:
    options: dict[str, Any] = {"contrast": "more"}
    page.emulate_media(**options)
    page.goto(f"{portal}/nl/")
    assert style(page, "body", "color") == "rgb(0, 0, 0)"
    assert style(page, "body", "background-color") == "rgb(255, 255, 255)"


def test_on_paper_stands_the_page_and_not_the_menu(portal: str, page: Page) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(f"{portal}/nl/processing")
    shown = {
        where: style(page, where, "display") for where in ("main", "h1", "nav.doors", ".bottom", ".banner")
    }
    assert shown == {
        "main": "block",
        "h1": "block",
        "nav.doors": "none",
        ".bottom": "none",
        ".banner": "none",
    }
    assert style(page, "body", "color") == "rgb(0, 0, 0)"
    assert style(page, "body", "background-color") == "rgb(255, 255, 255)"


def test_the_letters_are_ours(portal: str, page: Page) -> None:
    page.goto(f"{portal}/nl/", wait_until="networkidle")
    assert page.evaluate("document.fonts.check('700 20px \"Atkinson Hyperlegible Next\"')")
    assert page.evaluate("[...document.fonts].map(face => face.status)") == ["loaded"]
