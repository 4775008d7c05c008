"""Heads that were kept outside, read from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerklank.errors import bad_input
from weerklank.trail.chain import read_head

if TYPE_CHECKING:
    from pathlib import Path

    from weerklank.trail.chain import Head


def read_anchors(path: Path) -> list[Head]:
    """Return the heads of a file, one a line; raises `BadInput` for a line that is no head, and for none."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        raise bad_input("the anchors cannot be read", "Check the name of the file", file=path.name) from None
    heads = [read_head(line) for line in lines if line.strip()]
    if not heads:
        raise bad_input("there are no anchors", "Keep what `weerklank trail head` prints", file=path.name)
    return heads
