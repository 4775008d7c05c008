"""A line on the terminal for whatever takes longer than two seconds."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE_SECONDS = 2.0


@contextmanager
def step(doing: str) -> Iterator[None]:
    """Say what is being done, on standard error, once it has taken two seconds and every two from then on."""
    over = threading.Event()

    def speak() -> None:
        waited = 0.0
        while not over.wait(PATIENCE_SECONDS):
            waited += PATIENCE_SECONDS
            sys.stderr.write(f"{doing} … {waited:.0f} s\n")
            sys.stderr.flush()

    speaker = threading.Thread(target=speak, daemon=True)
    speaker.start()
    try:
        yield
    finally:
        over.set()
        speaker.join()
