"""A whole year, small: no term without an owner, none missed in silence, and one truth in trail and counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.year import AFTER, Lived, lived
from weerklank.cases.counting import Period, counted, kept, missed
from weerklank.cases.models import Case, Term
from weerklank.cases.procedures import CONTACT, PROCEDURES
from weerklank.cases.states import ENDED
from weerklank.cases.warning import duties
from weerklank.notices.models import Notice
from weerklank.terms.amounts import Amount, Unit, day_after
from weerklank.terms.calendar import is_working_day
from weerklank.terms.rules import outliving, rule_named
from weerklank.trail.queries import latest
from weerklank.trail.states import Verb

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
YEAR = 2025
TWO = Amount(2, Unit.WORKING_DAYS)
LAST = date(YEAR, 12, 31) + timedelta(days=AFTER)
ALWAYS = Period(date(YEAR, 1, 1), LAST + timedelta(days=3650))


@pytest.fixture
def year() -> Lived:
    return lived(YEAR, contacts=24, reports=6, complaints=8)


def numbered(verb: Verb) -> set[str]:
    return {entry.subject for entry in latest() if entry.verb == verb}


def terms() -> Iterator[tuple[Term, date]]:
    """Every duty, with its last day."""
    for term in Term.objects.select_related("case").filter(rule__in=duties()):
        if term.due_on is not None:
            yield term, term.due_on


def check_owners() -> None:
    """Every mark that a term reached was told to somebody, once to each."""
    for term, last in terms():
        going_on = term.case.state not in ENDED or term.rule in outliving()
        if term.met_on is None and last <= LAST and going_on:
            assert term.warned == 100
        if term.warned:
            told = Notice.objects.filter(
                about=term.case_id, occasion=f"{term.rule}/{term.warned}/{term.due_on}"
            )
            assert told.exists()


def check_days_off() -> None:
    """No last day that law or a count of working days sets is a day off."""
    for term, last in terms():
        rule = rule_named(term.rule)
        if rule.statutory or rule.amount.unit is Unit.WORKING_DAYS:
            assert is_working_day(last), (term.rule, last)


def check_overdue(year: Lived) -> None:
    """Everything late is in the report: once worked out here, and once by the product."""
    rows = {name: missed(name, year.unit.pk, ALWAYS, on=LAST) for name in PROCEDURES}
    for name, listed in rows.items():
        assert len(listed) == sum(one.missed for one in kept(name, year.unit.pk, ALWAYS, on=LAST))
    found = {row.case for row in rows[CONTACT.id] if row.rule == "contact_answer"}
    last_days = {
        case.pk: day_after(case.received_on, TWO) for case in Case.objects.filter(procedure=CONTACT.id)
    }
    never = LAST + timedelta(days=1)
    ended = {
        case.pk: case.moved_on for case in Case.objects.filter(pk__in=year.withdrawn, procedure=CONTACT.id)
    }
    late = {
        number
        for number, last in last_days.items()
        if min(year.answered.get(number, never), ended.get(number, never)) > last
    }
    assert found == late


def check_trail(year: Lived) -> None:
    """The trail and the counts tell of the same cases."""
    totals = {one.procedure: one for one in counted(year.unit.pk, ALWAYS, on=LAST)}
    assert {name: one.received for name, one in totals.items()} == {
        name: len(year.received[name]) for name in PROCEDURES
    }
    assert numbered(Verb.ANSWERED) == set(year.answered)
    assert sum(len(one.days) for one in totals.values()) == len(year.answered)
    assert numbered(Verb.CLOSED) == year.closed_by_handler
    ended = sum(sum(one.outcomes.values()) for one in totals.values())
    assert ended == len(year.closed_by_handler) + len(year.withdrawn) + year.closed_by_clock


def check_notices() -> None:
    """Each notice once."""
    rows = [*Notice.objects.values_list("person", "reason", "about", "occasion")]
    assert len(rows) == len(set(rows))


def test_a_year_is_lived_and_nothing_of_it_is_lost(year: Lived) -> None:
    check_owners()
    check_days_off()
    check_overdue(year)
    check_trail(year)
    check_notices()
