"""The whole portal but the reporter's door and the collector, which are processes of their own."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from weerklank.web import frame, health, single_sign_on

handler400 = "weerklank.web.errors.unreadable"
handler404 = "weerklank.web.errors.not_found"
handler500 = "weerklank.web.errors.broken"

DEMONSTRATION: list[URLPattern | URLResolver] = (
    [path("demo/", include("weerklank.web.demonstration.urls"))] if settings.DEMO else []
)
REPORTS: list[URLPattern | URLResolver] = (
    [path("report/", include("weerklank.web.reporter.urls"))] if settings.REPORTS_INSIDE else []
)
OWN_ADDRESS = RedirectView.as_view(pattern_name="mfa_index")
"""An employer says which address belongs to whom: by an address of somebody else one would be taken for them."""
urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="public:front"), name="root"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("theme.css", frame.theme, name="theme"),
    path(".well-known/security.txt", health.security_contact, name="security_txt"),
    path("account/sso/", include("allauth.socialaccount.urls")),
    path("account/oidc/<provider_id>/login/", single_sign_on.begin, name="openid_connect_login"),
    path("account/oidc/<provider_id>/login/callback/", single_sign_on.end, name="openid_connect_callback"),
    path("api/v1/", include("weerklank.web.public.api_urls")),
    path("", include("weerklank.web.public.file_urls")),
    *i18n_patterns(
        path("account/email/", OWN_ADDRESS, name="account_email"),
        path("account/", include("allauth.account.urls")),
        path("account/2fa/", include("allauth.mfa.urls")),
        path("my/", include("weerklank.web.employee.urls")),
        path("cases/", include("weerklank.web.handler.urls")),
        path("office/", include("weerklank.web.office.urls")),
        *DEMONSTRATION,
        *REPORTS,
        path("", include("weerklank.web.public.urls")),
    ),
]
