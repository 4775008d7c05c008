"""The pages of those who handle cases. What stands on them is never sealed: the rest opens in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from weerklank.cases import queries, speaking
from weerklank.cases.counting import counted_for, year_of
from weerklank.cases.rules import may_ask_rating, may_lead
from weerklank.people.queries import key_state
from weerklank.web.asked import field, year_asked
from weerklank.web.handler import shown, stepping
from weerklank.web.handler.entrance import DERIVING, own_key_in, readable, serving_only
from weerklank.web.handler.keeping import keeping_told
from weerklank.web.visitor import actor, today
from weerklank.web.wording import say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def answer(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    """Return a page of this door, with its policy and with what the script needs to know."""
    own = key_state(actor(request), on=today())
    known = {"own": own, "today": today(), "script_words": shown.script_words(), **context}
    response = render(request, template, known)
    response.headers["Content-Security-Policy"] = DERIVING
    return response


@serving_only
def inbox(request: HttpRequest) -> HttpResponse:
    """Return the cases that are sealed to whoever asks, by what is clear of them: dates, states and terms."""
    asked = field(request.GET, "show")
    which = queries.Show(asked) if asked in set(queries.Show) else queries.Show.OPEN
    page = shown.asked_page(field(request.GET, "page"))
    found = queries.inbox(actor(request), on=today(), page=page, show=which)
    filters = [(show.value, say(f"handler.show_{show}")) for show in queries.Show]
    return answer(
        request,
        "handler/inbox.html",
        found=found,
        rows=shown.rows(found.cases),
        filters=filters,
        shown=which.value,
    )


@serving_only
def case(request: HttpRequest, case: str) -> HttpResponse:
    """Return one case: what is clear of it, and where the script puts the rest."""
    found = readable(request, case)
    leads = stepping.leads(actor(request), found, on=today())
    may_ask = may_ask_rating(actor(request), found, on=today())
    told = {
        **shown.case_facts(found, may_note=may_lead(actor(request), found, on=today())),
        **shown.identity(found, own_key_in(request, found)),
        **keeping_told(request, found),
        "readers": queries.readers_named(found),
    }
    return answer(request, "handler/case.html", **told, leads=leads, may_ask=may_ask)


@serving_only
def year(request: HttpRequest) -> HttpResponse:
    """Return what whoever asks read themselves of what came in during a year: for their own yearly account."""
    asked = year_asked(request, today())
    own = counted_for(actor(request), year_of(asked))
    return answer(request, "handler/year.html", year=asked, own=shown.year_rows(own))


@serving_only
def keys(request: HttpRequest) -> HttpResponse:
    """Return how it stands with one's own key, and where it is made."""
    return answer(request, "handler/keys.html")


@serving_only
def spoken(request: HttpRequest) -> HttpResponse:
    """Return where a handler writes down what someone tells, and gets words for them to come back with."""
    desks = [
        (desk, say(f"cases.procedure_{desk.procedure.id}"))
        for desk in speaking.desks(actor(request), on=today())
    ]
    return answer(request, "handler/spoken.html", desks=desks)
