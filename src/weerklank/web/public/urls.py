"""The addresses of this door."""

from __future__ import annotations

from django.urls import path

from weerklank.web.public import pages

app_name = "public"
urlpatterns = [
    path("", pages.front, name="front"),
    path("processing", pages.processing, name="processing"),
    path("accessibility", pages.accessibility, name="accessibility"),
]
