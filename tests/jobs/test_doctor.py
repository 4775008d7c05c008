"""The doctor sees that nobody keeps the terms, and that a store was not cleaned of what was destroyed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from weerklank.cases.models import Erasure
from weerklank.jobs import doctor
from weerklank.jobs.keeper import keep

pytestmark = pytest.mark.django_db(databases=["default", "answers"])


def test_that_nobody_keeps_the_terms_is_seen() -> None:
    assert "Nobody has looked at the terms yet" in doctor.keeper().mend
    keep(datetime.now(UTC))
    assert doctor.keeper().well


@pytest.mark.parametrize(("ago", "well"), [(timedelta(minutes=9), True), (timedelta(minutes=11), False)])
def test_that_nobody_keeps_the_terms_any_more_is_seen(ago: timedelta, *, well: bool) -> None:
    last = datetime.now(UTC) - ago
    keep(last)
    told = f"Nobody has looked at the terms since {timezone.localtime(last):%d-%m-%Y %H:%M}"
    assert doctor.keeper().mend.startswith(told) is not well


@pytest.mark.parametrize(("days", "well"), [(1, True), (2, False)])
def test_what_was_destroyed_and_still_stands_in_the_store_is_seen(days: int, *, well: bool) -> None:
    since = timezone.localdate() - timedelta(days=days)
    row = Erasure(kind="confidential_contact", on=since, count=1)
    row.save()
    assert doctor.erasure().well is well
    Erasure.objects.filter(pk=row.pk).update(scrubbed_on=timezone.localdate())
    assert doctor.erasure().well
