"""The one refusal.

A wrong key, a broken seal, a truncated or moved envelope look the same from outside, so that nobody learns
anything by trying: `Refused("cannot_open")`. What can be seen to be malformed without a key is
`Refused("envelope")`. Neither says more.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, InvalidTag

from weerklank.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

CANNOT_OPEN = "cannot_open"
ENVELOPE = "envelope"
MESSAGES = {
    CANNOT_OPEN: "This cannot be opened.",
    ENVELOPE: "What was sent is not in the form that was agreed.",
}


@contextmanager
def refusing(code: str) -> Iterator[None]:
    """Turn whatever is wrong with what came from outside into one refusal, without its cause."""
    try:
        yield
    except (ValueError, InvalidTag, InvalidSignature):
        raise Refused(code, MESSAGES[code]) from None
