"""The steps of a case that are no secret: plain forms, which work without a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from weerklank.cases import actions, deeds
from weerklank.cases.states import CaseState
from weerklank.errors import Refused
from weerklank.web.asked import field
from weerklank.web.handler.entrance import readable, serving_only
from weerklank.web.visitor import actor, now, today
from weerklank.web.wording import say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@serving_only
@require_POST
def move(request: HttpRequest, case: str) -> HttpResponse:
    """Take a case to its next state."""
    readable(request, case)
    state, ground = state_named(field(request.POST, "state")), field(request.POST, "ground")
    actions.move(case, state, ground=ground, by=actor(request), on=today(), at=now())
    messages.success(request, say("handler.moved", state=say(f"cases.state_{state}")))
    return redirect("handler:case", case)


def state_named(name: str) -> CaseState:
    """Return a state; refuses a word that is none."""
    if name not in set(CaseState):
        raise Refused("no_such_move", say("handler.error_move"))
    return CaseState(name)


@serving_only
@require_POST
def close(request: HttpRequest, case: str) -> HttpResponse:
    """Close a case, with how it ended."""
    actions.close_case(case, outcome=field(request.POST, "outcome"), by=actor(request), on=today(), at=now())
    messages.success(request, say("handler.closed"))
    return redirect("handler:case", case)


@serving_only
@require_POST
def deed(request: HttpRequest, case: str) -> HttpResponse:
    """Note something as done."""
    readable(request, case)
    deeds.note_deed(case, field(request.POST, "deed"), by=actor(request), on=today(), at=now())
    messages.success(request, say("steps.noted"))
    return redirect("handler:case", case)


@serving_only
@require_POST
def ratings(request: HttpRequest, case: str) -> HttpResponse:
    """Ask the reporter what they thought of being heard, and of the follow-up."""
    actions.ask_rating(case, by=actor(request), on=today(), at=now())
    messages.success(request, say("handler.asked_ratings"))
    return redirect("handler:case", case)
