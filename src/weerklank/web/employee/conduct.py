"""The code of conduct of one's own employer, and letting know that one read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render

from weerklank.guidance.actions import acknowledge_code
from weerklank.guidance.queries import code_in_force, has_acknowledged, told_in
from weerklank.people.queries import employer_of
from weerklank.people.states import Role
from weerklank.web.visitor import actor, open_to, today
from weerklank.web.wording import say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@open_to(Role.EMPLOYEE)
def code(request: HttpRequest) -> HttpResponse:
    """Return the code in force where someone works; or write down that it was read, and not by whom."""
    person = actor(request)
    if request.method == "POST":
        acknowledge_code(by=person, on=today())
        messages.success(request, say("conduct.thanked"))
        return redirect("employee:code")
    version = code_in_force(employer_of(person.unit_id), on=today())
    told = {"sections": told_in(version), "done": has_acknowledged(person, version)} if version else {}
    return render(request, "employee/code.html", {"version": version, **told})
