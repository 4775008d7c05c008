"""The terms of a case: which run, and what makes one end later. Plain forms, which work without a key."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from weerklank.cases import deeds
from weerklank.errors import Refused
from weerklank.people.rules import require
from weerklank.web.asked import field
from weerklank.web.handler import stepping
from weerklank.web.handler.entrance import readable, serving_only
from weerklank.web.handler.pages import answer
from weerklank.web.numbering import number_of
from weerklank.web.visitor import actor, now, today
from weerklank.web.wording import say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

DIGITS = 2
"""Of a number of weeks that anybody can mean."""


@serving_only
@require_safe
def terms(request: HttpRequest, case: str) -> HttpResponse:
    """Return the terms that run, and what may be done about each."""
    found = readable(request, case)
    require(stepping.leads(actor(request), found, on=today()))
    return answer(
        request,
        "handler/terms.html",
        case=case,
        number=number_of(case),
        running=stepping.running(found),
        pauses=stepping.pauses(),
    )


@serving_only
@require_POST
def adjourn(request: HttpRequest, case: str) -> HttpResponse:
    """Make a term longer without consent."""
    weeks = field(request.POST, "weeks")
    weeks_more = int(weeks) if weeks.isdecimal() and len(weeks) <= DIGITS else 0
    deeds.adjourn(case, rule_in(request, case), weeks=weeks_more, by=actor(request), on=today(), at=now())
    return noted(request, case, say("terms.adjourned"))


@serving_only
@require_POST
def suspend(request: HttpRequest, case: str) -> HttpResponse:
    """Let the clock of a term stand still."""
    ground = field(request.POST, "ground")
    deeds.suspend(case, rule_in(request, case), ground=ground, by=actor(request), on=today(), at=now())
    return noted(request, case, say("terms.suspended"))


@serving_only
@require_POST
def resume(request: HttpRequest, case: str) -> HttpResponse:
    """Let the clock of a term run again."""
    deeds.resume(case, rule_in(request, case), by=actor(request), on=today(), at=now())
    return noted(request, case, say("terms.resumed"))


@serving_only
@require_POST
def propose(request: HttpRequest, case: str) -> HttpResponse:
    """Ask the reporter to agree to a later day."""
    rule, until = rule_in(request, case), day_in(field(request.POST, "until"))
    deeds.propose_longer(case, rule, until=until, by=actor(request), on=today(), at=now())
    return noted(request, case, say("terms.proposed"))


def rule_in(request: HttpRequest, case: str) -> str:
    """Return which term a form is about, of a case that whoever asks can read."""
    readable(request, case)
    return field(request.POST, "rule")


def day_in(text: str) -> date:
    """Return a day of a form; refuses what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("no_such_day", "Write a day as year, month and day.") from None


def noted(request: HttpRequest, case: str, told: str) -> HttpResponse:
    """Say what was noted, and return to the terms."""
    messages.success(request, told)
    return redirect("handler:terms", case)
