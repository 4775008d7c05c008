"""The questions that a condition may name, and the strict reading of conditions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yaml.nodes import MappingNode, ScalarNode

from weerklank.fieldwork.conditions import AllOf, AnyInSection, AnyOf, Chosen, ItemIn, Not
from weerklank.fieldwork.reading import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

    from yaml.nodes import Node

    from weerklank.fieldwork.conditions import Condition
    from weerklank.fieldwork.form import Column
    from weerklank.fieldwork.reading import Reading

SHOWN = 12

_FORMS = ("item", "any_item_in_section", "any", "all", "not")


@dataclass
class Vocabulary:
    """What was asked so far: questions with one answer, by their codes, and with several, by their options.

    `sections` maps a section to its questions with one answer; `columns` holds every column's allowed codes.
    """

    codes: dict[str, frozenset[int]] = field(default_factory=dict)
    options: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sections: dict[str, tuple[str, ...]] = field(default_factory=dict)
    columns: dict[str, frozenset[int]] = field(default_factory=dict)

    def add(self, column: Column) -> bool:
        """Add a column; return False where its name is taken."""
        if column.name in self.columns:
            return False
        self.columns[column.name] = column.codes
        if column.option:
            self.options[column.question] = (*self.options.get(column.question, ()), column.option)
        else:
            self.codes[column.question] = column.codes
        return True

    def questions(self) -> tuple[str, ...]:
        """Return the name of every question, in no promised order."""
        return (*self.codes, *self.options)


def known_name(node: Node, *, among: Collection[str], what: str, reading: Reading, at: str) -> str:
    """Return a name that is among the known ones, else "" with a fault; `what` says what kind it names."""
    name = reading.text(node, at=at)
    if not name or name in among:
        return name
    near = nearest(name, among)
    some = ", ".join(list(among)[:SHOWN])
    mend = f"Write {near}" if near else f"Name one that stands before it: {some or 'there is none yet'}"
    reading.fault(node, f"names no {what}", mend, at=at)
    return ""


def read_condition(node: Node, *, reading: Reading, vocabulary: Vocabulary, at: str) -> Condition | None:
    """Return the condition of a node; None, with a fault noted, where it is not one."""
    form = _form(node)
    if form in {"any", "all"}:
        return _read_parts(node, form=form, reading=reading, vocabulary=vocabulary, at=at)
    if form == "not":
        found = reading.fields(node, needs=("not",), at=at)
        part = read_condition(found["not"], reading=reading, vocabulary=vocabulary, at=at)
        return Not(part) if part else None
    if form == "any_item_in_section":
        return _read_section(node, reading=reading, vocabulary=vocabulary, at=at)
    if form == "item":
        return _read_item(node, reading=reading, vocabulary=vocabulary, at=at)
    reading.fault(
        node, "is no condition", f"Write one of {', '.join(_FORMS)}, as in {{item: A1, in: [1]}}", at=at
    )
    return None


def _form(node: Node) -> str:
    if not isinstance(node, MappingNode):
        return ""
    keys = {key.value for key, _ in node.value if isinstance(key, ScalarNode)}
    return next((form for form in _FORMS if form in keys), "")


def _read_parts(
    node: Node, *, form: str, reading: Reading, vocabulary: Vocabulary, at: str
) -> Condition | None:
    found = reading.fields(node, needs=(form,), at=at)
    parts = [
        read_condition(part, reading=reading, vocabulary=vocabulary, at=at)
        for part in reading.sequence(found[form], at=at)
    ]
    whole = tuple(part for part in parts if part is not None)
    if not whole:
        return None
    return AnyOf(whole) if form == "any" else AllOf(whole)


def _read_item(node: Node, *, reading: Reading, vocabulary: Vocabulary, at: str) -> Condition | None:
    found = reading.fields(node, needs=("item", "in"), at=at)
    known = vocabulary.questions()
    name = known_name(found["item"], among=known, what="question asked before", reading=reading, at=at)
    if not name or "in" not in found:
        return None
    if name in vocabulary.options:
        options = _options(found["in"], known=vocabulary.options[name], reading=reading, at=at)
        return Chosen(name, options) if options else None
    codes = read_codes(found["in"], allowed=vocabulary.codes[name], reading=reading, at=at)
    return ItemIn(name, codes) if codes else None


def _read_section(node: Node, *, reading: Reading, vocabulary: Vocabulary, at: str) -> Condition | None:
    key = "any_item_in_section"
    found = reading.fields(node, needs=(key, "in"), at=at)
    sections = vocabulary.sections
    name = known_name(found[key], among=sections, what="section before", reading=reading, at=at)
    if not name or "in" not in found:
        return None
    items = sections[name]
    if not items:
        reading.fault(node, "the section has no question with one answer", "Name items instead", at=at)
        return None
    allowed = frozenset.intersection(*(vocabulary.codes[item] for item in items))
    codes = read_codes(found["in"], allowed=allowed, reading=reading, at=at)
    return AnyInSection(name, items, codes) if codes else None


def _options(node: Node, *, known: tuple[str, ...], reading: Reading, at: str) -> tuple[str, ...]:
    names = [
        known_name(part, among=known, what="option of this question", reading=reading, at=at)
        for part in reading.sequence(node, at=at)
    ]
    return tuple(name for name in names if name)


def read_codes(node: Node, *, allowed: Collection[int], reading: Reading, at: str) -> tuple[int, ...]:
    """Return the codes of a list; a code that is not allowed is a fault that lists those that are."""
    codes = []
    for part in reading.sequence(node, at=at):
        code = reading.integer(part, at=at)
        if code is not None and code not in allowed:
            known = ", ".join(str(code) for code in sorted(allowed))
            reading.fault(part, "a code is outside its scale", f"Use one of {known}", at=at)
        elif code is not None:
            codes.append(code)
    return tuple(codes)
