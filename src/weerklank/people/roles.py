"""Roles as data: what each is called, and what it may see."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from weerklank.packaged import packaged
from weerklank.people.states import Role

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class RoleText:
    """What a role is called, and the letters of `roles.yaml` by what they are about."""

    nl: str
    en: str
    access: Mapping[str, str]


@cache
def roles() -> dict[Role, RoleText]:
    """Return every role."""
    told = packaged(__package__, "roles.yaml")["roles"]
    return {Role(name): RoleText(row["nl"], row["en"], row["access"]) for name, row in told.items()}


def role_text(role: str) -> RoleText:
    """Return one role."""
    return roles()[Role(role)]
