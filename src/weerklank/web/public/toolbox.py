"""The toolbox for managers: situation cards, open to anyone, that keep working without a network."""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.metadata import version as release_of
from importlib.resources import files
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

from weerklank.guidance.toolbox import card_with, cards
from weerklank.web.frame import frame
from weerklank.web.wording import say

if TYPE_CHECKING:
    from django.http import HttpRequest

PARTS = ("theme.css", "font/atkinson-next.woff2", "mark.svg", "toolbox.js")


def index(request: HttpRequest) -> HttpResponse:
    """Return every card by its situation."""
    return render(request, "public/toolbox.html", {"cards": cards().values()})


def card(request: HttpRequest, name: str) -> HttpResponse:
    """Return one card."""
    return render(request, "public/toolbox_card.html", {"card": card_with(name)})


def worker(request: HttpRequest) -> HttpResponse:
    """Return the script that keeps the toolbox, and nothing else, for when there is no network.

    What it keeps stands at its head: where a card or a style changes, so does the script, and all is kept anew.
    """
    kept = kept_addresses()
    language = frame(request)["language"]
    told = json.dumps({"language": language, "version": version(kept), "kept": kept})
    answer = HttpResponse(f"const TOLD = {told};\n{body()}", content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def kept_addresses() -> list[str]:
    """Return the addresses of the toolbox in the language of the page, and of what its pages need."""
    parts = [static(f"weerklank/{part}") for part in PARTS]
    own = [f"{reverse('theme')}?{settings.THEME.digest}"] if settings.THEME else []
    pages = [reverse("public:toolbox"), *(reverse("public:toolbox_card", args=[name]) for name in cards())]
    return [*pages, reverse("public:toolbox_manifest"), *parts, *own]


def version(kept: list[str]) -> str:
    """Return what changes with the release, the cards and the files around them."""
    return sha256(f"{release_of('weerklank')} {kept} {cards()}".encode()).hexdigest()[:12]


def body() -> str:
    """Return the script below what it is told."""
    place = files("weerklank.web").joinpath("static", "weerklank", "worker.js")
    return place.read_text(encoding="utf-8")


def manifest(request: HttpRequest) -> JsonResponse:
    """Return what lets a phone put the toolbox among its applications."""
    del request
    here = reverse("public:toolbox")
    icon = {"src": static("weerklank/mark.svg"), "sizes": "any", "type": "image/svg+xml"}
    told = {
        "name": say("toolbox.title"),
        "short_name": say("toolbox.short"),
        "start_url": here,
        "scope": here,
    }
    look = {"display": "minimal-ui", "background_color": "#fdfcf9", "theme_color": "#0f5c66", "icons": [icon]}
    return JsonResponse(told | look, content_type="application/manifest+json")
