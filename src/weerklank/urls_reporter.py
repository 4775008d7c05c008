"""The reporter door's own process: these pages and no others."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView

from weerklank.web import frame, health

handler400 = "weerklank.web.errors.unreadable"
handler404 = "weerklank.web.errors.not_found"
handler500 = "weerklank.web.errors.broken"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="reporter:front"), name="root"),
    path("healthz", health.alive, name="healthz"),
    path("theme.css", frame.theme, name="theme"),
    path(".well-known/security.txt", health.security_contact, name="security_txt"),
    *i18n_patterns(path("", include("weerklank.web.reporter.urls"))),
]
