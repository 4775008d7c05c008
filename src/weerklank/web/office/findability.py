"""How well people find someone to turn to: coverage, freshness, the signpost, barriers, and what surveys found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render

from weerklank.errors import Refused
from weerklank.guidance.actions import set_channel
from weerklank.guidance.choices import chosen
from weerklank.guidance.queries import barrier_counts, channels_at, findability, signpost_counts
from weerklank.guidance.signpost import signpost
from weerklank.guidance.states import Step
from weerklank.people.states import Role
from weerklank.releases.figure import Release
from weerklank.releases.queries import published_sources, verified
from weerklank.web.asked import field
from weerklank.web.office.counsellor_forms import ChannelForm
from weerklank.web.visitor import actor, now, open_to, today
from weerklank.web.wording import say

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from weerklank.releases.figure import Figure

PAGE = 50
FLOOR = 10
"""Counts of visitors below this are not shown."""
SHOWN_MONTHS = 24
SURVEYED = {
    "F1": "knows_counsellor_exists",
    "F2": "knows_counsellor_findable",
    "F3": "knows_where_to_report",
    "F9": "knows_code",
}
"""The indicator of a survey by the measure that it answers."""


@open_to(Role.COUNSELLOR_COORDINATOR)
def measures(request: HttpRequest) -> HttpResponse:
    """Return F1 to F9 for the employer of whoever asks, and which unit has a gap."""
    found = findability(actor(request).unit_id, on=today())
    page = {
        "found": found,
        "covered_share": share(found.covered, found.units),
        "fresh_share": share(found.fresh, found.profiles),
        "signpost": signpost_by_month()[:1],
        "surveyed": surveyed(),
        "page": Paginator(found.uncovered, PAGE).get_page(field(request.GET, "page")),
    }
    return render(request, "office/findability.html", page)


def share(part: int, whole: int) -> int | None:
    """Return a share in whole percents, never rounded up to all; nothing where there is nothing."""
    return 100 * part // whole if whole else None


def surveyed() -> dict[str, Figure]:
    """Return the figures for everybody of the last publication that measures findability, by measure."""
    asked = f'"{SURVEYED["F2"]}"'
    publication = published_sources().filter(document__contains=asked).first()
    document = verified(publication).document if publication else None
    if not isinstance(document, Release):
        return {}
    whole = {figure.indicator: figure for figure in document.figures if not figure.domain}
    return {measure: whole[indicator] for measure, indicator in SURVEYED.items() if indicator in whole}


def signpost_by_month() -> list[tuple[date, int | None, int | None, int | None]]:
    """Return months with starts, ends and the share that ended at people (F7), above the floor alone."""
    months: dict[date, dict[str, int]] = {}
    for count in signpost_counts()[: 2 * SHOWN_MONTHS]:
        months.setdefault(count.month, {})[count.step] = count.times
    return [(month, *told(steps)) for month, steps in months.items()]


def told(steps: dict[str, int]) -> tuple[int | None, int | None, int | None]:
    """Return starts, ends and their share; nothing of a month in which either is below the floor."""
    started, ended = steps.get(Step.STARTED, 0), steps.get(Step.ENDED, 0)
    if min(started, ended) < FLOOR:
        return (None, None, None)
    return (started, ended, share(min(ended, started), started))


@open_to(Role.COUNSELLOR_COORDINATOR)
def barriers(request: HttpRequest) -> HttpResponse:
    """Return what kept visitors from asking, by month."""
    page = Paginator(barrier_counts(), PAGE).get_page(field(request.GET, "page"))
    rows = [
        (count.month, chosen("barriers", [count.barrier])[0], count.times if count.times >= FLOOR else None)
        for count in page
    ]
    shown = {"page": page, "rows": rows, "months": signpost_by_month(), "floor": FLOOR}
    return render(request, "office/barriers.html", shown)


@open_to(Role.COUNSELLOR_COORDINATOR)
def channels(request: HttpRequest) -> HttpResponse:
    """Return how each route inside the organisation is reached here; whoever keeps one tried it out."""
    person = actor(request)
    if request.method == "POST":
        keep_channel(request)
        return redirect("office:channels")
    kept = channels_at(person.unit_id)
    forms = [
        (way, kept.get(way.id), ChannelForm(initial=begun(kept.get(way.id)), auto_id=f"{way.id}-%s"))
        for way in signpost().routes
        if way.kept
    ]
    return render(request, "office/channels.html", {"forms": forms})


def begun(details: object) -> dict[str, str]:
    """Return what a form begins with."""
    return {name: getattr(details, name, "") for name in ("phone", "email", "page")}


def keep_channel(request: HttpRequest) -> None:
    """Keep how one route is reached."""
    person, form = actor(request), ChannelForm(request.POST)
    if person.unit_id is None:
        raise Refused("not_found")
    if not form.is_valid():
        raise Refused("channel_wrong", say("keeping.channel_wrong"))
    set_channel(
        field(request.POST, "route"),
        unit=person.unit_id,
        **form.cleaned_data,
        by=person,
        on=today(),
        at=now(),
    )
    messages.success(request, say("keeping.kept"))
