"""How many failed look-ups are answered: one bucket for all, so that nothing is kept of who asks.

A look-up that finds its case is never held up by it: it is looked for first, and only a failure is counted. So a
stranger who tries words slows nobody else, and learns no more than that there is nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOM, A_SECOND = 100.0, 5.0
"""Failures that are answered at once, and how many more each second brings."""


@dataclass
class Bucket:
    """So many at once, and so many a second after that."""

    room: float = ROOM
    a_second: float = A_SECOND
    clock: Callable[[], float] = time.monotonic
    _left: float = field(init=False)
    _since: float = field(init=False)
    _lock: Lock = field(init=False, default_factory=Lock)

    def __post_init__(self) -> None:
        self._left, self._since = self.room, self.clock()

    def take(self) -> bool:
        """Return whether there was one left, and take it."""
        with self._lock:
            now = self.clock()
            self._left = min(self.room, self._left + (now - self._since) * self.a_second)
            self._since = now
            if self._left < 1:
                return False
            self._left -= 1
            return True


FAILURES = Bucket()
