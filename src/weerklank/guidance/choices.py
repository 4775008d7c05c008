"""What can be chosen of a profile, and the barriers that someone can name, in both languages. Pure."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from weerklank.guidance.signpost import Option, Text
from weerklank.packaged import packaged

if TYPE_CHECKING:
    from collections.abc import Iterable


@cache
def choices(kind: str) -> tuple[Option, ...]:
    """Return what can be chosen of one kind: genders, weekdays, topics, languages or barriers."""
    told = packaged(__package__, "choices.yaml")
    return tuple(Option(row["id"], Text(row["nl"], row["en"])) for row in told[kind])


def chosen(kind: str, ids: Iterable[str]) -> list[Option]:
    """Return the choices with these ids, in the order in which they are offered; others are left out."""
    wanted = set(ids)
    return [option for option in choices(kind) if option.id in wanted]
