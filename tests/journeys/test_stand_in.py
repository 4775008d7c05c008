"""Someone chose in the form who reads if nobody else does in time: that colleague waits outside until then."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.journeys.test_accessible import is_too_wide, violations
from tests.journeys.test_handler import opened
from tests.journeys.test_moving_up import come_back
from tests.sealed import desk
from weerklank.cases.models import Case, Reader, Term
from weerklank.cases.standing_in import UNREAD, let_stand_ins_read

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.journeys.conftest import Enter

pytestmark = pytest.mark.django_db
SAID = "Zij luistert mee bij elk gesprek."


def test_who_stands_in_reads_once_nobody_else_did_in_time(
    chromium: Browser, house: str, enter: Enter, received: list[bytes]
) -> None:
    first = desk()
    other = desk(first.unit)
    page = chromium.new_context(locale="nl-NL", viewport={"width": 390, "height": 800}).new_page()
    page.goto(f"{house}/nl/report/confidential_contact/{first.unit.pk}/write")
    page.locator("#sealed > fieldset:enabled").wait_for()
    page.locator("[data-next]:visible").click()
    assert "Dat is een afspraak, geen slot" in page.locator("#stand-in-help").inner_text()
    page.check(f"#later-{other.key}")
    assert violations(page) == []
    assert not is_too_wide(page)
    page.locator("[data-next]:visible").click()
    page.fill("#text", SAID)
    page.locator("#sealed section:visible button:not([type=button])").click()
    page.locator("#receipt").wait_for()
    words = " ".join(page.locator("#receipt ol li").all_text_contents())
    assert not any(SAID.encode() in body for body in received)
    case = Case.objects.get()
    assert readers_of(case) == {first.key}
    waiting = enter(other.person, "")
    assert waiting.locator(f'a[href$="/{case.pk}"]').count() == 0
    refused = waiting.goto(f"{house}/nl/cases/{case.pk}")
    assert refused is not None
    assert refused.status == 404
    due = Term.objects.get(case=case, rule=UNREAD).due_on
    assert due is not None
    assert let_stand_ins_read(on=due) == 0
    assert let_stand_ins_read(on=due + timedelta(days=1)) == 1
    assert readers_of(case) == {first.key, other.key}
    opened(enter, other, case.pk).get_by_text(SAID).wait_for()
    come_back(page, house, words)
    assert str(other.person) in page.locator("#readers").inner_text()


def readers_of(case: Case) -> set[str]:
    return set(Reader.objects.filter(case=case).values_list("key", flat=True))
