"""The addresses of this door."""

from __future__ import annotations

from django.urls import path

from weerklank.web.employee import conduct, pages, profile, roles

app_name = "employee"
urlpatterns = [
    path("", pages.start, name="start"),
    path("profile", profile.profile, name="profile"),
    path("profile/confirm", profile.confirm, name="profile_confirm"),
    path("profile/absent", profile.absent, name="profile_absent"),
    path("profile/absent/<number:absence>/remove", profile.back, name="absence_remove"),
    path("roles", roles.roles, name="roles"),
    path("roles/<number:grant>/end", roles.end, name="role_end"),
    path("roles/tie", roles.tie, name="tie"),
    path("code", conduct.code, name="code"),
]
