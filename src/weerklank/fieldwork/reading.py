"""Reading a YAML file strictly: every fault with its row and its mend, all of them, not the first alone.

The node graph of PyYAML keeps the rows. Nothing is guessed: an unquoted Yes is no text, a key written twice
is a fault, an anchor is refused (a few lines of anchors can unfold into gigabytes).
"""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from weerklank.errors import BadInput, Fault, bad_input

if TYPE_CHECKING:
    from collections.abc import Collection

DEEPEST = 40
LONGEST_FILE = 5_000_000

_TAG = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_QUOTE = 'Put the text between quotes, as in "No"'


class _Unsupported(Exception):
    def __init__(self, row: int, what: str, mend: str) -> None:
        super().__init__(what)
        self.row, self.what, self.mend = row, what, mend


class _Strict(yaml.SafeLoader):
    """Composes nodes; refuses aliases and bottomless nesting."""

    depth = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        alias = self.check_event(yaml.AliasEvent)
        row = self.current_event.start_mark.line + 1
        if alias:
            raise _Unsupported(row, "refers to an anchor", "Write out what it refers to")
        self.depth += 1
        if self.depth > DEEPEST:
            raise _Unsupported(row, f"is nested deeper than {DEEPEST} levels", "Check the brackets")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def tree(text: str, *, source: str) -> Node:
    """Return the root node of one YAML document; raise `BadInput` with the row where it is not YAML."""
    if len(text) > LONGEST_FILE:
        raise bad_input("is too long for this kind of file", "Give the YAML file itself", file=source)
    try:
        node = _Strict(text).get_single_node()
    except _Unsupported as found:
        raise bad_input(found.what, found.mend, file=source, row=found.row) from None
    except yaml.YAMLError as error:
        mend = "Check the indentation, quotes and brackets on this row and the one above"
        raise bad_input("is not YAML", mend, file=source, row=_row_of(error, text)) from None
    if not isinstance(node, Node):
        raise bad_input("is empty", "Give a file with content", file=source)
    return node


def _row_of(error: yaml.YAMLError, text: str) -> int | None:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        return mark.line + 1 if mark else None
    if isinstance(error, yaml.reader.ReaderError):
        return text.count("\n", 0, error.position) + 1
    return None


def _is(node: Node, *tags: str) -> bool:
    return isinstance(node, ScalarNode) and node.tag in {_TAG + tag for tag in tags}


def nearest(word: str, known: Collection[str]) -> str:
    """Return the known word that looks most like `word`, or "" where none does."""
    found = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return found[0] if found else ""


@dataclass
class Reading:
    """One file being read: its name, the languages every text needs, and the faults found so far.

    Each method returns a usable stand-in where it finds a fault, so that reading goes on; `settle` raises.
    """

    source: str
    languages: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)

    def fault(self, node: Node, what: str, mend: str, *, at: str) -> None:
        """Note one fault at a node's row; `at` names the key or item it belongs to."""
        self.faults.append(Fault(what, mend, file=self.source, row=node.start_mark.line + 1, column=at))

    def settle(self) -> None:
        """Raise `BadInput` with every fault, by row, where there is any."""
        if self.faults:
            raise BadInput(sorted(self.faults, key=lambda fault: fault.row or 0))

    def pairs(self, node: Node, *, at: str) -> list[tuple[Node, Node]]:
        """Return the keys and values of a mapping, as nodes; a key written twice is a fault."""
        if not isinstance(node, MappingNode):
            self.fault(node, "is not a mapping", "Write `key: value` pairs here", at=at)
            return []
        seen: set[str] = set()
        kept = []
        for key, value in node.value:
            name = _plain(key)
            if name in seen:
                self.fault(key, "a key is written twice", "Keep one of the two", at=at)
                continue
            seen.add(name)
            kept.append((key, value))
        return kept

    def fields(
        self, node: Node, *, needs: Collection[str], may: Collection[str] = (), at: str
    ) -> dict[str, Node]:
        """Return a mapping's values by key; unknown and missing keys are faults."""
        known = [*needs, *may]
        found: dict[str, Node] = {}
        for key, value in self.pairs(node, at=at):
            name = _plain(key)
            if name in known:
                found[name] = value
            else:
                near = nearest(name, known)
                mend = f"Write {near}" if near else f"Take it out; known are {', '.join(known)}"
                self.fault(key, "unknown key", mend, at=at)
        if isinstance(node, MappingNode):
            for name in needs:
                if name not in found:
                    self.fault(node, f"{name} is missing", f"Add {name}", at=at)
        return found

    def sequence(self, node: Node, *, at: str) -> list[Node]:
        """Return the nodes of a list that is not empty."""
        if isinstance(node, SequenceNode) and node.value:
            return list(node.value)
        self.fault(node, "is not a list with content", "Write a list, as in [a, b]", at=at)
        return []

    def text(self, node: Node, *, at: str) -> str:
        """Return a text that is not empty; an unquoted Yes, No, number or nothing at all is a fault."""
        if _is(node, "bool"):
            self.fault(node, "an unquoted Yes, No, On, Off, True or False is no text", _QUOTE, at=at)
        elif _is(node, "int", "float", "timestamp"):
            self.fault(node, "a number or date stands where a text belongs", _QUOTE, at=at)
        elif not _is(node, "str") or not str(node.value).strip():
            self.fault(node, "the text is missing", "Write the text, between quotes", at=at)
        else:
            return str(node.value)
        return ""

    def words(self, node: Node, *, at: str, skip: Collection[str] = ()) -> dict[str, str]:
        """Return a text in every language of the file; `skip` names keys that are read elsewhere."""
        found = self.fields(node, needs=self.languages, may=skip, at=at)
        return {lang: self.text(found[lang], at=f"{at} {lang}") for lang in self.languages if lang in found}

    def name(self, node: Node, *, at: str) -> str:
        """Return an id: a letter, then letters, digits and underscores."""
        text = self.text(node, at=at)
        if text and not _NAME.fullmatch(text):
            self.fault(node, "is no id", "Use a letter, then letters, digits and _", at=at)
            return ""
        return text

    def code(self, node: Node, *, at: str) -> str:
        """Return a code word: letters, digits, dots, hyphens and underscores."""
        text = self.text(node, at=at)
        if text and not _CODE.fullmatch(text):
            self.fault(node, "is no code", "Use letters, digits, dots and hyphens", at=at)
            return ""
        return text

    def choice(self, node: Node, *, among: Collection[str], at: str) -> str:
        """Return one of a few words."""
        text = self.text(node, at=at)
        if text and text not in among:
            near = nearest(text, among)
            mend = f"Write {near}" if near else f"Write one of {', '.join(among)}"
            self.fault(node, "is not one of the known words", mend, at=at)
            return ""
        return text

    def integer(self, node: Node, *, at: str) -> int | None:
        """Return a whole number in plain decimal digits; None where it is not one."""
        if _is(node, "int") and _INTEGER.fullmatch(node.value):
            return int(node.value)
        if _is(node, "bool"):
            self.fault(node, "an unquoted Yes, No, On, Off, True or False is no code", _QUOTE, at=at)
        else:
            self.fault(node, "is no whole number", "Write digits, without quotes", at=at)
        return None

    def number(self, node: Node, *, at: str) -> float | None:
        """Return a finite number; None where it is not one."""
        try:
            value = float(node.value) if _is(node, "int", "float") else math.nan
        except ValueError:
            value = math.nan
        if math.isfinite(value):
            return value
        self.fault(node, "is no number", "Write digits with a decimal point, without quotes", at=at)
        return None

    def flag(self, node: Node, *, at: str) -> bool:
        """Return true or false; Yes and No are refused, because they may be meant as text."""
        if _is(node, "bool") and node.value in {"true", "false"}:
            return bool(node.value == "true")
        self.fault(node, "is neither true nor false", "Write true or false", at=at)
        return False


def _plain(key: Node) -> str:
    return str(key.value) if isinstance(key, ScalarNode) else ""
