"""A release as a JSON file: every figure with its base and interval, and the checksum over all of it. PURE."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import Enum
from typing import TYPE_CHECKING, Any

from weerklank.errors import bad_input
from weerklank.fieldwork.indicators import Unit
from weerklank.releases.figure import Change, Figure, Release, Withstood, verify
from weerklank.releases.states import ReleaseState
from weerklank.stats.compare import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "weerklank-release/1"


def release_to_json(release: Release) -> str:
    """Return a release as JSON text with sorted keys; raise `Refused("checksum")` where it was changed."""
    verify(release)
    content = {"format": FORMAT, **asdict(release)}
    return json.dumps(content, default=_plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    raise TypeError(type(value).__name__)


def release_from_json(text: str, *, source: str) -> Release:
    """Return the release of a JSON text.

    Raises `BadInput` that names `source` where the text is no release, and `Refused("checksum")` where anything
    but the state was changed after the release was made.
    """
    mend = f"Give a file of the format {FORMAT}, as `weerklank report` writes it"
    try:
        found = _release(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise bad_input("is not a release", mend, file=source) from None
    verify(found)
    return found


def _release(content: Mapping[str, Any]) -> Release:
    if content["format"] != FORMAT:
        raise ValueError(FORMAT)
    fields = {name: value for name, value in content.items() if name != "format"}
    return Release(
        **fields
        | {
            "state": ReleaseState(content["state"]),
            "figures": tuple(_figure(figure) for figure in content["figures"]),
            "changes": tuple(_change(change) for change in content["changes"]),
            "withstood": _withstood(content.get("withstood")),
        }
    )


def _withstood(content: Mapping[str, Any] | None) -> Withstood | None:
    return Withstood(**{**content, "sensitive": tuple(content["sensitive"])}) if content else None


def _figure(content: Mapping[str, Any]) -> Figure:
    return Figure(**{**content, "unit": Unit(content["unit"])})


def _change(content: Mapping[str, Any]) -> Change:
    read = {
        "earlier": _figure(content["earlier"]),
        "later": _figure(content["later"]),
        "verdict": Verdict(content["verdict"]),
    }
    return Change(**{**content, **read})
