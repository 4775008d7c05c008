"""A counsellor on a new laptop, an administrator who tries to read, and a server that lies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests.journeys.showing import picture
from tests.journeys.test_accessible import is_too_wide, violations
from tests.making import employer, someone
from tests.sealed import Desk, desk, sealed_case
from weerklank.people.states import Role

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page, Route

    from tests.journeys.conftest import Enter

pytestmark = pytest.mark.django_db

SENTENCE = "Hij noemt haar elke week zijn koffiedame, waar iedereen bij is."
ANSWER = "Dank u dat u dit vertelt. Zullen we donderdag bellen?"


def unlock(page: Page, own: Desk) -> None:
    page.get_by_label("Uw wachtzin van zes woorden").fill(own.passphrase)
    page.get_by_role("button", name="Openen met wachtzin").click()
    page.get_by_text("Uw sleutel is open").wait_for()


def shown(page: Page) -> str:
    return page.locator("#thread").inner_text()


def test_a_key_is_made_in_the_browser_and_only_its_locks_leave(enter: Enter, received: list[bytes]) -> None:
    person = someone(Role.CONFIDENTIAL_COUNSELLOR, unit=employer("min: "))
    page = enter(person, "keys")
    page.get_by_role("button", name="Beginnen").click()
    page.get_by_role("heading", name="Stap 1 van 3").wait_for()
    words = page.locator('[data-show="words"]').inner_text()
    assert len(words.split()) == 6
    picture(page, "handler-key")
    page.get_by_role("button", name="Ik heb de woorden").click()
    code = page.locator('[data-show="code"]').inner_text()
    assert len(code.replace("-", "")) == 32
    page.get_by_role("button", name="Ik heb de code").click()
    page.get_by_label("Typ de zes woorden").fill("dit zijn andere woorden dan getoond")
    page.get_by_label("Typ de herstelcode").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Sleutel bewaren").click()
    page.get_by_text("Dit zijn niet de goede woorden").wait_for()
    page.get_by_label("Typ de zes woorden").fill(f" {words.upper()} ")
    page.get_by_role("button", name="Sleutel bewaren").click()
    page.get_by_text("Uw organisatie moet hem nog goedkeuren").wait_for()
    (body,) = received
    assert b'"locks"' in body
    assert not any(word.encode() in body for word in (*words.split(), code))


def test_a_counsellor_reads_and_answers_from_case_to_case(enter: Enter, received: list[bytes]) -> None:
    own = desk()
    first, second = sealed_case(own, text=SENTENCE), sealed_case(own, text="Een tweede verhaal.")
    page = enter(own.person, "")
    unlock(page, own)
    picture(page, "handler-inbox")
    page.locator(f'a[href$="/{first.number}"]').click()
    page.get_by_text(SENTENCE).wait_for()
    page.get_by_label("Uw bericht aan de melder").fill("  \n ")
    page.get_by_role("button", name="Verstuur op slot").click()
    page.get_by_text("Er staat nog niets").wait_for()
    assert received == []
    page.get_by_label("Uw bericht aan de melder").fill(ANSWER)
    page.get_by_role("button", name="Verstuur op slot").click()
    page.get_by_text("Verstuurd. Alleen wie bij de zaak staat").wait_for()
    assert ANSWER in shown(page)
    (body,) = received
    assert body.startswith(b"WKL1")
    assert [word for word in ANSWER.split() if len(word) > 4 and word.encode() in body] == []
    picture(page, "handler-case")
    page.get_by_role("link", name="Zaken").last.click()
    page.locator(f'a[href$="/{second.number}"]').click()
    page.get_by_text("Een tweede verhaal.").wait_for()
    assert first.read_by_reporter() == [SENTENCE, ANSWER]
    page.get_by_role("button", name="Nu op slot doen").click()
    page.get_by_text("Open uw sleutel om het gesprek te lezen").wait_for()
    assert shown(page) == ""


def opened(enter: Enter, own: Desk, number: str) -> Page:
    page = enter(own.person, number)
    unlock(page, own)
    return page


def test_a_passkey_opens_the_key_too(enter: Enter) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    page = enter(own.person, "keys")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasPrf": True}
    options |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    unlock(page, own)
    page.get_by_role("button", name="Passkey toevoegen").click()
    page.get_by_text("De passkey is toegevoegd").wait_for()
    page.goto(page.url.replace("keys", case.number))
    page.get_by_role("button", name="Openen met passkey").click()
    page.get_by_text(SENTENCE).wait_for()


def test_the_recovery_code_opens_and_new_words_replace_the_old(enter: Enter) -> None:
    own = desk()
    page = enter(own.person, "keys")
    page.get_by_text("Wachtzin kwijt?").click()
    page.get_by_label("Uw herstelcode van 32 tekens").fill(own.code.lower())
    page.get_by_role("button", name="Openen met herstelcode").click()
    page.get_by_text("Uw sleutel is open").wait_for()
    page.get_by_role("button", name="Nieuwe woorden tonen").click()
    page.get_by_role("heading", name="Uw nieuwe wachtzin").wait_for()
    words = page.locator('[data-show="words"]').inner_text()
    page.get_by_label("Typ de nieuwe wachtzin over").fill(words)
    page.get_by_role("button", name="Wachtzin vervangen").click()
    page.get_by_text("Uw wachtzin is vervangen").wait_for()
    page.reload()
    page.get_by_label("Uw wachtzin van zes woorden").fill(own.passphrase)
    page.get_by_role("button", name="Openen met wachtzin").click()
    page.get_by_text("Hiermee gaat uw sleutel niet open").wait_for()
    unlock(page, replace(own, passphrase=words))


def test_a_case_is_handed_over(enter: Enter) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    other = desk(own.unit)
    page = opened(enter, own, case.number)
    page.get_by_text("Iemand toevoegen").click()
    page.locator('[data-form="grant"] select').select_option(other.key)
    page.get_by_role("button", name="Toevoegen", exact=True).click()
    page.get_by_text("Toegevoegd. De melder ziet dit ook").wait_for()
    theirs = opened(enter, other, case.number)
    theirs.get_by_text(SENTENCE).wait_for()
    theirs.get_by_text("Iemand weghalen").click()
    theirs.locator('[data-form="epoch"] select').select_option(own.key)
    theirs.get_by_role("button", name="Weghalen", exact=True).click()
    theirs.get_by_text("Vanaf nu geldt een nieuw slot").wait_for()
    theirs.get_by_label("Uw bericht aan de melder").fill(ANSWER)
    theirs.get_by_role("button", name="Verstuur op slot").click()
    theirs.get_by_text("Verstuurd. Alleen wie bij de zaak staat").wait_for()
    assert case.read_by_reporter() == [SENTENCE, ANSWER]
    assert page.goto(page.url).status == 404  # type: ignore[union-attr]  # a page that was fetched has an answer


def test_whom_the_reporter_left_out_is_offered_to_nobody(enter: Enter) -> None:
    own = desk()
    left_out = desk(own.unit)
    third = sealed_case(own, text=SENTENCE, excluded=frozenset({left_out.key}))
    later = desk(own.unit)
    page = opened(enter, own, third.number)
    page.get_by_text("Mag volgens de melder niet meelezen").wait_for()
    page.locator("#grant-whom option").first.wait_for(state="attached")
    offered = page.locator("#grant-whom option").evaluate_all("all => all.map(one => one.value)")
    assert offered == [later.key]


def test_notes_are_read_by_who_wrote_them_alone(enter: Enter) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    page = opened(enter, own, case.number)
    page.get_by_label("Nieuwe notitie").fill("Terugbellen na de vakantie.")
    page.get_by_role("button", name="Notitie bewaren").click()
    page.locator("#note-list").get_by_text("Terugbellen na de vakantie.").wait_for()
    assert b"Terugbellen" not in everything_stored()


@pytest.mark.parametrize("late", ["notes", "colleagues"])
def test_what_comes_after_the_key_was_locked_is_not_shown(enter: Enter, late: str) -> None:
    own = desk()
    other = desk(own.unit)
    case = sealed_case(own, text=SENTENCE)
    page = enter(own.person, case.number)
    held: list[Route] = []
    page.route(f"**/{late}", lambda route: held.append(route))  # noqa: PLW0108 - playwright marks what it is given
    with page.expect_request(f"**/{late}"):
        unlock(page, own)
    page.get_by_text(SENTENCE).wait_for()
    with page.expect_response(f"**/{late}") as came:
        page.get_by_role("button", name="Nu op slot doen").click()
        for route in held:
            route.continue_()
    came.value.finished()
    page.wait_for_timeout(500)
    assert shown(page) == ""
    assert page.locator("#answer-text").is_disabled()
    assert page.locator("#grant-whom").get_by_text(other.person.name).all() == []


def test_a_file_comes_back_as_it_was(enter: Enter, tmp_path: Path) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    page = opened(enter, own, case.number)
    sent = tmp_path / "afspraken.txt"
    sent.write_bytes(bytes(range(256)) * 300)
    page.locator("#answer-text").fill(ANSWER)
    page.locator("#answer-files").set_input_files(sent)
    page.get_by_role("button", name="Verstuur op slot").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="afspraken.txt downloaden").click()
    assert download.value.suggested_filename == "afspraken.txt"
    assert download.value.path().read_bytes() == sent.read_bytes()


def everything_stored() -> bytes:
    """Every row of every table, as a thief of the database would have it."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
            rows += cursor.fetchall()
    return repr(rows).encode()


def test_an_administrator_finds_nothing_to_read(enter: Enter) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    own_page = opened(enter, own, case.number)
    own_page.get_by_label("Uw bericht aan de melder").fill(ANSWER)
    own_page.get_by_role("button", name="Verstuur op slot").click()
    own_page.get_by_text("Verstuurd. Alleen wie bij de zaak staat").wait_for()
    page = enter(someone(Role.TECHNICAL_ADMIN, unit=own.unit), case.number)
    assert page.get_by_role("heading", level=1).inner_text() == "Deze pagina is er niet"
    picture(page, "handler-administrator")
    stored = everything_stored()
    assert case.number.encode() in stored
    told = [SENTENCE, ANSWER, *SENTENCE.split(), case.words]
    assert [part for part in told if len(part) > 7 and part.encode() in stored] == []


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_an_opened_case_is_for_everyone(colours: str, enter: Enter) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    small = {"viewport": {"width": 320, "height": 640}, "color_scheme": colours, "bypass_csp": True}
    page = enter(own.person, case.number, **small)
    locked = violations(page)
    unlock(page, own)
    page.get_by_text(SENTENCE).wait_for()
    assert (locked, violations(page), is_too_wide(page)) == ([], [], False)
    for path in ("", "keys"):
        page.goto(page.url.rpartition("/cases/")[0] + f"/cases/{path}")
        assert (violations(page), is_too_wide(page)) == ([], False)


def test_without_a_script_the_list_is_there_and_the_page_says_what_is_not(enter: Enter) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    page = enter(own.person, "", java_script_enabled=False)
    page.get_by_text("Om te lezen is JavaScript nodig").wait_for()
    page.locator(f'a[href$="/{case.number}"]').click()
    assert page.locator("#answer-text").is_disabled()
    page.get_by_role("button", name="Zet op: Contact gelegd").click()
    page.get_by_text("De stand is nu: Contact gelegd").wait_for()
