"""The only place where a refusal becomes a status."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.core.exceptions import DisallowedHost
from django.http import HttpResponse
from django.shortcuts import render

from weerklank.errors import BadInput, Refused
from weerklank.web.problems import is_for_a_program, problem
from weerklank.web.wording import say, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

log = logging.getLogger(__name__)

BAD_REQUEST, FORBIDDEN, NOT_FOUND, CONFLICT, CHANGED, UNPROCESSABLE = 400, 403, 404, 409, 412, 422
BAD_QUERY = "bad_query"
"""What was asked of the interface for programs cannot be asked."""
UNUSABLE = frozenset(
    {
        "file_damaged",
        "file_encrypted",
        "file_too_large",
        "name",
        "name_long",
        "nothing_written",
        "too_long",
        "too_many_files",
    }
)
"""Refusals of what was sent itself: sent again, it will not do either."""
PROPOSAL_CHANGED = "proposal_changed"
"""The reporter agrees to what is no longer proposed: the one conflict that a script tells apart, by its status."""
SECRET = frozenset({"not_found", "may_not"})
"""Refusals that look like a page that does not exist: whether it exists is itself a secret."""


def status_of(refusal: Refused) -> int:
    """Return the status of a refusal."""
    if refusal.code in SECRET:
        return NOT_FOUND
    if refusal.code == BAD_QUERY:
        return BAD_REQUEST
    if refusal.code == PROPOSAL_CHANGED:
        return CHANGED
    unusable = isinstance(refusal, BadInput) or refusal.code in UNUSABLE
    return UNPROCESSABLE if unusable else CONFLICT


class Refusals:
    """Show what was refused, and log its code alone."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as ever."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page of a refusal; everything else is a bug, and stays one."""
        if not isinstance(error, Refused):
            return None
        status = status_of(error)
        log.info("refused", extra={"code": error.code, "status": status})
        if status == NOT_FOUND:
            return not_found(request)
        if is_for_a_program(request):
            return problem(status, error.code, detail=told(error))
        return render(request, "parts/refused.html", {"refusal": told(error)}, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for what is not there, and for what someone may not know is there."""
    del exception  # its message may hold an address that someone typed
    if is_for_a_program(request):
        return problem(NOT_FOUND, "not_found", detail=say("parts.not_found"))
    return render(request, "parts/not_found.html", status=NOT_FOUND)


def not_sent(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form that is too old, or that did not come from a page of ours."""
    del reason  # it is for who makes pages, not for who fills in a form
    if is_for_a_program(request):
        return problem(FORBIDDEN, "not_sent", detail=say("parts.not_sent_told"))
    return render(request, "parts/not_sent.html", status=FORBIDDEN)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for what was sent and cannot be read; nothing for a host that is not ours."""
    if isinstance(exception, DisallowedHost):
        return HttpResponse(status=BAD_REQUEST)
    if is_for_a_program(request):
        return problem(BAD_REQUEST, "unreadable", detail=say("parts.unreadable_told"))
    return render(request, "parts/unreadable.html", status=BAD_REQUEST)


def broken(request: HttpRequest) -> HttpResponse:
    """Return the page for a bug of ours."""
    if is_for_a_program(request):
        return problem(500, "broken", detail=say("parts.broken"))
    return render(request, "parts/broken.html", status=500)
