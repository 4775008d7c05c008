"""The pages of counsellors and their coordinator, as they are used."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.making import AT, counsellor_at, employer, someone
from tests.web.test_matrix import visitor
from weerklank.guidance.actions import link_account
from weerklank.guidance.models import Absence, BarrierCount, Channel, Counsellor, Pool, SignpostCount
from weerklank.organisation.models import Unit
from weerklank.people.models import Person
from weerklank.people.states import Role

pytestmark = pytest.mark.django_db

COORDINATOR = Role.COUNSELLOR_COORDINATOR
TOLD: dict[str, Any] = {
    "name": "Eva Nieuw",
    "gender": "woman",
    "phone": "070 123 45 67",
    "weekdays": ["1", "3"],
    "topics": ["sexual"],
    "languages": ["nl", "en"],
}


def test_a_coordinator_adds_changes_and_ends_a_counsellor() -> None:
    client = visitor(COORDINATOR, unit=employer())
    answer = client.post(reverse("office:counsellor_new"), TOLD | {"unit": "dir", "external": "on"})
    (made,) = Counsellor.objects.all()
    assert answer["Location"] == reverse("office:counsellor", args=[made.pk])
    assert (made.external, made.weekdays, made.kept_at.code) == (True, "13", "dir")
    client.post(reverse("office:counsellor_serve", args=[made.pk]), {"unit": "other"})
    assert sorted(service.unit.code for service in made.services.all()) == ["dir", "other"]
    client.post(reverse("office:counsellor", args=[made.pk]), TOLD | {"name": "Eva Anders"})
    assert Counsellor.objects.get().name == "Eva Anders"
    client.post(reverse("office:counsellor_end", args=[made.pk]))
    assert not Counsellor.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"phone": "bel mij"}, "met cijfers"),
        ({"phone": ""}, "telefoonnummer of een e-mailadres"),
        ({"topics": ["everything"]}, "everything"),
    ],
)
def test_a_wrong_profile_says_the_mend_and_leaves_nothing(wrong: dict[str, Any], said: str) -> None:
    client = visitor(COORDINATOR, unit=employer())
    page = client.post(reverse("office:counsellor_new"), TOLD | {"unit": "dir"} | wrong)
    assert page.status_code == 200
    assert said in page.content.decode()
    assert not Counsellor.objects.exists()


def test_a_unit_that_is_none_is_refused_with_the_mend() -> None:
    client = visitor(COORDINATOR, unit=employer())
    page = client.post(reverse("office:counsellor_new"), TOLD | {"unit": "nowhere"})
    assert page.status_code == 409
    assert not Counsellor.objects.exists()


def test_a_pool_is_begun_and_let_in_elsewhere() -> None:
    here, there = employer("here: "), employer("there: ")
    form = {"name_nl": "Groep", "name_en": "Pool", "unit": "here"}
    visitor(COORDINATOR, unit=here).post(reverse("office:pools"), form)
    (pool,) = Pool.objects.all()
    other = visitor(COORDINATOR, unit=there)
    other.post(reverse("office:pool_let_in", args=[pool.pk]), {"unit": "there"})
    assert "Deze groepen werken hier" in other.get(reverse("office:pools")).content.decode()


def test_channels_are_shown_to_visitors_of_that_employer_alone() -> None:
    here, there = employer("here: "), employer("there: ")
    client = visitor(COORDINATOR, unit=here)
    client.post(reverse("office:channels"), {"route": "integrity_desk", "phone": "070 765 43 21"})
    assert Channel.objects.get().employer == here
    path = "/nl/where/bystander/integrity/unclear/longer"
    shown = [client.get(f"{path}?at={unit.pk}").content.decode() for unit in (here, there)]
    assert ["070 765 43 21" in page for page in shown] == [True, False]
    refused = client.post(reverse("office:channels"), {"route": "integrity_desk", "phone": "x"})
    assert refused.status_code == 409


def own(unit: Unit) -> int:
    """A profile of the last counsellor who got an account."""
    keeper = someone(COORDINATOR, unit=unit)
    number = counsellor_at(unit, by=keeper, external=True)
    mine = Person.objects.get(grants__role=Role.CONFIDENTIAL_COUNSELLOR)
    link_account(number, mine, by=keeper, on=timezone.localdate(), at=AT)
    return number


def test_a_counsellor_changes_confirms_and_is_away() -> None:
    unit = employer()
    client = visitor(Role.CONFIDENTIAL_COUNSELLOR, unit=unit)
    assert "U hebt nog geen profiel" in client.get(reverse("employee:profile")).content.decode()
    assert client.post(reverse("employee:profile_confirm")).status_code == 404
    number = own(unit)
    client.post(reverse("employee:profile_confirm"))
    assert Counsellor.objects.get(pk=number).confirmed_on == timezone.localdate()
    client.post(reverse("employee:profile"), TOLD)
    kept = Counsellor.objects.get(pk=number)
    assert (kept.name, kept.external) == ("Eva Nieuw", True)
    today = timezone.localdate().isoformat()
    client.post(reverse("employee:profile_absent"), {"first": today, "last": today})
    (away,) = Absence.objects.all()
    client.post(reverse("employee:absence_remove", args=[away.pk]))
    assert not Absence.objects.exists()


def test_nobody_takes_away_the_absence_of_another() -> None:
    unit = employer()
    client = visitor(Role.CONFIDENTIAL_COUNSELLOR, unit=unit)
    own(unit)
    other = counsellor_at(unit)
    today = timezone.localdate()
    away = Absence.objects.create(counsellor_id=other, first_on=today, last_on=today)
    assert client.post(reverse("employee:absence_remove", args=[away.pk])).status_code == 404
    assert Absence.objects.exists()


def test_counts_below_the_floor_are_not_shown() -> None:
    month = timezone.localdate().replace(day=1)
    BarrierCount.objects.create(month=month, barrier="shame", times=9)
    BarrierCount.objects.create(month=month, barrier="career", times=37)
    SignpostCount.objects.create(month=month, step="started", times=41)
    SignpostCount.objects.create(month=month, step="ended", times=9)
    client = visitor(COORDINATOR, unit=employer())
    page = client.get(reverse("office:barriers")).content.decode()
    assert "minder dan 10" in page
    assert ">37<" in page
    assert ">9<" not in page
    assert ">41<" not in page
    SignpostCount.objects.filter(step="ended").update(times=30)
    assert "73 %" in client.get(reverse("office:findability")).content.decode()


def test_the_page_of_findability_names_the_unit_with_a_gap() -> None:
    unit = employer("min: ; dir: min")
    keeper = someone(COORDINATOR, unit=unit)
    counsellor_at(unit, by=keeper)
    counsellor_at(Unit.objects.get(code="dir"), by=keeper, gender="man", external=True)
    page = visitor(COORDINATOR, unit=unit).get(reverse("office:findability")).content.decode()
    assert "50 % (1 van 2)" in page
    assert "niemand van buiten" in page
    assert "nog niet gemeten" in page
    assert "Onderdeel dir" not in page
