"""The toolbox is for anyone, and what is kept for later is everything it needs and nothing of anyone."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from weerklank.guidance.toolbox import cards
from weerklank.web.public.toolbox import version


def told(language: str) -> dict[str, object]:
    with override(language):
        script = Client().get(reverse("public:toolbox_worker")).content.decode()
    found = re.match(r"const TOLD = (\{.*\});\n", script)
    assert found
    read: dict[str, object] = json.loads(found[1])
    return read


@pytest.mark.parametrize("name", list(cards()))
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_card_has_a_page(name: str, language: str) -> None:
    with override(language):
        page = Client().get(reverse("public:toolbox_card", args=[name]))
    assert page.status_code == 200
    assert getattr(cards()[name].first, language) in page.content.decode().replace("&#x27;", "'")
    assert not page.cookies


def test_the_index_leads_to_every_card() -> None:
    page = Client().get(reverse("public:toolbox")).content.decode()
    assert all(f'href="{reverse("public:toolbox_card", args=[name])}"' in page for name in cards())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_kept_is_there_and_is_all_that_the_pages_ask_for(language: str) -> None:
    kept = told(language)["kept"]
    assert isinstance(kept, list)
    with override(language):
        pages = [
            reverse("public:toolbox"),
            *(reverse("public:toolbox_card", args=[name]) for name in cards()),
        ]
    assert set(pages) <= set(kept)
    asked = {
        place
        for page in pages
        for place in re.findall(
            r'<(?:link|script)[^>]*(?:href|src)="([^"]+)"', Client().get(page).content.decode()
        )
    }
    assert asked <= set(kept)


def test_what_is_kept_changes_with_what_is_shown() -> None:
    assert told("nl")["version"] != told("en")["version"]
    assert version(["/one"]) == version(["/one"]) != version(["/two"])


def test_the_script_is_asked_for_anew_and_may_keep_only_the_toolbox() -> None:
    answer = Client().get(reverse("public:toolbox_worker"))
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer
    assert reverse("public:toolbox_worker").rpartition("/")[0] + "/" == reverse("public:toolbox")


def test_a_phone_is_told_what_the_toolbox_is() -> None:
    answer = Client().get(reverse("public:toolbox_manifest"))
    read = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert read["scope"] == read["start_url"] == reverse("public:toolbox")
