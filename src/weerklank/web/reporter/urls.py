"""The addresses of this door."""

from __future__ import annotations

from django.urls import path

from weerklank.web.reporter import pages

app_name = "reporter"
urlpatterns = [path("", pages.front, name="front")]
