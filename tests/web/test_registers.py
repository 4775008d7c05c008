"""The registers: what came in and how it stands, for who keeps them, of their own units, with no name in them."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.making import employer, imported, listed
from tests.sealed import case_at, desk, entrusted
from tests.web.test_handler import signed_in, stepped
from tests.web.test_matrix import visitor
from weerklank.cases.models import Case
from weerklank.cases.procedures import COMPLAINT, CONTACT, INTEGRITY
from weerklank.organisation.queries import unit_with_code
from weerklank.people.states import Role
from weerklank.web.visitor import today

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from weerklank.cases.procedures import Procedure

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
QUERIES = 14
"""What a page of the register asks the store, however many lines it has."""


def page_of(procedure: Procedure, name: str = "register") -> str:
    return reverse(f"office:{name}", kwargs={"procedure": procedure.id})


@pytest.mark.parametrize("procedure", [INTEGRITY, COMPLAINT], ids=lambda procedure: procedure.id)
def test_a_register_shows_when_and_how_it_stands_and_not_who(procedure: Procedure) -> None:
    own = desk(role=procedure.recipients)
    client, number = signed_in(own), entrusted(own, procedure=procedure)
    stepped(client, "move", number, state="acknowledged")
    rows = list(csv.DictReader(client.get(page_of(procedure, "register_csv")).content.decode().splitlines()))
    assert [row["Kenmerk"] for row in rows] == [number]
    assert rows[0]["Ontvangen"] == rows[0]["Ontvangst bevestigd"] == today().isoformat()
    assert rows[0]["Eerste termijn"] > (today() + timedelta(days=1)).isoformat()
    assert (rows[0]["Stand"], rows[0]["Afloop verteld"], rows[0]["Uitkomst"]) == (
        "Ontvangst bevestigd",
        "",
        "",
    )
    page = client.get(page_of(procedure)).content.decode()
    assert number in page
    assert own.person.name not in page.partition("<h1>")[2].partition("</table>")[0]


def test_a_reason_from_a_list_stands_in_the_register() -> None:
    own = desk(role=INTEGRITY.recipients)
    client, number = signed_in(own), entrusted(own, procedure=INTEGRITY)
    Case.objects.filter(pk=number).update(state="triage")
    stepped(client, "move", number, state="outside_scope", ground="own_interest_alone")
    assert "niet om dat van de samenleving" in client.get(page_of(INTEGRITY)).content.decode()


def test_a_register_holds_what_came_in_at_the_units_of_who_keeps_it() -> None:
    here, there = employer("here: "), employer("there: ")
    numbers = {unit: case_at(unit, procedure=INTEGRITY)["case"] for unit in (here, there)}
    page = visitor(Role.INTEGRITY_COORDINATOR, unit=here).get(page_of(INTEGRITY)).content.decode()
    assert numbers[here] in page
    assert numbers[there] not in page


@pytest.mark.parametrize("begin", ["=", "+", "-", "@"])
def test_a_spreadsheet_works_nothing_out_that_stands_in_a_register(begin: str) -> None:
    imported(listed("here: ", name_nl=f"{begin}1+1"))
    case_at(unit_with_code("here", employer="here"), procedure=INTEGRITY)
    keeper = visitor(Role.INTEGRITY_COORDINATOR, unit=unit_with_code("here", employer="here"))
    (row,) = csv.DictReader(keeper.get(page_of(INTEGRITY, "register_csv")).content.decode().splitlines())
    assert row["Onderdeel"] == f"'{begin}1+1"
    assert f"<td>{begin}1+1</td>" in keeper.get(page_of(INTEGRITY)).content.decode()


def test_there_is_no_register_of_who_talked_to_a_counsellor() -> None:
    unit = employer("here: ")
    for role in (Role.INTEGRITY_COORDINATOR, Role.INDEPENDENT_REPORT_OFFICER, Role.COMMITTEE_SECRETARY):
        assert visitor(role, unit=unit).get(page_of(CONTACT)).status_code == 404


@pytest.mark.parametrize("many", [1, 30])
def test_a_register_of_thirty_asks_no_more_than_one_of_one(
    many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unit = employer("here: ")
    numbers = [case_at(unit, procedure=INTEGRITY)["case"] for _ in range(many)]
    client = visitor(Role.INTEGRITY_COORDINATOR, unit=unit)
    with django_assert_num_queries(QUERIES):
        page = client.get(page_of(INTEGRITY)).content.decode()
    assert all(number in page for number in numbers)
