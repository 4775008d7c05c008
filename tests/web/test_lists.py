"""A list of thirty asks the store no more than a list of one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.making import LONG_AGO, campaign, code_of_conduct, employer, imported, listed, someone
from tests.releasing import published_figures
from tests.web.test_matrix import visitor
from weerklank.people.states import Role

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
THIRTY = "min: ; " + "; ".join(f"unit{number}: min" for number in range(30))
PAGES = {
    "office:units": (Role.TECHNICAL_ADMIN, 8),
    "office:grants": (Role.TECHNICAL_ADMIN, 8),
    "office:trail": (Role.DATA_PROTECTION_OFFICER, 8),
    "office:code": (Role.EDITOR, 14),
    "office:campaigns": (Role.COUNSELLOR_COORDINATOR, 10),
    "employee:code": (Role.EMPLOYEE, 10),
    "employee:start": (Role.MANAGER, 7),
    "office:releases": (Role.PROGRAMME_MANAGER, 9),
    "public:releases": (Role.EMPLOYEE, 8),
    "api:releases": (Role.EMPLOYEE, 7),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("rows", [1, 30])
def test_a_list_asks_as_much_whatever_its_length(
    page: str, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    role, queries = PAGES[page]
    unit = employer("min: ")
    client = visitor(role, unit=unit)
    coordinator = someone(Role.COUNSELLOR_COORDINATOR, unit=unit)
    for number in range(rows):
        code_of_conduct(unit, on=LONG_AGO + number * DAY)
        campaign(unit, by=coordinator)
    if rows > 1:
        imported(listed(THIRTY))
        for _ in range(rows):
            someone(Role.MANAGER, unit=unit)
    for number in range(rows):
        published_figures(unit, f"figures-{number}")
    with django_assert_num_queries(queries):
        assert client.get(reverse(page)).status_code == 200
