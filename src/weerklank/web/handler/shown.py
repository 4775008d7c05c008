"""What the pages of this door show of a case, in words of the page's language."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weerklank.cases import identities, queries
from weerklank.cases.procedures import procedure_named
from weerklank.cases.reasons import endings
from weerklank.cases.states import CaseState, Ground, Passing
from weerklank.terms.rules import all_rules
from weerklank.web.handler import stepping
from weerklank.web.numbering import NUMBER, number_of
from weerklank.web.wording import along, language, say, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from weerklank.cases.counting import Counted
    from weerklank.cases.queries import Listed
    from weerklank.web.handler.entrance import Case

ENOUGH = 10
"""Ratings of which a mean is shown."""
FOR_THE_SCRIPT = (
    *("added_", "download", "error_", "excluded", "fault_", "files", "from_"),
    *("identity_", "kind_", "removed_"),
)
ONCE = frozenset(
    {
        *("changed_words", "archived", "kept_key", "kept_spoken", "opening"),
        *("passkey_added", "passkey_cannot", "sent", "working"),
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """A case in the inbox."""

    case: str
    number: str
    received_on: date
    procedure: str
    state: str
    waiting: bool
    due_on: date | None


def rows(cases: Iterable[Listed]) -> list[Row]:
    """Return the rows of an inbox."""
    return [
        Row(
            found.number,
            number_of(found.number),
            found.received_on,
            say(f"cases.procedure_{found.procedure.id}"),
            say(f"cases.state_{found.state}"),
            found.waiting,
            min((term.due_on for term in found.terms), default=None),
        )
        for found in cases
    ]


def terms(case: Case) -> list[tuple[str, date]]:
    """Return the terms of a case: what is due, and when."""
    actions = {rule.id: rule.action for rule in all_rules()}
    return [(actions[term.id][language()].capitalize(), term.due_on) for term in queries.terms_of(case)]


def case_facts(case: Case, *, may_note: bool) -> dict[str, object]:
    """Return what is clear of a case, as its page shows it; what is still to be noted, to who may."""
    moves = queries.moves_of(case)
    return {
        "case": case.pk,
        "number": number_of(case.pk),
        "received_on": case.received_on,
        "procedure": case.procedure,
        "procedure_words": say(f"cases.procedure_{case.procedure}"),
        "state_words": say(f"cases.state_{case.state}"),
        "outcome_words": say(f"cases.outcome_{case.outcome}") if case.outcome else "",
        "terms": terms(case),
        "ended": not procedure_named(case.procedure).is_open(CaseState(case.state)),
        "steps": stepping.steps(case),
        "deeds": [deed for deed in stepping.deeds_of(case) if may_note or deed.done_on],
        "outcomes": outcomes(case) if CaseState.CLOSED in moves else [],
        "rating_asked": case.rating_asked,
        "rated_heard": case.rated_heard,
        "rated_followup": case.rated_followup,
    }


def year_rows(own: Iterable[Counted]) -> list[dict[str, object]]:
    """Return what a handler read of a year, a table for each procedure; ratings of few are not shown to anyone."""
    return [
        {
            "procedure": say(f"cases.procedure_{one.procedure}"),
            "received": one.received,
            "answered": len(one.days),
            "days": statistics.median(one.days) if one.days else None,
            "outcomes": [
                (say(f"cases.outcome_{code}"), count) for code, count in sorted(one.outcomes.items())
            ],
            "heard": mean_shown(one.heard),
            "followup": mean_shown(one.followup),
        }
        for one in own
    ]


def mean_shown(ratings: Sequence[int]) -> float | None:
    """Return the mean of enough ratings; nothing where one reporter's could be guessed."""
    return round(statistics.fmean(ratings), 1) if len(ratings) >= ENOUGH else None


def identity(case: Case, key: str) -> dict[str, object]:
    """Return what is clear of who the reporter is: whether a name was given, and who wants to pass it on."""
    wishes = identities.wishes_of(case)
    return {
        "named": identities.is_named(case),
        "knows": identities.knows(case, key),
        "disclosing_grounds": [(ground.value, say(f"handler.ground_{ground}")) for ground in Ground],
        "wishes": [
            (wish, say(f"handler.ground_{wish.ground}"), say(f"handler.wish_{wish.state}")) for wish in wishes
        ],
        "approved": [wish for wish in wishes if wish.state == Passing.APPROVED],
    }


def outcomes(case: Case) -> list[tuple[str, str]]:
    """Return how a case can end, each with its words."""
    return [(code, say(f"cases.outcome_{code}")) for code in endings(case)]


def script_words() -> list[tuple[str, str]]:
    """Return the words that the script shows; their gaps are filled in there."""
    door = "handler."
    named = [(name.removeprefix(door), name) for name in words() if name.startswith(door)]
    own = [(key, say(name)) for key, name in named if key in ONCE or key.startswith(FOR_THE_SCRIPT)]
    return own + along()


def asked_page(text: Any) -> int:  # noqa: ANN401 - whatever stands in an address
    """Return the number of a page that was asked for; the first where it is none."""
    return int(text) if isinstance(text, str) and text.isdecimal() and len(text) <= NUMBER else 1
