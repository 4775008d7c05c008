"""Every promise has a clock, every clock an owner, and an owner is told each mark once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from tests.making import someone
from tests.sealed import Desk, answer_of, desk, sealed_case
from weerklank.cases import actions, queries
from weerklank.cases.adding import reply_written
from weerklank.cases.deeds import note_deed
from weerklank.cases.models import Case, Term
from weerklank.cases.procedures import ELSEWHERE
from weerklank.cases.queries import installation_salt
from weerklank.cases.silence import close_after_silence
from weerklank.cases.states import CaseState
from weerklank.cases.warning import owners, warn
from weerklank.notices.models import Notice
from weerklank.notices.queries import waiting
from weerklank.notices.states import Reason
from weerklank.people.states import Role
from weerklank.seal.receipt import derive
from weerklank.terms.calendar import is_working_day

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
TODAY, NOW = timezone.localdate(), timezone.now()
DAY = timedelta(days=1)
SAID = "It happened again."


@pytest.fixture
def own() -> Desk:
    return desk()


def days(count: int) -> Iterator[date]:
    return (TODAY + DAY * number for number in range(count))


def case_of(number: str) -> Case:
    return Case.objects.get(pk=number)


def test_a_case_has_its_terms_from_the_day_it_came_in(own: Desk) -> None:
    case = case_of(sealed_case(own, text=SAID).number)
    assert [term.id for term in queries.terms_of(case)] == ["contact_answer", "contact_talk"]
    assert all(term.due_on > TODAY and is_working_day(term.due_on) for term in queries.terms_of(case))


def test_an_answer_meets_the_first_and_advice_the_second(own: Desk) -> None:
    number = sealed_case(own, text=SAID).number
    actions.reply_as_handler(answer_of(own, number, "I am here."), by=own.person, on=TODAY, at=NOW)
    assert [term.id for term in queries.terms_of(case_of(number))] == ["contact_talk"]
    actions.move(number, CaseState.ADVISING, by=own.person, on=TODAY + DAY, at=NOW)
    assert queries.terms_of(case_of(number)) == ()
    met = dict(Term.objects.filter(met_on__isnull=False).values_list("rule", "met_on"))
    assert met == {"contact_answer": TODAY, "contact_talk": TODAY + DAY}


def test_a_closed_case_begins_the_term_after_which_it_is_destroyed(own: Desk) -> None:
    number = sealed_case(own, text=SAID).number
    for state in (CaseState.CONTACT_MADE, CaseState.ADVISING, CaseState.REFERRED):
        actions.move(number, state, by=own.person, on=TODAY, at=NOW)
    actions.close_case(number, outcome="advised", by=own.person, on=TODAY, at=NOW)
    kept = Term.objects.get(rule="keep_signal")
    assert kept.started_on == TODAY
    assert kept.due_on is not None
    assert (kept.due_on - TODAY).days in {365, 366}
    assert queries.terms_of(case_of(number)) == ()


def test_a_signal_is_kept_from_the_last_contact_and_not_from_when_the_clock_closed_it(own: Desk) -> None:
    number = sealed_case(own, text=SAID).number
    actions.move(number, CaseState.CONTACT_MADE, by=own.person, on=TODAY, at=NOW)
    body = answer_of(own, number, "I called you.")
    actions.reply_as_handler(body, by=own.person, on=TODAY + DAY * 3, at=NOW)
    actions.move(number, CaseState.NO_FURTHER_CONTACT, by=own.person, on=TODAY + DAY * 30, at=NOW)
    assert close_after_silence(on=TODAY + DAY * 91) == 1
    assert Term.objects.get(case=number, rule="keep_signal").started_on == TODAY + DAY * 3
    assert Term.objects.get(case=number, rule="keep_counsellor_note").started_on == TODAY + DAY * 91


def test_who_ends_a_contact_themselves_is_in_contact_then(own: Desk) -> None:
    case = sealed_case(own, text=SAID)
    actions.withdraw(derive(case.words, salt=installation_salt()).lookup, on=TODAY + DAY * 9)
    assert Term.objects.get(case=case.number, rule="keep_signal").started_on == TODAY + DAY * 9


def test_a_talk_that_was_noted_is_contact_too(own: Desk) -> None:
    number = sealed_case(own, text=SAID).number
    for away, state in enumerate((CaseState.CONTACT_MADE, CaseState.ADVISING, CaseState.REFERRED)):
        actions.move(number, state, by=own.person, on=TODAY + DAY * away, at=NOW)
    actions.close_case(number, outcome="advised", by=own.person, on=TODAY + DAY * 40, at=NOW)
    assert Term.objects.get(case=number, rule="keep_signal").started_on == TODAY + DAY * 2


@pytest.mark.parametrize("state", ELSEWHERE)
def test_who_was_sent_on_is_asked_how_things_are_and_that_meets_its_term(state: CaseState, own: Desk) -> None:
    number = sealed_case(own, text=SAID).number
    for step in (CaseState.CONTACT_MADE, CaseState.ADVISING, state):
        actions.move(number, step, by=own.person, on=TODAY, at=NOW)
    asked_on = TODAY + DAY * 35
    note_deed(number, "aftercare_given", by=own.person, on=asked_on, at=NOW)
    term = Term.objects.get(case=number, rule="contact_aftercare")
    assert (term.started_on, term.met_on) == (TODAY, asked_on)
    assert case_of(number).state == state


def test_the_owner_is_told_each_mark_once_also_by_two_clocks(own: Desk) -> None:
    number = sealed_case(own, text=SAID).number
    for day in days(15):
        warn(on=day)
        warn(on=day)
    told = [notice.occasion for notice in waiting(own.person).filter(about=number)]
    assert len(told) == len(set(told))
    assert {"contact_answer/100", "contact_talk/100"} <= {mark_of(occasion) for occasion in told}
    assert warn(on=TODAY + DAY * 15) == 0


def mark_of(occasion: str) -> str:
    """The rule and the mark of an occasion, without the last day."""
    return occasion.rpartition("/")[0]


def test_a_last_day_that_moved_is_told_of_anew(own: Desk) -> None:
    number = sealed_case(own, text=SAID).number
    warn(on=TODAY + DAY * 15)
    before = waiting(own.person).filter(about=number, reason=Reason.TERM).count()
    later = TODAY + DAY * 40
    Term.objects.filter(case=number, rule="contact_talk").update(due_on=later, warned=0)
    assert warn(on=later) == 1
    told = waiting(own.person).filter(about=number, reason=Reason.TERM)
    assert told.count() == before + 1
    assert told.filter(due_on=later).exists()


def test_who_reads_is_told_that_something_came_in_and_of_every_answer_once_a_day(own: Desk) -> None:
    left_out = desk(own.unit)
    case = sealed_case(own, text=SAID, excluded=frozenset({left_out.key}))
    assert [(one.reason, one.occasion) for one in waiting(own.person)] == [("arrived", TODAY.isoformat())]
    actions.open_thread(case.number, by=own.person, on=TODAY)
    assert not waiting(own.person).exists()
    for text in ("One more thing.", "And another."):
        reply_written(case.words, text, (), on=TODAY)
    assert [one.reason for one in waiting(own.person)] == ["answered"]
    assert not waiting(left_out.person).exists()


def test_a_clock_that_stood_still_tells_where_it_is_now(own: Desk) -> None:
    sealed_case(own, text=SAID)
    warn(on=TODAY + DAY * 30)
    told = Notice.objects.filter(reason=Reason.TERM).values_list("occasion", flat=True)
    assert sorted(map(mark_of, told)) == [
        "contact_answer/100",
        "contact_talk/100",
    ]


def test_after_the_last_day_whoever_oversees_it_is_told_too_and_reads_nothing(own: Desk) -> None:
    coordinator = someone(Role.COUNSELLOR_COORDINATOR, unit=own.unit)
    number = sealed_case(own, text=SAID).number
    assert owners(case_of(number), on=TODAY, last=False) == [own.person]
    assert owners(case_of(number), on=TODAY, last=True) == [own.person, coordinator]
    warn(on=TODAY + DAY * 30)
    assert SAID not in "".join(str(row) for row in Notice.objects.values_list())


def test_no_term_is_without_an_owner_where_a_counsellor_left(own: Desk) -> None:
    coordinator = someone(Role.COUNSELLOR_COORDINATOR, unit=own.unit)
    number = sealed_case(own, text=SAID).number
    own.person.grants.update(valid_to=TODAY - DAY)
    assert owners(case_of(number), on=TODAY, last=False) == [coordinator]
