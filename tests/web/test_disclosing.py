"""Passing a name on: who decides sees no content, and a list of thirty asks no more than a list of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.cases.test_identity import REASON, WHO, Report, announced, made
from tests.making import someone
from tests.signing import signed_in
from weerklank.cases.models import Case, Disclosure
from weerklank.people.states import Role
from weerklank.trail.models import Entry

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries


pytestmark = pytest.mark.django_db


def authority(report: Report) -> Client:
    return signed_in(someone(Role.EMPLOYER_AUTHORITY, unit=report.officer.unit))


def test_an_investigator_who_asks_for_the_name_is_told_that_it_is_not_there() -> None:
    report = made()
    address = reverse("handler:identity", kwargs={"case": report.case.number})
    assert signed_in(report.officer.person).get(address).status_code == 200
    before = Entry.objects.count()
    client = signed_in(report.investigator.person)
    assert client.get(reverse("handler:thread", kwargs={"case": report.case.number})).status_code == 200
    assert client.get(address).status_code == 404
    assert Entry.objects.count() == before
    page = client.get(reverse("handler:case", kwargs={"case": report.case.number})).content.decode()
    assert "u kunt hem niet zien" in page
    assert 'data-form="identity"' not in page


def test_who_decides_sees_number_asker_whom_and_ground_and_no_content() -> None:
    report = made()
    number = announced(report)
    client = authority(report)
    page = client.get(reverse("office:disclosures")).content.decode()
    shown = (
        *(f"{report.case.number[:4]}-{report.case.number[4:8]}", report.officer.person.name),
        *(report.investigator.person.name, "de wet eist het"),
    )
    assert [text for text in shown if text not in page] == []
    assert [text for text in (WHO.name, WHO.contact, REASON, "Er klopt iets niet") if text in page] == []
    answer = client.post(reverse("office:disclosure_approve", args=[number]), follow=True)
    assert "Goedgekeurd" in answer.content.decode()
    assert Disclosure.objects.get().state == "approved"
    assert client.post(reverse("office:disclosure_refuse", args=[number])).status_code == 409


def test_who_asked_sees_nothing_to_decide_and_cannot() -> None:
    report = made()
    number = announced(report)
    client = signed_in(report.officer.person)
    assert "Er wacht niets op u" in client.get(reverse("office:disclosures")).content.decode()
    assert client.post(reverse("office:disclosure_approve", args=[number])).status_code == 404
    assert Disclosure.objects.get().state == "asked"


@pytest.mark.parametrize("rows", [1, 30])
def test_a_list_asks_as_much_whatever_its_length(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    report = made()
    announced(report)
    first = Disclosure.objects.select_related("case").get()
    for number in range(1, rows):
        case = Case.objects.get(pk=first.case_id)
        case.pk = case.lookup = f"{number:032x}"
        case.save(force_insert=True)
        Disclosure(
            case=case,
            key=first.key,
            ground=first.ground,
            state=first.state,
            asked_by=first.asked_by,
            asked_on=first.asked_on,
        ).save(force_insert=True)
    client = authority(report)
    with django_assert_num_queries(LIST):
        page = client.get(reverse("office:disclosures"))
    assert page.content.decode().count("Goedkeuren</button>") == rows


LIST = 12
"""What the list asks the store, however long it is."""
