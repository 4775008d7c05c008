"""Every word on a page, in both languages, from the files in `words/`.

A text is named `file.key`. Dutch and English stand beside each other, so that neither is forgotten: a text
without one of them stops the start.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from django.utils.functional import lazy
from django.utils.translation import get_language

from weerklank.packaged import packaged

if TYPE_CHECKING:
    from weerklank.errors import Refused

LANGUAGES = ("nl", "en")


@cache
def words() -> dict[str, dict[str, str]]:
    """Return every text by its name, in each language."""
    texts: dict[str, dict[str, str]] = {}
    for file in sorted(files("weerklank.web").joinpath("words").iterdir(), key=lambda found: found.name):
        for key, text in packaged("weerklank.web", f"words/{file.name}").items():
            name = f"{file.name.removesuffix('.yaml')}.{key}"
            if set(text) != set(LANGUAGES):
                raise KeyError(f"{name} must be there in Dutch and in English, and nothing else.")
            texts[name] = text
    return texts


def language() -> Literal["nl", "en"]:
    """Return the language of the page."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def say(which: str, **values: Any) -> str:  # noqa: ANN401 - whatever can be put in a sentence
    """Return a text in the language of the page, with the values in its gaps."""
    text = words()[which][language()]
    return text.format(**values) if values else text


def told(refusal: Refused) -> str:
    """Return a refusal in the language of the page; what has no text of its own says its message."""
    name = f"refused.{refusal.code}"
    return say(name) if name in words() else str(refusal)


say_later = lazy(say, str)
"""As `say`, in the language of the moment it is shown: for labels of forms, which are made once."""


def along() -> list[tuple[str, str]]:
    """Return what stands in a conversation that is taken along, for the scripts that make one."""
    return [(f"kept.{key}", text) for key, text in spoken("kept")]


def spoken(file: str) -> list[tuple[str, str]]:
    """Return every text of a file by its key, for a script that speaks for itself."""
    start = f"{file}."
    return [(name.removeprefix(start), say(name)) for name in words() if name.startswith(start)]
