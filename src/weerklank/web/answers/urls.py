"""The addresses of this door."""

from __future__ import annotations

from django.urls import path

from weerklank.web.answers import pages

app_name = "answers"
urlpatterns = [path("", pages.front, name="front")]
