"""Who may appoint gives a role on a page and takes it back; everyone says there with whom they have a tie."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.making import employer, someone
from tests.signing import signed_in
from tests.web.test_matrix import visitor
from weerklank.organisation.queries import unit_with_code
from weerklank.people.queries import appointing, grants_within, roles_held, tied_to
from weerklank.people.states import Right, Role
from weerklank.trail.queries import latest
from weerklank.trail.states import Verb
from weerklank.web.visitor import today

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from weerklank.organisation.models import Unit
    from weerklank.people.models import Person

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
COORDINATOR, COUNSELLOR = Role.COUNSELLOR_COORDINATOR, Role.CONFIDENTIAL_COUNSELLOR


@pytest.fixture
def unit() -> Unit:
    return employer("min: ; dir: min; team: dir")


def appointer(unit: Unit, *, role: Role = COUNSELLOR) -> tuple[Client, Person]:
    """A browser of someone who may appoint to a role at a unit and below."""
    person = someone(role, unit=unit, right=Right.APPOINT)
    return signed_in(person), person


def asked(person: Person, **other: str) -> dict[str, str]:
    """What the form holds."""
    usual = {"email": person.email, "role": COUNSELLOR.value, "right": "act", "unit": "dir"}
    return usual | {"since": str(today()), "until": ""} | other


def give(client: Client, form: dict[str, str]) -> str:
    """Send the form; the page after it."""
    answer = client.post(reverse("employee:roles"), form, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_role_is_given_on_a_page_and_taken_back(unit: Unit) -> None:
    client, person = appointer(unit)
    colleague = someone(unit=unit)
    assert "Uw collega heeft de rol." in give(client, asked(colleague))
    assert COUNSELLOR in roles_held(colleague, on=today())
    page = client.get(reverse("employee:roles")).content.decode()
    assert colleague.name in page
    (number,) = {*re.findall(r"/roles/(\d+)/end", page)} - {str(one.pk) for one in person.grants.all()}
    client.post(reverse("employee:role_end", args=[number]))
    assert COUNSELLOR not in roles_held(colleague, on=today())
    acts = [entry.verb for entry in latest() if entry.actor == str(person.pseudonym)]
    assert acts == [Verb.WITHDREW, Verb.GRANTED]


def test_a_role_that_begins_later_is_seen_and_can_be_taken_back_before_it_does(unit: Unit) -> None:
    client, person = appointer(unit)
    colleague, since = someone(unit=unit), today() + 9 * DAY
    assert "Uw collega heeft de rol." in give(client, asked(colleague, since=str(since)))
    assert COUNSELLOR not in roles_held(colleague, on=today())
    given = colleague.grants.get()
    end = reverse("employee:role_end", args=[given.pk])
    assert end in client.get(reverse("employee:roles")).content.decode()
    assert end in signed_in(colleague).get(reverse("employee:roles")).content.decode()
    officer = visitor(Role.DATA_PROTECTION_OFFICER, unit=unit)
    assert colleague.name in officer.get(reverse("office:grants")).content.decode()
    assert visitor(Role.MANAGER, unit=unit).post(end).status_code == 404
    client.post(end)
    assert COUNSELLOR not in roles_held(colleague, on=since)
    acts = [entry.verb for entry in latest() if entry.actor == str(person.pseudonym)]
    assert acts == [Verb.WITHDREW, Verb.GRANTED]


def test_a_role_that_someone_holds_already_is_not_given_once_more(unit: Unit) -> None:
    client, _ = appointer(unit)
    colleague, until = someone(unit=unit), str(today() + 9 * DAY)
    assert "Uw collega heeft de rol." in give(client, asked(colleague, until=until))
    before = colleague.grants.count()
    assert "heeft deze rol daar al" in give(client, asked(colleague, until=until))
    assert colleague.grants.count() == before
    assert "Uw collega heeft de rol." in give(client, asked(colleague))


def test_a_form_offers_the_roles_that_one_may_give_and_no_others(unit: Unit) -> None:
    client, _ = appointer(unit)
    page = client.get(reverse("employee:roles")).content.decode()
    assert re.findall(r'<option value="(\w+)"', page) == [COUNSELLOR.value, "act", "appoint"]
    without = visitor(Role.MANAGER, unit=unit).get(reverse("employee:roles")).content.decode()
    assert "<option" not in without


WRONG = {
    "to oneself": ({"email": "own"}, "niet aan uzelf"),
    "to a stranger": ({"email": "nobody@example.invalid"}, "Geen collega heeft een account"),
    "to someone of another employer": ({"email": "elsewhere"}, "Geen collega heeft een account"),
    "above one's own place": ({"unit": "min"}, "niet aan uzelf"),
    "at no unit": ({"unit": "nowhere"}, "Dit onderdeel bestaat hier niet"),
    "from yesterday": ({"since": str(today() - DAY)}, "vandaag of later"),
    "until before it begins": ({"until": str(today() - DAY)}, "De laatste dag ligt"),
    "of another role": ({"role": COORDINATOR.value}, "errorlist"),
}


@pytest.mark.parametrize(("other", "said"), WRONG.values(), ids=WRONG.keys())
def test_what_may_not_be_given_is_told_and_nothing_is_written(
    other: dict[str, str], said: str, unit: Unit
) -> None:
    client, person = appointer(unit_with_code("dir", employer="min"))
    colleague, stranger = someone(unit=unit), someone(unit=employer("there: "))
    known = {"own": person.email, "elsewhere": stranger.email}
    form = asked(colleague, **{name: known.get(text, text) for name, text in other.items()})
    before = grants_within(unit.pk, on=today()).count()
    assert said in give(client, form)
    assert grants_within(unit.pk, on=today()).count() == before


def test_an_appointment_ends_no_later_than_ones_own(unit: Unit) -> None:
    client, person = appointer(unit)
    appointing(person, on=today()).update(valid_to=today() + DAY)
    colleague = someone(unit=unit)
    assert "niet zo lang" in give(client, asked(colleague))
    assert "Uw collega heeft de rol." in give(client, asked(colleague, until=str(today() + DAY)))


def test_those_above_and_beside_are_not_in_reach() -> None:
    unit = employer("min: ; dir: min; team: dir; other: min")
    below, beside = (
        someone(COUNSELLOR, unit=unit_with_code(code, employer=unit.code)) for code in ("team", "other")
    )
    client, _ = appointer(unit_with_code("dir", employer="min"))
    page = client.get(reverse("employee:roles")).content.decode()
    assert (below.name in page, beside.name in page) == (True, False)
    answer = client.post(reverse("employee:role_end", args=[beside.grants.get().pk]))
    assert answer.status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_asks_as_much_whatever_its_length(
    rows: int, unit: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, _ = appointer(unit)
    for _ in range(rows):
        someone(COUNSELLOR, unit=unit)
    client.get(reverse("employee:roles"))
    with django_assert_num_queries(11):
        assert client.get(reverse("employee:roles")).status_code == 200


def test_ones_own_role_is_handed_back(unit: Unit) -> None:
    person = someone(Role.MANAGER, unit=unit)
    client = signed_in(person)
    client.post(reverse("employee:role_end", args=[person.grants.get().pk]))
    assert Role.MANAGER not in roles_held(person, on=today())


def test_a_tie_is_declared_with_a_colleague_and_stays(unit: Unit) -> None:
    client, person = appointer(unit)
    colleague, stranger = someone(unit=unit), someone(unit=employer("there: "))
    for _ in range(2):
        page = client.post(reverse("employee:tie"), {"email": colleague.email}, follow=True)
    assert colleague.name in page.content.decode()
    assert tied_to(person, [colleague.pk])
    for email in (stranger.email, person.email, "no address"):
        assert client.post(reverse("employee:tie"), {"email": email}).status_code == 409
    assert not tied_to(person, [stranger.pk])
