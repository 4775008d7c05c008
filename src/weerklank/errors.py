"""Everything that can go wrong and is expected to.

There are two kinds of error. `Refused` is anticipated: it has a code, it is shown to whoever asked, and it
says the mend. Everything else is a bug.

    WeerklankError
    └── Refused(code)                anticipated, shown
        ├── BadInput(faults)         a file or an argument is wrong; lists where and how to mend it
        ├── Uncleaned(code, place)   (weerklank.cases.cleaning) a file that cannot be cleaned, by its place
        └── UnsafeRelease(reason)    what was asked would give a person away
            └── UnsafeTable          (weerklank.stats.errors) a table that cannot be made safe

An error never carries what a person wrote: a fault names the place, never the value that stood there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN_FAULTS = 10


class WeerklankError(Exception):
    """The root of every error that Weerklank raises on purpose."""


class Refused(WeerklankError):
    """An anticipated refusal. `code` is stable and machine-readable; the message is for a person."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one place of an input, and how to mend it.

    `row` counts as an editor or a spreadsheet counts: the first line of the file is 1. `None` means that the
    fault is not about one row (or column).
    """

    what: str
    mend: str
    file: str = ""
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        """Return the fault as one line: place, what, mend."""
        place = [self.file] if self.file else []
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column is not None:
            place.append(f"column {self.column}")
        return f"{', '.join(place) or 'input'}: {self.what}. {self.mend}."


class BadInput(Refused):
    """Input that cannot be used. Nothing was changed or half-written.

    `faults` holds what was found; the message lists the first ten and says how many there are in all.
    """

    def __init__(self, faults: Sequence[Fault], *, total: int | None = None) -> None:
        self.faults = tuple(faults)
        self.total = len(self.faults) if total is None else total
        lines = [str(fault) for fault in self.faults[:SHOWN_FAULTS]]
        if self.total > len(lines):
            lines.append(f"… and {self.total - len(lines)} more of the same file.")
        super().__init__("bad_input", "\n".join(lines))


class UnsafeRelease(Refused):
    """What was asked to be shown would give a person away."""

    def __init__(self, message: str) -> None:
        super().__init__("unsafe_release", message)


def bad_input(
    what: str, mend: str, *, file: str = "", row: int | None = None, column: str | None = None
) -> BadInput:
    """Return a `BadInput` with a single fault."""
    return BadInput([Fault(what, mend, file=file, row=row, column=column)])
