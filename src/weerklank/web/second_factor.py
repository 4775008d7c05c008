"""A password alone opens nothing but the page where a second factor is added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

STRONG = "strong"
"""In a session: this person signed in with more than a password."""


class SecondFactor:
    """Send whoever signed in with a password alone to the page where they add a passkey or a code."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or send on."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and self.stands_in_the_way(request):
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.answer(request)

    def stands_in_the_way(self, request: HttpRequest) -> bool:
        """Return whether a second factor is missing and this page needs one."""
        if not request.user.is_authenticated or "/account/" in request.path_info:
            return False
        if not request.session.get(STRONG):
            request.session[STRONG] = is_strong(request)
        return not request.session[STRONG]


def is_strong(request: HttpRequest) -> bool:
    """Return whether someone signed in by single sign-on, a passkey, a second factor, or in a demonstration."""
    methods = {record["method"] for record in get_authentication_records(request, request.user)}
    return settings.DEMO or bool(methods - {"password"}) or is_mfa_enabled(request.user)
