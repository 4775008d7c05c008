"""Pages of those who decide what is destroyed: counts, and numbers for who may see them; never content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render

from weerklank.cases.states import HoldGround
from weerklank.errors import Refused
from weerklank.people.rules import require
from weerklank.retention import actions, queries
from weerklank.retention.rules import (
    may_decide,
    may_propose,
    may_see,
    may_see_numbers,
    may_set_archive_key,
)
from weerklank.retention.states import DECIDABLE, Decision, ListState
from weerklank.terms.rules import rule_named
from weerklank.web.asked import day, field
from weerklank.web.numbering import number_of
from weerklank.web.visitor import MINDING, actor, now, open_to, today
from weerklank.web.wording import language, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from weerklank.retention.queries import Found, Grouped, Listed

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A case on a list, as its page shows it."""

    case: str
    number: str
    entry: Listed
    rule: str
    source: str
    decision: str
    waits: str


def row(entry: Listed) -> Row:
    """Return a case on a list in words of the page's language."""
    rule = rule_named(entry.rule)
    return Row(
        entry.case_id,
        number_of(entry.case_id),
        entry,
        rule.action[language()],
        rule.basis,
        say(f"retention.decision_{entry.decision}"),
        waits_for(entry),
    )


def waits_for(entry: Listed) -> str:
    """Return what a case still waits for; nothing where it waits for no file."""
    if entry.done_on is not None:
        return say("retention.done")
    if entry.decision != Decision.ARCHIVE:
        return ""
    if entry.confirmed_on is not None:
        return say("retention.file_received")
    return say("retention.file_made" if entry.exported else "retention.file_waits")


@dataclass(frozen=True, slots=True)
class Counted:
    """Cases on a list that share a rule and a decision, as its page shows them to who may not know which."""

    group: Grouped
    rule: str
    source: str
    decision: str


def counted(group: Grouped) -> Counted:
    """Return cases that share a rule and a decision, in words of the page's language."""
    rule = rule_named(group.name)
    decision = say(f"retention.decision_{group.decision}")
    return Counted(group, rule.action[language()], rule.basis, decision)


def grounds() -> list[tuple[str, str]]:
    """Return why a case can be kept longer, each with its words."""
    return [(ground.value, say(f"retention.ground_{ground}")) for ground in HoldGround]


@open_to(*MINDING)
def index(request: HttpRequest) -> HttpResponse:
    """Return the lists and what is held where someone minds that; look what can go, or keep the archive's key."""
    person, on = actor(request), today()
    if request.method == "POST":
        return keep_archive_key(request) if "recipient" in request.POST else look(request)
    minded = queries.minded(person, on=on)
    employers = dict.fromkeys(one.employer for one in minded)
    told = {
        "page": Paginator(queries.lists_for(person, on=on), PAGE).get_page(field(request.GET, "page")),
        "holds": [
            (number_of(hold.case_id), hold)
            for hold in queries.holds_of((one for one in minded if one.numbers), on=on)[:PAGE]
        ],
        "held": queries.holds_counted((one for one in minded if not one.numbers), on=on),
        "looking": [one for one in minded if one.proposes],
        "archives": [
            (unit, queries.archive_key(unit.pk))
            for unit in employers
            if may_set_archive_key(person, unit.pk, on=on)
        ],
    }
    return render(request, "office/retention.html", told)


def keep_archive_key(request: HttpRequest) -> HttpResponse:
    """Keep the key of the archive of an employer."""
    actions.set_archive_key(
        numbered(request, "employer"),
        field(request.POST, "recipient"),
        by=actor(request),
        on=today(),
        at=now(),
    )
    messages.success(request, say("retention.archive_key_kept"))
    return redirect("office:retention")


def look(request: HttpRequest) -> HttpResponse:
    """Put what can go on a list now."""
    employer, procedure = numbered(request, "employer"), field(request.POST, "procedure")
    added = actions.make_list(employer, procedure, by=actor(request), on=today(), at=now())
    messages.success(request, say("retention.looked", number=added))
    return redirect("office:retention")


def numbered(request: HttpRequest, name: str) -> int:
    """Return a field as a number; refuses anything else."""
    text = field(request.POST, name)
    if not text.isdecimal() or len(text) > 9:  # noqa: PLR2004 - digits of the largest number of a unit
        raise Refused("not_found")
    return int(text)


@open_to(*MINDING)
def one(request: HttpRequest, number: int) -> HttpResponse:
    """Return one list with what this person may do; do it when asked."""
    found = queries.list_numbered(number)
    require(may_see(actor(request), found, on=today()))
    if request.method == "POST":
        return act(request, number)
    numbers = may_see_numbers(actor(request), found, on=today())
    rows = [row(entry) for entry in queries.entries_of(found)] if numbers else []
    told = {
        "found": found,
        "rows": rows,
        "counts": [] if numbers else [counted(group) for group in queries.grouped(found)],
        "checksum": queries.checksum(found),
        "own": found.proposed_by_id == actor(request).pk,
        "acts": acts_on(request, found),
        "grounds": grounds(),
        "decisions": [(one.value, say(f"retention.decision_{one}")) for one in Decision],
        "waiting": [one for one in rows if one.entry.exported and one.entry.confirmed_on is None],
    }
    return render(request, "office/destruction_list.html", told)


def acts_on(request: HttpRequest, found: Found) -> frozenset[str]:
    """Return what whoever asks may do with a list now."""
    person, on, state = actor(request), today(), ListState(found.state)
    acts = {"postpone"} if state in DECIDABLE else set()
    if state == ListState.MADE and may_propose(person, found, on=on):
        acts |= {"choose", "propose"}
    if state == ListState.PROPOSED and may_decide(person, found, on=on):
        acts |= {"approve", "refuse"}
    return frozenset(acts | ({"confirm"} if state == ListState.APPROVED else set()))


def act(request: HttpRequest, number: int) -> HttpResponse:
    """Do what was asked with a list, and say that it was done."""
    named = field(request.POST, "act")
    if named not in ACTS:
        raise Refused("not_found")
    ACTS[named](request, number)
    messages.success(request, say(f"retention.{SAID[named]}"))
    return redirect("office:destruction_list", number=number)


def choose(request: HttpRequest, number: int) -> None:
    """Say what happens to a case, or to all that were kept by one rule."""
    case, rule, decision = (field(request.POST, name) for name in ("case", "rule", "decision"))
    if rule:
        actions.choose_of_rule(number, rule, decision, by=actor(request), on=today())
    else:
        actions.choose(number, case, decision, by=actor(request), on=today())


def postpone(request: HttpRequest, number: int) -> None:
    """Take a case off a list, to be kept longer."""
    case = queries.entry_of(queries.list_numbered(number), field(request.POST, "case")).case_id
    ground, until = field(request.POST, "ground"), day(request.POST, "until")
    actions.postpone(case, ground=ground, until_on=until, by=actor(request), on=today(), at=now())


def confirm(request: HttpRequest, number: int) -> None:
    """Confirm that the archive received a file."""
    case, digest = field(request.POST, "case"), field(request.POST, "digest")
    actions.confirm_receipt(number, case, digest, by=actor(request), on=today(), at=now())


def plain(action: Callable[..., None]) -> Callable[[HttpRequest, int], None]:
    """Return an action on a whole list, as a form asks for it."""

    def done(request: HttpRequest, number: int) -> None:
        action(number, by=actor(request), on=today(), at=now())

    return done


ACTS: dict[str, Callable[[HttpRequest, int], None]] = {
    "choose": choose,
    "postpone": postpone,
    "confirm": confirm,
    "propose": plain(actions.propose_list),
    "approve": plain(actions.approve_list),
    "refuse": plain(actions.refuse_list),
}
SAID = {
    "choose": "chosen",
    "postpone": "postponed",
    "confirm": "received_done",
    "propose": "proposed_done",
    "approve": "approved_done",
    "refuse": "refused_done",
}
"""What is said once an act was done."""
