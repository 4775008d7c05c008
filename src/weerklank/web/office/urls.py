"""The addresses of this door."""

from __future__ import annotations

from django.urls import path

from weerklank.web.office import pages

app_name = "office"
urlpatterns = [
    path("", pages.start, name="start"),
    path("units", pages.units, name="units"),
    path("grants", pages.grants, name="grants"),
    path("trail", pages.trail, name="trail"),
]
