"""Answers that stay the same: with an ETag and a date, so that whoever has one need not fetch it again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils.cache import get_conditional_response
from django.utils.http import http_date

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse


OF_THE_BODY = frozenset({"content-type", "content-length", "content-disposition"})
"""Headers that say something of a body, and so nothing where there is none."""


def steady(request: HttpRequest, response: HttpResponse, *, since: datetime | None) -> HttpResponse:
    """Return an answer with its ETag, or that nothing changed; asked anew each time, for it may be withdrawn.

    `since` is when it last changed; nothing where part of it may change or go without one day that tells so.
    """
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    second = int(since.timestamp()) if since else None
    if second is not None:
        response.headers["Last-Modified"] = http_date(second)
    answer = get_conditional_response(request, etag, second, response)
    return response if answer is None or answer is response else as_kept(answer, response)


def as_kept(unchanged: HttpResponse, response: HttpResponse) -> HttpResponse:
    """Return that nothing changed, with the headers of the answer: they take the place of those that were kept."""
    for name, value in response.headers.items():
        if name.lower() not in OF_THE_BODY:
            unchanged.headers.setdefault(name, value)
    return unchanged
