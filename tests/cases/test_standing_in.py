"""Stand-ins read nothing until nobody read in time; then they do, once, and the reporter sees it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from tests.making import AT
from tests.sealed import Desk, Sealed, answer_of, desk, sealed_case
from weerklank.cases import queries
from weerklank.cases.actions import open_thread, reply_as_handler
from weerklank.cases.models import Case, Happening, Reader, Term, Wrap
from weerklank.cases.on_behalf import open_for
from weerklank.cases.procedures import COMPLAINT, INTEGRITY
from weerklank.cases.standing_in import let_stand_ins_read
from weerklank.errors import Refused
from weerklank.notices.models import Notice
from weerklank.people.states import Role
from weerklank.seal.casekey import unwrap
from weerklank.seal.notation import canonical
from weerklank.seal.thread import parse

if TYPE_CHECKING:
    from datetime import date

pytestmark = pytest.mark.django_db


def kept_back() -> tuple[Desk, Desk, Sealed]:
    """A counsellor who reads, one who stands in, and a case."""
    first, second = desk(), None
    second = desk(first.unit)
    case = sealed_case(first, text="Er is iets.", standing_in=frozenset({second.key}))
    return first, second, case


def due(case: Sealed) -> date:
    found = Term.objects.get(case=case.number, rule="contact_unread").due_on
    assert found is not None
    return found


def after(day: date) -> date:
    return day.fromordinal(day.toordinal() + 1)


def may_fetch(own: Desk, case: Sealed) -> bool:
    with contextlib.suppress(Refused):
        open_thread(case.number, by=own.person, on=timezone.localdate())
        return True
    return False


def test_a_stand_in_sees_nothing_until_nobody_read_in_time() -> None:
    _, second, case = kept_back()
    assert Wrap.objects.get(case=case.number, recipient=second.key).withheld
    assert not may_fetch(second, case)
    assert queries.inbox(second.person, on=timezone.localdate()).cases == ()
    with pytest.raises(Refused):
        queries.wrap_of(case.number, second.key, epoch=1)
    assert let_stand_ins_read(on=due(case)) == 0
    assert not may_fetch(second, case)
    assert let_stand_ins_read(on=after(due(case))) == 1
    told = open_thread(case.number, by=second.person, on=timezone.localdate())
    wrap = parse(canonical(told)).wraps[0]
    assert unwrap(wrap, seed=second.bundle.sealing, case=case.number, epoch=1, recipient=second.key)
    assert open_for(case.words).messages


def test_once_and_with_one_notice_without_content() -> None:
    _, second, case = kept_back()
    late = after(due(case))
    assert [let_stand_ins_read(on=late) for _ in range(2)] == [1, 0]
    notice = Notice.objects.get(reason="unread")
    assert (notice.person, notice.about) == (second.person, case.number)
    reader = Reader.objects.get(case=case.number, key=second.key)
    assert reader.since == late


def test_who_looked_in_time_keeps_the_stand_in_out() -> None:
    first, second, case = kept_back()
    assert may_fetch(first, case)
    assert let_stand_ins_read(on=after(due(case))) == 0
    assert not may_fetch(second, case)
    assert Happening.objects.filter(case=case.number, event="contact_read").count() == 1
    assert may_fetch(first, case)
    assert Happening.objects.filter(case=case.number, event="contact_read").count() == 1


def test_a_closed_case_lets_nobody_in() -> None:
    _, _, case = kept_back()
    Case.objects.filter(pk=case.number).update(state="closed")
    assert let_stand_ins_read(on=after(due(case))) == 0


def test_without_a_stand_in_nothing_runs() -> None:
    own = desk()
    case = sealed_case(own, text="Er is iets.")
    assert not Term.objects.filter(case=case.number, rule="contact_unread").exists()


def test_where_all_stand_in_they_read_at_once() -> None:
    own = desk()
    case = sealed_case(own, text="Er is iets.", standing_in=frozenset({own.key}))
    assert may_fetch(own, case)


def test_whom_the_reporter_left_out_stands_in_for_nobody() -> None:
    first = desk()
    second = desk(first.unit)
    both = frozenset({second.key})
    case = sealed_case(first, text="Er is iets.", standing_in=both, excluded=both)
    assert not Wrap.objects.filter(case=case.number, recipient=second.key).exists()


@pytest.mark.parametrize(
    ("procedure", "role"),
    [(INTEGRITY.id, Role.INDEPENDENT_REPORT_OFFICER), (COMPLAINT.id, Role.COMMITTEE_SECRETARY)],
)
def test_only_a_contact_has_stand_ins(procedure: str, role: Role) -> None:
    first = desk(role=role)
    second = desk(first.unit, role=role)
    kept = frozenset({second.key})
    with pytest.raises(Refused) as refused:
        sealed_case(first, text="Iets.", procedure=procedure, standing_in=kept, name="Noor")
    assert refused.value.code == "recipients"
    assert not Case.objects.exists()


def test_an_answer_counts_as_reading_for_who_answers_only_after_looking() -> None:
    first, _, case = kept_back()
    assert may_fetch(first, case)
    body = answer_of(first, case.number, "Ik lees het.")
    reply_as_handler(body, by=first.person, on=timezone.localdate(), at=AT)
    assert let_stand_ins_read(on=after(due(case))) == 0
