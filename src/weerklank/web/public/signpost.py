"""Where can I go? The answers stand in the address; all that is kept is one more in a count of the month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from weerklank.errors import Refused
from weerklank.guidance.actions import count_barriers, count_step
from weerklank.guidance.choices import choices
from weerklank.guidance.queries import channels_at
from weerklank.guidance.signpost import EXTERNAL, INTERNAL, next_question, read_answers, routes, signpost
from weerklank.guidance.states import Step
from weerklank.organisation.queries import placement_of
from weerklank.web.asked import field, fields
from weerklank.web.clock import today

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from weerklank.guidance.queries import Details
    from weerklank.guidance.signpost import Answers, Option, Question, Route
    from weerklank.organisation.queries import Place

LONGEST_UNIT = 9
"""Digits of the largest number of a unit that is looked up."""


def ask(request: HttpRequest, steps: str = "") -> HttpResponse:
    """Return the next question, or where every question has its answer, the routes that fit."""
    answers = read_answers(steps)
    place = place_named(request)
    given = answered(answers, place=place)
    put = next_question(answers)
    if put is None:
        return show_routes(request, answers, given=given, place=place)
    if len(answers) == 1:
        count_visit(request, Step.STARTED)
    page = {
        "asked": put.asked_of(answers),
        "options": offered(put, steps, place=place),
        "number": len(answers) + 1,
        "total": len(signpost().questions),
        "given": given,
    }
    return render(request, "public/question.html", page)


def show_routes(
    request: HttpRequest,
    answers: Answers,
    *,
    given: list[tuple[Question, Option, str]],
    place: Place | None,
) -> HttpResponse:
    """Return who can be turned to, inside and outside, 112 first where there is danger."""
    count_visit(request, Step.ENDED)
    channels = channels_at(place.unit_id if place else None)
    found = [(way, channels.get(way.id)) for way in routes(answers)]
    page = {
        "given": given,
        "place": place,
        "emergency": next((way for way, _ in found if way.id == "emergency"), None),
        "inside": on_side(INTERNAL, found),
        "outside": [(way, kept) for way, kept in on_side(EXTERNAL, found) if way.id != "emergency"],
        "authorities": signpost().authorities,
        "barriers": choices("barriers"),
    }
    return render(request, "public/routes.html", page)


def on_side(side: str, found: list[tuple[Route, Details | None]]) -> list[tuple[Route, Details | None]]:
    """Return the routes of one side, each with how it is reached at an employer."""
    return [(way, kept) for way, kept in found if way.side == side]


def offered(put: Question, steps: str, *, place: Place | None) -> list[tuple[Option, str]]:
    """Return each option with the answers up to and including it, as a step of an address."""
    before = f"{steps.strip('/')}/" if steps else ""
    return [(option, f"{before}{option.id}{tail(place)}") for option in put.options]


def answered(answers: Answers, *, place: Place | None) -> list[tuple[Question, Option, str]]:
    """Return each question with the option chosen, and the answers before it, to choose another."""
    chosen: list[tuple[Question, Option, str]] = []
    for put in signpost().questions[: len(answers)]:
        option = next(one for one in put.options if one.id == answers[put.id])
        before = "/".join(list(answers.values())[: len(chosen)])
        chosen.append((put, option, f"{before}{tail(place)}"))
    return chosen


def tail(place: Place | None) -> str:
    """Return what carries the unit of a visitor from page to page, where they chose one."""
    return f"?at={place.unit_id}" if place else ""


def place_named(request: HttpRequest) -> Place | None:
    """Return where a visitor works, where the address says so."""
    unit = field(request.GET, "at")
    if not (unit.isascii() and unit.isdigit()) or len(unit) > LONGEST_UNIT:
        return None
    return placement_of(int(unit), on=today())


def count_visit(request: HttpRequest, step: Step) -> None:
    """Count one more; what a browser fetches before it is asked to counts for nothing."""
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        count_step(step, on=today())


@csrf_exempt  # a token would need a cookie, and a visitor gets none: where a form comes from is looked at instead
@require_POST
def tell_barriers(request: HttpRequest) -> HttpResponse:
    """Count what kept someone from asking."""
    if not is_our_own_form(request):
        raise Refused("not_found")
    count_barriers(fields(request.POST, "barrier"), on=today())
    return redirect("public:barriers_told")


def is_our_own_form(request: HttpRequest) -> bool:
    """Return whether a form was sent from a page of ours, as the browser says itself."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    own = {f"{request.scheme}://{request.get_host()}", settings.ENVIRONMENT.address}
    return request.headers.get("Origin") in own


def barriers_told(request: HttpRequest) -> HttpResponse:
    """Return thanks."""
    return render(request, "public/barriers_told.html")
