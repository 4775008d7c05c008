"""The fixed words of the report, in each language of the product."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from weerklank.packaged import packaged

if TYPE_CHECKING:
    from weerklank.fieldwork.form import Words
    from weerklank.releases.notation import Language


def say(key: str, language: Language, **filled: str) -> str:
    """Return a text by its key, with its ``{…}`` filled in."""
    return texts()[key][language].format(**filled)


@cache
def texts() -> dict[str, Words]:
    """Return every text by its key, as `report.yaml` in this package has it."""
    known: dict[str, Words] = packaged(__package__, "report.yaml")
    return known
