"""`{% say "public.front" %}` in every template, without loading."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from weerklank.web import wording

register = template.Library()


class Text(Protocol):
    """What a room holds in both languages."""

    @property
    def nl(self) -> str:
        """In Dutch."""

    @property
    def en(self) -> str:
        """In English."""


@register.simple_tag
def say(which: str, **values: Any) -> str:  # noqa: ANN401 - whatever can be put in a sentence
    """Return a text in the language of the page; what is put in its gaps is escaped."""
    return wording.say(which, **{key: conditional_escape(value) for key, value in values.items()})


@register.simple_tag(takes_context=True)
def current(context: dict[str, Any], place: str) -> str:
    """Return what marks a link of a menu as where the reader is: a door by its name, a page by its own."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None:
        return ""
    if match.view_name == place:
        return mark_safe(' aria-current="page"')
    return mark_safe(' aria-current="true"') if match.namespace == place else ""


@register.simple_tag
def integrity(script: str) -> str:
    """Return what lets a browser run a script of ours only where every byte is as it was built."""
    return mark_safe(f' integrity="{digests()[script]}"')  # noqa: S308 - made by our own build


@cache
def digests() -> dict[str, str]:
    """Return the digest of each script, as its build wrote it down."""
    manifest = files("weerklank.web") / "static" / "weerklank" / "seal" / "manifest.json"
    found: dict[str, str] = json.loads(manifest.read_text("utf-8"))
    return found


@register.filter
def in_language(text: Text | Mapping[str, str]) -> str:
    """Return a text that a room holds in both languages, in the language of the page."""
    told = wording.language()
    if isinstance(text, Mapping):
        return text[told]
    return text.en if told == "en" else text.nl


class Named(Protocol):
    """What has a name in both languages in its table."""

    @property
    def name_nl(self) -> str:
        """In Dutch."""

    @property
    def name_en(self) -> str:
        """In English."""


@register.filter
def named(thing: Named) -> str:
    """Return the name of a unit or a pool in the language of the page."""
    return thing.name_en if wording.language() == "en" else thing.name_nl
