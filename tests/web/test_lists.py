"""A list of thirty asks the store no more than a list of one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.making import (
    AT,
    LONG_AGO,
    campaign,
    code_of_conduct,
    counsellor_at,
    employer,
    imported,
    listed,
    someone,
)
from tests.releasing import published_figures
from tests.web.test_matrix import visitor
from weerklank.guidance.actions import add_pool, count_barriers
from weerklank.people.states import Role

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
THIRTY = "min: ; " + "; ".join(f"unit{number}: min" for number in range(30))
PAGES = {
    "office:units": (Role.TECHNICAL_ADMIN, 8),
    "office:counsellors": (Role.COUNSELLOR_COORDINATOR, 12),
    "office:pools": (Role.COUNSELLOR_COORDINATOR, 8),
    "office:findability": (Role.COUNSELLOR_COORDINATOR, 13),
    "office:barriers": (Role.COUNSELLOR_COORDINATOR, 9),
    "office:grants": (Role.TECHNICAL_ADMIN, 8),
    "office:trail": (Role.DATA_PROTECTION_OFFICER, 8),
    "office:code": (Role.EDITOR, 14),
    "office:campaigns": (Role.COUNSELLOR_COORDINATOR, 10),
    "employee:code": (Role.EMPLOYEE, 10),
    "employee:roles": (Role.MANAGER, 10),
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
    keeper = someone(Role.COUNSELLOR_COORDINATOR, unit=unit)
    for number in range(rows):
        code_of_conduct(unit, on=LONG_AGO + number * DAY)
        campaign(unit, by=keeper)
    if rows > 1:
        imported(listed(THIRTY))
    for number in range(rows):
        someone(Role.MANAGER, unit=unit)
        published_figures(unit, f"figures-{number}")
        counsellor_at(unit, by=keeper)
        add_pool(f"Pool {number}", f"Pool {number}", kept_at=unit.pk, by=keeper, on=LONG_AGO, at=AT)
        count_barriers(["shame"], on=LONG_AGO + timedelta(days=31 * number))
    with django_assert_num_queries(queries):
        assert client.get(reverse(page)).status_code == 200
