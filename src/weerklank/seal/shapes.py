"""What one field may be. Each takes what JSON held and returns it typed, or raises `ValueError`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

Shaped = TypeVar("Shaped")
Shape = Callable[[Any], Shaped]
IDENTIFIER = re.compile(r"[0-9a-f]{32}")
DIGEST = re.compile(r"[0-9a-f]{64}")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
CODES = re.compile(r"[A-Za-z0-9_.-]{1,64}( [A-Za-z0-9_.-]{1,64}){0,31}")
DECIMAL = re.compile(r"[1-9][0-9]{0,8}")
MEDIA_TYPE = re.compile(r"[a-z0-9.+-]{1,64}/[a-z0-9.+-]{1,64}")
NAME = re.compile(r"[^/\\\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]{1,200}")
LARGEST = 999_999_999
"""The highest epoch, position and serial: nine digits."""


def matching(pattern: re.Pattern[str]) -> Shape[str]:
    """Return the shape of a text that a pattern describes as a whole."""

    def shape(value: Any) -> str:  # noqa: ANN401 - what JSON held, still unknown
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ValueError
        return value

    return shape


identifier = matching(IDENTIFIER)
"""32 lower-case hexadecimal digits: a case, a file, a handler's key, or the reporter."""
digest = matching(DIGEST)
"""64 lower-case hexadecimal digits: a SHA-256."""
code = matching(CODE)
"""A code: 1 to 64 letters, digits, underscores, points and hyphens, a letter or digit first."""
codes = matching(CODES)
"""One to 32 codes with a space between."""
media_type = matching(MEDIA_TYPE)
"""A media type in lower case, without parameters."""


def file_name(value: Any) -> str:  # noqa: ANN401 - what JSON held, still unknown
    """Return the name of a file: no path, nothing that cannot be seen."""
    name = matching(NAME)(value)
    if name in {".", ".."}:
        raise ValueError
    return name


def text(value: Any) -> str:  # noqa: ANN401 - what JSON held, still unknown
    """Return any text."""
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004 - one kind of error, whatever is wrong
    return value


def number(value: Any) -> int:  # noqa: ANN401 - what JSON held, still unknown
    """Return a number from 1 to nine digits; `true` is no number."""
    if type(value) is not int or not 1 <= value <= LARGEST:
        raise ValueError
    return value


def size(value: Any) -> int:  # noqa: ANN401 - what JSON held, still unknown
    """Return a number of bytes, 0 or more."""
    return 0 if value == 0 and type(value) is int else number(value)


def decimal(value: Any) -> int:  # noqa: ANN401 - what JSON held, still unknown
    """Return the number that a key of an object stands for, without leading zeros."""
    return int(matching(DECIMAL)(value))


def day(value: Any) -> date:  # noqa: ANN401 - what JSON held, still unknown
    """Return a date written as YYYY-MM-DD."""
    found = date.fromisoformat(text(value))
    if found.isoformat() != value:
        raise ValueError
    return found


def fields(value: Any, names: frozenset[str]) -> dict[str, Any]:  # noqa: ANN401 - what JSON held, still unknown
    """Return an object that has exactly these fields."""
    if not isinstance(value, dict) or value.keys() != names:
        raise ValueError
    return value


def each(value: Any, shape: Shape[Shaped], *, most: int) -> tuple[Shaped, ...]:  # noqa: ANN401 - what JSON held, still unknown
    """Return a list of things of one shape."""
    if not isinstance(value, list) or len(value) > most:
        raise ValueError
    return tuple(shape(item) for item in value)


def keyed(
    value: Any,  # noqa: ANN401 - what JSON held, still unknown
    key: Shape[Any],
    shape: Shape[Shaped],
    *,
    most: int,
) -> dict[Any, Shaped]:
    """Return an object whose keys have one shape and whose values have another."""
    if not isinstance(value, dict) or len(value) > most:
        raise ValueError
    return {key(name): shape(item) for name, item in value.items()}


def distinct(items: tuple[Shaped, ...]) -> tuple[Shaped, ...]:
    """Return what was given, where nothing stands in it twice."""
    if len(set(items)) != len(items):
        raise ValueError
    return items
