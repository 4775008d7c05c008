"""Campaigns, and how the signpost was used before, during and after each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render

from weerklank.errors import Refused
from weerklank.guidance.actions import add_campaign
from weerklank.guidance.periods import around
from weerklank.guidance.queries import campaigns, signpost_months
from weerklank.guidance.states import Medium, Step
from weerklank.organisation.queries import placements_with_headcount
from weerklank.people.states import Role
from weerklank.web.asked import field
from weerklank.web.visitor import actor, now, open_to, today
from weerklank.web.wording import say, say_later

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from weerklank.guidance.periods import Around

PAGE = 50
MEDIA = {
    Medium.INTRANET: say_later("campaigns.intranet"),
    Medium.EMAIL: say_later("campaigns.email"),
    Medium.POSTER: say_later("campaigns.poster"),
    Medium.MEETING: say_later("campaigns.meeting"),
    Medium.TRAINING: say_later("campaigns.training"),
    Medium.OTHER: say_later("campaigns.other"),
}


class CampaignForm(forms.Form):
    """A message, by what, to whom and when."""

    message = forms.CharField(label=say_later("campaigns.message"), max_length=300)
    medium = forms.TypedChoiceField(label=say_later("campaigns.medium"), choices=MEDIA.items, coerce=Medium)
    unit = forms.TypedChoiceField(label=say_later("campaigns.group"), coerce=int)
    begins_on = forms.DateField(
        label=say_later("campaigns.begins_on"), widget=forms.DateInput(attrs={"type": "date"})
    )
    ends_on = forms.DateField(
        label=say_later("campaigns.ends_on"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *given: Any, units: list[tuple[int, str]], **named: Any) -> None:  # noqa: ANN401 - as Django has it
        super().__init__(*given, **named)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]  # a field with choices, named as a field


@open_to(Role.COUNSELLOR_COORDINATOR)
def index(request: HttpRequest) -> HttpResponse:
    """Return the campaigns with what was counted around each, and a form for the next."""
    places = placements_with_headcount(actor(request).unit_id, on=today())
    units = [(place.unit_id, place.name_nl) for place in places]
    form = CampaignForm(request.POST or None, units=units)
    if form.is_valid() and added(form, request):
        return redirect("office:campaigns")
    page = Paginator(campaigns(actor(request).unit_id), PAGE).get_page(field(request.GET, "page"))
    counts = signpost_months()
    names = dict(units)
    rows = [
        (
            one,
            MEDIA[Medium(one.medium)],
            names.get(one.unit_id, ""),
            counted(around(one.begins_on, one.ends_on), counts),
        )
        for one in page
    ]
    return render(request, "office/campaigns.html", {"page": page, "rows": rows, "form": form})


def added(form: CampaignForm, request: HttpRequest) -> bool:
    """Write down what a form holds; where that is refused the form says why."""
    try:
        add_campaign(**form.cleaned_data, by=actor(request), on=today(), at=now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, say("campaigns.added"))
    return True


def counted(months: Around, counts: dict[Step, dict[date, int]]) -> list[tuple[object, int, int]]:
    """Return the months before, during and after a campaign, each with starts and ends of the signpost."""
    return [
        (period, period.total(counts[Step.STARTED]), period.total(counts[Step.ENDED]))
        for period in (months.before, months.during, months.after)
    ]
