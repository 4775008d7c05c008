"""A closed case for the archive: made in the browser of a handler, opened by the archive alone."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import InvalidTag

from tests.age import decrypted, new_identity
from tests.journeys.test_accessible import is_too_wide, violations
from tests.journeys.test_handler import unlock
from tests.keeping import ANSWERED as HANDLER_SAID
from tests.keeping import LATER, NOW, TODAY, closed_case, office_at
from tests.keeping import SAID as REPORTER_SAID
from tests.sealed import desk
from tests.zips import parts_of
from weerklank.cases.models import Term
from weerklank.retention import actions
from weerklank.retention.models import DestructionList, Entry

if TYPE_CHECKING:
    from tests.journeys.conftest import Enter


@pytest.mark.django_db
def test_a_handler_makes_a_file_that_the_archive_alone_opens(enter: Enter) -> None:
    own, archive, stranger = desk(), new_identity(), new_identity()
    number = closed_case(own).number
    Term.objects.filter(case=number).update(due_on=TODAY - timedelta(days=1))
    office = office_at(own.unit)
    actions.set_archive_key(own.unit.pk, archive.recipient, by=office.officer, on=TODAY, at=NOW)
    actions.make_lists(on=TODAY, at=NOW)
    found = DestructionList.objects.get()
    actions.choose_of_rule(found.pk, "keep_signal", "archive", by=office.overseer, on=TODAY)
    page = enter(own.person, number, bypass_csp=True)
    assert page.locator("[data-form=archive]").count() == 0
    actions.propose_list(found.pk, by=office.overseer, on=TODAY, at=NOW)
    actions.approve_list(found.pk, by=office.officer, on=TODAY, at=NOW)
    page.reload()
    unlock(page, own)
    page.get_by_text(archive.recipient).wait_for()
    assert (violations(page), is_too_wide(page)) == ([], False)
    page.get_by_label("Ik heb de sleutel vergeleken").check()
    with page.expect_download() as made:
        page.get_by_role("button", name="Bestand voor het archief maken").click()
    sealed = Path(made.value.path()).read_bytes()
    digest = hashlib.sha256(sealed).hexdigest()
    page.get_by_text(digest).wait_for()
    assert Entry.objects.get().exported == digest
    parts = parts_of(decrypted(sealed, archive))
    assert [message["body"]["text"] for message in json.loads(parts["case.json"])["messages"]] == [
        REPORTER_SAID,
        HANDLER_SAID,
    ]
    assert REPORTER_SAID in parts["index.html"].decode()
    with pytest.raises(InvalidTag):
        decrypted(sealed, stranger)


@pytest.mark.django_db
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_pages_on_which_two_people_decide_are_for_everyone(colours: str, enter: Enter) -> None:
    own = desk()
    closed_case(own)
    held = closed_case(own).number
    Term.objects.update(due_on=TODAY - timedelta(days=1))
    office = office_at(own.unit)
    actions.set_archive_key(own.unit.pk, new_identity().recipient, by=office.officer, on=TODAY, at=NOW)
    actions.postpone(held, ground="court", until_on=LATER, by=own.person, on=TODAY, at=NOW)
    actions.make_lists(on=TODAY, at=NOW)
    found = DestructionList.objects.get()
    actions.choose_of_rule(found.pk, "keep_signal", "archive", by=office.overseer, on=TODAY)
    small = {"viewport": {"width": 320, "height": 640}, "color_scheme": colours, "bypass_csp": True}
    for person in (office.overseer, office.officer):
        page = enter(person, "", **small)
        door = page.url.partition("/cases/")[0]
        for path in ("office/retention", f"office/retention/{found.pk}"):
            page.goto(f"{door}/{path}")
            assert page.locator("table").count() > 0
            assert (violations(page), is_too_wide(page)) == ([], False)
        if person == office.overseer:
            page.get_by_role("button", name="Voorstellen").click()
            page.get_by_text("De lijst is voorgesteld").wait_for()
    page.get_by_role("button", name="Goedkeuren").click()
    page.get_by_text("De lijst is goedgekeurd").wait_for()
