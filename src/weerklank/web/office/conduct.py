"""Publishing the code of conduct, and how many read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render

from weerklank.errors import Refused
from weerklank.guidance.actions import publish_code
from weerklank.guidance.code_text import in_tens, written
from weerklank.guidance.queries import acknowledged_by_unit, code_in_force, codes, told_in
from weerklank.organisation.queries import placements
from weerklank.people.queries import employer_of
from weerklank.people.states import Role
from weerklank.web.visitor import actor, now, open_to, roles_of, today
from weerklank.web.wording import say, say_later

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class CodeForm(forms.Form):
    """The next version, in both languages."""

    valid_from = forms.DateField(
        label=say_later("conduct.valid_from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    text_nl = forms.CharField(label=say_later("conduct.text_nl"), widget=forms.Textarea(attrs={"rows": 16}))
    text_en = forms.CharField(label=say_later("conduct.text_en"), widget=forms.Textarea(attrs={"rows": 16}))


@open_to(Role.EDITOR, Role.INTEGRITY_COORDINATOR)
def code(request: HttpRequest) -> HttpResponse:
    """Return the versions, how many read the one in force, and for an editor the next one to publish."""
    employer = employer_of(actor(request).unit_id)
    form = (
        CodeForm(request.POST or None, initial=as_it_is(employer))
        if Role.EDITOR in roles_of(request)
        else None
    )
    if form is not None and form.is_valid() and published(form, request):
        return redirect("office:code")
    told = {"form": form, "versions": codes(employer), "read": read_by_unit(employer)}
    return render(request, "office/code.html", {**told, "in_force": code_in_force(employer, on=today())})


def published(form: CodeForm, request: HttpRequest) -> bool:
    """Publish what a form holds; where that is refused the form says why, and keeps what was written."""
    told: dict[str, Any] = form.cleaned_data
    try:
        number = publish_code(**told, by=actor(request), on=today(), at=now())
    except Refused as refusal:
        if refusal.code == "may_not":
            raise
        form.add_error(None, str(refusal))
        return False
    messages.success(request, say("conduct.published", number=number))
    return True


def as_it_is(employer: int | None) -> dict[str, Any]:
    """Return the last version as it is written, to begin the next one with."""
    last = codes(employer).first()
    told = told_in(last) if last else ()
    texts = {"text_nl": written(told, english=False), "text_en": written(told, english=True)}
    return {"valid_from": today(), **texts}


def read_by_unit(employer: int | None) -> list[tuple[Any, int | None]]:
    """Return the employer and the units right under it, each with how many read the code in force, in tens."""
    version = code_in_force(employer, on=today())
    if version is None or employer is None:
        return []
    times = acknowledged_by_unit(version, on=today())
    return [(place, in_tens(times[place.unit_id])) for place in placements(on=today()).filter(unit__in=times)]
