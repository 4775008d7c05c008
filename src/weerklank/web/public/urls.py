"""The addresses of this door."""

from __future__ import annotations

from django.urls import path

from weerklank.web.public import pages, releases, toolbox

app_name = "public"
urlpatterns = [
    path("", pages.front, name="front"),
    path("toolbox/", toolbox.index, name="toolbox"),
    path("toolbox/worker.js", toolbox.worker, name="toolbox_worker"),
    path("toolbox/manifest.webmanifest", toolbox.manifest, name="toolbox_manifest"),
    path("toolbox/<slug:name>", toolbox.card, name="toolbox_card"),
    path("processing", pages.processing, name="processing"),
    path("releases", releases.releases, name="releases"),
    path("releases/<slug:code>", releases.release, name="release"),
    path("accessibility", pages.accessibility, name="accessibility"),
]
