"""Sessions end: half an hour after the last page, and twelve hours after signing in whatever happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import logout

from weerklank.web.visitor import now

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

LAST_PAGE = "last_page"
BEGAN = "began"
WRITTEN_EVERY = 60
"""Seconds between two times that the last page is written down: a database need not hear of every page."""


class SessionsEnd:
    """Sign out whoever was away too long, before the page is made."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, as a stranger where the session has ended."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self.renew_or_end(request, int(now().timestamp()))
        return self.answer(request)

    def renew_or_end(self, request: HttpRequest, second: int) -> None:
        """Sign out after too long, otherwise write down that someone was here."""
        began = request.session.setdefault(BEGAN, second)
        last = request.session.setdefault(LAST_PAGE, second)
        if second - last > settings.SESSION_IDLE_SECONDS or second - began > settings.SESSION_COOKIE_AGE:
            logout(request)
        elif second - last >= WRITTEN_EVERY:
            request.session[LAST_PAGE] = second
