"""What a seal is bound to: moved to another case, epoch, sender or position, it does not open."""

from __future__ import annotations

from dataclasses import dataclass

from weerklank.seal.shapes import digest, identifier, number

REPORTER = "0" * 32
"""The identifier of the reporter of a case."""
NOTHING_SEEN = "0" * 64
"""Stands in `after` where no message was seen."""


def context(name: str, *bound: str | int) -> bytes:
    """Return a context: `weerklank/NAME/v1|field|field…`, in ASCII."""
    return "|".join((f"weerklank/{name}/v1", *(str(field) for field in bound))).encode("ascii")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands: the case and the sender are identifiers, epoch and position count from 1."""

    case: str
    epoch: int
    sender: str
    position: int

    def __post_init__(self) -> None:
        identifier(self.case), number(self.epoch), identifier(self.sender), number(self.position)

    def sealed(self) -> bytes:
        """Return the context of the message's key."""
        return context("message", self.case, self.epoch, self.sender, self.position)

    def signed(self, body: str) -> bytes:
        """Return what the sender signs: the place, and the SHA-256 of the body in hexadecimal."""
        return context("signed", self.case, self.epoch, self.sender, self.position, digest(body))
