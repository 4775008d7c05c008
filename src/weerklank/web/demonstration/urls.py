"""The addresses of the demonstration."""

from __future__ import annotations

from django.urls import path

from weerklank.web.demonstration import pages

app_name = "demonstration"
urlpatterns = [path("", pages.roles, name="roles"), path("as/<slug:role>", pages.enter, name="enter")]
