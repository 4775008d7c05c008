"""A server that lies: whatever it drops, moves, forges or swaps, the browser says so and shows nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.test_handler import SENTENCE, opened
from tests.sealed import (
    FAR,
    Desk,
    Sealed,
    answer_of,
    case_key_of,
    desk,
    last_seen,
    revoke,
    sealed_case,
)
from weerklank.cases.actions import reply_as_handler
from weerklank.cases.models import REPORTER, Case, Message, Reader, Wrap
from weerklank.people.models import Certificate
from weerklank.people.states import Role
from weerklank.seal.casekey import new_case_key, sealing_public, wrap
from weerklank.seal.certificate import Certificate as Told
from weerklank.seal.certificate import sign_certificate
from weerklank.seal.content import Body, Grant, sha256, write
from weerklank.seal.content import Message as Text
from weerklank.seal.context import Place
from weerklank.seal.handlerkey import new_bundle
from weerklank.seal.message import seal_message
from weerklank.web.visitor import now, today

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.journeys.conftest import Enter

pytestmark = pytest.mark.django_db
FORGED = bytes(reversed(range(32)))
"""The seed of a key that no organisation has."""
FALSE = Text(text="Dit schreef niemand.")


def conversation() -> tuple[Desk, Sealed]:
    """A report and two answers."""
    own = desk()
    case = sealed_case(own, text=SENTENCE)
    number = case.number
    for position, text in enumerate(("Een eerste antwoord.", "Een tweede antwoord."), 1):
        body = answer_of(own, number, text, position=position)
        reply_as_handler(body, by=own.person, on=today(), at=now())
    return own, case


def drops_a_message(_own: Desk, number: str) -> None:
    Message.objects.filter(case=number, number=2).delete()


def drops_the_report(_own: Desk, number: str) -> None:
    Message.objects.filter(case=number, number=1).delete()


def reorders(_own: Desk, number: str) -> None:
    Message.objects.filter(case=number, number=3).update(number=9)
    Message.objects.filter(case=number, number=2).update(number=3)
    Message.objects.filter(case=number, number=9).update(number=2)


def changes_a_byte(_own: Desk, number: str) -> None:
    row = Message.objects.get(case=number, number=2)
    row.sealed = bytes(row.sealed)[:-1] + bytes([bytes(row.sealed)[-1] ^ 1])
    row.save()


def moves_an_answer_to_the_reporter(_own: Desk, number: str) -> None:
    Message.objects.filter(case=number, number=3).update(sender="0" * 32, position=2)


def forges_an_answer(own: Desk, number: str) -> None:
    """Someone who has the key of the case, and not the counsellor's own."""
    add_forged(
        Desk(own.person, own.unit, own.role, "", "", new_bundle()), own, number, sender=own.key, position=3
    )


def lets_a_stranger_answer(own: Desk, number: str) -> None:
    """A colleague with a certificate, to whom nobody gave the case."""
    stranger = desk(own.unit)
    add_forged(stranger, own, number, sender=stranger.key, position=1)


def add_forged(
    forger: Desk,
    own: Desk,
    number: str,
    *,
    sender: str,
    position: int,
    told: Body = FALSE,
) -> None:
    place = Place(number, 1, sender, position)
    body = write(told, place=place, after=last_seen(number), signing=forger.bundle.signing)
    sealed = seal_message(body, case_key=case_key_of(own, number, 1), place=place)
    Message(
        case_id=number,
        epoch=1,
        sender=sender,
        position=position,
        number=4,
        day=today(),
        sealed=sealed,
        digest=sha256(sealed),
    ).save()


def forges_an_epoch(own: Desk, number: str) -> None:
    """A new lock that nobody in the case made."""
    key = new_case_key()
    sealed = wrap(key, to=own.bundle.public().sealing, case=number, epoch=2, recipient=own.key)
    Wrap(case_id=number, epoch=2, recipient=own.key, sealed=sealed).save()
    Case.objects.filter(pk=number).update(epoch=2)


def swaps_the_key_of_the_case(own: Desk, number: str) -> None:
    sealed = wrap(new_case_key(), to=own.bundle.public().sealing, case=number, epoch=1, recipient=own.key)
    Wrap.objects.filter(case=number, recipient=own.key).update(sealed=sealed)


def swaps_the_reporter(_own: Desk, number: str) -> None:
    Case.objects.filter(pk=number).update(reporter_key=sealing_public(bytes(32)))


def swaps_a_certificate(own: Desk, _number: str) -> None:
    """One that says the same, signed by another organisation."""
    row = Certificate.objects.get(key=own.key)
    told = Told(
        employer=own.unit.code,
        name="Iemand anders",
        person=str(own.person.pseudonym),
        role=Role.CONFIDENTIAL_COUNSELLOR,
        serial=row.serial,
        keys=own.bundle.public(),
        valid_from=row.valid_from,
        valid_to=FAR,
    )
    signed = sign_certificate(told, seed=FORGED)
    row.body, row.signature = signed.body, signed.signature
    row.save()


def forges_a_grant(own: Desk, number: str) -> None:
    """A stranger let in by a grant that the counsellor never signed."""
    stranger = desk(own.unit)
    told = Grant(key=stranger.key, serial=Certificate.objects.get(key=stranger.key).serial)
    forger = Desk(own.person, own.unit, own.role, "", "", new_bundle())
    add_forged(forger, own, number, sender=own.key, position=3, told=told)
    lists_a_reader(stranger, number)


def lists_a_stranger(own: Desk, number: str) -> None:
    """A reader whom the server let in by itself."""
    lists_a_reader(desk(own.unit), number)


def lists_a_reader(stranger: Desk, number: str) -> None:
    Reader(case_id=number, key=stranger.key, since=today(), epoch=1, received_on=today()).save()


def forgets_a_revocation(own: Desk, _number: str = "") -> None:
    """The organisation revoked the key, and the server acts as if it had not."""
    revoke(own)
    Certificate.objects.filter(key=own.key).update(revoked_from=None)


ORDER = "Er ontbreekt een bericht, of de volgorde van de berichten klopt niet."
SHUT = "Een bericht of sleutel kan niet worden geopend."
UNSIGNED = "Een bericht is niet ondertekend door wie het zegt te zijn."
UNCERTIFIED = "De goedkeuring van een behandelaar klopt niet."
LET_IN = "Iemand staat bij de zaak zonder toegang van de melder of een behandelaar."
LIES = {
    drops_a_message: ORDER,
    drops_the_report: "Een bericht is van een soort die deze afzender niet kan sturen.",
    reorders: ORDER,
    changes_a_byte: SHUT,
    moves_an_answer_to_the_reporter: SHUT,
    forges_an_answer: UNSIGNED,
    lets_a_stranger_answer: LET_IN,
    forges_a_grant: UNSIGNED,
    lists_a_stranger: LET_IN,
    forges_an_epoch: "Het slot van deze zaak is vervangen door iemand die dat niet mocht.",
    swaps_the_key_of_the_case: SHUT,
    swaps_the_reporter: "De sleutel van de melder is niet die uit de melding.",
    swaps_a_certificate: UNCERTIFIED,
    forgets_a_revocation: UNCERTIFIED,
}


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_a_lie_is_named_and_nothing_is_shown(lie: Callable[[Desk, str], None], enter: Enter) -> None:
    own, case = conversation()
    lie(own, case.number)
    page = opened(enter, own, case.number)
    page.get_by_text("Deze zaak klopt niet").wait_for()
    assert page.locator("#wrong li").all_inner_texts() == [LIES[lie]]
    assert page.locator("#thread").inner_text() == ""
    assert page.get_by_role("button", name="Verstuur op slot").is_disabled()


def test_what_is_true_is_shown(enter: Enter) -> None:
    own, case = conversation()
    page = opened(enter, own, case.number)
    page.get_by_text("Een tweede antwoord.").wait_for()
    assert not page.locator("#wrong").is_visible()
    back = returned(page, case)
    back.get_by_text("Een tweede antwoord.").wait_for()
    assert SENTENCE in back.locator("#entries").inner_text()


def returned(page: Page, case: Sealed) -> Page:
    """The reporter comes back with the words."""
    page.context.clear_cookies()
    page.goto(page.url.partition("/nl/")[0] + "/nl/report/return")
    page.locator("#words-typed").fill(case.words)
    page.get_by_role("button", name="Openen").click()
    return page


TOLD_TO_THE_REPORTER = {
    drops_a_message: "Er ontbreekt een bericht of de volgorde klopt niet. Wij laten niets zien. "
    "Neem op een andere manier contact op.",
    forges_an_answer: "Een antwoord is niet echt ondertekend. Wij laten niets zien. "
    "Neem op een andere manier contact op.",
    lists_a_stranger: "Iemand leest mee zonder dat dit in uw gesprek staat. Wij laten niets zien.",
    swaps_a_certificate: "Wie antwoordt, is niet bevestigd door de organisatie. Wij laten niets zien.",
    forgets_a_revocation: "Wie antwoordt, is niet bevestigd door de organisatie. Wij laten niets zien.",
    swaps_the_reporter: "Uw eigen sleutel is verwisseld. Wij laten niets zien.",
}


@pytest.mark.parametrize("lie", TOLD_TO_THE_REPORTER, ids=lambda lie: lie.__name__)
def test_a_lie_is_told_to_the_reporter_too(lie: Callable[[Desk, str], None], enter: Enter) -> None:
    own, case = conversation()
    page = enter(own.person, "")
    lie(own, case.number)
    returned(page, case)
    page.get_by_text("Wij laten niets zien.").wait_for()
    assert page.locator("#told").inner_text() == TOLD_TO_THE_REPORTER[lie]
    assert not page.locator("#thread").is_visible()
    assert page.locator("#entries li").all() == []


def on_the_form(enter: Enter, own: Desk) -> Page:
    """The page on which a reporter writes."""
    page = enter(own.person, "")
    page.context.clear_cookies()
    page.goto(page.url.partition("/nl/")[0] + f"/nl/report/confidential_contact/{own.unit.pk}/write")
    page.locator("[data-waiting]").wait_for(state="hidden")
    return page


def test_no_report_is_sealed_to_a_key_that_was_revoked(enter: Enter) -> None:
    own = desk()
    other = desk(own.unit)
    forgets_a_revocation(other)
    page = on_the_form(enter, own)
    page.locator("[data-next]").nth(0).click()
    assert page.locator("input[name=exclude]").evaluate_all("all => all.map(one => one.value)") == [own.key]
    page.locator("[data-next]").nth(1).click()
    page.get_by_label("Wat wilt u vertellen?").fill(SENTENCE)
    page.get_by_role("button", name="Versturen", exact=True).click()
    page.locator("#receipt ol li").first.wait_for()
    assert [reader.key for reader in Reader.objects.all()] == [own.key]
    assert {wrap.recipient for wrap in Wrap.objects.all()} == {own.key, REPORTER}


NOBODY = (
    "Niemand heeft nu een geldige sleutel om dit te lezen. Er is niets verstuurd. "
    "Neem op een andere manier contact op."
)
FALSE_KEY = (
    "De sleutel van wie dit zou lezen, klopt niet. Er is niets verstuurd. "
    "Neem op een andere manier contact op."
)


@pytest.mark.parametrize(("lie", "told"), [(forgets_a_revocation, NOBODY), (swaps_a_certificate, FALSE_KEY)])
def test_nothing_is_written_to_a_key_that_does_not_count(
    lie: Callable[[Desk, str], None], told: str, enter: Enter
) -> None:
    own = desk()
    lie(own, "")
    page = on_the_form(enter, own)
    assert page.locator("#told").inner_text() == told
    assert page.locator("#text").is_disabled()
    assert not page.locator("[data-unable]").is_visible()


def test_nobody_is_added_by_a_false_approval(enter: Enter) -> None:
    own, case = conversation()
    swaps_a_certificate(desk(own.unit), "")
    page = opened(enter, own, case.number)
    page.get_by_text(
        "De goedkeuring van een collega klopt niet. Daarom kunt u nu niemand toevoegen. Waarschuw uw organisatie.",
        exact=True,
    ).wait_for()
    assert SENTENCE in page.locator("#thread").inner_text()
    assert page.locator("#grant-whom option").all() == []
    assert page.get_by_role("button", name="Verstuur op slot").is_enabled()


def test_a_colleague_whose_key_was_revoked_is_offered_to_nobody(enter: Enter) -> None:
    own, case = conversation()
    revoked, good = desk(own.unit), desk(own.unit)
    forgets_a_revocation(revoked)
    page = opened(enter, own, case.number)
    page.locator("#grant-whom option").first.wait_for(state="attached")
    offered = page.locator("#grant-whom option").evaluate_all("all => all.map(one => one.value)")
    assert offered == [good.key]
