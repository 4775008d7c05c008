"""Finding a confidential counsellor: by unit, name, place, topic or language. Nothing of the visitor is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from weerklank.errors import Refused
from weerklank.guidance.choices import choices, chosen
from weerklank.guidance.profile import card
from weerklank.guidance.queries import (
    channels_at,
    counsellor,
    counsellors_named,
    counsellors_of,
    words_of_counsellors,
)
from weerklank.guidance.signpost import signpost
from weerklank.organisation.queries import employers, lines_of, placement_of, right_below, units_named
from weerklank.organisation.spelling import nearly
from weerklank.web.asked import field
from weerklank.web.clock import today
from weerklank.web.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from weerklank.guidance.queries import Listener
    from weerklank.guidance.signpost import Option
    from weerklank.organisation.queries import Place

MOST = 30
"""Units and counsellors shown of one search: who has more types another word."""


def find(request: HttpRequest) -> HttpResponse:
    """Return what a search finds, or every employer to begin at."""
    text, topic, language = (field(request.GET, name) for name in ("q", "topic", "language"))
    if not (text or topic or language):
        every = {"employers": employers(on=today())}
        return render(request, "public/find.html", every | search_form(text, topic, language))
    found = list(units_named(text, on=today())[:MOST]) if text else []
    people = list(counsellors_named(text, topic=topic, language=language, on=today())[:MOST])
    if len(found) == 1 and not people:
        return redirect("public:counsellors_at", found[0].unit_id)
    lines = lines_of(found, on=today())
    page = {
        "units": [lines[place.unit_id] for place in found],
        "found": shown(people),
        "searched": True,
        "meant": "" if found or people else nearly(text, words_of_counsellors(on=today())),
    }
    return render(request, "public/find.html", page | search_form(text, topic, language))


def search_form(text: str, topic: str, language: str) -> dict[str, object]:
    """Return what the form of a search shows."""
    return {
        "q": text,
        "topic": topic,
        "spoken": language,
        "topics": choices("topics"),
        "languages": choices("languages"),
    }


def at(request: HttpRequest, unit: int) -> HttpResponse:
    """Return who can be turned to at a unit, and how else to get help there."""
    place = standing_place(unit)
    channels = channels_at(unit)
    page = {
        "place": place,
        "line": lines_of([place], on=today())[unit][:-1],
        "found": shown(counsellors_of(place, on=today())),
        "below": right_below(unit, on=today()),
        "channels": [(way, channels[way.id]) for way in signpost().routes if way.id in channels],
    }
    return render(request, "public/counsellors.html", page)


def one(request: HttpRequest, number: int) -> HttpResponse:
    """Return one counsellor."""
    found = shown([counsellor(number, on=today())])
    return render(request, "public/counsellor.html", {"found": found, "one": found[0][0]})


def contact_card(_request: HttpRequest, number: int) -> HttpResponse:
    """Return a counsellor as a card for a telephone; its name tells nobody what it is."""
    whose = counsellor(number, on=today())
    text = card(
        name=whose.name,
        role=say("counsellors.role"),
        phone=whose.phone,
        email=whose.email,
        place=" ".join(part for part in (whose.place, whose.room) if part),
    )
    saved = {"Content-Disposition": 'attachment; filename="contact.vcf"'}
    return HttpResponse(text, content_type="text/vcard; charset=utf-8", headers=saved)


def poster(request: HttpRequest, unit: int) -> HttpResponse:
    """Return a poster for a wall: who can be turned to here, and a code to the page that stays right."""
    place = standing_place(unit)
    address = settings.ENVIRONMENT.address + reverse("public:counsellors_at", args=[unit])
    page = {
        "place": place,
        "found": shown(counsellors_of(place, on=today())),
        "address": address,
        "code": mark_safe(segno.make(address, error="m").svg_inline(scale=5, border=2, light="#fff")),  # noqa: S308 - drawn by us, of our own address
    }
    return render(request, "public/poster.html", page)


def standing_place(unit: int) -> Place:
    """Return where a unit stands today; refuses one that does not."""
    place = placement_of(unit, on=today())
    if place is None:
        raise Refused("not_found")
    return place


def shown(people: Iterable[Listener]) -> list[tuple[Listener, list[Option], list[Option], list[Option]]]:
    """Return each counsellor with topics, languages and days as they are shown."""
    return [
        (
            one,
            chosen("topics", (topic.topic for topic in one.topics.all())),
            chosen("languages", (spoken.language for spoken in one.languages.all())),
            chosen("weekdays", one.weekdays),
        )
        for one in people
    ]
