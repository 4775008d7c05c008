"""The addresses of files: they are the same in every language, for good."""

from __future__ import annotations

from django.urls import path

from weerklank.web.public import releases

urlpatterns = [
    path("releases/<slug:code>.csv", releases.release_csv, name="release_csv"),
    path("releases/<slug:code>.json", releases.release_json, name="release_json"),
    path("releases/<slug:code>.html", releases.letter_page, name="letter_page"),
    path("catalogue.jsonld", releases.catalogue_jsonld, name="catalogue"),
]
