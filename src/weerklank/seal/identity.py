"""Who the reporter is, sealed apart from the case: whoever holds the case key cannot open it.

Sealed to one recipient: 1,120 encapsulated ‖ 1,024 padded ‖ 16 of the tag.
"""

from __future__ import annotations

from dataclasses import dataclass

from weerklank.seal.casekey import open_with, seal_to
from weerklank.seal.context import context
from weerklank.seal.errors import CANNOT_OPEN, refusing
from weerklank.seal.notation import canonical, from_canonical
from weerklank.seal.padding import pad, unpad
from weerklank.seal.shapes import fields, identifier, text

SIZES = (1_024,)
"""Bytes of a padded identity: every one is as long as any other."""
LONGEST = SIZES[0] - 4
"""Bytes of the longest content."""
SEALED = 2_160
"""Bytes of a sealed identity."""
NAMES = frozenset({"name", "contact"})


@dataclass(frozen=True, slots=True)
class Identity:
    """A name, and how to reach who bears it; either may be empty."""

    name: str
    contact: str


def seal_identity(identity: Identity, *, to: bytes, case: str, recipient: str) -> bytes:
    """Return an identity sealed to the sealing public key of a recipient: 2,160 bytes.

    Refuses, as what cannot be opened, a key that is none and an identity that is too long.
    """
    with refusing(CANNOT_OPEN):
        told = pad(canonical({"contact": identity.contact, "name": identity.name}), sizes=SIZES)
        return seal_to(to, told, info=bound(case, recipient))


def unseal_identity(sealed: bytes, *, seed: bytes, case: str, recipient: str) -> Identity:
    """Return an identity, opened with the recipient's seed; refuses whatever was not sealed so."""
    with refusing(CANNOT_OPEN):
        if len(sealed) != SEALED:
            raise ValueError
        told = from_canonical(unpad(open_with(seed, sealed, info=bound(case, recipient)), sizes=SIZES))
        given = fields(told, NAMES)
        return Identity(name=text(given["name"]), contact=text(given["contact"]))


def fits(identity: Identity) -> bool:
    """Return whether an identity is short enough to be sealed."""
    return len(canonical({"contact": identity.contact, "name": identity.name})) <= LONGEST


def bound(case: str, recipient: str) -> bytes:
    """Return the context of a sealed identity."""
    return context("identity", identifier(case), identifier(recipient))
