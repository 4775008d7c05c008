"""What every answer says to the browser: nothing from elsewhere, nothing inline, nothing about you to anyone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # a QR code for an authenticator is drawn into its page
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": " ".join(("'self'", *settings.SIGN_ON_ORIGINS)),
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


def written(policy: Mapping[str, str]) -> str:
    """Return a policy as its header has it."""
    return "; ".join(f"{part} {allowed}" for part, allowed in policy.items())


HEADERS = {
    "Content-Security-Policy": written(POLICY),
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "camera",
            "display-capture",
            "geolocation",
            "microphone",
            "payment",
            "usb",
            "browsing-topics",
        )
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noarchive",
}


class SecurityHeaders:
    """Put the headers on every answer; a page may be stricter, and says so itself."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers."""
        response = self.answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
