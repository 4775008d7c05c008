"""A whole year, small: no term without an owner, none missed in silence, and one truth in trail and counts."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.year import AFTER, WATCH, Lived, lived
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
    """No last day is a day off."""
    for term, last in terms():
        assert is_working_day(last), (term.rule, last)


def judged(term: Term, *, last: date, ended_on: date | None) -> str:
    """How a duty ended, as docs/counting.md says it, by its row alone; nothing where it can still be met."""
    if term.met_on is not None:
        return "kept" if term.met_on <= last else "missed"
    if ended_on is not None and ended_on <= last and WATCH not in term.rule:
        return "lapsed"
    return "missed" if last < LAST else ""


def check_judgements(year: Lived) -> None:
    """What was kept and what was missed, of every rule: worked out here from the rows, and by the product."""
    told: dict[str, dict[str, list[tuple[object, ...]]]] = {
        name: {"kept": [], "missed": [], "lapsed": [], "": []} for name in PROCEDURES
    }
    for term in Term.objects.select_related("case"):
        last = term.due_on or term.met_on
        if last is None or not rule_named(term.rule).met_by:
            continue
        ended_on = term.case.moved_on if term.case.state in ENDED else None
        verdict = judged(term, last=last, ended_on=ended_on)
        told[term.case.procedure][verdict].append((term.case_id, term.rule, last, term.met_on))
    assert {verdict for found in told.values() for verdict in found if found[verdict]} >= {
        "kept",
        "missed",
        "lapsed",
    }
    for name, found in told.items():
        rows = missed(name, year.unit.pk, ALWAYS, on=LAST)
        assert {(row.case, row.rule, row.due_on, row.met_on) for row in rows} == set(found["missed"])
        assert len(rows) == len(found["missed"])
        counts = {one.rule: (one.met, one.missed) for one in kept(name, year.unit.pk, ALWAYS, on=LAST)}
        met, late = (Counter(rule for _, rule, *_ in found[verdict]) for verdict in ("kept", "missed"))
        assert counts == {rule: (met[rule], late[rule]) for rule in met.keys() | late.keys()}


def check_first_answers(year: Lived) -> None:
    """Every first answer that was late is in the report: the days are those that whoever lived the year noted."""
    rows = missed(CONTACT.id, year.unit.pk, ALWAYS, on=LAST)
    found = {row.case for row in rows if row.rule == "contact_answer"}
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
    check_judgements(year)
    check_first_answers(year)
    check_trail(year)
    check_notices()
