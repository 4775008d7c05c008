"""A server that lies: whatever it drops, moves, forges or swaps, the browser says so and shows nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.test_handler import SENTENCE, opened
from tests.sealed import FAR, Desk, answer_of, case_key_of, desk, last_seen, sealed_case
from weerklank.cases.actions import reply_as_handler
from weerklank.cases.models import Case, Message, Wrap
from weerklank.people.models import Certificate
from weerklank.people.states import Role
from weerklank.seal.casekey import new_case_key, sealing_public, wrap
from weerklank.seal.certificate import Certificate as Told
from weerklank.seal.certificate import sign_certificate
from weerklank.seal.content import Message as Body
from weerklank.seal.content import sha256, write
from weerklank.seal.context import Place
from weerklank.seal.handlerkey import new_bundle
from weerklank.seal.message import seal_message
from weerklank.web.visitor import now, today

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.conftest import Enter

pytestmark = pytest.mark.django_db
FORGED = bytes(reversed(range(32)))
"""The seed of a key that no organisation has."""


def conversation() -> tuple[Desk, str]:
    """A report and two answers."""
    own = desk()
    number = sealed_case(own, text=SENTENCE).number
    for position, text in enumerate(("Een eerste antwoord.", "Een tweede antwoord."), 1):
        body = answer_of(own, number, text, position=position)
        reply_as_handler(body, by=own.person, on=today(), at=now())
    return own, number


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
    add_forged(Desk(own.person, own.unit, "", "", new_bundle()), own, number, sender=own.key, position=3)


def lets_a_stranger_answer(own: Desk, number: str) -> None:
    """A colleague with a certificate, to whom nobody gave the case."""
    stranger = desk(own.unit)
    add_forged(stranger, own, number, sender=stranger.key, position=1)


def add_forged(forger: Desk, own: Desk, number: str, *, sender: str, position: int) -> None:
    place = Place(number, 1, sender, position)
    told = write(
        Body(text="Dit schreef niemand."),
        place=place,
        after=last_seen(number),
        signing=forger.bundle.signing,
    )
    sealed = seal_message(told, case_key=case_key_of(own, number, 1), place=place)
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


LIES = {
    drops_a_message: "Er ontbreekt een bericht",
    drops_the_report: "",
    reorders: "Er ontbreekt een bericht",
    changes_a_byte: "kan niet worden geopend",
    moves_an_answer_to_the_reporter: "kan niet worden geopend",
    forges_an_answer: "niet ondertekend door wie het zegt te zijn",
    lets_a_stranger_answer: "",
    forges_an_epoch: "",
    swaps_the_key_of_the_case: "kan niet worden geopend",
    swaps_the_reporter: "De sleutel van de melder",
    swaps_a_certificate: "De goedkeuring van een behandelaar klopt niet",
}


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_a_lie_is_named_and_nothing_is_shown(lie: Callable[[Desk, str], None], enter: Enter) -> None:
    own, number = conversation()
    lie(own, number)
    page = opened(enter, own, number)
    page.get_by_text("Deze zaak klopt niet").wait_for()
    assert LIES[lie] in page.locator("#wrong li").inner_text()
    assert page.locator("#thread").inner_text() == ""
    assert page.get_by_role("button", name="Verstuur op slot").is_disabled()


def test_what_is_true_is_shown(enter: Enter) -> None:
    own, number = conversation()
    page = opened(enter, own, number)
    page.get_by_text("Een tweede antwoord.").wait_for()
    assert not page.locator("#wrong").is_visible()
