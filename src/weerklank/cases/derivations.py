"""At most so many slow derivations at a time: each takes 64 MiB, and whoever comes later waits in a short row."""

from __future__ import annotations

from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from weerklank.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

AT_ONCE, WAITING, PATIENCE = 2, 6, 10.0
"""Derivations at a time, how many more may wait, and for how many seconds."""


class Row:
    """A short row before a few places; who finds it full is refused at once, and nothing was done."""

    def __init__(self, *, at_once: int = AT_ONCE, waiting: int = WAITING, patience: float = PATIENCE) -> None:
        self._places = BoundedSemaphore(at_once)
        self._row = BoundedSemaphore(at_once + waiting)
        self._patience = patience

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place; refuses `busy` where the row is full or does not move."""
        if not self._row.acquire(blocking=False):
            raise busy()
        try:
            if not self._places.acquire(timeout=self._patience):
                raise busy()
            try:
                yield
            finally:
                self._places.release()
        finally:
            self._row.release()


def busy() -> Refused:
    """Return the refusal of a row that is full."""
    return Refused("busy", "There are too many at once. Please try again in a minute; nothing was sent.")


ROW = Row()
