"""How pages are made, as Django's settings have it."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def templates(*processors: str) -> list[dict[str, Any]]:
    """Return how pages are made; `processors` are what a door's pages know besides the frame around them."""
    context = ["django.template.context_processors.request", *processors, "weerklank.web.frame.frame"]
    return [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [Path(__file__).parent / "templates"],
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": context, "builtins": ["weerklank.web.templatetags.wording"]},
        },
    ]
