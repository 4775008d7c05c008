"""Each notice once, and a notice that cannot say what it is about."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from tests.making import employer, someone
from weerklank.jobs.post import last_hour, post
from weerklank.notices.actions import Unsent, forget, mail_waiting, notify, see
from weerklank.notices.models import Notice
from weerklank.notices.queries import unmailed, waiting
from weerklank.notices.states import Reason

if TYPE_CHECKING:
    from weerklank.people.models import Person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 27)
HERE = ZoneInfo("Europe/Amsterdam")
MATTER = "ab" * 16


@pytest.fixture
def person() -> Person:
    return someone(unit=employer())


def test_a_notice_has_no_field_that_could_hold_a_sentence() -> None:
    free = {"about": 64, "occasion": 60, "reason": 20}
    fields = {field.name: field for field in Notice._meta.fields}  # noqa: SLF001 - Django's public name begins so
    texts = {
        name: field.max_length for name, field in fields.items() if field.get_internal_type() == "CharField"
    }
    assert texts == free
    assert not any(field.get_internal_type() == "TextField" for field in fields.values())


def test_the_same_is_told_once(person: Person) -> None:
    for _ in range(3):
        notify([person], Reason.TERM, about=MATTER, occasion="wbk_ack/80", on=TODAY, due_on=TODAY)
    notify([person], Reason.TERM, about=MATTER, occasion="wbk_ack/100", on=TODAY, due_on=TODAY)
    assert [notice.occasion for notice in waiting(person)] == ["wbk_ack/80", "wbk_ack/100"]


def test_what_was_seen_waits_no_longer_and_is_not_told_again(person: Person) -> None:
    notify([person], Reason.ARRIVED, about=MATTER, on=TODAY)
    see(person, about=MATTER, on=TODAY)
    notify([person], Reason.ARRIVED, about=MATTER, on=TODAY)
    assert list(waiting(person)) == []
    assert list(unmailed()) == []


def test_nothing_is_left_of_what_is_gone(person: Person) -> None:
    notify([person], Reason.ARRIVED, about=MATTER, on=TODAY)
    forget(about=MATTER)
    assert not Notice.objects.exists()


def test_of_two_that_would_send_one_does(person: Person) -> None:
    notify([person], Reason.ARRIVED, about=MATTER, on=TODAY)
    sent: list[str] = []

    def send_while_another_runs(address: str) -> None:
        sent.append(address)
        mail_waiting(sent.append, on=TODAY, hour=8)

    assert mail_waiting(send_while_another_runs, on=TODAY, hour=8) == 1
    assert sent == [person.email]


def test_what_could_not_be_sent_waits_for_the_next_hour(person: Person) -> None:
    def fail(_address: str) -> None:
        raise Unsent

    notify([person], Reason.ARRIVED, about=MATTER, on=TODAY)
    sent: list[str] = []
    assert mail_waiting(fail, on=TODAY, hour=8) == 0
    assert mail_waiting(sent.append, on=TODAY, hour=8) == 0
    assert mail_waiting(sent.append, on=TODAY, hour=12) == 1
    assert sent == [person.email]


def test_mail_leaves_at_fixed_hours_and_says_nothing(person: Person) -> None:
    notify([person], Reason.ARRIVED, about=MATTER, on=TODAY)
    early = datetime(2026, 3, 27, 7, 59, tzinfo=HERE)
    assert post(early) == 0
    assert post(early + timedelta(minutes=1)) == 1
    assert post(early + timedelta(hours=2)) == 0
    (sent,) = mail.outbox
    assert sent.to == [person.email]
    assert MATTER not in sent.subject + str(sent.body)


def test_what_comes_after_a_mail_waits_for_the_next_hour(person: Person) -> None:
    noon = datetime(2026, 3, 27, 12, 0, tzinfo=HERE)
    notify([person], Reason.ARRIVED, about=MATTER, on=TODAY)
    assert post(noon) == 1
    notify([person], Reason.ANSWERED, about=MATTER, on=TODAY, occasion="2026-03-27")
    assert post(noon + timedelta(hours=3)) == 0
    assert post(noon + timedelta(hours=4)) == 1


@pytest.mark.parametrize(
    ("moment", "hour"),
    [
        (datetime(2026, 3, 29, 0, 30, tzinfo=HERE), None),
        (datetime(2026, 3, 29, 8, 0, tzinfo=HERE), 8),
        (datetime(2026, 10, 25, 2, 30, tzinfo=HERE, fold=1), None),
        (datetime(2026, 10, 25, 23, 59, tzinfo=HERE), 16),
    ],
)
def test_the_hour_is_that_of_the_employer_also_when_the_clock_changes(
    moment: datetime, hour: int | None
) -> None:
    assert last_hour(moment) == hour
