"""Where a second person decides whether who a reporter is may be passed on; nothing of the case stands here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from weerklank.cases import disclosing
from weerklank.cases.rules import DECIDERS
from weerklank.web.numbering import number_of
from weerklank.web.visitor import actor, now, open_to, today
from weerklank.web.wording import say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@open_to(*sorted(DECIDERS))
def waiting(request: HttpRequest) -> HttpResponse:
    """Return the wishes on which whoever asks may decide."""
    wishes = disclosing.waiting_for(actor(request), on=today())
    rows = [(wish, number_of(wish.case), say(f"handler.ground_{wish.ground}")) for wish in wishes]
    return render(request, "office/disclosures.html", {"rows": rows})


@open_to(*sorted(DECIDERS))
@require_POST
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """Approve that a name is passed on."""
    disclosing.approve_disclosure(number, by=actor(request), on=today(), at=now())
    messages.success(request, say("office.disclosure_approved"))
    return redirect("office:disclosures")


@open_to(*sorted(DECIDERS))
@require_POST
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """Refuse that a name is passed on."""
    disclosing.refuse_disclosure(number, by=actor(request), on=today(), at=now())
    messages.success(request, say("office.disclosure_refused"))
    return redirect("office:disclosures")
