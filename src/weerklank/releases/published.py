"""What has been published, table after table: the memory that a later table is audited with. PURE.

A file of lines, one JSON object a table, in the order of publication: format `weerklank-published/1`, described
in `docs/method/published.md`. Each line has the SHA-256 of all else in it, and that of the line before. So a line
that was changed, removed, put elsewhere or put between is found and named. What is cut from the end cannot be seen
in the file itself: only by its head, the last checksum, kept elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from weerklank.errors import BadInput, Fault, bad_input
from weerklank.stats.columns import Background
from weerklank.stats.hierarchy import Hierarchy
from weerklank.stats.tables import Layout, SafeTable

if TYPE_CHECKING:
    from datetime import date

    from weerklank.stats.policy import Policy

FORMAT = "weerklank-published/1"
SECRET = {"salt"}
"""Keys of a policy that are never stored."""


@dataclass(frozen=True)
class Published:
    """What has been published: the tables by survey, in order, the head of the file and its text."""

    tables: tuple[tuple[str, SafeTable], ...] = ()
    head: str = ""
    text: str = ""

    def of(self, survey: str) -> list[SafeTable]:
        """Return the tables of the answers of one survey."""
        return [table for name, table in self.tables if name == survey]


def line_of(safe: SafeTable, *, survey: str, on: date, policy: Policy, after: Published) -> str:
    """Return the line of a table that is published after others. `survey` names the answers, wave and all."""
    layout = safe.layout
    content = {
        "format": FORMAT,
        "number": len(after.tables) + 1,
        "survey": survey,
        "published_on": on.isoformat(),
        "response": layout.response,
        "answers": layout.answers,
        "any_of": layout.any_of,
        "levels": layout.hierarchy.levels,
        "units": layout.hierarchy.codes,
        "parents": layout.hierarchy.parents.tolist(),
        "backgrounds": [asdict(background) for background in layout.backgrounds],
        "linked": layout.linked,
        "parts": layout.parts,
        "policy": {key: value for key, value in asdict(policy).items() if key not in SECRET},
        "sizes": safe.sizes.tolist(),
        "counts": safe.counts.tolist(),
        "told": safe.told.tolist(),
        "before": after.head,
    }
    return _text(content | {"checksum": _checksum(content)}) + "\n"


def published(text: str, *, source: str, head: str | None = None) -> Published:
    """Return what a file says has been published; an empty text is an empty file.

    `head`: the checksum with which it should end, where it was kept elsewhere. Raises `BadInput` that names each
    line that was changed, removed or moved, or whose table cannot be read.
    """
    found = Published()
    faults: list[Fault] = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            content = json.loads(line)
            fault = _fault(content, number=number, before=found.head)
            table = (str(content["survey"]), _table(content))
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
            raise bad_input("is no published table", _MEND, file=source, row=number) from None
        if fault:
            faults.append(Fault(fault, _MEND, file=source, row=number))
        found = Published((*found.tables, table), str(content["checksum"]), f"{found.text}{line}\n")
    if not faults and head is not None and head != found.head:
        faults.append(
            Fault("does not end with the head that was kept: lines are missing or others", _MEND, file=source)
        )
    if faults:
        raise BadInput(faults)
    return found


_MEND = "Go back to a copy that was not changed: every table that was published must be in it, as it was"


def _fault(content: dict[str, Any], *, number: int, before: str) -> str:
    """Return what is wrong with a line, nothing where it is as it was written."""
    if content["format"] != FORMAT:
        raise ValueError(FORMAT)
    if content["checksum"] != _checksum({key: value for key, value in content.items() if key != "checksum"}):
        return "was changed after it was written"
    if content["before"] != before or content["number"] != number:
        return "does not follow the line before it: one was removed, changed or moved"
    return ""


def _table(content: dict[str, Any]) -> SafeTable:
    parents = np.array(content["parents"], dtype=np.int64)
    depths = np.zeros(len(parents), dtype=np.int64)
    for unit in range(1, len(parents)):
        depths[unit] = depths[parents[unit]] + 1
    layout = Layout(
        Hierarchy(tuple(content["levels"]), tuple(content["units"]), parents, depths),
        content["response"],
        tuple(content["answers"]),
        tuple(Background(one["name"], tuple(one["codes"])) for one in content["backgrounds"]),
        content["linked"],
        content["any_of"],
        tuple(tuple(part) for part in content["parts"]),
    )
    sizes, counts, told = (np.array(content[key], dtype=np.int64) for key in ("sizes", "counts", "told"))
    shape = (layout.groups, len(layout.answers))
    if (sizes.shape, counts.shape, told.shape) != (shape[:1], shape, (*shape, 2)):
        raise ValueError(FORMAT)
    return SafeTable(layout, sizes, counts, told)


def _checksum(content: dict[str, Any]) -> str:
    return hashlib.sha256(_text(content).encode()).hexdigest()


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
