"""A bystander reports from a phone, and comes back a week later with seven words."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.utils.formats import date_format
from django.utils.translation import override

from tests.journeys.showing import picture
from tests.journeys.test_handler import opened
from tests.sealed import Desk, a_week_goes_by, answer_of, desk
from weerklank.cases.actions import ask_rating, reply_as_handler
from weerklank.cases.models import Case
from weerklank.web.visitor import now, today

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page, Route

    from tests.journeys.conftest import Enter

pytestmark = pytest.mark.django_db
VECTORS = Path(__file__).parents[1] / "vectors" / "clean"
SENTENCE = "Ik zag dat hij haar voor de hele groep voor gek zette."
ANSWER = "Dank u. Wat zou u zelf willen dat er gebeurt?"


@pytest.fixture
def phone(chromium: Browser, house: str) -> Page:
    context = chromium.new_context(
        viewport={"width": 375, "height": 740}, locale="nl-NL", base_url=house, is_mobile=True
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def written(phone: Page, own: Desk) -> None:
    """Walk the steps of the form, and write."""
    phone.goto(f"/nl/report/confidential_contact/{own.unit.pk}/write")
    phone.locator("[data-waiting]").wait_for(state="hidden")
    for step in range(2):
        phone.locator("[data-next]").nth(step).click()
    phone.get_by_label("Wat wilt u vertellen?").fill(SENTENCE)


def reported(phone: Page, own: Desk) -> list[str]:
    """Send it, and return the words of the receipt."""
    written(phone, own)
    phone.get_by_role("button", name="Versturen", exact=True).click()
    phone.locator("#receipt ol li").first.wait_for()
    return phone.locator("#receipt ol li").all_inner_texts()


def typed_back(phone: Page, words: list[str]) -> None:
    """Type the two words that are asked for."""
    for label in phone.locator("#typed-back label").all():
        place = int(label.inner_text().split()[-1])
        phone.get_by_label(label.inner_text()).fill(words[place - 1])
    phone.get_by_role("button", name="Nakijken").click()
    phone.get_by_role("heading", name="U hebt uw woorden").wait_for()


def test_a_bystander_on_a_phone_gets_a_receipt_and_nothing_readable_leaves(
    phone: Page, received: list[bytes]
) -> None:
    own = desk()
    written(phone, own)
    picture(phone, "reporter-write")
    phone.get_by_role("button", name="Versturen", exact=True).click()
    phone.locator("#receipt ol li").first.wait_for()
    words = phone.locator("#receipt ol li").all_inner_texts()
    assert len(words) == 7
    picture(phone, "reporter-receipt")
    typed_back(phone, words)
    (body,) = received
    assert body.startswith(b"WKL1")
    told = [word.encode() for word in (*SENTENCE.split(), *words) if len(word) > 4]
    assert [word for word in told if word in body] == []
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert phone.context.cookies() == []


def test_seven_words_bring_back_the_answer_and_two_things_are_said_apart(phone: Page) -> None:
    own = desk()
    words = reported(phone, own)
    number = Case.objects.get().pk
    reply_as_handler(answer_of(own, number, ANSWER), by=own.person, on=today(), at=now())
    ask_rating(number, by=own.person, on=today(), at=now())
    phone.goto("/nl/report/return")
    phone.locator("#words-typed").fill(" ".join(words).upper())
    phone.get_by_role("button", name="Openen").click()
    phone.get_by_text(ANSWER).wait_for()
    assert own.person.name in phone.locator("#readers").inner_text()
    for name, value in (("heard", "5"), ("followup", "2")):
        form = phone.locator(f'form[data-act="{name}"]')
        form.locator("select").select_option(value)
        with phone.expect_response("**/report/act"):
            form.get_by_role("button").click()
    case = Case.objects.get()
    assert (case.rated_heard, case.rated_followup) == (5, 2)


def test_a_victim_who_returns_after_a_week_reads_the_answer_and_goes_on(phone: Page, enter: Enter) -> None:
    own = desk()
    words = reported(phone, own)
    page = opened(enter, own, Case.objects.get().pk)
    page.get_by_label("Uw bericht aan de melder").fill(ANSWER)
    page.get_by_role("button", name="Verstuur op slot").click()
    page.get_by_text("Verstuurd. Alleen wie bij de zaak staat").wait_for()
    page.get_by_role("button", name="Vraag beide").click()
    page.get_by_text("Gevraagd. Het antwoord komt hier te staan.").wait_for()
    a_week_goes_by()
    phone.context.clear_cookies()
    phone.goto("/nl/report/return")
    phone.locator("#words-typed").fill(" ".join(words))
    phone.get_by_role("button", name="Openen").click()
    phone.get_by_text(ANSWER).wait_for()
    with override("nl"):
        day = date_format(today() - timedelta(days=7), "j F Y")
    assert phone.locator("#entries .by").all_inner_texts() == [f"U · {day}", f"{own.person.name} · {day}"]
    assert f"{own.person.name}, vertrouwenspersoon, sinds {day}" in phone.locator("#readers").inner_text()
    picture(phone, "reporter-return")
    phone.locator("#more-text").fill("Dank u. Het is deze week weer gebeurd.")
    phone.get_by_role("button", name="Versturen", exact=True).click()
    phone.get_by_text("Uw aanvulling is bewaard.").wait_for()
    page.get_by_role("link", name="Zaken").last.click()
    page.get_by_text("wacht op u").wait_for()
    page.locator("tbody a").click()
    page.get_by_text("Het is deze week weer gebeurd.").wait_for()


def test_a_file_that_cannot_be_cleaned_is_named_with_the_mend_and_nothing_is_lost(phone: Page) -> None:
    own = desk()
    written(phone, own)
    chosen = [VECTORS / name for name in ("locked.pdf", "photo_cut.jpg", "letter.docx")]
    phone.locator("#attach").set_input_files(chosen)
    phone.locator("#files li").wait_for()
    locked = "locked.pdf heeft een wachtwoord. Haal dat eraf en kies het nog eens, of laat het weg."
    damaged = (
        "photo_cut.jpg is beschadigd. Daarom kunnen wij er niet uithalen wat u verraadt. "
        "Open het, bewaar het opnieuw en kies het nog eens, of laat het weg."
    )
    assert phone.locator("#told").inner_text() == f"{locked} {damaged}"
    assert phone.locator("#files li strong").all_inner_texts() == ["letter.docx"]
    assert phone.get_by_label("Wat wilt u vertellen?").input_value() == SENTENCE
    phone.get_by_role("button", name="Versturen", exact=True).click()
    phone.locator("#receipt ol li").first.wait_for()
    assert Case.objects.get().files.count() == 1


def answers_503(route: Route) -> None:
    route.fulfill(status=503, body="")


def is_blocked(route: Route) -> None:
    route.abort()


def fails_its_hash(route: Route) -> None:
    route.fulfill(status=200, content_type="text/javascript", body="document.forms[0].submit()")


@pytest.mark.parametrize("fate", [answers_503, is_blocked, fails_its_hash])
def test_a_form_whose_script_does_not_come_stays_shut(
    fate: Callable[[Route], None], phone: Page, received: list[bytes]
) -> None:
    own = desk()
    phone.route("**/seal/reporter*.js", fate)
    phone.goto(f"/nl/report/confidential_contact/{own.unit.pk}/write")
    assert phone.locator("#sealed").get_attribute("action") is None
    assert phone.locator("#sealed textarea").is_disabled()
    assert phone.locator("#sealed button:not([type=button])").is_disabled()
    assert received == []
