"""Pages for those who keep the house in order: units, grants, the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render

from weerklank.organisation.queries import placements_with_headcount
from weerklank.people.queries import appointing, grants_within
from weerklank.people.roles import role_text
from weerklank.people.states import Role
from weerklank.trail.queries import acts_at
from weerklank.web.asked import field
from weerklank.web.visitor import OFFICE, actor, held_of, open_to, today

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE = 50


@open_to(*OFFICE)
def start(request: HttpRequest) -> HttpResponse:
    """Return the pages of the office that this person may open."""
    return render(request, "office/start.html")


@open_to(Role.TECHNICAL_ADMIN, Role.COUNSELLOR_COORDINATOR)
def units(request: HttpRequest) -> HttpResponse:
    """Return the units of the employer of whoever asks."""
    found = placements_with_headcount(actor(request).unit_id, on=today())
    page = Paginator(found, PAGE).get_page(field(request.GET, "page"))
    return render(request, "office/units.html", {"page": page})


@open_to(Role.TECHNICAL_ADMIN, Role.DATA_PROTECTION_OFFICER)
def grants(request: HttpRequest) -> HttpResponse:
    """Return who holds which role at the employer of whoever asks, and what they may appoint others to."""
    person = actor(request)
    page = Paginator(grants_within(person.unit_id, on=today()), PAGE).get_page(field(request.GET, "page"))
    rows = [(role_text(grant.role), grant) for grant in page]
    return render(
        request, "office/grants.html", {"page": page, "rows": rows, "own": appointing(person, on=today())}
    )


@open_to(Role.DATA_PROTECTION_OFFICER)
def trail(request: HttpRequest) -> HttpResponse:
    """Return the acts of staff at the employer of whoever asks, the last first."""
    employer = next((one.employer for one in held_of(request)), None)
    page = Paginator(acts_at(employer), PAGE).get_page(field(request.GET, "page"))
    return render(request, "office/trail.html", {"page": page})
