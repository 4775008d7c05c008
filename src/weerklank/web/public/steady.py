"""Answers that stay the same: with an ETag and a date, so that whoever has one need not fetch it again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils.cache import get_conditional_response
from django.utils.http import http_date

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse


def steady(request: HttpRequest, response: HttpResponse, *, since: datetime | None) -> HttpResponse:
    """Return an answer with its ETag, or that nothing changed; asked anew each time, for it may be withdrawn."""
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    second = int(since.timestamp()) if since else None
    if second is not None:
        response.headers["Last-Modified"] = http_date(second)
    answer = get_conditional_response(request, etag, second, response)
    return response if answer is None else answer
