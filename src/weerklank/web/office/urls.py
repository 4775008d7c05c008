"""The addresses of this door."""

from __future__ import annotations

from django.urls import path

from weerklank.web.office import campaigns, conduct, pages, releases

app_name = "office"
urlpatterns = [
    path("", pages.start, name="start"),
    path("code", conduct.code, name="code"),
    path("campaigns", campaigns.index, name="campaigns"),
    path("units", pages.units, name="units"),
    path("grants", pages.grants, name="grants"),
    path("trail", pages.trail, name="trail"),
    path("releases", releases.releases, name="releases"),
    path("releases/<slug:code>", releases.release, name="release"),
    path("yearly-reports", releases.yearly_report, name="yearly_report"),
]
