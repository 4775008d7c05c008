"""What everyone with an account sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from weerklank.people.queries import grants_on
from weerklank.people.roles import role_text
from weerklank.people.states import Role
from weerklank.web.visitor import actor, open_to, today

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@open_to(Role.EMPLOYEE)
def start(request: HttpRequest) -> HttpResponse:
    """Return who someone is here: their roles, from when and until when, and who granted them."""
    held = grants_on(today()).filter(person=actor(request)).select_related("granted_by", "unit")
    return render(
        request, "employee/start.html", {"held": [(role_text(grant.role), grant) for grant in held]}
    )
