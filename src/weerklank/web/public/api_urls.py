"""The addresses for programs: their version is in them, and none ends with a slash."""

from __future__ import annotations

from django.urls import path, re_path

from weerklank.web.public import api

app_name = "api"
urlpatterns = [
    path("openapi.json", api.openapi, name="openapi"),
    path("releases", api.releases, name="releases"),
    path("releases/<slug:code>", api.release, name="release"),
    path("releases/<slug:code>/figures", api.figures, name="figures"),
    path("releases/<slug:code>/cells", api.cells, name="cells"),
    re_path(r"^.*$", api.nothing_here, name="nothing"),
]
