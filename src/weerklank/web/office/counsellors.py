"""Keeping counsellors and pools: a coordinator's pages. Each thing is of the coordinator's own employer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from weerklank.errors import Refused
from weerklank.guidance import actions
from weerklank.guidance.queries import counsellor, kept_beside, pools, pools_at, services_of
from weerklank.guidance.rules import may_keep
from weerklank.organisation.queries import unit_beside
from weerklank.people.queries import person_with_address
from weerklank.people.states import Role
from weerklank.web.asked import field
from weerklank.web.office.counsellor_forms import AccountForm, NewCounsellorForm, PoolForm, UnitForm
from weerklank.web.profile_form import AbsenceForm, ProfileForm, told_of
from weerklank.web.visitor import actor, now, open_to, today
from weerklank.web.wording import say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from weerklank.guidance.queries import Listener

PAGE = 50
COORDINATOR = Role.COUNSELLOR_COORDINATOR


@open_to(COORDINATOR)
def kept(request: HttpRequest) -> HttpResponse:
    """Return the counsellors of the employer of whoever asks, with what they serve and how fresh they are."""
    found = kept_beside(actor(request).unit_id, on=today())
    page = Paginator(found, PAGE).get_page(field(request.GET, "page"))
    return render(request, "office/counsellors.html", {"page": page})


@open_to(COORDINATOR)
def add(request: HttpRequest) -> HttpResponse:
    """Add a counsellor for a unit and all below it, alone or in a pool that is kept here."""
    person = actor(request)
    form = NewCounsellorForm(request.POST or None, beside=person.unit_id)
    if request.method == "POST" and form.is_valid():
        unit = unit_beside(person.unit_id, form.cleaned_data["unit"])
        pool = int(form.cleaned_data["pool"]) if form.cleaned_data["pool"] else None
        number = actions.add_counsellor(
            form.profile(), serves=unit.pk, pool=pool, by=person, on=today(), at=now()
        )
        messages.success(request, say("keeping.added"))
        return redirect("office:counsellor", number)
    return render(request, "office/counsellor_new.html", {"form": form})


@open_to(COORDINATOR)
def one(request: HttpRequest, number: int) -> HttpResponse:
    """Return one counsellor; change what is shown."""
    whose = kept_here(request, number)
    form = ProfileForm(request.POST or None, initial=told_of(whose))
    if request.method == "POST" and form.is_valid():
        actions.change_profile(number, form.profile(), by=actor(request), on=today(), at=now())
        messages.success(request, say("keeping.kept"))
        return redirect("office:counsellor", number)
    page = {
        "whose": whose,
        "form": form,
        "services": services_of(number, on=today()),
        "unit": UnitForm(),
        "account": AccountForm(),
        "absence": AbsenceForm(),
    }
    return render(request, "office/counsellor.html", page)


def kept_here(request: HttpRequest, number: int) -> Listener:
    """Return a counsellor that whoever asks keeps; another is not there."""
    whose = counsellor(number, on=today())
    if not may_keep(actor(request), whose.kept_at_id, on=today()):
        raise Refused("not_found")
    return whose


@open_to(COORDINATOR)
@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm that what is shown of a counsellor is right, after trying it out."""
    actions.confirm_profile(kept_here(request, number).pk, by=actor(request), on=today(), at=now())
    messages.success(request, say("profile.confirmed"))
    return redirect("office:counsellor", number)


@open_to(COORDINATOR)
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Let a counsellor stop."""
    actions.end_counsellor(kept_here(request, number).pk, by=actor(request), on=today(), at=now())
    messages.success(request, say("keeping.ended"))
    return redirect("office:counsellors")


@open_to(COORDINATOR)
@require_POST
def serve(request: HttpRequest, number: int) -> HttpResponse:
    """Let a counsellor serve another unit."""
    whose, person = kept_here(request, number), actor(request)
    unit = unit_beside(person.unit_id, field(request.POST, "unit"))
    actions.serve(whose.pk, unit=unit.pk, by=person, on=today(), at=now())
    return redirect("office:counsellor", number)


@open_to(COORDINATOR)
@require_POST
def link(request: HttpRequest, number: int) -> HttpResponse:
    """Let a profile belong to an account, which keeps it from then on."""
    whose = kept_here(request, number)
    person = person_with_address(field(request.POST, "email"))
    actions.link_account(whose.pk, person, by=actor(request), on=today(), at=now())
    messages.success(request, say("keeping.linked"))
    return redirect("office:counsellor", number)


@open_to(COORDINATOR)
@require_POST
def absent(request: HttpRequest, number: int) -> HttpResponse:
    """Say on which days a counsellor cannot be reached."""
    whose, form = kept_here(request, number), AbsenceForm(request.POST)
    if not form.is_valid():
        raise Refused("no_such_days", say("profile.days_wrong"))
    days = form.cleaned_data
    actions.add_absence(
        whose.pk, first=days["first"], last=days["last"], by=actor(request), on=today(), at=now()
    )
    return redirect("office:counsellor", number)


@open_to(COORDINATOR)
@require_POST
def stop(request: HttpRequest, service: int) -> HttpResponse:
    """Let a counsellor or a pool serve a unit no longer."""
    actions.stop_serving(service, by=actor(request), on=today(), at=now())
    return redirect("office:pools" if field(request.POST, "back") == "pools" else "office:counsellors")


@open_to(COORDINATOR)
def shared(request: HttpRequest) -> HttpResponse:
    """Return every pool, and which serve units here; begin one."""
    person = actor(request)
    form = PoolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        unit = unit_beside(person.unit_id, form.cleaned_data.pop("unit"))
        actions.add_pool(**form.cleaned_data, kept_at=unit.pk, by=person, on=today(), at=now())
        return redirect("office:pools")
    page = {
        "pools": pools(),
        "served": pools_at(person.unit_id, on=today()),
        "form": form,
        "unit": UnitForm(),
    }
    return render(request, "office/pools.html", page)


@open_to(COORDINATOR)
@require_POST
def let_in(request: HttpRequest, pool: int) -> HttpResponse:
    """Let a pool serve a unit here, and all below it."""
    person = actor(request)
    unit = unit_beside(person.unit_id, field(request.POST, "unit"))
    actions.let_in(pool, unit=unit.pk, by=person, on=today(), at=now())
    return redirect("office:pools")
