"""A JSON text with the SHA-256 of all else in it: any change is found. PURE."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from weerklank.errors import Refused, bad_input

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECKSUM = "checksum"


def checksum_of(content: Mapping[str, object]) -> str:
    """Return the SHA-256 (hex) of the canonical JSON of everything but the checksum itself."""
    told = {key: value for key, value in content.items() if key != CHECKSUM}
    canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def sealed(content: Mapping[str, object]) -> str:
    """Return a content as JSON text with its checksum, keys sorted."""
    whole = {**content, CHECKSUM: checksum_of(content)}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def unsealed(text: str, *, form: str, source: str) -> dict[str, Any]:
    """Return the content of a sealed text of a format.

    Raises `BadInput` that names `source` where it is no such text, `Refused("checksum")` where it was changed.
    """
    try:
        content = json.loads(text)
        known = content["format"] == form and isinstance(content[CHECKSUM], str)
    except (ValueError, TypeError, KeyError, RecursionError):
        known = False
    if not known:
        raise bad_input("is of another kind", f"Give a file of the format {form}", file=source)
    if content[CHECKSUM] != checksum_of(content):
        raise changed(source)
    return dict(content)


def changed(source: str) -> Refused:
    """Return the refusal of what was changed after it was made."""
    return Refused("checksum", f"{source} was changed after it was made: make it again.")
