"""What someone tells a handler: begun for them, with words of their own, by who would lead it and nobody else."""

from __future__ import annotations

from datetime import date

import pytest

from tests.making import AT, employer
from tests.sealed import Desk, desk
from weerklank.cases.models import Case
from weerklank.cases.on_behalf import Written, derived, open_for, sealed_report
from weerklank.cases.procedures import CONTACT, INTEGRITY
from weerklank.cases.speaking import desks, record_spoken
from weerklank.errors import Refused
from weerklank.people.states import Role
from weerklank.seal.content import Report
from weerklank.seal.envelope import pack
from weerklank.seal.receipt import new_words
from weerklank.trail.models import Entry

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
SPOKEN = {"spoken": "telephone", "consent": "given"}


def begun(own: Desk, words: str, *, procedure: str = CONTACT.id) -> bytes:
    """What the browser of a handler sends for someone who telephoned."""
    written = Written(
        procedure=procedure,
        unit_id=own.unit.pk,
        text="",
        answers=SPOKEN,
        shared={},
        excluded=frozenset(),
        attachments=(),
    )
    return pack(sealed_report(written, own=derived(words), on=TODAY))


def test_a_case_that_was_told_opens_with_its_own_words_and_says_what_it_is() -> None:
    own, words = desk(), new_words()
    accepted = record_spoken(begun(own, words), by=own.person, on=TODAY, at=AT)
    case = Case.objects.get(pk=accepted.case)
    assert (case.sealed_by, case.procedure) == ("handler", CONTACT.id)
    told = open_for(words).messages[0].content.body
    assert isinstance(told, Report)
    assert told.answers == SPOKEN
    entry = Entry.objects.order_by("-number")[0]
    assert (entry.verb, entry.kind, entry.subject) == ("created", "case", case.pk)


def test_the_same_again_is_stored_and_written_down_once() -> None:
    own = desk()
    body = begun(own, new_words())
    first, again = (record_spoken(body, by=own.person, on=TODAY, at=AT) for _ in range(2))
    assert first.case == again.case
    assert Case.objects.count() == 1
    assert Entry.objects.filter(verb="created", kind="case").count() == 1


def test_a_counsellor_begins_no_report_and_nobody_begins_one_that_they_cannot_read() -> None:
    officer = desk(role=Role.INDEPENDENT_REPORT_OFFICER)
    counsellor = desk(officer.unit)
    second = desk(officer.unit, role=Role.INDEPENDENT_REPORT_OFFICER)
    report = begun(officer, new_words(), procedure=INTEGRITY.id)
    for person in (counsellor.person, desk(employer("els: ")).person):
        with pytest.raises(Refused) as refused:
            record_spoken(report, by=person, on=TODAY, at=AT)
        assert refused.value.code == "may_not"
    later = desk(officer.unit, role=Role.INDEPENDENT_REPORT_OFFICER)
    with pytest.raises(Refused) as refused:
        record_spoken(report, by=later.person, on=TODAY, at=AT)
    assert refused.value.code == "envelope"
    assert not Case.objects.exists()
    assert record_spoken(report, by=second.person, on=TODAY, at=AT).fresh


def test_each_is_offered_what_they_would_lead() -> None:
    officer = desk(role=Role.INDEPENDENT_REPORT_OFFICER)
    investigator = desk(officer.unit, role=Role.INVESTIGATOR)
    offered = [(one.procedure.id, one.unit.id) for one in desks(officer.person, on=TODAY)]
    assert offered == [(INTEGRITY.id, officer.unit.pk)]
    assert desks(investigator.person, on=TODAY) == []
