"""What a questionnaire is made of. Loaded by `weerklank.fieldwork.questionnaire`, written by `printing`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weerklank.fieldwork.conditions import Condition

FORMAT = "fieldwork-questionnaire/1"

Words: TypeAlias = dict[str, str]
"""A text in each language of the questionnaire."""


class Measure(Enum):
    """What the codes of a scale mean: an order, or names only."""

    ORDINAL = "ordinal"
    NOMINAL = "nominal"


class Kind(Enum):
    """How many answers a question takes."""

    SINGLE = "single"
    MULTIPLE = "multiple"


@dataclass(frozen=True)
class Scale:
    """The codes of an answer and their labels, with or without missing codes among them."""

    measure: Measure
    codes: dict[int, Words]


@dataclass(frozen=True)
class Option:
    """One answer of a question with several; an exclusive one goes with no other."""

    words: Words
    exclusive: bool = False


@dataclass(frozen=True)
class Item:
    """One question.

    `scale` is the id of its scale, also where the section gave it; None where the item has `codes` (one
    answer) or `options` (several) of its own. A `reverse` item is worded against the direction of its index.
    """

    id: str
    text: Words
    kind: Kind = Kind.SINGLE
    scale: str | None = None
    codes: Scale | None = None
    options: dict[str, Option] = field(default_factory=dict)
    note: Words | None = None
    topic: str | None = None
    reverse: bool = False
    show_if: Condition | None = None


@dataclass(frozen=True)
class ForEach:
    """The section's questions are asked again for each of `items` whose answer is one of `when`."""

    items: tuple[str, ...]
    when: tuple[int, ...]


@dataclass(frozen=True)
class Section:
    """Questions under one title. A sensitive section shows the support notice on every page."""

    id: str
    title: Words
    items: tuple[Item, ...]
    lead: Words | None = None
    note: Words | None = None
    sensitive: bool = False
    quasi_identifier: bool = False
    inspired_by: tuple[str, ...] = ()
    show_if: Condition | None = None
    for_each: ForEach | None = None


@dataclass(frozen=True)
class Index:
    """A mean of items on one scale; at least `min_valid` are answered, `reverse` ones count low + high − x.

    `low` and `high` are the least and greatest code of the items' scale, missing codes apart.
    """

    label: Words
    items: tuple[str, ...]
    reverse: tuple[str, ...]
    min_valid: int
    low: int
    high: int


@dataclass(frozen=True)
class Pulse:
    """A short survey: a named subset of the items, so that results stay comparable."""

    id: str
    title: Words
    items: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """One column of the answers: its name, the codes it may hold, and the question it comes from.

    `question` is the item's id, for a `for_each` item with what it was asked about (``WHO_OG_BUL``); `option`
    is the key of the option in a question with several answers, else "".
    """

    name: str
    codes: frozenset[int]
    question: str
    item: str
    option: str = ""


@dataclass(frozen=True)
class Questionnaire:
    """A whole questionnaire, checked: every reference in it leads somewhere."""

    id: str
    version: str
    languages: tuple[str, ...]
    default_language: str
    title: Words
    sections: tuple[Section, ...]
    licence: str = ""
    reference_period: Words | None = None
    estimated_minutes: Words | None = None
    intro: Words | None = None
    support_notice: Words | None = None
    missing_codes: dict[int, Words] = field(default_factory=dict)
    scales: dict[str, Scale] = field(default_factory=dict)
    indices: dict[str, Index] = field(default_factory=dict)
    pulses: tuple[Pulse, ...] = ()

    @property
    def missing(self) -> frozenset[int]:
        """The codes that stand for no answer."""
        return frozenset(self.missing_codes)

    def items(self) -> tuple[Item, ...]:
        """Return every item once, in order."""
        return tuple(item for section in self.sections for item in section.items)

    def columns(self) -> tuple[Column, ...]:
        """Return every column of the answers, in the order of the questions.

        One answer: the item's id, with the codes of its scale. Several answers: one column an option, 0 or 1.
        In a `for_each` section each column once for every item it is asked about. Missing codes may stand in
        all.
        """
        return tuple(column for section in self.sections for column in self._columns(section))

    def codes(self, item: Item) -> Scale:
        """Return the scale of an item with one answer."""
        if item.codes is not None:
            return item.codes
        return self.scales[item.scale or ""]

    def _columns(self, section: Section) -> Iterator[Column]:
        about = section.for_each.items if section.for_each else ("",)
        for other in about:
            for item in section.items:
                yield from self._of(item, question=f"{item.id}_{other}" if other else item.id)

    def _of(self, item: Item, *, question: str) -> Iterator[Column]:
        if item.kind is Kind.SINGLE:
            codes = frozenset(self.codes(item).codes) | self.missing
            yield Column(question, codes, question, item.id)
        for key in item.options:
            yield Column(f"{question}_{key}", frozenset({0, 1}) | self.missing, question, item.id, key)
