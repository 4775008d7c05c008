"""No page is forgotten: whoever may see it comes there, and axe looks at each, in both languages and colours.

The pages are not listed here. They are every address that has a name: those that need no more are asked for as
they are, and what they lead to is followed. What nobody comes by that way is named below, with the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import NoReverseMatch, Resolver404, get_resolver, resolve, reverse

from tests.journeys.test_accessible import is_too_wide, sign_in, violations
from tests.web.test_matrix import OK, ROWS, addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import APIResponse, Browser, Page

LINK = re.compile(r'<a\b[^>]*\bhref="([^"#?]+)')
MADE_OF = re.compile(r"<(form|fieldset|table|details|dl|ol|svg|textarea|h3|article)\b")
SHOWN = (OK, 401)
OWN = "`test_own_account.py` looks at it, as someone with a password and a second step"
CASE = "the script of a case asks it, and `test_handler.py` walks that"
READ = "programs read it, and `tests/web/test_api.py` asks it"
PASSING = "it leads to another page at once"
NOBODY_COMES_THERE = {
    "account_change_password": OWN,
    "account_reauthenticate": OWN,
    "account_reset_password_from_key": OWN,
    "mfa_authenticate": OWN,
    "mfa_deactivate_totp": OWN,
    "mfa_download_recovery_codes": OWN,
    "mfa_edit_webauthn": OWN,
    "mfa_login_webauthn": OWN,
    "mfa_reauthenticate": OWN,
    "mfa_reauthenticate_webauthn": OWN,
    "mfa_remove_webauthn": OWN,
    "mfa_view_recovery_codes": OWN,
    "handler:colleagues": CASE,
    "handler:file": CASE,
    "handler:identity": CASE,
    "handler:notes": CASE,
    "handler:thread": CASE,
    "office:destruction_list": "nothing is due in the demonstration; `test_archive.py` looks at a list",
    "api:cells": READ,
    "api:figures": READ,
    "api:release": READ,
    "account_email": PASSING,
    "openid_connect_callback": PASSING,
    "openid_connect_login": PASSING,
    "socialaccount_signup": PASSING,
    "public:codes": "one employer has a code, to which it leads; `test_accessible.py` looks at two",
    "account_confirm_email": "an employer says which address is whose",
    "account_confirm_login_code": "nobody signs in by a code in a mail",
    "security_txt": "a demonstration has nobody to tell of a hole",
}
"""Names that no walk comes by, each with the reason; one that is come by all the same does not stay here."""
ENOUGH = 30
"""How many addresses of one name are asked of what is the same for everyone."""
FOR_ALL = ("public:", "reporter:")
"""How names begin of pages that are the same for everyone."""
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def names() -> set[str]:
    """Every address that has something behind it: to the others a form is sent."""
    every = set(addresses(get_resolver("weerklank.urls").url_patterns))
    return {name for name in every if name not in ROWS or ROWS[name].answer == OK}


def name_of(path: str) -> str:
    """The name of an address; of one in English nothing, as its Dutch twin leads there."""
    try:
        return "" if path.startswith("/en/") else str(resolve(path).view_name)
    except Resolver404:
        return ""


def starts() -> list[str]:
    """The address of everything that needs no more than its name."""
    found = []
    for name in sorted(names()):
        try:
            found.append(reverse(name))
        except NoReverseMatch:
            continue
    return found


class Walk:
    """What visitors come by: the names, and one address of each page that is made of other things."""

    def __init__(self, portal: str) -> None:
        self.portal = portal
        self.came_by = set[str]()
        self.kinds = set[tuple[str, frozenset[str]]]()
        self.known = Counter[str]()

    def through(self, page: Page) -> Iterator[str]:
        """Yield the pages that a visitor comes by and none before came by."""
        asked, waiting = set[str](), starts()
        while waiting:
            path = waiting.pop()
            name = name_of(path)
            if path in asked or self.known[name] >= ENOUGH or name not in names():
                continue
            asked.add(path)
            answer = page.request.get(self.portal + path, max_redirects=0)
            waiting += led_to(answer, self.portal + path)
            if self.is_new(answer, path):
                yield path

    def is_new(self, answer: APIResponse, path: str) -> bool:
        """Whether an answer is a page like none before."""
        name = name_of(path)
        if name.startswith(FOR_ALL):
            self.known[name] += 1
        if answer.status not in SHOWN:
            return False
        self.came_by.add(name)
        kind = (name, frozenset(MADE_OF.findall(answer.text()))) if is_page(answer) else None
        known = kind is None or kind in self.kinds
        self.kinds |= {kind} if kind else set()
        return not known


def is_page(answer: APIResponse) -> bool:
    return answer.headers["content-type"].startswith("text/html")


def led_to(answer: APIResponse, address: str) -> list[str]:
    """What an answer leads to: by the links of a page, or to another page at once."""
    if "location" in answer.headers:
        return [urlsplit(urljoin(address, answer.headers["location"])).path]
    return LINK.findall(answer.text()) if is_page(answer) else []


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
    return re.findall(r'action="[^"]*/as/(\w+)"', page.request.get(f"{portal}/nl/demo/").text())


def test_every_page_that_anyone_may_see_is_accessible(portal: str, chromium: Browser) -> None:
    small: Any = {"width": 320, "height": 640}
    page = chromium.new_context(viewport=small, bypass_csp=True).new_page()
    walk, wrong = Walk(portal), dict[str, list[object]]()
    for role in ("", *roles_of(page, portal)):
        if role:
            sign_in(page, portal, role=role)
        for path in list(walk.through(page)):
            for address in sorted({path, path.replace("/nl/", "/en/", 1)}):
                if faults := wrong_with(page, portal + address):
                    wrong[f"{role} {address}"] = faults
    page.context.close()
    assert wrong == {}
    assert names() - walk.came_by == set(NOBODY_COMES_THERE)
