"""Reading YAML strictly: every fault with its line and its mend, and never the value that stood there.

PURE: it reads text, not files. A `Sheet` gathers the faults of one file; an `Entry` is one mapping of it. A
faulty field reads as empty, so that all faults are found in one pass; `Sheet.close` raises them together.
"""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

import yaml

from weerklank.errors import BadInput, Fault, bad_input
from weerklank.fieldwork.reading import tree

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import Enum

Choice = TypeVar("Choice", bound="Enum")
TEXT, NULL = "tag:yaml.org,2002:str", "tag:yaml.org,2002:null"


class Sheet:
    """One YAML file under reading: `source` names it in a fault, `faults` holds what was found."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.faults: list[Fault] = []

    def fault(self, what: str, mend: str, *, line: int, key: str | None = None) -> None:
        """Note a fault at a line (the first is 1)."""
        self.faults.append(Fault(what, mend, file=self.source, row=line, column=key))

    def close(self) -> None:
        """Raise `BadInput` with every fault, in the order of the lines, where there is one."""
        if self.faults:
            raise BadInput(sorted(self.faults, key=lambda fault: fault.row or 0))

    def top(self, text: str, *, form: str, keys: Sequence[str]) -> Entry:
        """Return the file's top mapping, which says ``format: <form>``; raise `BadInput` where it is none."""
        node = tree(text, source=self.source)
        if not isinstance(node, yaml.MappingNode):
            raise bad_input("is not a list of named fields", f"Start with: format: {form}", file=self.source)
        entry = Entry(node, sheet=self, keys=("format", *keys))
        if entry.text("format") not in {form, ""}:
            self.fault("is another format", f"Write {form}", line=entry.line, key="format")
        return entry


class Entry:
    """One mapping: its fields are read by name; unknown and double keys are faults."""

    def __init__(self, node: yaml.MappingNode, *, sheet: Sheet, keys: Sequence[str]) -> None:
        self.sheet = sheet
        self.line = node.start_mark.line + 1
        self._fields: dict[str, yaml.Node] = {}
        for key, value in node.value:
            self._admit(key, value, keys=keys)

    def _admit(self, key: yaml.Node, value: yaml.Node, *, keys: Sequence[str]) -> None:
        line = key.start_mark.line + 1
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        if name not in keys:
            near = get_close_matches(name, keys, n=1)
            mend = f"Did you mean {near[0]}" if near else f"Known keys: {', '.join(keys)}"
            self.sheet.fault("has a key that is not known", mend, line=line)
        elif name in self._fields:
            self.sheet.fault("has a key twice", "Keep one of the two", line=line, key=name)
        else:
            self._fields[name] = value

    def line_of(self, key: str) -> int:
        """Return the line of a field, or of the entry where the field is absent."""
        return self._fields[key].start_mark.line + 1 if key in self._fields else self.line

    def has(self, key: str) -> bool:
        """Return whether the field is there and not null."""
        return key in self._fields and self._fields[key].tag != NULL

    def fault(self, key: str, *, what: str, mend: str) -> None:
        """Note a fault of a field."""
        self.sheet.fault(what, mend, line=self.line_of(key), key=key)

    def text(self, key: str, *, optional: bool = False) -> str:
        """Return a text, stripped; "" (and a fault, unless optional) where it is absent or no text."""
        if not self.has(key):
            if not optional:
                self.fault(key, what="is missing", mend="Write a text")
            return ""
        return self._scalar_text(self._fields[key], key=key)

    def _scalar_text(self, node: yaml.Node, *, key: str) -> str:
        if not isinstance(node, yaml.ScalarNode) or node.tag != TEXT or not node.value.strip():
            line = node.start_mark.line + 1
            self.sheet.fault("is not a text", "Write a text, in quotes", line=line, key=key)
            return ""
        return " ".join(node.value.split())

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; empty where the field is absent."""
        return tuple(text for text, _line in self.lined_texts(key))

    def lined_texts(self, key: str) -> tuple[tuple[str, int], ...]:
        """Return a list of texts, each with its line."""
        found = ((self._scalar_text(node, key=key), node.start_mark.line + 1) for node in self._items(key))
        return tuple((text, line) for text, line in found if text)

    def entries(self, key: str, *, keys: Sequence[str]) -> tuple[Entry, ...]:
        """Return a list of mappings; empty where the field is absent."""
        found = []
        for node in self._items(key):
            if isinstance(node, yaml.MappingNode):
                found.append(Entry(node, sheet=self.sheet, keys=keys))
            else:
                line = node.start_mark.line + 1
                self.sheet.fault("is not a mapping", "Write key: value", line=line, key=key)
        return tuple(found)

    def entry(self, key: str, *, keys: Sequence[str]) -> Entry | None:
        """Return a mapping under a field; None (and a fault) where there is none."""
        node = self._fields.get(key)
        if isinstance(node, yaml.MappingNode):
            return Entry(node, sheet=self.sheet, keys=keys)
        self.fault(key, what="is not a mapping", mend=f"Give the fields {', '.join(keys)}")
        return None

    def _items(self, key: str) -> list[yaml.Node]:
        if not self.has(key):
            return []
        node = self._fields[key]
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self.fault(key, what="is not a list", mend="Write a list: one item a line after a dash")
        return []

    def choice(self, key: str, options: type[Choice], *, absent: Choice) -> Choice:
        """Return a member of an enum by its value; `absent` where the field is absent or faulty."""
        if not self.has(key):
            return absent
        written = self.text(key)
        for option in options:
            if option.value == written:
                return option
        known = ", ".join(str(option.value) for option in options)
        self.fault(key, what="is not one of the known words", mend=f"Choose from {known}")
        return absent

    def day(self, key: str) -> date | None:
        """Return a date (ISO 8601, year-month-day); None where it is absent or faulty."""
        if not self.has(key):
            return None
        node = self._fields[key]
        try:
            return date.fromisoformat(node.value if isinstance(node, yaml.ScalarNode) else "")
        except ValueError:
            self.fault(key, what="is not a date", mend="Write it as year-month-day")
            return None

    def whole(self, key: str) -> int | None:
        """Return a whole number of at least 0; None where it is absent or faulty."""
        if not self.has(key):
            return None
        node = self._fields[key]
        if isinstance(node, yaml.ScalarNode) and node.value.isdecimal():
            return int(node.value)
        self.fault(key, what="is not a whole number", mend="Write digits only")
        return None

    def yes(self, key: str) -> bool:
        """Return whether a field says true; false where it is absent."""
        if not self.has(key):
            return False
        node = self._fields[key]
        if isinstance(node, yaml.ScalarNode) and node.value in {"true", "false"}:
            return bool(node.value == "true")
        self.fault(key, what="is not true or false", mend="Write true or false")
        return False


def unique(entries: Sequence[Entry], *, key: str = "id") -> None:
    """Note a fault for each entry whose `key` another entry already has."""
    seen: dict[str, int] = {}
    for entry in entries:
        name = entry.text(key, optional=True)
        if name and name in seen:
            entry.fault(key, what="is used twice", mend=f"The first is at line {seen[name]}: rename one")
        seen.setdefault(name, entry.line)
