"""What a year brought, counted: what came in, what was shared, which terms were kept, how it was rated.

Everything is read from rows that stay when a case is destroyed, so that a year counts the same before and after.
Nothing here may be shown to others as it is: what leaves goes through `weerklank.releases`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from weerklank.cases.models import Case, Happening, SharedCount, Term
from weerklank.cases.procedures import PROCEDURES
from weerklank.cases.warning import duties
from weerklank.people.queries import keys_of
from weerklank.terms.rules import outliving

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.db.models import QuerySet

    from weerklank.people.models import Person


CLOSED = "closed"
"""What happens to a case that is closed, whoever closes it."""


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day until the last one, that one too."""

    first: date
    last: date


def year_of(year: int) -> Period:
    """Return a calendar year."""
    return Period(date(year, 1, 1), date(year, 12, 31))


@dataclass(frozen=True, slots=True)
class Kept:
    """How often a term was kept in a period: of `due` terms that were to be met by now, `met` were met in time."""

    rule: str
    met: int
    due: int

    @property
    def missed(self) -> int:
        """How many were not."""
        return self.due - self.met


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One procedure in a period, at one employer.

    `received`: cases that came in. `shared`: by question, how often each answer was shared; it holds no answer
    that nobody shared. `kept`: by rule. `days`: of each case that was answered, from the day it came in to that
    of the first answer. `heard` and `followup`: the ratings of its reporters, 1 to 5. `outcomes`: by code, of
    the cases that came in and were closed.
    """

    procedure: str
    received: int
    shared: Mapping[str, Mapping[str, int]]
    kept: tuple[Kept, ...]
    days: tuple[int, ...]
    heard: tuple[int, ...]
    followup: tuple[int, ...]
    outcomes: Mapping[str, int]


def counted(employer_id: int, period: Period, *, on: date) -> tuple[Counted, ...]:
    """Return every procedure in a period, at one employer, as it is known on a day."""
    return tuple(counted_of(name, employer_id, period, on=on) for name in PROCEDURES)


def counted_of(procedure: str, employer_id: int, period: Period, *, on: date) -> Counted:
    """Return one procedure in a period, at one employer, as it is known on a day."""
    cases = received(employer_id, period).filter(procedure=procedure)
    return Counted(
        procedure=procedure,
        shared=shared(procedure, employer_id, period),
        kept=kept(procedure, employer_id, period, on=on),
        **told_of(cases),
    )


class Told(TypedDict):
    """What the rows of cases themselves tell."""

    received: int
    days: tuple[int, ...]
    heard: tuple[int, ...]
    followup: tuple[int, ...]
    outcomes: Mapping[str, int]


def told_of(cases: QuerySet[Case]) -> Told:
    """Return what cases tell together; days and ratings in order of size, which is no order of cases."""
    rows = [*cases.values_list("received_on", "answered_on", "rated_heard", "rated_followup", "outcome")]
    return Told(
        received=len(rows),
        days=ordered((answered - came).days for came, answered, *_ in rows if answered),
        heard=ordered(heard for _, _, heard, *_ in rows if heard),
        followup=ordered(followup for *_, followup, _ in rows if followup),
        outcomes=Counter(outcome for *_, outcome in rows if outcome),
    )


def ordered(numbers: Iterable[int]) -> tuple[int, ...]:
    """Return numbers, the least first."""
    return tuple(sorted(numbers))


def received(employer_id: int, period: Period) -> QuerySet[Case]:
    """Return what came in at an employer in a period, destroyed since or not."""
    return Case.objects.filter(
        employer=employer_id, received_on__gte=period.first, received_on__lte=period.last
    )


def shared(procedure: str, employer_id: int, period: Period) -> dict[str, dict[str, int]]:
    """Return how often each answer was shared in the months that begin in a period."""
    rows = SharedCount.objects.filter(
        employer=employer_id, procedure=procedure, month__gte=period.first, month__lte=period.last
    )
    found: dict[str, dict[str, int]] = {}
    for question, answer, count in rows.values_list("question", "answer", "count"):
        answers = found.setdefault(question, {})
        answers[answer] = answers.get(answer, 0) + count
    return found


@dataclass(frozen=True, slots=True)
class Missed:
    """A term that was missed: of which case, by which rule, its last day, and when it was met after all."""

    case: str
    rule: str
    due_on: date
    met_on: date | None


def kept(procedure: str, employer_id: int, period: Period, *, on: date) -> tuple[Kept, ...]:
    """Return by rule how often a term was kept whose last day lies in a period, as it is known on a day."""
    late, met = Counter[str](), Counter[str]()
    for term in last_days(procedure, employer_id, period):
        met[term.rule] += term.in_time
        late[term.rule] += term.was_missed(on=on)
    return tuple(
        Kept(rule, met[rule], met[rule] + late[rule]) for rule in sorted(met) if met[rule] + late[rule]
    )


def missed(procedure: str, employer_id: int, period: Period, *, on: date) -> list[Missed]:
    """Return every term that was missed with a last day in a period, the last first: none is left out."""
    late = (term for term in last_days(procedure, employer_id, period) if term.was_missed(on=on))
    found = [Missed(term.case, term.rule, term.due_on, term.met_on) for term in late]
    return sorted(found, key=lambda term: (term.due_on, term.case, term.rule), reverse=True)


@dataclass(frozen=True, slots=True)
class LastDay:
    """A term with its last day, when it was met, and when its case was closed."""

    case: str
    rule: str
    due_on: date
    met_on: date | None
    closed_on: date | None

    @property
    def in_time(self) -> bool:
        """Whether it was met by its last day."""
        return self.met_on is not None and self.met_on <= self.due_on

    def was_missed(self, *, on: date) -> bool:
        """Return whether it was missed: met late, or not met though its last day has gone by.

        A term lapses with its case, unless it outlives it: what nobody had to do any more by its last day was
        not missed.
        """
        if self.met_on is not None:
            return self.met_on > self.due_on
        closed = self.closed_on is not None and self.closed_on <= self.due_on
        lapsed = closed and self.rule not in outliving()
        return self.due_on < on and not lapsed


def last_days(procedure: str, employer_id: int, period: Period) -> Iterator[LastDay]:
    """Return every duty with a last day in a period; what was met while its clock stood still had that day."""
    closed = Happening.objects.filter(case=OuterRef("case"), event=CLOSED).values("on")[:1]
    terms = Term.objects.filter(case__employer=employer_id, case__procedure=procedure, rule__in=duties())
    rows = terms.annotate(last_day=Coalesce("due_on", "met_on"), closed_on=Subquery(closed)).filter(
        last_day__gte=period.first, last_day__lte=period.last
    )
    told = rows.values_list("case", "rule", "last_day", "met_on", "closed_on")
    return (LastDay(*row) for row in told.iterator(chunk_size=1000))


def counted_for(person: Person, period: Period) -> tuple[Counted, ...]:
    """Return for a handler what they read themselves of a period: for their own eyes, without terms."""
    mine = Case.objects.filter(
        pk__in=Case.objects.filter(readers__key__in=keys_of(person)).values("pk"),
        received_on__gte=period.first,
        received_on__lte=period.last,
    )
    cases = {name: mine.filter(procedure=name) for name in PROCEDURES}
    return tuple(
        Counted(procedure=name, shared={}, kept=(), **told_of(own))
        for name, own in cases.items()
        if own.exists()
    )
