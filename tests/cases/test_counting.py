"""A year counts what came in and which terms were kept; what was late is never left out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.making import LONG_AGO, employer
from tests.sealed import Desk, answer_of, desk, sealed_case
from weerklank.cases import actions
from weerklank.cases.counting import LastDay, Period, counted_for, counted_of, kept, missed
from weerklank.cases.models import Case, Reader, SharedCount, Term
from weerklank.cases.procedures import CONTACT
from weerklank.cases.queries import installation_salt
from weerklank.cases.states import Rated
from weerklank.organisation.models import Headcount, Unit
from weerklank.seal.receipt import derive

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
TODAY, NOW = timezone.localdate(), timezone.now()
DAY = timedelta(days=1)
PERIOD = Period(TODAY - DAY * 40, TODAY + DAY * 40)
LATER = TODAY + DAY * 30
SAID = "It happened again."


@pytest.fixture
def own() -> Desk:
    return desk()


def answered(own: Desk, number: str, *, on: date) -> None:
    actions.reply_as_handler(answer_of(own, number, "I am here."), by=own.person, on=on, at=NOW)


def test_a_year_counts_what_came_in_and_how_long_it_waited(own: Desk) -> None:
    numbers = [sealed_case(own, text=SAID).number for _ in range(3)]
    answered(own, numbers[0], on=TODAY)
    answered(own, numbers[1], on=TODAY + DAY * 9)
    found = counted_of(CONTACT.id, own.unit.pk, PERIOD, on=TODAY)
    assert (found.received, found.days) == (3, (0, 9))
    assert counted_of(CONTACT.id, own.unit.pk, Period(LATER, LATER), on=LATER).received == 0


def test_a_term_is_kept_missed_or_not_yet_to_be_met(own: Desk) -> None:
    early, late, never = (sealed_case(own, text=SAID).number for _ in range(3))
    answered(own, early, on=TODAY)
    answered(own, late, on=TODAY + DAY * 20)
    before = {one.rule: (one.met, one.due) for one in kept(CONTACT.id, own.unit.pk, PERIOD, on=TODAY)}
    assert before["contact_answer"] == (1, 2)
    after = {one.rule: (one.met, one.due) for one in kept(CONTACT.id, own.unit.pk, PERIOD, on=LATER)}
    assert after["contact_answer"] == (1, 3)
    rows = missed(CONTACT.id, own.unit.pk, PERIOD, on=LATER)
    assert {row.case for row in rows if row.rule == "contact_answer"} == {late, never}
    assert len(rows) == sum(one.missed for one in kept(CONTACT.id, own.unit.pk, PERIOD, on=LATER))


def test_what_its_reporter_withdrew_in_time_was_not_missed(own: Desk) -> None:
    case = sealed_case(own, text=SAID)
    Case.objects.filter(pk=case.number).update(state="contact_made")
    receipt = derive(case.words, salt=installation_salt())
    actions.withdraw(receipt.lookup, on=TODAY)
    assert Term.objects.filter(case=case.number, rule="contact_answer", met_on=None).exists()
    assert kept(CONTACT.id, own.unit.pk, PERIOD, on=LATER) == ()
    assert missed(CONTACT.id, own.unit.pk, PERIOD, on=LATER) == []


@pytest.mark.parametrize(
    ("persons", "large"), [({"min": 900, "dir": 300}, "dir"), ({"min": 900, "dir": 249}, "min"), ({}, "")]
)
def test_the_unit_is_counted_that_is_not_so_small_that_it_tells_who_wrote(
    persons: dict[str, int], large: str, client: Client
) -> None:
    top = employer()
    units = {unit.code: unit for unit in Unit.objects.filter(employer=top)}
    for code, number in persons.items():
        Headcount.objects.create(unit=units[code], on=LONG_AGO, persons=number)
    own = desk(top)
    form = reverse("reporter:plain", args=[CONTACT.id, units["team"].pk])
    page = client.get(form).content.decode()
    assert ("answers.unit" in page) == bool(large)
    for code, unit in units.items():
        before = SharedCount.objects.count()
        told = {"text": SAID, "answers.unit": str(unit.pk), "shared.unit": "1"}
        assert client.post(form, told).status_code == 200
        assert SharedCount.objects.count() - before == (code == large)
    assert {*SharedCount.objects.values_list("answer", flat=True)} == (
        {str(units[large].pk)} if large else set()
    )
    assert Reader.objects.filter(key=own.key).count() == len(units)


@pytest.mark.parametrize(
    ("met_on", "closed_on", "in_time", "was_missed"),
    [
        (None, None, False, True),
        (date(2026, 3, 2), None, True, False),
        (date(2026, 3, 3), None, False, True),
        (None, date(2026, 3, 2), False, False),
        (None, date(2026, 3, 3), False, True),
    ],
)
def test_the_last_day_itself_is_in_time(
    met_on: date | None, closed_on: date | None, *, in_time: bool, was_missed: bool
) -> None:
    term = LastDay("0" * 32, "contact_answer", date(2026, 3, 2), met_on, closed_on)
    assert (term.in_time, term.was_missed(on=date(2026, 4, 1))) == (in_time, was_missed)
    assert not LastDay("0" * 32, "contact_answer", date(2026, 3, 2), None, None).was_missed(
        on=date(2026, 3, 2)
    )


def test_a_counsellor_counts_their_own_and_nobody_elses(own: Desk) -> None:
    other = desk(own.unit)
    case = sealed_case(own, text=SAID, excluded=frozenset({other.key}))
    answered(own, case.number, on=TODAY)
    receipt = derive(case.words, salt=installation_salt())
    actions.rate(receipt.lookup, what=Rated.HEARD, value=5)
    mine = counted_for(own.person, PERIOD)
    assert [(one.procedure, one.received, one.heard) for one in mine] == [(CONTACT.id, 1, (5,))]
    assert counted_for(other.person, PERIOD) == ()
