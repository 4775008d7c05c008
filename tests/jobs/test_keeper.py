"""What happens by itself happens beside the portal, and ends with it."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core import mail

from tests.making import employer, someone
from tests.sealed import desk, sealed_case
from tests.serving import WEERKLANK, environment
from weerklank.jobs.keeper import keep
from weerklank.jobs.post import HOURS
from weerklank.notices.actions import notify
from weerklank.notices.queries import waiting
from weerklank.notices.states import Reason

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.django_db(databases=["default", "answers"])
@pytest.mark.parametrize(("friday", "fifth"), [(date(2026, 3, 27), 11), (date(2026, 10, 23), 7)])
def test_terms_are_warned_of_across_the_change_of_the_clock_each_once(friday: date, fifth: int) -> None:
    own = desk()
    sealed_case(own, text="It happened again.", on=friday)
    start = datetime(friday.year, friday.month, friday.day, tzinfo=UTC)
    for hours in range(0, 24 * 12, 3):
        keep(start + timedelta(hours=hours))
    terms = waiting(own.person).filter(reason=Reason.TERM)
    told = {notice.occasion.rpartition("/")[0]: (notice.on - friday).days for notice in terms}
    assert terms.count() == len(told)
    # the clock changes on Saturday night; in spring the fifth working day comes after Good Friday and Easter
    assert (told["contact_answer/100"], told["contact_talk/100"]) == (4, fifth)
    hours_of_mail = [mailing.hour for mailing in own.person.mailings.all()]
    assert hours_of_mail
    assert len(mail.outbox) == len(hours_of_mail)
    assert set(hours_of_mail) <= set(HOURS)
    assert all(message.to == [own.person.email] for message in mail.outbox)


@pytest.mark.django_db
def test_a_second_run_changes_nothing() -> None:
    morning = datetime(2026, 3, 27, 8, 0, tzinfo=UTC)
    notify([someone(unit=employer())], Reason.ARRIVED, about="ab" * 16, on=morning.date())
    for _ in range(2):
        keep(morning)
    assert len(mail.outbox) == 1


def test_jobs_run_once_on_a_store_that_is_ready(folder: Path) -> None:
    done = subprocess.run([WEERKLANK, "jobs"], env=environment(folder), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def until(true: Callable[[], bool]) -> bool:
    for _ in range(150):
        if true():
            return True
        time.sleep(0.1)
    return False


def test_jobs_end_when_whoever_started_them_is_gone(folder: Path) -> None:
    started = f"""
import os, subprocess
own = str(os.getpid())
jobs = subprocess.Popen([{WEERKLANK!r}, "jobs", "--every", "1", "--beside", own])
print(jobs.pid, flush=True)
"""
    parent = subprocess.run(
        [sys.executable, "-c", started],
        env=environment(folder),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    place = Path("/proc", parent.stdout.strip())
    assert until(lambda: not place.exists())
