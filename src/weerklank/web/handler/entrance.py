"""Who comes in at this door, to which cases, and what its pages may do in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from weerklank.cases import queries
from weerklank.cases.rules import may_read
from weerklank.people.rules import require
from weerklank.web.headers import POLICY, written
from weerklank.web.visitor import SERVING, actor, open_to, today

if TYPE_CHECKING:
    from django.http import HttpRequest

    from weerklank.cases import models


Case: TypeAlias = "models.Case"
"""The type of a case, for the modules of this door."""
DERIVING = written({**POLICY, "script-src": "'self' 'wasm-unsafe-eval'"})
"""The policy of pages that derive keys: the slow step from words to keys is WebAssembly."""
serving_only = open_to(*SERVING)
"""Open a page to those who hold a role to which cases go, and to nobody else."""


def readable(request: HttpRequest, number: str) -> Case:
    """Return a case that was sealed to whoever asks; everyone else is told that it is not there."""
    case = queries.case_numbered(number)
    require(may_read(actor(request), case, on=today()))
    return case


def own_key_in(request: HttpRequest, case: Case) -> str:
    """Return which key of whoever asks a case is sealed to."""
    return queries.current_key(actor(request), case) or ""
