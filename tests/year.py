"""A year of an employer that does not exist, lived through day by day by the product's own actions.

People are on leave, one leaves for good, terms are made longer or stand still, reporters withdraw and rate. Chance
is drawn from a seed: the same seed lives the same year.
"""

from __future__ import annotations

import contextlib
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from tests.making import employer, someone
from tests.sealed import Desk, answer_of, desk
from weerklank.cases import actions, deeds, queries, silence
from weerklank.cases.models import Case, Happening, Term
from weerklank.cases.on_behalf import Written, sealed_report
from weerklank.cases.procedures import COMPLAINT, CONTACT, INTEGRITY, Procedure, procedure_named
from weerklank.cases.questions import questions_of
from weerklank.cases.reasons import endings
from weerklank.cases.states import CaseState, Mover, Rated
from weerklank.cases.warning import warn
from weerklank.errors import Refused
from weerklank.people.states import Role
from weerklank.seal.chance import token
from weerklank.seal.envelope import pack
from weerklank.seal.receipt import Receipt

if TYPE_CHECKING:
    from weerklank.organisation.models import Unit
    from weerklank.people.models import Person

DAY = timedelta(days=1)
LEAVES, LEAVE_DAYS = 3, 14
"""How often someone is away, and for how many days."""
SHARES, WITHDRAWS, LENGTHENS, STANDS_STILL, IS_SLOW = 0.7, 0.04, 0.25, 0.15, 0.15
WATCH = "_protection_"
"""In the name of a term of the watch over whoever spoke up: it outlives its case, and does not lapse with it."""
AFTER = 460
"""Days after the year in which what it brought is dealt with, and watched over."""


@dataclass
class Lived:
    """What the one who lives the year knows of it without asking the product.

    `received` holds numbers of cases by procedure, `answered` the day of the first answer, `acts` what happens on
    a day: the number of a case, or of a case and a rule.
    """

    unit: Unit
    year: int
    desks: dict[Role, list[Desk]]
    chance: random.Random
    away: dict[str, set[date]] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    received: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    answered: dict[str, date] = field(default_factory=dict)
    closed_by_handler: set[str] = field(default_factory=set)
    closed_by_clock: int = 0
    withdrawn: set[str] = field(default_factory=set)
    planned: set[str] = field(default_factory=set)
    acts: dict[date, list[str]] = field(default_factory=lambda: defaultdict(list))


def lived(year: int, *, contacts: int, reports: int, complaints: int, seed: int = 1) -> Lived:
    """Live a year through, and what comes after it."""
    found = begun(year, seed=seed)
    arriving = defaultdict(list)
    for procedure, number in ((CONTACT, contacts), (INTEGRITY, reports), (COMPLAINT, complaints)):
        for _ in range(number):
            arriving[some_day(found)].append(procedure)
    for count in range(365 + AFTER):
        today = date(year, 1, 1) + DAY * count
        for procedure in arriving[today]:
            arrive(found, procedure, on=today)
        for told in found.acts.pop(today, []):
            act(found, told, on=today)
        leave_for_good(found, on=today)
        found.closed_by_clock += silence.close_after_silence(on=today)
        warn(on=today)
    return found


def begun(year: int, *, seed: int) -> Lived:
    """Who works there: six counsellors, two officers, one secretary, and who oversees them."""
    unit = employer("min: ")
    numbers = {
        Role.CONFIDENTIAL_COUNSELLOR: 6,
        Role.INDEPENDENT_REPORT_OFFICER: 2,
        Role.COMMITTEE_SECRETARY: 2,
    }
    desks = {role: [desk(unit, role) for _ in range(number)] for role, number in numbers.items()}
    for role in (Role.COUNSELLOR_COORDINATOR, Role.INTEGRITY_COORDINATOR):
        someone(role, unit=unit)
    found = Lived(unit, year, desks, random.Random(seed))  # noqa: S311 - a year that can be lived again
    for own in (one for those in desks.values() for one in those):
        starts = [some_day(found) for _ in range(LEAVES)]
        found.away[own.key] = {start + DAY * count for start in starts for count in range(LEAVE_DAYS)}
    return found


def some_day(found: Lived) -> date:
    """Any day of the year, holidays and weekends too: people write when they can."""
    return date(found.year, 1, 1) + DAY * found.chance.randrange(365)


def arrive(found: Lived, procedure: Procedure, *, on: date) -> None:
    """Let a case come in, with answers that its reporter shares or not."""
    answers = {one.id: found.chance.choice(one.answers).id for one in questions_of(procedure.asks)}
    shared = {name: answer for name, answer in answers.items() if found.chance.random() < SHARES}
    written = Written(
        procedure=procedure.id,
        unit_id=found.unit.pk,
        text="An invented report.",
        answers=answers,
        shared=shared,
        excluded=frozenset(),
        attachments=(),
        name="Noor Luisterrijk (verzonnen)",
    )
    own = Receipt(lookup=token(32), seed=token(32))
    accepted = actions.submit(pack(sealed_report(written, own=own, on=on)), on=on)
    found.receipts[accepted.case] = own
    found.received[procedure.id].add(accepted.case)
    again(found, accepted.case, on=on)
    plan_watch(found, accepted.case, on=on)


def plan_watch(found: Lived, number: str, *, on: date) -> None:
    """Let somebody ask about detriment around the last day of each term of the watch that has begun."""
    for term in Term.objects.filter(case=number, rule__contains=WATCH).order_by("rule"):
        act = f"{number}/{term.rule}"
        if act not in found.planned:
            found.planned.add(act)
            found.acts[(term.due_on or on) + DAY * found.chance.randint(-3, 3)].append(act)


def again(found: Lived, number: str, *, on: date) -> None:
    """Let somebody look at a case again, within days, or weeks where things go slowly."""
    slow = found.chance.random() < IS_SLOW
    found.acts[on + DAY * found.chance.randint(1, 30 if slow else 6)].append(number)


def act(found: Lived, number: str, *, on: date) -> None:
    """Let something happen in a case: its reporter withdraws, or a handler who is there takes it further."""
    number, _, rule = number.partition("/")
    case = Case.objects.get(pk=number)
    procedure = procedure_named(case.procedure)
    who = reader(found, procedure, on=on)
    if who is None or on.weekday() > 4:
        found.acts[on + DAY].append(f"{number}/{rule}".rstrip("/"))
    elif rule:
        watch_over(procedure, case, rule, by=who.person, on=on)
    elif procedure.is_open(CaseState(case.state)) and case.state != CaseState.CLOSED:
        go_on(found, procedure, case, who, on=on)


def reader(found: Lived, procedure: Procedure, *, on: date) -> Desk | None:
    """Whoever of those who lead such cases is there that day."""
    there = [one for one in found.desks[procedure.recipients] if on not in found.away[one.key]]
    return found.chance.choice(there) if there else None


def watch_over(procedure: Procedure, case: Case, rule: str, *, by: Person, on: date) -> None:
    """Ask whether the reporter suffered detriment, where the report is still there."""
    deed = f"protection_asked_{rule.partition(WATCH)[2]}"
    if deed in procedure.deeds_in(CaseState(case.state)):
        deeds.note_deed(case.pk, deed, by=by, on=on, at=at(on))


def go_on(found: Lived, procedure: Procedure, case: Case, who: Desk, *, on: date) -> None:
    """Withdraw, answer, or take a case one step further; rate it once it is closed."""
    if found.chance.random() < WITHDRAWS and procedure.may_move(
        CaseState(case.state), CaseState.CLOSED, Mover.REPORTER
    ):
        actions.withdraw(found.receipts[case.pk].lookup, on=on)
        found.withdrawn.add(case.pk)
        return
    answer(found, case, who, on=on)
    case.refresh_from_db()
    make_longer(found, case, who, on=on)
    step(found, procedure, case, who, on=on)
    plan_watch(found, case.pk, on=on)
    again(found, case.pk, on=on)


def answer(found: Lived, case: Case, who: Desk, *, on: date) -> None:
    """Write to the reporter."""
    position = queries.last_position(case, who.key) + 1
    sealed = answer_of(who, case.pk, "An invented answer.", position=position)
    actions.reply_as_handler(sealed, by=who.person, on=on, at=at(on))
    found.answered.setdefault(case.pk, on)


def make_longer(found: Lived, case: Case, who: Desk, *, on: date) -> None:
    """Now and then adjourn the decision, or let its clock stand still and run again, where the rules allow it."""
    for term in Term.objects.filter(case=case, rule__contains="decision", met_on=None):
        with contextlib.suppress(Refused):  # once is enough, and too late is too late
            if found.chance.random() < LENGTHENS:
                deeds.adjourn(case.pk, term.rule, weeks=4, by=who.person, on=on, at=at(on))
        with contextlib.suppress(Refused):
            if found.chance.random() < STANDS_STILL:
                still(found, case, term.rule, who, on=on)


def still(found: Lived, case: Case, rule: str, who: Desk, *, on: date) -> None:
    """Let a clock stand still, or run where it stands still."""
    try:
        deeds.resume(case.pk, rule, by=who.person, on=on, at=at(on))
    except Refused:
        ground = found.chance.choice(deeds.PAUSES)
        deeds.suspend(case.pk, rule, ground=ground, by=who.person, on=on, at=at(on))


def step(found: Lived, procedure: Procedure, case: Case, who: Desk, *, on: date) -> None:
    """Take one of the steps that there are, with the deed before it and the reason that it needs."""
    moves = procedure.moves_from(CaseState(case.state), Mover.HANDLER)
    if not moves:
        return
    to = found.chance.choice(moves)
    if to == CaseState.CLOSED:
        end(found, case, who, on=on)
        return
    needed = procedure.needs.get(to)
    if needed and not Happening.objects.filter(case=case, event=needed).exists():
        deeds.note_deed(case.pk, needed, by=who.person, on=on, at=at(on))
    ground = found.chance.choice(procedure.grounds[to]) if to in procedure.grounds else ""
    actions.move(case.pk, to, by=who.person, on=on, at=at(on), ground=ground)


def end(found: Lived, case: Case, who: Desk, *, on: date) -> None:
    """Close a case; most reporters say how it was."""
    outcome = found.chance.choice(endings(case))
    actions.close_case(case.pk, outcome=outcome, by=who.person, on=on, at=at(on))
    found.closed_by_handler.add(case.pk)
    for rated in Rated:
        if found.chance.random() < SHARES:
            lookup = found.receipts[case.pk].lookup
            actions.rate(lookup, what=rated, value=found.chance.randint(1, 5))


def leave_for_good(found: Lived, *, on: date) -> None:
    """In the middle of the year one counsellor leaves, and nobody takes their cases over."""
    if on == date(found.year, 7, 1):
        gone = found.desks[Role.CONFIDENTIAL_COUNSELLOR].pop()
        gone.person.grants.update(valid_to=on - DAY)


def at(on: date) -> datetime:
    """Noon of a day."""
    return datetime.combine(on, time(12), tzinfo=UTC)
