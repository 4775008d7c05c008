"""Someone adds a passkey, signs out, and comes back with nothing but that."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

KEY = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
KEY |= {"isUserVerified": True, "automaticPresenceSimulation": True}


def with_a_key(page: Page) -> tuple[CDPSession, str]:
    """A browser that has a passkey of a device, as far as it can tell."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    made = line.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return line, str(made["authenticatorId"])


def signed_out(page: Page, portal: str) -> None:
    page.goto(f"{portal}/nl/account/logout/")
    page.locator("main form button").click()
    page.wait_for_url(f"{portal}/nl/")


def test_a_passkey_is_added_and_opens_the_door(portal: str, chromium: Browser) -> None:
    home = portal.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, never to a number
    page = chromium.new_context().new_page()
    line, key = with_a_key(page)
    page.goto(f"{home}/nl/demo/")
    page.locator('form[action$="/as/researcher"] button').click()
    page.wait_for_url("**/nl/my/")
    page.goto(f"{home}/nl/account/2fa/webauthn/add/")
    page.locator("#id_name").fill("Mijn telefoon")
    page.locator("#id_passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "webauthn/add" not in url)
    assert len(line.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]) == 1
    signed_out(page, home)
    page.goto(f"{home}/nl/account/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/nl/my/")
    page.context.close()


def test_an_empty_key_opens_nothing(portal: str, chromium: Browser) -> None:
    home = portal.replace("127.0.0.1", "localhost")
    page = chromium.new_context().new_page()
    with_a_key(page)
    page.goto(f"{home}/nl/account/login/")
    page.locator("#passkey_login").click()
    page.wait_for_timeout(500)
    answer = page.goto(f"{home}/nl/my/")
    assert answer is not None
    assert "/account/login/" in page.url
    page.context.close()
