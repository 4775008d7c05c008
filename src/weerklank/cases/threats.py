"""Against whom a sealed report holds: the reporter's page and the threat model are made from this. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from weerklank.packaged import packaged


class Holds(StrEnum):
    """Whether a report is safe from someone."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Told:
    """The same in both languages."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Threat:
    """Someone who might want to read along, whether it holds against them, and why."""

    id: str
    holds: Holds
    who: Told
    why: Told


HEADINGS = {
    Holds.YES: "It holds against",
    Holds.PARTLY: "It holds in part against",
    Holds.NO: "It does not hold against",
}
PAGE = """\
# The threat model

Against whom a sealed report holds, in plain words; how it is done, byte by byte, stands in
[the sealed format](sealing.md). This page and the page *Who can read this?* that reporters see are both made from
`src/weerklank/cases/threats.yaml`, by `make docs`.
"""


@cache
def threats() -> tuple[Threat, ...]:
    """Return every threat, in the order in which it is told."""
    told = packaged(__package__, "threats.yaml")
    return tuple(
        Threat(row["id"], Holds(row["holds"]), Told(**row["who"]), Told(**row["why"]))
        for row in told["threats"]
    )


def threat_model() -> str:
    """Return the page of the documentation."""
    parts = [PAGE]
    for holds, heading in HEADINGS.items():
        rows = [f"| {threat.who.en} | {threat.why.en} |" for threat in threats() if threat.holds == holds]
        parts.append("\n".join([f"## {heading}", "", "| who | why |", "|---|---|", *rows, ""]))
    return "\n".join(parts)
