"""Bytes, numbers and JSON, as they are written in one way only. What is not written so raises `ValueError`."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

MOST = 2**53 - 1
"""The largest integer that a browser holds exactly."""
BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


def to_text(raw: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def to_bytes(text: Any, *, length: int | None = None) -> bytes:  # noqa: ANN401 - what JSON held, still unknown
    """Return the bytes that base64url without padding stands for; of this length, where one is given."""
    if not isinstance(text, str) or not BASE64URL.fullmatch(text):
        raise ValueError
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if to_text(raw) != text or length not in {None, len(raw)}:
        raise ValueError
    return raw


def canonical(value: Any) -> bytes:  # noqa: ANN401 - whatever JSON can hold
    """Return canonical JSON. A lone surrogate has no UTF-8 and raises `ValueError`."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def whole(digits: str) -> int:
    """Return an integer that a browser holds exactly."""
    number = int(digits)
    if abs(number) > MOST:
        raise ValueError
    return number


def refuse(_text: str) -> float:
    """Refuse a number that is no integer."""
    raise ValueError


def from_json(body: bytes) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Return what JSON in UTF-8 holds; numbers are integers."""
    try:
        return json.loads(body.decode(), parse_float=refuse, parse_constant=refuse, parse_int=whole)
    except RecursionError:
        raise ValueError from None


def from_canonical(body: bytes) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Return what canonical JSON holds: written again it must be the same, byte for byte."""
    value = from_json(body)
    if canonical(value) != body:
        raise ValueError
    return value


def u32(number: int) -> bytes:
    """Return a number as four bytes, big endian."""
    return number.to_bytes(4, "big")


def split_u32(raw: bytes) -> tuple[int, bytes]:
    """Return the number in the first four bytes, and what follows."""
    if len(raw) < len(u32(0)):
        raise ValueError
    return int.from_bytes(raw[:4], "big"), raw[4:]
