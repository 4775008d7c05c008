"""No page is forgotten: whoever may see it walks there by links, and axe looks at each, in both languages.

The pages are not listed here. They are those of the table of addresses in `tests/web/test_matrix.py`; what no link
of the demonstration leads to is named below, with the reason.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve

from tests.journeys.test_accessible import is_too_wide, sign_in, violations
from tests.web.test_matrix import OK, ROWS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LINK = re.compile(r'<a\b[^>]*\bhref="([^"#?]+)')
STARTS = ("/nl/", "/nl/my/", "/nl/office/", "/nl/account/login/", "/nl/account/2fa/")
PAGES = ("public:", "employee:", "office:", "handler:", "account_", "mfa_", "demonstration:")
NO_LINK_LEADS_THERE = {
    "handler:": "a counsellor of the demonstration has made no key, and no case waits for them",
    "public:barriers_told": "it comes after an answer is sent",
    "public:code": "an employer of the demonstration has published no code of conduct",
    "public:contact_card": "a file",
    "public:release_groups": "`test_accessible.py` looks at each kind of release; a walk meets one",
    "public:toolbox_": "files of the browser",
}
"""How names of pages begin that the walk does not come by, each with the reason."""
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def place_of(path: str) -> str:
    """The name of a page by its address; nothing where it is no page that someone walks to."""
    try:
        name = resolve(path).view_name
    except Resolver404:
        return ""
    return name if name.startswith(PAGES) and name != "account_logout" else ""


def pages() -> set[str]:
    """The names of the table behind which stands a page in a language."""
    return {name for name, row in ROWS.items() if row.answer == OK and place_of_row(name)}


def place_of_row(name: str) -> bool:
    return name.startswith(PAGES)


def text_of(page: Page, address: str) -> str:
    """The page at an address; nothing where this visitor sees none, or it is a file."""
    answer = page.request.get(address, max_redirects=0)
    is_page = answer.status == OK and answer.headers["content-type"].startswith("text/html")
    return answer.text() if is_page else ""


def walk(page: Page, portal: str) -> dict[str, str]:
    """Every page that links lead to: its name, and one address of it."""
    found: dict[str, str] = {}
    waiting = list(STARTS)
    while waiting:
        path = urlsplit(waiting.pop()).path
        name = place_of(path)
        if not path.startswith("/nl/") or not name or name in found:
            continue
        if text := text_of(page, portal + path):
            found[name] = path
            waiting += LINK.findall(text)
    return found


def wrong_with(page: Page, address: str) -> list[object]:
    """What axe finds of a page, of its colours in the dark once, and whether 320 px is too narrow."""
    page.emulate_media(color_scheme="light")
    page.goto(address)
    found: list[object] = [*violations(page)]
    if "/nl/" in address:
        page.emulate_media(color_scheme="dark")
        dark: dict[str, Any] = Axe().run(page, options=CONTRAST).response
        found += [("dark", node["html"]) for rule in dark["violations"] for node in rule["nodes"]]
    return [*found, *(["wider than the window"] if is_too_wide(page) else [])]


def roles_of(page: Page, portal: str) -> list[str]:
    return re.findall(r'action="[^"]*/as/(\w+)"', text_of(page, f"{portal}/nl/demo/"))


def test_every_page_that_anyone_may_see_is_accessible(portal: str, chromium: Browser) -> None:
    small: Any = {"width": 320, "height": 640}
    page = chromium.new_context(viewport=small, bypass_csp=True).new_page()
    seen, wrong = set[str](), dict[str, list[object]]()
    for role in ("", *roles_of(page, portal)):
        if role:
            sign_in(page, portal, role=role)
        found = {name: path for name, path in walk(page, portal).items() if name not in seen}
        seen |= set(found)
        for path in found.values():
            for address in (path, path.replace("/nl/", "/en/", 1)):
                if faults := wrong_with(page, portal + address):
                    wrong[f"{role} {address}"] = faults
    page.context.close()
    assert wrong == {}
    assert {name for name in pages() - seen if not name.startswith(tuple(NO_LINK_LEADS_THERE))} == set()
