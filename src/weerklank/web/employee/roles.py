"""Roles and ties: give what one may give, take it back, and say whom one must not judge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from weerklank.errors import Refused
from weerklank.organisation.queries import unit_beside
from weerklank.people.actions import appoint, declare_tie, withdraw
from weerklank.people.queries import appointing, grants_from, in_reach, ties_of
from weerklank.people.roles import role_text
from weerklank.people.states import Right, Role
from weerklank.web.asked import field
from weerklank.web.templatetags.wording import in_language
from weerklank.web.visitor import actor, now, open_to, today
from weerklank.web.wording import say, say_later, told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

PAGE = 50
RIGHTS = {Right.ACT: say_later("roles.act"), Right.APPOINT: say_later("roles.appoint")}
DATE = {"type": "date"}


class AppointForm(forms.Form):
    """To whom, which role, where and how long."""

    email = forms.EmailField(label=say_later("roles.email"))
    role = forms.TypedChoiceField(label=say_later("roles.role"), coerce=Role)
    right = forms.TypedChoiceField(label=say_later("roles.right"), choices=RIGHTS.items, coerce=Right)
    unit = forms.CharField(label=say_later("roles.unit"), max_length=40)
    since = forms.DateField(label=say_later("roles.since"), widget=forms.DateInput(attrs=DATE))
    until = forms.DateField(
        label=say_later("roles.until"), widget=forms.DateInput(attrs=DATE), required=False
    )

    def __init__(self, *given: Any, offered: Iterable[Role], **named: Any) -> None:  # noqa: ANN401 - as Django has it
        super().__init__(*given, **named)
        choices = sorted((in_language(role_text(role)), role.value) for role in offered)
        self.fields["role"].choices = [(role, text) for text, role in choices]  # type: ignore[attr-defined]  # a field with choices, named as a field


class TieForm(forms.Form):
    """With whom."""

    email = forms.EmailField(label=say_later("roles.tie_email"))


@open_to(Role.EMPLOYEE)
def roles(request: HttpRequest) -> HttpResponse:
    """Return one's own roles and ties, and what one may give; give it when asked."""
    person = actor(request)
    offered = {Role(one.role) for one in appointing(person, on=today())}
    form = AppointForm(request.POST or None, offered=offered)
    if form.is_valid() and given(form, request):
        return redirect("employee:roles")
    return render(request, "employee/roles.html", shown(request) | {"form": form if offered else None})


def shown(request: HttpRequest) -> dict[str, object]:
    """Return what the page shows beside its forms."""
    person = actor(request)
    own = grants_from(today()).filter(person=person).order_by("role", "pk")
    page = Paginator(in_reach(person, on=today()), PAGE).get_page(field(request.GET, "page"))
    return {
        "own": [(role_text(one.role), one) for one in own],
        "page": page,
        "rows": [(role_text(one.role), one) for one in page],
        "ties": ties_of(person),
        "tie": TieForm(),
    }


def given(form: AppointForm, request: HttpRequest) -> bool:
    """Give the role that a form holds; where that is refused the form says why."""
    person, wanted = actor(request), dict(form.cleaned_data)
    try:
        unit = unit_beside(person.unit_id, wanted.pop("unit"))
        appoint(**wanted, unit=unit, by=person, on=today(), at=now())
    except Refused as refusal:
        form.add_error(None, told(refusal))
        return False
    messages.success(request, say("roles.given"))
    return True


@open_to(Role.EMPLOYEE)
@require_POST
def end(request: HttpRequest, grant: int) -> HttpResponse:
    """End a role: one's own, or one that one may give."""
    withdraw(grant, by=actor(request), on=today(), at=now())
    messages.success(request, say("roles.ended"))
    return redirect("employee:roles")


@open_to(Role.EMPLOYEE)
@require_POST
def tie(request: HttpRequest) -> HttpResponse:
    """Write down one's own tie with a colleague."""
    form = TieForm(request.POST)
    if not form.is_valid():
        raise Refused("no_such_colleague", "No colleague has an account with this address.")
    declare_tie(form.cleaned_data["email"], by=actor(request), at=now())
    messages.success(request, say("roles.tied"))
    return redirect("employee:roles")
