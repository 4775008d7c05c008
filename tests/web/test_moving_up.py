"""Only the person concerned makes more of a conversation: no address of a handler or of the office does."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests.cases.test_identity import NAMED
from tests.making import AT
from tests.sealed import answer_of, desk, sealed_case
from tests.signing import signed_in
from tests.web.test_matrix import ROWS, SIGNED_IN, visitor, walked
from weerklank.cases.actions import reply_as_handler
from weerklank.cases.models import Case, Identity, Reader
from weerklank.cases.on_behalf import open_for
from weerklank.cases.procedures import COMPLAINT, CONTACT, INTEGRITY, PROCEDURES
from weerklank.people.states import Role

if TYPE_CHECKING:
    from django.test import Client

    from tests.sealed import Desk, Sealed

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
SAID = "Zij wordt elke maandag genegeerd."


def beginning() -> tuple[Desk, Desk, Sealed]:
    """A conversation with a counsellor, and an officer to whom it could go on."""
    counsellor = desk()
    officer = desk(counsellor.unit, role=Role.INDEPENDENT_REPORT_OFFICER)
    return counsellor, officer, sealed_case(counsellor, text=SAID)


def risen(client: Client, case: Sealed, procedure: str) -> str:
    address = reverse("reporter:plain_rise", args=[procedure])
    answer = client.post(address, {"words": case.words})
    return html.unescape(answer.content.decode()) if answer.status_code == 200 else ""


def test_what_changes_is_said_first_and_nothing_is_stored(client: Client) -> None:
    counsellor, officer, case = beginning()
    page = risen(client, case, INTEGRITY.id)
    assert SAID in page
    for told in (
        "Vanaf het versturen is de melding van de organisatie",
        "Binnen 7 dagen",
        officer.person.name,
    ):
        assert told in page
    companion = re.search(rf'<input [^>]*id="companion-{counsellor.key}"[^>]*>', page)
    assert companion is not None
    assert "checked" in companion[0]
    assert Case.objects.count() == 1


def test_what_follows_is_a_case_of_its_own_and_nothing_points_from_one_to_the_other(client: Client) -> None:
    counsellor, officer, case = beginning()
    page = risen(client, case, INTEGRITY.id)
    action = re.search(r'<form method="post" action="([^"]+/plain)"', page)
    assert action is not None
    told: dict[str, Any] = {"text": SAID, "companion": counsellor.key, "knowing": officer.key, **NAMED}
    receipt = client.post(action[1], told).content.decode()
    listed = re.search(r'<ol class="words">(.*?)</ol>', receipt, re.DOTALL)
    assert listed is not None
    words = " ".join(re.findall(r"<li>(\w+)</li>", listed[1]))
    assert words != case.words
    old, new = Case.objects.get(pk=case.number), Case.objects.get(procedure=INTEGRITY.id)
    readers = Reader.objects.filter(case=new).values_list("key", flat=True)
    assert set(readers) == {counsellor.key, officer.key}
    assert set(Identity.objects.filter(case=new).values_list("recipient", flat=True)) == {officer.key}
    assert (old.state, open_for(case.words).own_texts) == ("new", [SAID])
    shared = {"employer_id", "unit_id", "received_on", "moved_on"}
    same = {
        field.attname
        for field in Case._meta.fields  # noqa: SLF001 - every column there is
        if getattr(old, field.attname) == getattr(new, field.attname)
        and getattr(old, field.attname) not in (None, "", 1, True, False)
    }
    assert same - shared == {"sealed_by", "size"}
    assert open_for(words).own_texts == [SAID]


def test_a_companion_reads_and_answers_and_takes_no_step() -> None:
    counsellor, officer, _ = beginning()
    new = sealed_case(officer, text=SAID, procedure=INTEGRITY.id, companions=frozenset({counsellor.key}))
    body = answer_of(counsellor, new.number, "Ik blijf erbij.")
    reply_as_handler(body, by=counsellor.person, on=Case.objects.get(pk=new.number).received_on, at=AT)
    assert "Ik blijf erbij." in new.read_by_reporter()
    address = reverse("handler:move", kwargs={"case": new.number})
    moved = signed_in(counsellor.person).post(address, {"state": "triage"})
    assert moved.status_code == 404
    row = Case.objects.get(pk=new.number)
    assert row.state == "received"
    reply_as_handler(
        answer_of(officer, new.number, "Ontvangen."), by=officer.person, on=row.received_on, at=AT
    )
    row.refresh_from_db()
    assert row.state == "acknowledged"


def test_other_words_and_other_ways_lead_nowhere(client: Client) -> None:
    _, officer, case = beginning()
    report = sealed_case(officer, text=SAID, procedure=INTEGRITY.id)
    assert risen(client, case, COMPLAINT.id)
    assert not risen(client, case, CONTACT.id)
    assert not risen(client, report, COMPLAINT.id)
    answer = client.post(reverse("reporter:plain_rise", args=[COMPLAINT.id]), {"words": "geen enkel woord"})
    assert answer.status_code == 404


def test_no_address_of_a_handler_or_of_the_office_makes_more_of_a_conversation() -> None:
    """Every address behind sign-in is posted to by every role, with everything that could ask for it."""
    counsellor, _, case = beginning()
    wanted = {"case": case.number, "words": case.words, "lookup": "0" * 64, "text": SAID}
    before = set(Case.objects.values_list("pk", "procedure"))
    names = sorted(name for name in walked() if name.startswith(("handler:", "office:", "employee:")))
    clients = [signed_in(counsellor.person)]
    clients += [visitor(role, unit=counsellor.unit) for role in sorted(SIGNED_IN)]
    for name in names:
        address = reverse(name, kwargs=arguments(name, case.number, counsellor))
        for client in clients:
            for procedure in PROCEDURES:
                client.post(address, wanted | {"procedure": procedure, "state": procedure})
    assert set(Case.objects.values_list("pk", "procedure")) >= before
    assert not Case.objects.exclude(procedure=CONTACT.id).exists()
    assert Case.objects.get(pk=case.number).procedure == CONTACT.id


def arguments(name: str, number: str, own: Desk) -> dict[str, Any]:
    """What an address is about: the conversation, wherever it is about a case."""
    made = ROWS[name].arguments(own.unit)
    return made | {"case": number} if "case" in made else made
