"""Someone gets a first password by mail, adds a second step and a key, and comes back: every page in our words."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail

from tests.journeys.test_accessible import is_too_wide, violations
from tests.journeys.test_passkey import with_a_key
from tests.making import employer, someone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from weerklank.people.models import Person

pytestmark = pytest.mark.django_db

PASSWORD = "een lange zin die niemand raadt"  # noqa: S105 - the password of nobody
AS_A_FRIEND = re.compile(r"\b(je|jij|jou|jouw|jullie)\b", re.IGNORECASE)
"""How Dutch speaks to a friend; we say "u"."""
PERIOD = 30
"""Seconds that a code of an app works."""


class Visit:
    """A browser at the pages of one's own account, and what was found wrong on the way."""

    def __init__(self, page: Page, house: str) -> None:
        self.page, self.house = page, house
        self.wrong: dict[str, object] = {}

    def see(self, path: str) -> None:
        """Look at a page in English, and then in Dutch, where the visit goes on."""
        for language in ("en", "nl"):
            self.page.goto(f"{self.house}/{language}/account/{path}")
            self.look(f"{language} {path}")

    def look(self, place: str) -> None:
        """Look at the page that is open now."""
        found: list[object] = [*violations(self.page), *AS_A_FRIEND.findall(self.page.inner_text("body"))]
        if is_too_wide(self.page):
            found.append("wider than the window")
        if found:
            self.wrong[place] = found

    def send(self, **fields: str) -> None:
        """Fill in the form of the page and send it."""
        for name, text in fields.items():
            self.page.locator(f"#id_{name}").fill(text)
        with self.page.expect_navigation():
            self.page.locator("main form button").first.click()


@pytest.fixture
def visit(chromium: Browser, house: str) -> Iterator[Visit]:
    context = chromium.new_context(viewport={"width": 320, "height": 640}, locale="nl-NL", bypass_csp=True)
    page = context.new_page()
    page.set_default_timeout(15_000)
    with_a_key(page)
    yield Visit(page, house)
    context.close()


def a_first_password(visit: Visit, person: Person) -> None:
    """By the link in a mail, which works once."""
    visit.see("password/reset/")
    visit.send(email=person.email)
    visit.look("password/reset/done/")
    (link,) = re.findall(r"https?://\S+", mail.outbox[-1].body.partition("Weerklank")[0])
    visit.page.goto(link)
    visit.look("password/reset/key/")
    visit.send(password1=PASSWORD, password2="iets anders dan dit")
    visit.look("password/reset/key/ with two passwords")
    visit.send(password1=PASSWORD, password2=PASSWORD)
    visit.look("password/reset/key/done/")
    visit.page.goto(link)
    visit.look("password/reset/key/ again")


def sign_in(visit: Visit, person: Person) -> None:
    visit.see("login/")
    visit.page.locator("#id_login").fill(person.email)
    visit.page.locator("#id_password").fill(PASSWORD)
    visit.page.get_by_role("button", name="Inloggen", exact=True).click()
    visit.page.wait_for_url("**/account/2fa/**")


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD)))


def a_second_step(visit: Visit) -> str:
    """An app with codes, as the portal asks for before anything else; the secret in it."""
    visit.look("2fa/")
    visit.see("2fa/totp/activate/")
    assert "/reauthenticate/" in visit.page.url
    visit.send(password="een heel andere zin")  # noqa: S106 - no password of anyone
    visit.look("reauthenticate/ with a wrong password")
    visit.send(password=PASSWORD)
    visit.see("2fa/totp/activate/")
    secret = visit.page.locator("#authenticator_secret").input_value()
    visit.send(code="000000")
    visit.look("2fa/totp/activate/ with a wrong code")
    visit.send(code=code_of(secret))
    visit.look("2fa/recovery-codes/ at once")
    return secret


def a_key(visit: Visit) -> None:
    visit.see("2fa/webauthn/add/")
    visit.page.locator("#id_name").fill("Mijn telefoon")
    visit.page.locator("#mfa_webauthn_add").click()
    visit.page.wait_for_url(lambda url: "webauthn/add" not in url)
    visit.see("2fa/webauthn/")
    numbers = set(re.findall(r"webauthn/(?:keys/)?(\d+)/", visit.page.content()))
    for number in numbers:
        for act in ("edit", "remove"):
            visit.see(f"2fa/webauthn/keys/{number}/{act}/")
    assert numbers


def test_pages_of_ones_own_account_speak_as_we_do_and_shut_nobody_out(visit: Visit) -> None:
    person = someone(unit=employer())
    a_first_password(visit, person)
    sign_in(visit, person)
    a_second_step(visit)
    a_key(visit)
    for path in ("2fa/", "2fa/recovery-codes/", "2fa/recovery-codes/generate/", "2fa/totp/deactivate/"):
        visit.see(path)
    for path in (
        "password/change/",
        "reauthenticate/",
        "2fa/reauthenticate/",
        "2fa/webauthn/reauthenticate/",
    ):
        visit.see(path)
    visit.see("logout/")
    visit.send()
    visit.page.goto(f"{visit.house}/nl/account/login/")
    sign_in(visit, person)
    visit.look("2fa/authenticate/")
    assert visit.page.url.endswith("/2fa/authenticate/")
    assert visit.wrong == {}
    assert [message.body for message in mail.outbox if AS_A_FRIEND.search(str(message.body))] == []
