"""A confidential counsellor's own profile: read, changed, confirmed, and when they cannot be reached."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from weerklank.errors import Refused
from weerklank.guidance.actions import add_absence, change_profile, confirm_profile, remove_absence
from weerklank.guidance.queries import own_profile
from weerklank.people.states import Role
from weerklank.web.profile_form import AbsenceForm, OwnProfileForm, told_of
from weerklank.web.visitor import actor, now, open_to, today
from weerklank.web.wording import say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from weerklank.guidance.queries import Listener


@open_to(Role.CONFIDENTIAL_COUNSELLOR)
def profile(request: HttpRequest) -> HttpResponse:
    """Return a counsellor's own profile; change it."""
    mine = own_profile(actor(request), on=today())
    if mine is None:
        return render(request, "employee/no_profile.html")
    form = OwnProfileForm(request.POST or None, initial=told_of(mine))
    if request.method == "POST" and form.is_valid():
        told = replace(form.profile(), external=mine.external)
        change_profile(mine.pk, told, by=actor(request), on=today(), at=now())
        messages.success(request, say("profile.kept"))
        return redirect("employee:profile")
    page = {"mine": mine, "form": form, "absence": AbsenceForm(), "absences": mine.absences.all()}
    return render(request, "employee/profile.html", page)


def mine_or_refused(request: HttpRequest) -> Listener:
    """Return the own profile of who asks; refuse where there is none."""
    mine = own_profile(actor(request), on=today())
    if mine is None:
        raise Refused("not_found")
    return mine


@open_to(Role.CONFIDENTIAL_COUNSELLOR)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Confirm that one's own profile is right."""
    confirm_profile(mine_or_refused(request).pk, by=actor(request), on=today(), at=now())
    messages.success(request, say("profile.confirmed"))
    return redirect("employee:profile")


@open_to(Role.CONFIDENTIAL_COUNSELLOR)
@require_POST
def absent(request: HttpRequest) -> HttpResponse:
    """Say on which days one cannot be reached."""
    mine, form = mine_or_refused(request), AbsenceForm(request.POST)
    if not form.is_valid():
        raise Refused("no_such_days", say("profile.days_wrong"))
    days = form.cleaned_data
    add_absence(mine.pk, first=days["first"], last=days["last"], by=actor(request), on=today(), at=now())
    return redirect("employee:profile")


@open_to(Role.CONFIDENTIAL_COUNSELLOR)
@require_POST
def back(request: HttpRequest, absence: int) -> HttpResponse:
    """Take one's own absence away."""
    mine_or_refused(request)
    remove_absence(absence, by=actor(request), on=today(), at=now())
    return redirect("employee:profile")
