"""What a reporter sends while the network fails, or clicks twice: stored once, never without a file, and said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys.test_moving_up import come_back
from tests.journeys.test_report import SENTENCE, phone, written
from tests.journeys.test_spoken import stored_and_lost
from tests.sealed import desk, sealed_case
from weerklank.cases.models import Case, Message
from weerklank.cases.procedures import INTEGRITY
from weerklank.people.states import Role

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Route

pytestmark = pytest.mark.django_db
__all__ = ["phone"]
VECTORS = Path(__file__).parents[1] / "vectors" / "clean"
MORE = "Het is deze week weer gebeurd."
STORED, REFUSED = "Uw aanvulling is bewaard.", "Dit kon niet worden aangenomen."


def is_lost(route: Route) -> None:
    route.abort()


def add(page: Page, text: str = MORE) -> None:
    page.locator("#more-text").fill(text)
    page.locator("#more button:not([type=button])").click()


def sent_before_it_was_looked_into(phone: Page, name: str) -> tuple[Locator, Route]:
    """Write a report with a file and click; return the button, and the script for the file, that is held back."""
    written(phone, desk())
    held: list[Route] = []
    phone.route("**/seal/clean*.js", lambda route: held.append(route))  # noqa: PLW0108 - playwright marks what it is given
    phone.locator("#attach").set_input_files(VECTORS / name)
    send = phone.get_by_role("button", name="Versturen", exact=True)
    send.click()
    return send, held[0]


def test_a_second_click_while_a_file_is_looked_into_is_no_second_report(phone: Page) -> None:
    send, looked_into = sent_before_it_was_looked_into(phone, "letter.docx")
    send.click()
    looked_into.continue_()
    phone.locator("#receipt ol li").first.wait_for()
    phone.wait_for_timeout(1500)
    assert Case.objects.count() == 1
    assert Case.objects.get().files.count() == 1


def test_a_report_does_not_go_without_a_file_that_turned_out_damaged_after_the_click(phone: Page) -> None:
    send, looked_into = sent_before_it_was_looked_into(phone, "photo_cut.jpg")
    looked_into.continue_()
    phone.get_by_text("photo_cut.jpg is beschadigd.").wait_for()
    phone.wait_for_timeout(1500)
    assert not Case.objects.exists()
    assert phone.get_by_text("photo_cut.jpg is beschadigd.").is_visible()
    assert phone.locator("#text").input_value() == SENTENCE
    send.click()
    phone.locator("#receipt ol li").first.wait_for()
    assert Case.objects.get().files.count() == 0


def test_before_anything_was_sent_it_is_not_said_that_it_may_be_stored(phone: Page) -> None:
    own = desk()
    written(phone, own)
    phone.route("**/seal/words*.txt", is_lost, times=1)
    send = phone.get_by_role("button", name="Versturen", exact=True)
    send.click()
    phone.locator("#told.error").wait_for()
    told = "Er is geen verbinding. Er is niets verstuurd. Uw tekst staat er nog: probeer het opnieuw."
    assert phone.locator("#told").inner_text() == told
    assert phone.locator("[data-again]").is_hidden()
    assert phone.locator("#text").input_value() == SENTENCE
    send.click()
    phone.locator("#receipt ol li").first.wait_for()
    assert Case.objects.count() == 1


def test_a_form_waits_for_a_network_that_falters_and_says_so_where_it_is_gone(phone: Page) -> None:
    own = desk()
    phone.route("**/report/recipients?*", is_lost, times=1)
    written(phone, own)
    phone.route("**/report/recipients?*", is_lost)
    phone.reload()
    phone.locator("#told.error").wait_for()
    told = "Het formulier kon niet worden klaargezet. Onderaan staat de weg zonder script."
    assert phone.locator("#told").inner_text() == told


def test_what_is_added_is_known_to_be_stored_though_it_cannot_be_shown_and_more_can_follow(
    phone: Page, house: str
) -> None:
    case = sealed_case(desk(), text=SENTENCE)
    come_back(phone, house, case.words)
    phone.route("**/report/thread", is_lost)
    add(phone)
    phone.get_by_text(STORED).wait_for()
    assert phone.locator("#more-text").input_value() == ""
    phone.unroute("**/report/thread")
    add(phone, "En nog iets.")
    phone.get_by_text("En nog iets.").first.wait_for()
    phone.get_by_text(STORED).wait_for()
    assert case.read_by_reporter() == [SENTENCE, MORE, "En nog iets."]


def test_a_second_click_adds_nothing_twice_and_is_not_told_as_a_fault(phone: Page, house: str) -> None:
    case = sealed_case(desk(), text=SENTENCE)
    come_back(phone, house, case.words)
    asked: list[Route] = []

    def first_alone(route: Route) -> None:
        asked.append(route)
        if len(asked) == 1:
            route.continue_()

    phone.route("**/report/reply", first_alone)
    phone.locator("#more-text").fill(MORE)
    phone.locator("#more button:not([type=button])").dblclick()
    phone.get_by_text(STORED).wait_for()
    for late in asked[1:]:
        late.continue_()
    phone.wait_for_timeout(1000)
    assert phone.get_by_text(STORED).is_visible()
    assert len(asked) == 1
    assert case.read_by_reporter() == [SENTENCE, MORE]


def test_what_was_typed_while_something_was_sent_stays(phone: Page, house: str) -> None:
    case = sealed_case(desk(), text=SENTENCE)
    come_back(phone, house, case.words)
    held: list[Route] = []
    phone.route("**/report/reply", lambda route: held.append(route))  # noqa: PLW0108 - playwright marks what it is given
    with phone.expect_request("**/report/reply"):
        add(phone)
    phone.locator("#more-text").fill("En nog iets.")
    held[0].continue_()
    phone.get_by_text(STORED).wait_for()
    assert phone.locator("#more-text").input_value() == "En nog iets."


def test_a_conversation_in_two_tabs_is_shown_anew_and_the_text_stays(phone: Page, house: str) -> None:
    case = sealed_case(desk(), text=SENTENCE)
    come_back(phone, house, case.words)
    other = phone.context.new_page()
    come_back(other, house, case.words)
    add(other, "Uit het andere tabblad.")
    other.get_by_text(STORED).wait_for()
    add(phone)
    phone.get_by_text(REFUSED).wait_for()
    assert "Uit het andere tabblad." in phone.locator("#entries").inner_text()
    assert phone.locator("#more-text").input_value() == MORE
    phone.locator("#more button:not([type=button])").click()
    phone.get_by_text(STORED).wait_for()
    assert case.read_by_reporter() == [SENTENCE, "Uit het andere tabblad.", MORE]


def test_an_addition_changed_after_its_answer_was_lost_is_not_shut_out(phone: Page, house: str) -> None:
    case = sealed_case(desk(), text=SENTENCE)
    come_back(phone, house, case.words)
    phone.route("**/report/reply", stored_and_lost, times=3)
    add(phone)
    phone.get_by_text("Er is geen verbinding.").wait_for()
    add(phone, "Anders gezegd.")
    phone.get_by_text(REFUSED).wait_for()
    assert MORE in phone.locator("#entries").inner_text()
    phone.locator("#more button:not([type=button])").click()
    phone.get_by_text(STORED).wait_for()
    assert case.read_by_reporter() == [SENTENCE, MORE, "Anders gezegd."]
    assert Message.objects.count() == 3


def test_whoever_comes_when_too_many_failed_is_not_told_that_the_network_is_gone(
    phone: Page, house: str
) -> None:
    desk()
    phone.route("**/report/thread", lambda route: route.fulfill(status=429))
    phone.goto(f"{house}/nl/report/return")
    phone.locator("#return > fieldset:enabled").wait_for()
    phone.fill("#words-typed", "vermaner merrie veerpont restant crooner huisbel vermaner")
    phone.locator("#return button").click()
    phone.get_by_text("Het is nu te druk. Kijk uw woorden na").wait_for()


def test_moving_up_is_begun_once_and_says_where_there_is_no_network(phone: Page, house: str) -> None:
    own = desk()
    desk(own.unit, role=Role.INDEPENDENT_REPORT_OFFICER)
    case = sealed_case(own, text=SENTENCE)
    come_back(phone, house, case.words)
    phone.locator(f"[data-up*={INTEGRITY.id}]").click()
    begin = phone.locator("[data-begin]")
    begin.wait_for()
    phone.route("**/write", is_lost, times=3)
    begin.click()
    phone.get_by_text("Er is geen verbinding.").wait_for()
    begin.dblclick()
    phone.locator("#sealed > fieldset:enabled").wait_for()
    phone.wait_for_timeout(1000)
    assert phone.locator("#sealed > fieldset").is_enabled()
    assert phone.locator("#text").input_value() == SENTENCE
