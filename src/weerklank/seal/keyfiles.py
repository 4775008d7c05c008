"""The three files that go between the server and the organisation's own key, which is never on the server.

    requests       server → key: whose keys ask for a certificate
    certificates   key → server: the certificates, signed
    revocations    key → server: the certificates that no longer count, signed

Each is canonical JSON with a `kind`. Whatever is wrong with one is refused as `Refused("key_file")`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weerklank.errors import Refused
from weerklank.seal.certificate import (
    Certificate,
    Revocations,
    Signed,
    read_certificate,
    read_revocations,
    sign_certificate,
    sign_revocations,
    signed_from,
)
from weerklank.seal.handlerkey import PublicKeys
from weerklank.seal.notation import canonical, from_json, to_bytes, to_text
from weerklank.seal.shapes import code, each, fields, identifier, number, text
from weerklank.seal.signature import signing_public

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

REQUESTS, CERTIFICATES, REVOCATIONS = (
    f"weerklank/{name}/v1" for name in ("requests", "certificates", "revocations")
)
MOST = 10_000
REQUEST = frozenset({"employer", "key", "name", "person", "role", "sealing", "serial", "signing"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Someone asks that the organisation certifies their keys, under a serial that the server chose."""

    employer: str
    name: str
    person: str
    role: str
    serial: int
    keys: PublicKeys


@dataclass(frozen=True, slots=True)
class Certified:
    """Certificates in a file, each verified, with the public key (32 bytes) of who signed them all."""

    organisation: bytes
    certificates: tuple[tuple[Certificate, Signed], ...]


@dataclass(frozen=True, slots=True)
class Revoked:
    """The revocation list in a file, verified, with the public key of who signed it."""

    organisation: bytes
    revocations: Revocations
    signed: Signed


def refused(what: str) -> Refused:
    """Return the refusal of a file."""
    return Refused("key_file", f"This is no file of {what}, or it was changed. Make it again.")


def requests_file(requests: Iterable[Request]) -> bytes:
    """Return the file of requests."""
    told = [
        {
            "employer": request.employer,
            "key": request.keys.key,
            "name": request.name,
            "person": request.person,
            "role": request.role,
            "sealing": to_text(request.keys.sealing),
            "serial": request.serial,
            "signing": to_text(request.keys.signing),
        }
        for request in requests
    ]
    return canonical({"kind": REQUESTS, "requests": told}) + b"\n"


def requests_in(file: bytes) -> tuple[Request, ...]:
    """Return the requests in a file."""
    try:
        told = kind_in(file, REQUESTS, "requests")
        return each(told["requests"], request_in, most=MOST)
    except ValueError:
        raise refused("requests") from None


def request_in(told: Any) -> Request:  # noqa: ANN401 - what JSON held, still unknown
    """Return one request; `ValueError` where the identifier is not that of the keys."""
    given = fields(told, REQUEST)
    keys = PublicKeys(to_bytes(given["sealing"], length=1_216), to_bytes(given["signing"], length=32))
    if identifier(given["key"]) != keys.key:
        raise ValueError
    return Request(
        employer=code(given["employer"]),
        name=text(given["name"]),
        person=code(given["person"]),
        role=code(given["role"]),
        serial=number(given["serial"]),
        keys=keys,
    )


def certified(requests: Iterable[Request], *, seed: bytes, since: date, until: date) -> bytes:
    """Return the file of certificates for all requests, valid from a day until a day, signed with a seed."""
    signed = [
        sign_certificate(
            Certificate(
                employer=request.employer,
                name=request.name,
                person=request.person,
                role=request.role,
                serial=request.serial,
                keys=request.keys,
                valid_from=since,
                valid_to=until,
            ),
            seed=seed,
        ).to_json()
        for request in requests
    ]
    told = {"certificates": signed, "kind": CERTIFICATES, "organisation": to_text(signing_public(seed))}
    return canonical(told) + b"\n"


def certificates_in(file: bytes) -> Certified:
    """Return the certificates in a file: every one signed by the key that the file names."""
    try:
        told = kind_in(file, CERTIFICATES, "certificates", "organisation")
        organisation = to_bytes(told["organisation"], length=32)
        signed = each(told["certificates"], signed_from, most=MOST)
        found = tuple((read_certificate(one, organisation=organisation), one) for one in signed)
    except (ValueError, Refused):
        raise refused("certificates") from None
    return Certified(organisation, found)


def revoked(revocations: Revocations, *, seed: bytes) -> bytes:
    """Return the file of a revocation list, signed with a seed."""
    told = {
        "kind": REVOCATIONS,
        "organisation": to_text(signing_public(seed)),
        "revocations": sign_revocations(revocations, seed=seed).to_json(),
    }
    return canonical(told) + b"\n"


def revocations_in(file: bytes) -> Revoked:
    """Return the revocation list in a file: signed by the key that the file names."""
    try:
        told = kind_in(file, REVOCATIONS, "organisation", "revocations")
        organisation = to_bytes(told["organisation"], length=32)
        signed = signed_from(told["revocations"])
        return Revoked(organisation, read_revocations(signed, organisation=organisation), signed)
    except (ValueError, Refused):
        raise refused("revocations") from None


def kind_in(file: bytes, kind: str, *names: str) -> dict[str, Any]:
    """Return what a file of a kind holds; `ValueError` for another kind."""
    told = fields(from_json(file), frozenset({"kind", *names}))
    if told["kind"] != kind:
        raise ValueError
    return told
