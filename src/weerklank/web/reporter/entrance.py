"""What stands before every page of this door: nothing is remembered, and no other site may post here."""

from __future__ import annotations

import json
from functools import cache, update_wrapper
from importlib.resources import files
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeAlias
from urllib.parse import urlsplit

from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from weerklank.errors import Refused
from weerklank.web.errors import NOT_FOUND, status_of
from weerklank.web.headers import POLICY, written
from weerklank.web.reporter.buckets import FAILURES

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

Rest = ParamSpec("Rest")
Page: TypeAlias = "Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]"
DERIVING = written({**POLICY, "script-src": "'self' 'wasm-unsafe-eval'"})
MOST_BYTES = 25 * 1024 * 1024
"""Bytes of the largest envelope."""
ROOM_FOR_FORM = 1024 * 1024
"""Bytes that a plain form may have around its files."""
FORBIDDEN, TOO_LARGE, TOO_MANY = 403, 413, 429


def unremembered(page: Page[Rest]) -> Page[Rest]:
    """Let no browser and no server between keep a page."""

    def answer(request: HttpRequest, /, *rest: Rest.args, **named: Rest.kwargs) -> HttpResponseBase:
        response = page(request, *rest, **named)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return update_wrapper(answer, page)


def deriving(page: Page[Rest]) -> Page[Rest]:
    """Let the scripts of a page derive keys: these pages alone may run what is compiled for that."""

    def answer(request: HttpRequest, /, *rest: Rest.args, **named: Rest.kwargs) -> HttpResponseBase:
        response = page(request, *rest, **named)
        response.headers["Content-Security-Policy"] = DERIVING
        return response

    return update_wrapper(answer, page)


def from_here(request: HttpRequest) -> bool:
    """Return whether a post comes from a page of ours, as far as the browser says from where it comes."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def fits(request: HttpRequest, *, most: int) -> bool:
    """Return whether what is posted is no larger than is allowed, as its sender says."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdecimal() and int(length) <= most


def wire(page: Page[Rest]) -> Page[Rest]:
    """Answer a script of ours in JSON: without a cookie, from our own pages, and with one refusal a code."""

    def answer(request: HttpRequest, /, *rest: Rest.args, **named: Rest.kwargs) -> HttpResponseBase:
        if not from_here(request):
            return refused("other_site", FORBIDDEN)
        if not fits(request, most=MOST_BYTES):
            return refused("too_large", TOO_LARGE)
        try:
            return page(request, *rest, **named)
        except Refused as refusal:
            return shown(refusal)

    return csrf_exempt(unremembered(update_wrapper(answer, page)))


def shown(refusal: Refused) -> HttpResponse:
    """Return a refusal as a script reads it; failures beyond what people can make are answered shortly."""
    status = status_of(refusal)
    if status == NOT_FOUND and not FAILURES.take():
        return refused("too_many", TOO_MANY)
    return refused(refusal.code, status)


def refused(code: str, status: int) -> HttpResponse:
    """Return a refusal: its code, and nothing of what was sent."""
    response = JsonResponse({"refused": code}, status=status)
    if status == TOO_MANY:
        response.headers["Retry-After"] = "60"
    return response


def body_of(request: HttpRequest) -> bytes:
    """Return what was posted, as it came."""
    return request.read(MOST_BYTES + 1)


@cache
def digests() -> dict[str, str]:
    """Return the SHA-384 of every script that was built; nothing where none was."""
    found = files("weerklank.web").joinpath("static", "weerklank", "seal", "manifest.json")
    return dict(json.loads(found.read_text(encoding="utf-8"))) if found.is_file() else {}
