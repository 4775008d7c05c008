"""The addresses of this door."""

from __future__ import annotations

from django.urls import path

from weerklank.web.public import conduct, counsellors, pages, releases, signpost, toolbox

app_name = "public"
urlpatterns = [
    path("", pages.front, name="front"),
    path("toolbox/", toolbox.index, name="toolbox"),
    path("toolbox/worker.js", toolbox.worker, name="toolbox_worker"),
    path("toolbox/manifest.webmanifest", toolbox.manifest, name="toolbox_manifest"),
    path("toolbox/<slug:name>", toolbox.card, name="toolbox_card"),
    path("where", signpost.ask, name="signpost"),
    path("where/<path:steps>", signpost.ask, name="signpost_at"),
    path("what-kept-me", signpost.tell_barriers, name="barriers"),
    path("what-kept-me/thanks", signpost.barriers_told, name="barriers_told"),
    path("counsellors", counsellors.find, name="find"),
    path("counsellors/at/<number:unit>", counsellors.at, name="counsellors_at"),
    path("counsellors/at/<number:unit>/poster", counsellors.poster, name="poster"),
    path("counsellors/<number:number>", counsellors.one, name="counsellor"),
    path("counsellors/<number:number>/card", counsellors.contact_card, name="contact_card"),
    path("code/", conduct.employers, name="codes"),
    path("code/<slug:employer>/", conduct.code, name="code"),
    path("code/<slug:employer>/<number:number>", conduct.code, name="code_numbered"),
    path("processing", pages.processing, name="processing"),
    path("releases", releases.releases, name="releases"),
    path("releases/<slug:code>", releases.release, name="release"),
    path("releases/<slug:code>/groups/<slug:indicator>", releases.release_groups, name="release_groups"),
    path("accessibility", pages.accessibility, name="accessibility"),
]
