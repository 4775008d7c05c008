"""The confidential contact from first word to closing: every move and every act is made on its page."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.journeys.test_handler import ANSWER, SENTENCE, opened, unlock
from tests.journeys.test_lies import on_the_form, returned
from tests.sealed import Sealed, a_week_goes_by, answer_of, desk, revoke, sealed_case
from weerklank.cases.actions import reply_as_handler
from weerklank.cases.models import Case
from weerklank.cases.procedures import CONTACT
from weerklank.cases.states import CaseState, Mover
from weerklank.web.visitor import now, today
from weerklank.web.wording import words

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.conftest import Enter
    from tests.sealed import Desk

pytestmark = pytest.mark.django_db
HANDLERS = [move for move in CONTACT.moves if move.by == Mover.HANDLER]
ENDINGS = [move.start for move in CONTACT.moves if (move.by, move.end) == (Mover.REPORTER, CaseState.CLOSED)]
TALKED = "Zij vertelde dat het al een jaar duurt."


def put(number: str, state: CaseState) -> None:
    """Let a case stand somewhere, so that the next move alone is walked."""
    Case.objects.filter(pk=number).update(state=state)


def said_of(state: str) -> str:
    return words()[f"cases.state_{state}"]["nl"]


def state_on(page: Page) -> str:
    return page.locator("dl.facts").first.locator("div", has_text="Stand").locator("dd").inner_text()


def close(page: Page, outcome: str) -> None:
    page.locator("#outcome").select_option(outcome)
    page.get_by_role("button", name="Zaak sluiten").click()
    page.get_by_text("De zaak is gesloten.").wait_for()


def test_a_step_that_someone_else_took_already_is_refused_in_words(enter: Enter) -> None:
    own = desk()
    number = sealed_case(own, text=SENTENCE).number
    page = opened(enter, own, number)
    put(number, CaseState.AFTERCARE)
    page.get_by_role("button", name="Zet op: Contact gelegd", exact=True).click()
    page.locator("#told.error").wait_for()
    assert page.locator("#told").inner_text() == words()["refused.no_such_move"]["nl"]
    assert SENTENCE in page.locator("#thread").inner_text()


def test_every_move_of_a_handler_is_made_on_the_page_of_the_case(enter: Enter) -> None:
    own = desk()
    number = sealed_case(own, text=SENTENCE).number
    page = enter(own.person, number)
    for move in HANDLERS:
        put(number, move.start)
        page.reload()
        if move.end == CaseState.CLOSED:
            close(page, CONTACT.outcomes[0])
        else:
            page.get_by_role("button", name=f"Zet op: {said_of(move.end)}", exact=True).click()
            page.get_by_text(f"De stand is nu: {said_of(move.end)}.").wait_for()
        assert Case.objects.get().state == move.end
        assert state_on(page) == said_of(move.end)


@pytest.mark.parametrize("outcome", CONTACT.outcomes)
def test_a_case_is_closed_with_each_outcome(outcome: str, enter: Enter) -> None:
    own = desk()
    number = sealed_case(own, text=SENTENCE).number
    put(number, CaseState.AFTERCARE)
    page = enter(own.person, number)
    close(page, outcome)
    assert (Case.objects.get().state, Case.objects.get().outcome) == (CaseState.CLOSED, outcome)
    assert page.locator("#answer-text").all() == []


def test_a_reporter_ends_it_from_every_state_in_which_that_is_theirs(enter: Enter) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    page = enter(own.person, "")
    for start in ENDINGS:
        put(case.number, start)
        returned(page, case)
        page.locator("#thread").wait_for()
        page.get_by_text("Intrekken").first.click()
        page.get_by_role("button", name="Intrekken").click()
        page.get_by_text("Het gesprek is gesloten.").first.wait_for()
        assert page.locator("#state").inner_text() == "Het gesprek is gesloten."
        found = Case.objects.get()
        assert (found.state, found.outcome) == (CaseState.CLOSED, "withdrawn")


def test_who_writes_again_after_a_silence_is_in_conversation_again(enter: Enter) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    put(case.number, CaseState.NO_FURTHER_CONTACT)
    page = enter(own.person, "")
    returned(page, case)
    page.get_by_text("Het gesprek rust. Schrijf iets, dan gaat het verder.").wait_for()
    page.locator("#more-text").fill("Ik ben er weer.")
    page.get_by_role("button", name="Versturen", exact=True).click()
    page.get_by_text("U bent in gesprek.").wait_for()
    assert Case.objects.get().state == CONTACT.again == CaseState.ADVISING


def recorded(page: Page, text: str) -> None:
    """Write down what was said by telephone."""
    page.get_by_label("Uw bericht aan de melder").fill(text)
    page.get_by_label("Dit is een verslag").check()
    page.get_by_role("button", name="Verstuur op slot").click()
    page.get_by_text("Verstuurd. Alleen wie bij de zaak staat").wait_for()


def test_a_record_of_a_talk_is_confirmed_or_corrected_by_who_told_it(enter: Enter) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    page = opened(enter, own, case.number)
    recorded(page, TALKED)
    recorded(page, "Zij wil geen gesprek met hem.")
    back = returned(enter(own.person, ""), case)
    back.get_by_role("button", name="Zo was het").first.click()
    back.get_by_text("U bevestigde het verslag").wait_for()
    assert back.get_by_role("button", name="Zo was het").count() == 1
    back.get_by_label("Hoe was het volgens u?").fill("Ik wil dat gesprek juist wel.")
    back.get_by_role("button", name="Verbetering versturen").click()
    back.get_by_text("U verbeterde het verslag").wait_for()
    assert back.get_by_role("button", name="Zo was het").all() == []
    page.reload()
    unlock(page, own)
    page.get_by_text("Ik wil dat gesprek juist wel.").wait_for()
    kinds = page.locator("#thread .kind").all_inner_texts()
    asked = "Verslag van wat is verteld. De melder is gevraagd of het klopt."
    told = ["De melder zegt dat het verslag klopt.", "De melder verbetert het verslag:"]
    assert kinds == ["De melding", asked, asked, *told]


def test_being_heard_and_the_follow_up_are_asked_once_and_told_apart(enter: Enter) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    reply_as_handler(answer_of(own, case.number, ANSWER), by=own.person, on=today(), at=now())
    page = enter(own.person, case.number)
    page.get_by_role("button", name="Vraag beide").click()
    page.get_by_text("Gevraagd. Het antwoord komt hier te staan.").wait_for()
    assert page.get_by_role("button", name="Vraag beide").all() == []
    back = returned(enter(own.person, ""), case)
    back.locator("#thread").wait_for()
    for name, value in (("heard", "5"), ("followup", "2")):
        form = back.locator(f'form[data-act="{name}"]')
        form.locator("select").select_option(value)
        form.get_by_role("button").click()
        form.wait_for(state="hidden")
    page.reload()
    rated = page.locator('section[aria-labelledby="ratings"] dd').all_inner_texts()
    assert rated == ["5 van 5", "2 van 5"]


def test_what_was_said_is_taken_along_and_nothing_that_works_stands_in_it(enter: Enter) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    reply_as_handler(answer_of(own, case.number, ANSWER), by=own.person, on=today(), at=now())
    page = returned(enter(own.person, ""), case)
    page.locator("#thread").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Het hele gesprek opslaan").click()
    with zipfile.ZipFile(download.value.path()) as kept:
        read = "".join(kept.read(name).decode() for name in kept.namelist() if name.endswith(".html"))
    assert SENTENCE in read
    assert ANSWER in read
    assert [tag for tag in ("<script", "<form", "<button", "<input", "<a ") if tag in read] == []


def test_a_key_locks_itself_after_a_quarter_of_an_hour_without_use(enter: Enter) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    page = enter(own.person, "")
    page.clock.install()
    page.reload()
    page.locator(f'a[href$="/{case.number}"]').click()
    unlock(page, own)
    page.get_by_text(SENTENCE).wait_for()
    page.clock.run_for(timedelta(minutes=14).seconds * 1000)
    page.keyboard.press("Tab")
    page.clock.run_for(timedelta(minutes=14).seconds * 1000)
    assert SENTENCE in page.locator("#thread").inner_text()
    page.clock.run_for(timedelta(minutes=2).seconds * 1000)
    page.get_by_text("Open uw sleutel om het gesprek te lezen").wait_for()
    assert page.locator("#thread").inner_text() == ""
    assert page.locator("#answer-text").is_disabled()


def test_a_lost_key_is_revoked_what_it_signed_stands_and_nothing_more_is_sealed_to_it(enter: Enter) -> None:
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    reply_as_handler(answer_of(own, case.number, ANSWER), by=own.person, on=today(), at=now())
    a_week_goes_by()
    revoke(own, since=today())
    page = enter(own.person, "keys")
    page.get_by_text("De goedkeuring van uw sleutel is ingetrokken. Vraag uw organisatie waarom.").wait_for()
    form = nobody_to_write_to(enter, own)
    back = returned(form, case)
    back.get_by_text(ANSWER).wait_for()


def nobody_to_write_to(enter: Enter, own: Desk) -> Page:
    page = on_the_form(enter, own)
    page.get_by_text("Hier kan nog niemand verzegelde berichten lezen.").wait_for()
    assert page.locator("#sealed").all() == []
    return page


def test_a_stolen_key_is_revoked_from_its_first_day_and_nothing_it_signed_is_believed(enter: Enter) -> None:
    own = desk()
    case: Sealed = sealed_case(own, text=SENTENCE)
    reply_as_handler(answer_of(own, case.number, ANSWER), by=own.person, on=today(), at=now())
    revoke(own)
    page = returned(enter(own.person, ""), case)
    page.get_by_text("Wie antwoordt, is niet bevestigd door de organisatie. Wij laten niets zien.").wait_for()
    assert page.locator("#entries li").all() == []
