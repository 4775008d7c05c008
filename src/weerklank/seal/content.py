"""What stands inside a message: canonical JSON `{"body","signature"}`, the body canonical JSON of its kind."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from weerklank.seal.context import NOTHING_SEEN, REPORTER, Place
from weerklank.seal.errors import CANNOT_OPEN, refusing
from weerklank.seal.notation import canonical, from_canonical, to_bytes, to_text
from weerklank.seal.shapes import (
    code,
    digest,
    distinct,
    each,
    fields,
    file_name,
    identifier,
    keyed,
    media_type,
    number,
    size,
    text,
)
from weerklank.seal.signature import LENGTH, sign, verify

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_FILES, MOST_KEYS, MOST_ANSWERS = 10, 100, 100


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that a message carries: its identifier, name, SHA-256 of its bytes, number of bytes, media type."""

    id: str
    name: str
    sha256: str
    size: int
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The reporter's first message. `recipients` are all to whom the case key was sealed, stand-ins among them.

    `identity` says to whom of them the reporter's identity was sealed apart, each with the SHA-256 of that seal.
    """

    text: str
    answers: Mapping[str, str]
    excluded: tuple[str, ...]
    files: tuple[Attached, ...]
    recipients: tuple[str, ...]
    reporter_key: str
    identity: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What anyone says."""

    text: str
    files: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a handler writes down of what was said by telephone or in person."""

    text: str
    files: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """The reporter agrees with a record, named by the SHA-256 of the sealed message."""

    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct:
    """The reporter corrects a record."""

    record: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A handler lets the handler of a key read from now on, by the certificate with this serial."""

    key: str
    serial: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Epoch:
    """A handler opens a new epoch: who holds its key, the reporter among them, and the SHA-256 of that key."""

    epoch: int
    recipients: tuple[str, ...]
    key_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclose:
    """A handler who knows the identity wants to pass it on to a key, and says why before it happens."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """A handler passed the identity on to a key, after that was said: the SHA-256 of it as sealed to that key."""

    identity: str
    key: str


Body = Report | Message | Record | Confirm | Correct | Grant | Epoch | Disclose | Disclosed


@dataclass(frozen=True, slots=True)
class Content:
    """What stood inside a message: `after` is the last one its sender had seen; a reporter's is unsigned."""

    after: str
    body: Body
    told: str
    signature: bytes

    def verify(self, place: Place, *, public: bytes) -> None:
        """Raise `InvalidSignature` where the sender did not sign this for this place."""
        verify(place.signed(sha256(self.told.encode())), self.signature, public=public)


def sha256(raw: bytes) -> str:
    """Return a SHA-256 in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def write(body: Body, *, place: Place, after: str = NOTHING_SEEN, signing: bytes = b"") -> bytes:
    """Return the content of a message, signed with the sender's seed; the reporter signs nothing.

    `ValueError` where a field is none of its kind, and where a handler brings no seed.
    """
    told = canonical(to_json(body) | {"after": digest(after)})
    signature = b"" if place.sender == REPORTER else sign(place.signed(sha256(told)), seed=signing)
    content = canonical({"body": told.decode(), "signature": to_text(signature)})
    content_in(content)
    return content


def read(content: bytes) -> Content:
    """Return what stands inside a message; refuses another form. Whether it is signed is asked apart."""
    with refusing(CANNOT_OPEN):
        return content_in(content)


def content_in(content: bytes) -> Content:
    """Return what stands inside a message; `ValueError` for another form."""
    outer = fields(from_canonical(content), frozenset({"body", "signature"}))
    signature = to_bytes(outer["signature"])
    told = from_canonical(text(outer["body"]).encode())
    if len(signature) not in {0, LENGTH} or not isinstance(told, dict):
        raise ValueError
    names, reader = KINDS[kind_of(told)]
    optional = {name for name in OPTIONAL if name in told} if kind_of(told) == "report" else set()
    given = fields(told, names | optional | {"after", "kind"})
    return Content(digest(given["after"]), reader(given), outer["body"], signature)


def kind_of(told: dict[str, Any]) -> str:
    """Return the kind of a body, where it is one of ours."""
    kind = text(told.get("kind"))
    if kind not in KINDS:
        raise ValueError
    return kind


def attached(told: Any) -> Attached:  # noqa: ANN401 - what JSON held, still unknown
    """Return a file that a message carries."""
    given = fields(told, frozenset({"id", "name", "sha256", "size", "type"}))
    return Attached(
        id=identifier(given["id"]),
        name=file_name(given["name"]),
        sha256=digest(given["sha256"]),
        size=size(given["size"]),
        type=media_type(given["type"]),
    )


def files_in(told: Any) -> tuple[Attached, ...]:  # noqa: ANN401 - what JSON held, still unknown
    """Return the files that a message carries, each once."""
    found = each(told, attached, most=MOST_FILES)
    distinct(tuple(file.id for file in found))
    return found


def keys_in(told: Any) -> tuple[str, ...]:  # noqa: ANN401 - what JSON held, still unknown
    """Return a list of keys, each once."""
    return distinct(each(told, identifier, most=MOST_KEYS))


def report(told: dict[str, Any]) -> Report:
    """Return a report."""
    recipients = keys_in(told["recipients"])
    return Report(
        text=text(told["text"]),
        answers=keyed(told["answers"], code, text, most=MOST_ANSWERS),
        excluded=keys_in(told["excluded"]),
        files=files_in(told["files"]),
        recipients=recipients,
        reporter_key=digest(told["reporter_key"]),
        identity=identity_in(told, recipients=recipients) if "identity" in told else {},
    )


def identity_in(told: dict[str, Any], *, recipients: tuple[str, ...]) -> dict[str, str]:
    """Return to whom of the recipients the identity was sealed; nobody at all is not written so."""
    found: dict[str, str] = keyed(told["identity"], identifier, digest, most=MOST_KEYS)
    if not found or not found.keys() <= set(recipients):
        raise ValueError
    return found


def message(told: dict[str, Any]) -> Message:
    """Return a message."""
    return Message(text=text(told["text"]), files=files_in(told["files"]))


def record(told: dict[str, Any]) -> Record:
    """Return a record."""
    return Record(text=text(told["text"]), files=files_in(told["files"]))


def confirm(told: dict[str, Any]) -> Confirm:
    """Return the agreement with a record."""
    return Confirm(record=digest(told["record"]))


def correct(told: dict[str, Any]) -> Correct:
    """Return the correction of a record."""
    return Correct(record=digest(told["record"]), text=text(told["text"]))


def grant(told: dict[str, Any]) -> Grant:
    """Return a grant."""
    return Grant(key=identifier(told["key"]), serial=number(told["serial"]))


def epoch(told: dict[str, Any]) -> Epoch:
    """Return the opening of an epoch."""
    return Epoch(
        epoch=number(told["epoch"]), recipients=keys_in(told["recipients"]), key_hash=digest(told["key_hash"])
    )


def disclose(told: dict[str, Any]) -> Disclose:
    """Return the wish to pass the identity on."""
    return Disclose(key=identifier(told["key"]), reason=text(told["reason"]))


def disclosed(told: dict[str, Any]) -> Disclosed:
    """Return that the identity was passed on."""
    return Disclosed(identity=digest(told["identity"]), key=identifier(told["key"]))


def names(*own: str) -> frozenset[str]:
    """Return the fields of a kind."""
    return frozenset(own)


KINDS: dict[str, tuple[frozenset[str], Callable[[dict[str, Any]], Body]]] = {
    "report": (names("text", "answers", "excluded", "files", "recipients", "reporter_key"), report),
    "message": (names("text", "files"), message),
    "record": (names("text", "files"), record),
    "confirm": (names("record"), confirm),
    "correct": (names("record", "text"), correct),
    "grant": (names("key", "serial"), grant),
    "epoch": (names("epoch", "recipients", "key_hash"), epoch),
    "disclose": (names("key", "reason"), disclose),
    "disclosed": (names("identity", "key"), disclosed),
}
OPTIONAL = frozenset({"identity"})
"""Fields of a report that stand there only where there is something in them."""


def to_json(body: Body) -> dict[str, Any]:
    """Return a body as it is written, but for `after`."""
    told: dict[str, Any] = {"kind": type(body).__name__.lower()}
    for name in KINDS[told["kind"]][0]:
        told[name] = plain(getattr(body, name))
    if isinstance(body, Report) and body.identity:
        told["identity"] = plain(body.identity)
    return told


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever a body can hold
    """Return a value as JSON holds it."""
    if isinstance(value, Attached):
        return {name: getattr(value, name) for name in ("id", "name", "sha256", "size", "type")}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return dict(value) if not isinstance(value, str | int) else value
