"""What the organisation signs, away from the server: whose key is whose, and which no longer counts.

A certificate and a revocation list travel as `Signed`: the body is canonical JSON, and the signature is over it as
it stands. Whatever is wrong with one is refused in the same way.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from weerklank.seal.context import context
from weerklank.seal.errors import CANNOT_OPEN, refusing
from weerklank.seal.handlerkey import PublicKeys
from weerklank.seal.notation import canonical, from_canonical, to_bytes, to_text
from weerklank.seal.shapes import code, day, decimal, fields, identifier, keyed, number, text
from weerklank.seal.signature import LENGTH, PUBLIC, sign, verify

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

SEALING = 1_216
MOST_REVOKED = 10_000
LONGEST_NAME = 200
GROUP = 8
CERTIFICATE = frozenset(
    {"employer", "from", "key", "name", "person", "role", "sealing", "serial", "signing", "to", "v"}
)
REVOCATIONS = frozenset({"number", "on", "serials", "v"})


@dataclass(frozen=True, slots=True)
class Signed:
    """A body in canonical JSON, and the organisation's signature on it (64 bytes)."""

    body: str
    signature: bytes

    def to_json(self) -> dict[str, str]:
        """Return it as it is sent."""
        return {"body": self.body, "signature": to_text(self.signature)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Whose keys these are: a person (a pseudonym) in a role at an employer, from a day to a day inclusive."""

    employer: str
    name: str
    person: str
    role: str
    serial: int
    keys: PublicKeys
    valid_from: date
    valid_to: date

    def holds_on(self, on: date) -> bool:
        """Return whether it is valid on a day; revocations aside."""
        return self.valid_from <= on <= self.valid_to


@dataclass(frozen=True, slots=True)
class Revocations:
    """The certificates that no longer count, by serial, each with the first day on which it does not."""

    number: int
    on: date
    serials: Mapping[int, date] = field(default_factory=dict)

    def revoke(self, serial: int, *, on: date) -> bool:
        """Return whether a certificate does not count on a day."""
        return serial in self.serials and self.serials[serial] <= on


def fingerprint(organisation: bytes) -> str:
    """Return the fingerprint of an organisation's public key: 64 hexadecimal digits in groups of eight."""
    digits = hashlib.sha256(organisation).hexdigest()
    return " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))


def signed_from(told: Any) -> Signed:  # noqa: ANN401 - what JSON held, still unknown
    """Return a signed body that JSON holds; `ValueError` for another form."""
    given = fields(told, frozenset({"body", "signature"}))
    return Signed(text(given["body"]), to_bytes(given["signature"], length=LENGTH))


def sign_certificate(certificate: Certificate, *, seed: bytes) -> Signed:
    """Return a certificate signed with the organisation's seed. `ValueError` if a field is not of its kind."""
    told = {
        "employer": certificate.employer,
        "from": certificate.valid_from.isoformat(),
        "key": certificate.keys.key,
        "name": certificate.name,
        "person": certificate.person,
        "role": certificate.role,
        "sealing": to_text(certificate.keys.sealing),
        "serial": certificate.serial,
        "signing": to_text(certificate.keys.signing),
        "to": certificate.valid_to.isoformat(),
        "v": 1,
    }
    body = canonical(told)
    certificate_in(body)
    return signed("certificate", body, seed=seed)


def read_certificate(given: Signed, *, organisation: bytes) -> Certificate:
    """Return a certificate that this organisation signed; refuses every other."""
    with refusing(CANNOT_OPEN):
        return certificate_in(verified("certificate", given, organisation=organisation))


def certificate_in(body: bytes) -> Certificate:
    """Return the certificate in a body; `ValueError` for another form, or a key that is not of these two."""
    told = fields(from_canonical(body), CERTIFICATE)
    found = Certificate(
        employer=code(told["employer"]),
        name=person_name(told["name"]),
        person=code(told["person"]),
        role=code(told["role"]),
        serial=number(told["serial"]),
        keys=PublicKeys(to_bytes(told["sealing"], length=SEALING), to_bytes(told["signing"], length=PUBLIC)),
        valid_from=day(told["from"]),
        valid_to=day(told["to"]),
    )
    if identifier(told["key"]) != found.keys.key or found.valid_to < found.valid_from:
        raise ValueError
    versioned(told)
    return found


def person_name(value: Any) -> str:  # noqa: ANN401 - what JSON held, still unknown
    """Return the name by which a handler is shown."""
    name = text(value)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise ValueError
    return name


def sign_revocations(revocations: Revocations, *, seed: bytes) -> Signed:
    """Return a revocation list, signed with the organisation's seed."""
    serials = {str(serial): first.isoformat() for serial, first in revocations.serials.items()}
    told = {"number": revocations.number, "on": revocations.on.isoformat(), "serials": serials, "v": 1}
    body = canonical(told)
    revocations_in(body)
    return signed("revocation", body, seed=seed)


def read_revocations(given: Signed, *, organisation: bytes) -> Revocations:
    """Return a revocation list that this organisation signed; refuses every other."""
    with refusing(CANNOT_OPEN):
        return revocations_in(verified("revocation", given, organisation=organisation))


def revocations_in(body: bytes) -> Revocations:
    """Return the revocation list in a body; `ValueError` for another form."""
    told = fields(from_canonical(body), REVOCATIONS)
    versioned(told)
    serials = keyed(told["serials"], decimal, day, most=MOST_REVOKED)
    return Revocations(number(told["number"]), day(told["on"]), serials)


def newest(lists: Iterable[Revocations]) -> Revocations | None:
    """Return the list that counts: the one with the highest number."""
    return max(lists, key=lambda found: found.number, default=None)


def versioned(told: dict[str, Any]) -> None:
    """Raise `ValueError` where what was read is not of version 1."""
    if told["v"] != 1 or type(told["v"]) is not int:
        raise ValueError


def signed(name: str, body: bytes, *, seed: bytes) -> Signed:
    """Return a body with its signature."""
    return Signed(body.decode(), sign(context(name, "") + body, seed=seed))


def verified(name: str, given: Signed, *, organisation: bytes) -> bytes:
    """Return the body of what an organisation signed; raises where it did not."""
    body = given.body.encode()
    verify(context(name, "") + body, given.signature, public=organisation)
    return body
