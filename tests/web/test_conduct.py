"""The code of conduct and campaigns, as people meet them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.making import CODE, CODE_IN_ENGLISH, LONG_AGO, code_of_conduct, employer, someone
from tests.web.test_matrix import visitor
from weerklank.guidance.actions import acknowledge_code, count_step
from weerklank.guidance.models import Acknowledgement
from weerklank.guidance.queries import codes
from weerklank.guidance.states import Step
from weerklank.people.states import Role

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def shown(name: str = "public:code", *numbers: int, **query: str) -> str:
    page = Client().get(reverse(name, args=["min", *numbers]), query)
    assert page.status_code == 200
    return page.content.decode()


def test_anyone_reads_the_code_and_each_section_has_a_lasting_address() -> None:
    code_of_conduct(employer())
    page = shown()
    assert '<h2 id="geschenken">Geschenken</h2>' in page
    assert f'href="{reverse("public:code_numbered", args=["min", 1])}#geschenken"' in page
    assert not Client().get(reverse("public:code", args=["min"])).cookies


def test_a_search_leaves_the_sections_that_match() -> None:
    code_of_conduct(employer())
    page = shown(q="neem niets")
    assert 'id="geschenken"' in page
    assert 'id="omgang"' not in page
    assert "Gevonden stukken: 1" in page
    assert "&lt;b&gt;" in shown(q="<b>")


def test_an_older_version_says_so_and_leads_to_the_one_in_force() -> None:
    unit = employer()
    code_of_conduct(unit)
    code_of_conduct(unit, on=LONG_AGO + DAY, nl=CODE.replace("niets", "nooit iets"))
    assert "Deze versie geldt niet meer" in shown("public:code_numbered", 1)
    assert "nooit iets" in shown()
    assert Client().get(reverse("public:code_numbered", args=["min", 3])).status_code == 404


def test_where_one_employer_has_a_code_the_visitor_is_led_to_it() -> None:
    code_of_conduct(employer())
    assert Client().get(reverse("public:codes"))["Location"] == reverse("public:code", args=["min"])
    code_of_conduct(employer("other: "))
    assert "Onderdeel other" in Client().get(reverse("public:codes")).content.decode()


def test_someone_lets_know_that_they_read_it_and_sees_so_themselves() -> None:
    unit = employer()
    code_of_conduct(unit)
    client = visitor(Role.EMPLOYEE, unit=unit)
    assert "Ik heb de code gelezen" in client.get(reverse("employee:code")).content.decode()
    client.post(reverse("employee:code"))
    assert "Het is geteld, zonder uw naam" in client.get(reverse("employee:code")).content.decode()
    assert Acknowledgement.objects.count() == 1


@pytest.mark.parametrize(
    ("readers", "text"), [(9, "Minder dan tien"), (10, "10 of meer"), (13, "10 of meer")]
)
def test_an_editor_sees_tens_and_nobody_sees_who(readers: int, text: str) -> None:
    unit = employer()
    code_of_conduct(unit)
    people = [someone(unit=unit) for _ in range(readers)]
    for person in people:
        acknowledge_code(by=person, on=timezone.localdate())
    page = visitor(Role.INTEGRITY_COORDINATOR, unit=unit).get(reverse("office:code")).content.decode()
    assert text in page
    assert not any(person.name in page for person in people)
    assert "<textarea" not in page


def test_an_editor_publishes_and_what_was_refused_is_not_lost() -> None:
    unit = employer()
    client = visitor(Role.EDITOR, unit=unit)
    told = {"valid_from": str(timezone.localdate()), "text_nl": CODE, "text_en": "no heading here"}
    refused = client.post(reverse("office:code"), told).content.decode()
    assert "a text has no heading" in refused
    assert "Neem niets aan." in refused
    assert not codes(unit.pk)
    done = client.post(
        reverse("office:code"), told | {"text_en": CODE_IN_ENGLISH}, follow=True
    ).content.decode()
    assert "Versie 1 is gepubliceerd." in done
    assert "# Geschenken" in done


def test_who_only_reads_does_not_publish() -> None:
    unit = employer()
    told = {"valid_from": str(timezone.localdate()), "text_nl": CODE, "text_en": CODE_IN_ENGLISH}
    visitor(Role.INTEGRITY_COORDINATOR, unit=unit).post(reverse("office:code"), told)
    assert visitor(Role.EMPLOYEE, unit=unit).post(reverse("office:code"), told).status_code == 404
    assert not codes(unit.pk)


def test_a_coordinator_sees_the_months_around_a_campaign() -> None:
    unit = employer()
    client = visitor(Role.COUNSELLOR_COORDINATOR, unit=unit)
    today = timezone.localdate()
    for _ in range(3):
        count_step(Step.STARTED, on=today)
    told = {"message": "Zoek uw vertrouwenspersoon", "medium": "poster", "unit": str(unit.pk)}
    told |= {"begins_on": str(today), "ends_on": str(today)}
    page = client.post(reverse("office:campaigns"), told, follow=True).content.decode()
    assert "De campagne staat erin." in page
    rows = page.split("<tbody>")[1].split("</tr>")
    assert [">3<" in row for row in rows[:3]] == [False, True, False]


def test_a_campaign_that_ends_before_it_begins_is_shown_again_with_the_mend() -> None:
    unit = employer()
    told = {"message": "Zoek", "medium": "poster", "unit": str(unit.pk), "begins_on": "2026-01-02"}
    page = visitor(Role.COUNSELLOR_COORDINATOR, unit=unit).post(
        reverse("office:campaigns"), told | {"ends_on": "2026-01-01"}
    )
    assert "would end before it begins" in page.content.decode()
