"""The addresses of this door."""

from __future__ import annotations

from django.urls import path

from weerklank.web.employee import pages

app_name = "employee"
urlpatterns = [
    path("", pages.start, name="start"),
]
