"""Signing in as an invented person, with one click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import login
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from weerklank.errors import Refused
from weerklank.people.queries import invented_people
from weerklank.people.roles import role_text
from weerklank.web.visitor import today

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def roles(request: HttpRequest) -> HttpResponse:
    """Return every role that an invented person holds."""
    offered = [(role, role_text(role), person) for role, person in invented_people(on=today()).items()]
    return render(request, "demonstration/roles.html", {"offered": offered})


@require_POST
def enter(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as the invented person with a role; a real person can never be entered."""
    person = invented_people(on=today()).get(role)
    if person is None:
        raise Refused("not_found")
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("employee:start")
