"""What the frame around every page knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import translate_url
from django.utils.translation import get_language

if TYPE_CHECKING:
    from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the language of a page, the same page in the other, and what this installation is."""
    language = "en" if (get_language() or "nl").startswith("en") else "nl"
    other = "nl" if language == "en" else "en"
    here = request.get_full_path()
    there = translate_url(here, other)
    return {
        "language": language,
        "other_language": other,
        "other_language_url": there if there != here else f"/{other}/",
        "demo": settings.DEMO,
        "theme": settings.THEME,
        "backup_days": settings.BACKUP_DAYS,
        "reports_inside": settings.REPORTS_INSIDE,
    }


def theme(_request: HttpRequest) -> HttpResponse:
    """Return the organisation's own theme; there is none where nothing was laid over ours."""
    if settings.THEME is None:
        return HttpResponse(status=404)
    answer = HttpResponse(settings.THEME.text, content_type="text/css; charset=utf-8")
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer
