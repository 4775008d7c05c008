"""Markup made of elements, so that a text can never become an element."""

from __future__ import annotations

import re
from html import escape

NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
VOID = frozenset({"meta", "link", "br", "hr", "col", "img"})


class Markup(str):
    """Text that is markup already; every other text is escaped when it is put into an element."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return the markup itself: templates know by this name that it was escaped already."""
        return str(self)


def words(text: str) -> Markup:
    """Return text escaped for HTML and XML, without the control characters that XML cannot hold."""
    return text if isinstance(text, Markup) else Markup(escape(NOT_IN_XML.sub("", text)))


def joined(*parts: str) -> Markup:
    """Return the parts one after the other, each that is no markup escaped."""
    return Markup("".join(words(part) for part in parts))


def tag(name: str, /, *children: str, **attributes: str | float | None) -> Markup:
    """Return an element.

    An attribute that is None is left out; `class_` is ``class`` and any other ``_`` a hyphen; numbers are
    written with at most two decimals.
    """
    told = "".join(
        f' {_name(key)}="{_value(value)}"' for key, value in attributes.items() if value is not None
    )
    if name in VOID:
        return Markup(f"<{name}{told}>")
    return Markup(f"<{name}{told}>{joined(*children)}</{name}>")


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _value(value: str | float) -> str:
    return words(value) if isinstance(value, str) else f"{round(float(value), 2):g}"
