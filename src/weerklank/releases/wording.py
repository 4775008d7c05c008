"""The fixed words of the report, in each language of the product."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from weerklank.fieldwork.form import Words
    from weerklank.releases.notation import Language


def say(key: str, language: Language, **filled: str) -> str:
    """Return a text by its key, with its ``{…}`` filled in."""
    return texts()[key][language].format(**filled)


@cache
def texts() -> dict[str, Words]:
    """Return every text by its key, as `report.yaml` in this package has it."""
    file = resources.files("weerklank.releases").joinpath("report.yaml")
    known: dict[str, Words] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return known
