"""What the statistics refuse."""

from __future__ import annotations

from weerklank.errors import Refused, UnsafeRelease


class BadDesign(Refused):
    """A survey design from which no variance can be had; the message says what to mend."""

    def __init__(self, message: str) -> None:
        super().__init__("bad_design", message)


class NoConvergence(Refused):
    """An iteration (calibration, a model) that found no answer; the message says what to try."""

    def __init__(self, message: str) -> None:
        super().__init__("no_convergence", message)


class UnsafeTable(UnsafeRelease):
    """A table that cannot be made safe under its policy; the message names what stands in the way.

    `cell`: the number of the cell that does, as whoever raised it counts them; None where it is no single one.
    """

    def __init__(self, message: str, *, cell: int | None = None) -> None:
        super().__init__(message)
        self.cell = cell
