"""What a letter is made of: sections of paragraphs of runs, where a run is words or a reference. PURE.

A number cannot stand in `Words`: it needs a `Reference`, which says where it came from. So a letter that
exists can be traced, whoever made it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from weerklank.errors import Refused
from weerklank.programme.claims import numeric

if TYPE_CHECKING:
    from collections.abc import Iterator


class SourceKind(Enum):
    """Where a number came from."""

    FIGURE = "figure"
    CHANGE = "change"
    RELEASE = "release"
    INDICATIVE = "indicative"
    COMMITMENT = "commitment"
    DOCUMENT = "document"
    LETTER = "letter"


@dataclass(frozen=True)
class Source:
    """Where a number came from. `id` is an indicator, a commitment, a document or the letter's own field.

    For a figure or a change: `base` in words, `wave`, the interval `low` to `high` with coverage `level`
    (0 to 1) in the unit of the figure, unweighted `respondents`, the `release` and its `checksum` (SHA-256).
    """

    kind: SourceKind
    id: str
    base: str = ""
    wave: str = ""
    low: float | None = None
    high: float | None = None
    level: float | None = None
    respondents: int | None = None
    release: str = ""
    checksum: str = ""


@dataclass(frozen=True)
class Words:
    """Text without a number; raises `Refused("number_without_reference")` where there is one."""

    text: str

    def __post_init__(self) -> None:
        if numeric(self.text):
            raise Refused(
                "number_without_reference",
                "A text of the letter holds a number without a source: write it as a reference in braces.",
            )


@dataclass(frozen=True)
class Reference:
    """Text that may hold numbers, with where they came from; `note` is its footnote, where it has one."""

    shown: str
    source: Source
    note: tuple[Words | Reference, ...] = ()


@dataclass(frozen=True)
class Marker:
    """The number of a footnote, in the text or at the note itself; `source` is what the note accounts for."""

    number: int
    source: Source


Run: TypeAlias = Words | Reference | Marker
Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """One paragraph."""

    runs: Runs


@dataclass(frozen=True)
class Bullets:
    """A list without an order."""

    items: tuple[Runs, ...]


@dataclass(frozen=True)
class Table:
    """A table with a caption and a header; the first cell of a row names the row."""

    caption: str
    header: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]


Block: TypeAlias = Paragraph | Bullets | Table


@dataclass(frozen=True)
class Section:
    """A part of the letter; `level` is 2 or 3, "" as heading for the opening."""

    heading: str
    blocks: tuple[Block, ...]
    level: int = 2

    def __post_init__(self) -> None:
        Words(self.heading)


@dataclass(frozen=True)
class Note:
    """A footnote: its number, and what it says."""

    marker: Marker
    runs: Runs


@dataclass(frozen=True)
class Letter:
    """A letter to Parliament, ready to be shown.

    `head` is the file it belongs to, line by line; `address` whom, where and when; `signature` the office and
    the name. `demonstration` marks invented figures and names, on every page that shows the letter.
    """

    title: str
    head: tuple[Runs, ...]
    address: tuple[Runs, ...]
    sections: tuple[Section, ...]
    signature: tuple[Runs, ...]
    notes: tuple[Note, ...]
    demonstration: bool


def cells(block: Block) -> Iterator[Runs]:
    """Yield every stretch of runs of a block, in reading order."""
    if isinstance(block, Paragraph):
        yield block.runs
    elif isinstance(block, Bullets):
        yield from block.items
    else:
        yield from block.header
        for row in block.rows:
            yield from row


def places(letter: Letter) -> Iterator[tuple[str, Run]]:
    """Yield every run of a letter with its place: head, the heading of a section, signature, notes."""
    yield from (("head", run) for runs in (*letter.head, *letter.address) for run in runs)
    for section in letter.sections:
        for block in section.blocks:
            yield from ((section.heading or "opening", run) for runs in cells(block) for run in runs)
    yield from (("signature", run) for runs in letter.signature for run in runs)
    for note in letter.notes:
        yield "notes", note.marker
        yield from (("notes", run) for run in note.runs)
