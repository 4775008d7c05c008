"""The cases door: for who was let in, about what was sealed to them, and with nothing in it that can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests import signing
from tests.making import AT, LONG_AGO, wanted
from tests.sealed import Desk, answer_of, case_at, desk, sealed_case
from tests.web.test_matrix import visitor
from weerklank.cases.models import Reader
from weerklank.people.actions import appoint_first
from weerklank.people.states import Role
from weerklank.trail.models import Entry

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
SENTENCE = "Zij wordt elke maandag genegeerd."
SEALED = "application/octet-stream"
INBOX = 15
"""What an inbox asks the store, however long it is."""


def signed_in(own: Desk, *, careful: bool = False) -> Client:
    return signing.signed_in(own.person, careful=careful)


def address(name: str, number: str, **more: object) -> str:
    return reverse(f"handler:{name}", kwargs={"case": number, **more})


def posted(client: Client, name: str, number: str, body: bytes) -> int:
    answer = client.post(address(name, number), body, content_type=SEALED)
    return answer.status_code


def test_a_case_is_there_for_who_it_was_sealed_to_and_for_nobody_else() -> None:
    own = desk()
    number = sealed_case(own, text=SENTENCE).number
    later = desk(own.unit)
    pages = ("case", "thread", "colleagues", "notes")
    assert {signed_in(own).get(address(name, number)).status_code for name in pages} == {200}
    assert {signed_in(later).get(address(name, number)).status_code for name in pages} == {404}
    coordinator = visitor(Role.COUNSELLOR_COORDINATOR, unit=own.unit)
    assert {coordinator.get(address(name, number)).status_code for name in pages} == {404}


def test_who_administers_the_machine_serves_no_case_whatever_else_they_are() -> None:
    own = desk()
    number = sealed_case(own, text=SENTENCE).number
    assert b"wacht op u" in signed_in(own).get(reverse("handler:inbox")).content
    appoint_first(wanted(own.person, Role.TECHNICAL_ADMIN, unit=own.unit), at=AT)
    assert signed_in(own).get(address("thread", number)).status_code == 404


def test_no_page_and_no_answer_holds_a_sentence() -> None:
    own = desk()
    number = sealed_case(own, text=SENTENCE).number
    client = signed_in(own)
    answers = [
        client.get(reverse("handler:inbox")),
        *(client.get(address(n, number)) for n in ("case", "thread")),
    ]
    assert not any(SENTENCE.encode() in answer.content for answer in answers)
    assert all(answer.headers["Cache-Control"] == "no-store" for answer in answers)


def test_only_pages_that_derive_keys_may_run_webassembly() -> None:
    own = desk()
    client = signed_in(own)
    pages = {name: client.get(reverse(name)) for name in ("handler:inbox", "handler:keys", "employee:start")}
    allowed = {
        name: "wasm-unsafe-eval" in page.headers["Content-Security-Policy"] for name, page in pages.items()
    }
    assert allowed == {"handler:inbox": True, "handler:keys": True, "employee:start": False}


def test_an_answer_comes_from_our_own_page_in_its_own_form_and_as_oneself() -> None:
    own = desk()
    number = sealed_case(own, text=SENTENCE).number
    body = answer_of(own, number, "Dank u.")
    assert posted(signed_in(own, careful=True), "messages", number, body) == 403
    client = signed_in(own)
    assert client.post(address("messages", number), {"text": "open"}).status_code == 409
    assert posted(client, "messages", number, body[:-1]) == 409
    assert posted(client, "messages", number, body) == 201
    assert posted(client, "messages", number, body) == 201
    assert posted(signed_in(desk(own.unit)), "messages", number, body) == 404


def test_the_steps_of_a_case_are_plain_forms_and_stand_in_the_trail_without_content() -> None:
    own = desk()
    number = sealed_case(own, text=SENTENCE).number
    client = signed_in(own)
    assert stepped(client, "move", number, state="contact_made") == 302
    assert stepped(client, "move", number, state="closed") == 409
    assert stepped(client, "move", number, state="nonsense") == 409
    assert stepped(client, "ratings", number) == 302
    for state in ("advising", "referred"):
        stepped(client, "move", number, state=state)
    assert stepped(client, "close", number, outcome="nonsense") == 409
    assert stepped(client, "close", number, outcome="referred") == 302
    assert b"Doorverwezen" in client.get(address("case", number)).content
    acts = list(Entry.objects.filter(subject=number).order_by("number").values_list("verb", "actor"))
    assert [verb for verb, _ in acts] == ["moved", "asked", "moved", "moved", "closed"]
    assert {actor for _, actor in acts} == {str(own.person.pseudonym)}


def stepped(client: Client, name: str, number: str, **form: str) -> int:
    return client.post(address(name, number), form).status_code


@pytest.mark.parametrize("many", [1, 30])
def test_an_inbox_of_thirty_asks_no_more_than_one_of_one(
    many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    own = desk()
    for _ in range(many):
        listed_for(own)
    client = signed_in(own)
    with django_assert_num_queries(INBOX):
        page = client.get(reverse("handler:inbox"))
    assert page.content.count(b"wacht op u") == many


def listed_for(own: Desk) -> None:
    """A case in someone's inbox, without the slow step of sealing one."""
    made = case_at(own.unit)
    Reader(case_id=made["case"], key=own.key, since=LONG_AGO, epoch=1, received_on=LONG_AGO).save()
