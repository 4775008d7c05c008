"""What a handler typed while the network, the session, the key or the case went away: kept, told, stored once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.journeys.test_handler import ANSWER, SENTENCE, opened, shown, unlock
from tests.journeys.test_spoken import stored_and_lost
from tests.making import employer, someone
from tests.sealed import desk, sealed_case
from tests.signing import signed_in
from weerklank.cases.models import Case, Note, Reader
from weerklank.people.models import HandlerKey
from weerklank.people.states import Role
from weerklank.web.visitor import today

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.journeys.conftest import Enter
    from weerklank.people.models import Person

pytestmark = pytest.mark.django_db
SENT, SIGNED_OUT = "Verstuurd. Alleen wie bij de zaak staat", "U bent uitgelogd."
NOTE = "Terugbellen na de vakantie."


def sign_in_anew(page: Page, person: Person) -> None:
    """Sign in as in another tab: there is another session, and the token of the open page no longer counts."""
    page.context.clear_cookies()
    session = signed_in(person).session
    page.context.add_cookies([{"name": "session", "value": str(session.session_key), "url": page.url}])


def is_lost(route: Route) -> None:
    route.abort()


def send(page: Page, text: str = ANSWER) -> None:
    page.get_by_label("Uw bericht aan de melder").fill(text)
    page.get_by_role("button", name="Verstuur op slot").click()


def test_who_was_signed_out_while_writing_loses_nothing_and_is_not_told_it_was_sent(enter: Enter) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    page = opened(enter, own, case.number)
    page.get_by_text(SENTENCE).wait_for()
    page.context.clear_cookies(name="session")
    send(page)
    page.get_by_text(SIGNED_OUT).wait_for()
    assert page.locator("#answer-text").input_value() == ANSWER
    assert case.read_by_reporter() == [SENTENCE]
    page.get_by_label("Nieuwe notitie").fill(NOTE)
    page.get_by_role("button", name="Notitie bewaren").click()
    page.get_by_role("button", name="Zet op: Contact gelegd").click()
    page.wait_for_timeout(500)
    assert page.get_by_text(SIGNED_OUT).is_visible()
    assert page.locator("#note-text").input_value() == NOTE
    sign_in_anew(page, own.person)
    page.get_by_role("button", name="Verstuur op slot").click()
    page.get_by_text(SENT).wait_for()
    assert page.locator("#note-text").input_value() == NOTE
    assert case.read_by_reporter() == [SENTENCE, ANSWER]


def test_no_words_are_given_for_a_case_that_was_not_stored(enter: Enter) -> None:
    own = desk()
    page = enter(own.person, "spoken")
    unlock(page, own)
    page.locator("#spoken-text").fill(SENTENCE)
    page.locator("#spoken-consent").check()
    page.context.clear_cookies(name="session")
    page.get_by_role("button", name="Bewaar op slot").click()
    page.get_by_text(SIGNED_OUT).wait_for()
    assert page.locator("[data-receipt]").is_hidden()
    assert page.locator("#spoken-text").input_value() == SENTENCE
    assert not Case.objects.exists()


def test_an_answer_of_which_the_answer_was_lost_is_stored_once_and_then_shown(enter: Enter) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    page = opened(enter, own, case.number)
    page.route("**/messages", stored_and_lost, times=1)
    send(page)
    page.get_by_text("Misschien is dit niet verstuurd.").wait_for()
    assert page.locator("#answer-text").input_value() == ANSWER
    page.get_by_role("button", name="Verstuur op slot").click()
    page.get_by_text(SENT).wait_for()
    assert ANSWER in shown(page)
    assert case.read_by_reporter() == [SENTENCE, ANSWER]


def test_a_note_of_which_the_answer_was_lost_is_kept_once(enter: Enter) -> None:
    own = desk()
    page = opened(enter, own, sealed_case(own, text=SENTENCE).number)
    page.route("**/notes/1", stored_and_lost, times=1)
    page.get_by_label("Nieuwe notitie").fill(NOTE)
    page.get_by_role("button", name="Notitie bewaren").click()
    page.get_by_text("Misschien is dit niet verstuurd.").wait_for()
    page.get_by_role("button", name="Notitie bewaren").click()
    page.locator("#note-list").get_by_text(NOTE).wait_for()
    assert page.locator("#told").is_hidden()
    assert page.locator("#note-text").input_value() == ""
    assert Note.objects.count() == 1


def test_a_note_is_kept_once_however_often_it_is_clicked(enter: Enter) -> None:
    own = desk()
    page = opened(enter, own, sealed_case(own, text=SENTENCE).number)
    page.get_by_label("Nieuwe notitie").fill(NOTE)
    page.get_by_role("button", name="Notitie bewaren").dblclick()
    page.locator("#note-list").get_by_text(NOTE).wait_for()
    page.wait_for_timeout(500)
    assert page.locator("#told").is_hidden()
    assert Note.objects.count() == 1


def test_a_key_that_is_locked_meanwhile_signs_nothing(enter: Enter) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    other = desk(own.unit)
    page = opened(enter, own, case.number)
    page.get_by_text("Iemand toevoegen").click()
    page.locator("#grant-whom").select_option(other.key)
    held: list[Route] = []
    page.route("**/colleagues", lambda route: held.append(route))  # noqa: PLW0108 - playwright marks what it is given
    with page.expect_request("**/colleagues"):
        page.get_by_role("button", name="Toevoegen", exact=True).click()
    page.get_by_role("button", name="Nu op slot doen").click()
    for route in held:
        route.continue_()
    page.get_by_text("Uw sleutel ging op slot voordat dit klaar was.").wait_for()
    assert case.read_by_reporter() == [SENTENCE]
    assert not Reader.objects.filter(key=other.key).exists()
    unlock(page, own)
    page.get_by_text(SENTENCE).wait_for()


def test_words_that_are_changed_while_the_key_is_locked_leave_the_old_ones_as_they_are(enter: Enter) -> None:
    own = desk()
    page = enter(own.person, "keys")
    unlock(page, own)
    page.get_by_role("button", name="Nieuwe woorden tonen").click()
    page.get_by_role("heading", name="Uw nieuwe wachtzin").wait_for()
    words = page.locator('[data-show="words"]').inner_text()
    page.get_by_label("Typ de nieuwe wachtzin over").fill(words)
    page.evaluate(
        "() => { document.querySelector('[data-form=change]').requestSubmit();"
        " document.querySelector('[data-do=lock]').click(); }"
    )
    page.get_by_text("Uw sleutel ging op slot voordat dit klaar was.").wait_for()
    page.reload()
    unlock(page, own)


def test_a_case_in_two_tabs_is_shown_anew_and_the_text_stays(enter: Enter) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    first, second = (opened(enter, own, case.number) for _ in range(2))
    first.get_by_text(SENTENCE).wait_for()
    second.get_by_text(SENTENCE).wait_for()
    send(second, "Ik lees het nu.")
    second.get_by_text(SENT).wait_for()
    send(first)
    first.get_by_text("De zaak is intussen veranderd.").wait_for()
    assert "Ik lees het nu." in shown(first)
    assert first.locator("#answer-text").input_value() == ANSWER
    first.get_by_role("button", name="Verstuur op slot").click()
    first.get_by_text(SENT).wait_for()
    assert case.read_by_reporter() == [SENTENCE, "Ik lees het nu.", ANSWER]


def test_who_is_taken_off_a_case_while_writing_is_told_so(enter: Enter) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    page = opened(enter, own, case.number)
    page.locator("#answer-text:enabled").wait_for()
    Reader.objects.filter(case=case.number, key=own.key).update(until=today())
    send(page)
    page.get_by_text("Dit kan niet meer. Misschien leest u deze zaak niet meer").wait_for()
    assert page.locator("#answer-text").input_value() == ANSWER
    assert case.read_by_reporter() == [SENTENCE]


def test_who_went_on_to_another_case_while_sending_keeps_what_is_typed_there(enter: Enter) -> None:
    own = desk()
    case, other = sealed_case(own, text=SENTENCE), sealed_case(own, text="Een tweede verhaal.")
    page = enter(own.person, "")
    unlock(page, own)
    page.locator(f'a[href$="/{case.number}"]').click()
    page.get_by_text(SENTENCE).wait_for()
    held: list[Route] = []
    page.route("**/messages", lambda route: held.append(route))  # noqa: PLW0108 - playwright marks what it is given
    with page.expect_request("**/messages"):
        send(page)
    page.get_by_role("link", name="Zaken").last.click()
    page.locator(f'a[href$="/{other.number}"]').click()
    page.get_by_text("Een tweede verhaal.").wait_for()
    page.get_by_label("Uw bericht aan de melder").fill("Wat erg.")
    held[0].continue_()
    page.get_by_text(SENT).wait_for()
    page.wait_for_timeout(500)
    assert page.locator("#answer-text").input_value() == "Wat erg."
    assert case.read_by_reporter() == [SENTENCE, ANSWER]
    page.unroute("**/messages")
    page.route("**/messages", lambda route: held.append(route))  # noqa: PLW0108 - playwright marks what it is given
    with page.expect_request("**/messages"):
        send(page)
    page.get_by_role("link", name="Zaken").last.click()
    page.get_by_role("heading", name="Zaken").wait_for()
    held[1].abort()
    page.get_by_text("Op de bladzijde die u verliet, is het niet verstuurd.").wait_for()


def test_a_case_that_comes_late_takes_no_place_from_the_one_that_was_asked_for_after_it(enter: Enter) -> None:
    own = desk()
    late, other = sealed_case(own, text=SENTENCE), sealed_case(own, text="Een tweede verhaal.")
    page = enter(own.person, "")
    unlock(page, own)
    held: list[Route] = []
    page.route(f"**/{late.number}", lambda route: held.append(route))  # noqa: PLW0108 - playwright marks what it is given
    with page.expect_request(f"**/{late.number}"):
        page.locator(f'a[href$="/{late.number}"]').click()
    page.locator(f'a[href$="/{other.number}"]').click()
    page.get_by_text("Een tweede verhaal.").wait_for()
    page.locator("#answer-text").fill(ANSWER)
    held[0].continue_()
    page.wait_for_timeout(1500)
    assert page.url.endswith(other.number)
    assert page.locator("#answer-text").input_value() == ANSWER
    page.get_by_role("button", name="Verstuur op slot").click()
    page.get_by_text(SENT).wait_for()
    assert other.read_by_reporter() == ["Een tweede verhaal.", ANSWER]


def test_a_step_of_the_case_leaves_what_is_typed_beside_it(enter: Enter) -> None:
    own = desk()
    page = opened(enter, own, sealed_case(own, text=SENTENCE).number)
    page.get_by_text(SENTENCE).wait_for()
    page.get_by_label("Uw bericht aan de melder").fill(ANSWER)
    page.locator("#answer-record").check()
    page.get_by_label("Nieuwe notitie").fill(NOTE)
    page.get_by_role("button", name="Zet op: Contact gelegd").click()
    page.get_by_text("De stand is nu: Contact gelegd").wait_for()
    page.locator("#answer-text:enabled").wait_for()
    assert page.locator("#answer-text").input_value() == ANSWER
    assert page.locator("#answer-record").is_checked()
    assert page.locator("#note-text").input_value() == NOTE


def test_without_a_network_the_key_stays_open_and_the_text_where_it_is(enter: Enter) -> None:
    own = desk()
    page = opened(enter, own, sealed_case(own, text=SENTENCE).number)
    page.get_by_text(SENTENCE).wait_for()
    page.get_by_label("Uw bericht aan de melder").fill(ANSWER)
    page.route(re.compile(r"/cases/"), is_lost)
    page.get_by_role("link", name="Zaken").last.click()
    page.get_by_text("De server gaf geen antwoord.").wait_for()
    page.get_by_role("button", name="Zet op: Contact gelegd").click()
    page.wait_for_timeout(500)
    assert page.get_by_text("De server gaf geen antwoord.").is_visible()
    assert page.locator("#answer-text").input_value() == ANSWER
    page.unroute(re.compile(r"/cases/"))
    page.get_by_role("button", name="Verstuur op slot").click()
    page.get_by_text(SENT).wait_for()


def test_an_answer_that_is_sent_is_told_so_also_where_the_page_does_not_come_anew(enter: Enter) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    page = opened(enter, own, case.number)
    page.get_by_text(SENTENCE).wait_for()
    page.route(f"**/{case.number}", is_lost)
    send(page)
    page.get_by_text(SENT).wait_for()
    assert page.locator("#answer-text").input_value() == ""
    page.unroute(f"**/{case.number}")
    send(page, "En nog iets.")
    page.get_by_text("De zaak is intussen veranderd.").wait_for()
    page.get_by_role("button", name="Verstuur op slot").click()
    page.get_by_text(SENT).wait_for()
    assert case.read_by_reporter() == [SENTENCE, ANSWER, "En nog iets."]


def test_a_server_that_does_not_answer_is_no_wrong_passphrase_and_no_false_colleague(enter: Enter) -> None:
    own = desk()
    page = enter(own.person, sealed_case(own, text=SENTENCE).number)
    page.route("**/key", is_lost)
    words = page.get_by_label("Uw wachtzin van zes woorden")
    words.fill(own.passphrase)
    page.get_by_role("button", name="Openen met wachtzin").click()
    page.get_by_text("De server gaf geen antwoord.").wait_for()
    assert words.input_value() == own.passphrase
    page.unroute("**/key")
    page.route("**/colleagues", is_lost)
    page.get_by_role("button", name="Openen met wachtzin").click()
    page.get_by_text(SENTENCE).wait_for()
    page.get_by_text("De server gaf geen antwoord.").wait_for()
    assert page.locator("#answer-text").is_enabled()


def test_one_key_is_made_however_often_it_is_clicked_and_lost(enter: Enter) -> None:
    page = enter(someone(Role.CONFIDENTIAL_COUNSELLOR, unit=employer("min: ")), "keys")
    page.get_by_role("button", name="Beginnen").click()
    page.get_by_role("heading", name="Stap 1 van 3").wait_for()
    words = page.locator('[data-show="words"]').inner_text()
    page.get_by_role("button", name="Ik heb de woorden").click()
    code = page.locator('[data-show="code"]').inner_text()
    page.get_by_role("button", name="Ik heb de code").click()
    page.get_by_label("Typ de zes woorden").fill(words)
    page.get_by_label("Typ de herstelcode").fill(code)
    page.route("**/cases/key", stored_and_lost, times=1)
    page.get_by_role("button", name="Sleutel bewaren").dblclick()
    page.get_by_text("De server gaf geen antwoord.").wait_for()
    page.get_by_role("button", name="Sleutel bewaren").dblclick()
    page.get_by_text("Uw organisatie moet hem nog goedkeuren").wait_for()
    assert HandlerKey.objects.count() == 1
