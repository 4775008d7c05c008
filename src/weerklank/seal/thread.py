"""Whether a case is what its people wrote: the check that every client makes before it shows anything.

The server may drop, reorder, forge, swap and invent. `unsealed` opens every message in order, and refuses the
whole thread at the first thing that is wrong:

    thread_order        a position or an epoch that is not next; `after` names no earlier message
    thread_kind         a kind that this sender may not write, or not here
    thread_signature    not signed by the key of the sender, or signed where nobody signs
    thread_certificate  no certificate of the organisation for this key, valid on this day and not revoked
    thread_grant        a handler to whom nobody gave this case; a handler listed who cannot read it
    thread_excluded     someone whom the reporter excluded was given the case
    thread_epoch        an epoch that no message of the one before opens, or with another key
    thread_reporter     another reporter's key than the report names
    thread_identity     an identity passed on by who does not know it, or before that was said
    cannot_open         a seal, or what is inside it
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature

from weerklank.errors import Refused
from weerklank.seal.casekey import PUBLIC, WRAP, sealing_public, unwrap
from weerklank.seal.certificate import (
    Certificate,
    Revocations,
    Signed,
    newest,
    read_certificate,
    read_revocations,
    signed_from,
)
from weerklank.seal.content import (
    Confirm,
    Content,
    Correct,
    Disclose,
    Disclosed,
    Epoch,
    Grant,
    Message,
    Record,
    Report,
    read,
    sha256,
)
from weerklank.seal.context import NOTHING_SEEN, REPORTER, Place
from weerklank.seal.errors import ENVELOPE, refusing
from weerklank.seal.message import unseal_message
from weerklank.seal.notation import from_json, to_bytes
from weerklank.seal.shapes import day, each, fields, identifier, number

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

MOST_MESSAGES, MOST_EPOCHS, MOST_CERTIFICATES, MOST_LISTS, MOST_HANDLERS = 10_000, 100, 1_000, 100, 100
FIELDS = frozenset(
    {
        *("case", "certificates", "day", "epochs", "files", "handlers", "messages", "organisation"),
        *("procedure", "refused", "reporter_key", "revocations", "state", "terms", "unit", "v"),
    }
)
FROM_REPORTER = (Report, Message, Confirm, Correct)
FROM_HANDLER = (Message, Record, Grant, Epoch, Disclose, Disclosed)


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message as the server gives it."""

    day: date
    place: Place
    sealed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A case as the server gives it to one recipient: nothing of it is believed yet.

    `wraps` holds the recipient's wrap of each epoch, from 1; `organisation` is the public key that the client
    knows by its fingerprint; `refused` the keys to which somebody refused to pass the reporter's name on.
    """

    case: str
    wraps: tuple[bytes, ...]
    messages: tuple[Delivered, ...]
    certificates: tuple[Signed, ...]
    revocations: tuple[Signed, ...]
    organisation: bytes
    reporter_key: bytes
    handlers: tuple[str, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A message that may be shown; `certificate` says which handler wrote it, and is empty for the reporter."""

    day: date
    place: Place
    content: Content
    certificate: Certificate | None


def parse(answer: bytes) -> Thread:
    """Return the thread in an answer of the server (JSON); refuses another form."""
    with refusing(ENVELOPE):
        told = fields(from_json(answer), FIELDS)
        if told["v"] != 1 or type(told["v"]) is not int:
            raise ValueError
        case = identifier(told["case"])
        wraps = dict(each(told["epochs"], wrap_in, most=MOST_EPOCHS))
        if sorted(wraps) != list(range(1, len(told["epochs"]) + 1)):
            raise ValueError
        return Thread(
            case=case,
            wraps=tuple(wraps[epoch] for epoch in sorted(wraps)),
            messages=each(told["messages"], delivered_in(case), most=MOST_MESSAGES),
            certificates=each(told["certificates"], signed_from, most=MOST_CERTIFICATES),
            revocations=each(told["revocations"], signed_from, most=MOST_LISTS),
            organisation=to_bytes(told["organisation"], length=32),
            reporter_key=to_bytes(told["reporter_key"], length=PUBLIC),
            handlers=each(told["handlers"], handler_in, most=MOST_HANDLERS),
            refused=each(told["refused"], identifier, most=MOST_MESSAGES),
        )


def wrap_in(told: Any) -> tuple[int, bytes]:  # noqa: ANN401 - what JSON held, still unknown
    """Return the number and the wrap of an epoch."""
    given = fields(told, frozenset({"epoch", "wrap"}))
    return number(given["epoch"]), to_bytes(given["wrap"], length=WRAP)


def delivered_in(case: str) -> Callable[[Any], Delivered]:
    """Return the shape of a message of a case."""

    def shape(told: Any) -> Delivered:  # noqa: ANN401 - what JSON held, still unknown
        given = fields(told, frozenset({"day", "epoch", "position", "sealed", "sender"}))
        place = Place(case, given["epoch"], given["sender"], given["position"])
        return Delivered(day(given["day"]), place, to_bytes(given["sealed"]))

    return shape


def handler_in(told: Any) -> str:  # noqa: ANN401 - what JSON held, still unknown
    """Return the key of a handler who can read."""
    given = fields(told, frozenset({"key", "since"}))
    day(given["since"])
    return identifier(given["key"])


def unsealed(thread: Thread, *, seed: bytes, recipient: str) -> tuple[Shown, ...]:
    """Return every message, opened with the seed of a recipient and checked; refuses the whole if one is wrong."""
    keys = [
        unwrap(sealed, seed=seed, case=thread.case, epoch=epoch, recipient=recipient)
        for epoch, sealed in enumerate(thread.wraps, 1)
    ]
    reading = Reading(thread, keys)
    if recipient == REPORTER:
        required(sealing_public(seed) == thread.reporter_key, "thread_reporter")
    shown = tuple(reading.take(delivered) for delivered in thread.messages)
    reading.finish()
    return shown


def readers(shown: tuple[Shown, ...]) -> tuple[str, ...]:
    """Return the keys of the handlers who can read now, as the signed messages of a checked thread say."""
    found: tuple[str, ...] = ()
    for message in shown:
        body = message.content.body
        if isinstance(body, Report | Epoch):
            found = tuple(key for key in body.recipients if key != REPORTER)
        elif isinstance(body, Grant) and body.key not in found:
            found += (body.key,)
    return found


def identities(shown: tuple[Shown, ...]) -> dict[str, str]:
    """Return who can open the identity, each key with the SHA-256 of what was sealed to it."""
    found: dict[str, str] = {}
    for message in shown:
        body = message.content.body
        if isinstance(body, Report):
            found = dict(body.identity)
        elif isinstance(body, Disclosed):
            found[body.key] = body.identity
    return found


def required(holds: bool, code: str) -> None:  # noqa: FBT001 - reads as a sentence: required(signed, "thread_…")
    """Refuse a thread in which something does not hold."""
    if not holds:
        raise Refused(code, "What the server gave is not what was written. Nothing of it is shown.")


class Reading:
    """What is known while a thread is read from its first message on."""

    def __init__(self, thread: Thread, keys: list[bytes]) -> None:
        self.thread, self.keys = thread, keys
        self.certificates = certificates_in(thread)
        self.revoked = revocations_in(thread)
        self.epoch = 1
        self.positions: dict[str, int] = {}
        self.own: dict[str, int] = {}
        self.seen: dict[str, int] = {}
        self.records: set[str] = set()
        self.granted: set[str] = set()
        self.excluded: frozenset[str] = frozenset()
        self.knowing: set[str] = set()
        self.announced: set[str] = set()

    def take(self, delivered: Delivered) -> Shown:
        """Return the next message, checked."""
        place = delivered.place
        required(place.epoch == self.epoch, "thread_order")
        required(place.position == self.positions.get(place.sender, 0) + 1, "thread_order")
        required(place.epoch <= len(self.keys), "thread_epoch")
        content = read(unseal_message(delivered.sealed, case_key=self.keys[place.epoch - 1], place=place))
        self.follow(content, place)
        certificate = self.signer(content, delivered)
        self.act(content.body, delivered)
        name = sha256(delivered.sealed)
        if isinstance(content.body, Record):
            self.records.add(name)
        self.positions[place.sender], self.own[place.sender] = place.position, len(self.seen)
        self.seen[name] = len(self.seen)
        return Shown(delivered.day, place, content, certificate)

    def follow(self, content: Content, place: Place) -> None:
        """Check that a message comes after one that is there, and after the sender's own before it."""
        first = not self.seen
        required(first == (place.sender == REPORTER and isinstance(content.body, Report)), "thread_kind")
        if first:
            required(content.after == NOTHING_SEEN, "thread_order")
            return
        required(content.after in self.seen, "thread_order")
        required(self.seen[content.after] >= self.own.get(place.sender, 0), "thread_order")

    def signer(self, content: Content, delivered: Delivered) -> Certificate | None:
        """Return the certificate of a handler who signed, and who was given the case."""
        place = delivered.place
        allowed = FROM_REPORTER if place.sender == REPORTER else FROM_HANDLER
        required(isinstance(content.body, allowed), "thread_kind")
        if place.sender == REPORTER:
            required(not content.signature, "thread_signature")
            return None
        required(place.sender not in self.excluded, "thread_excluded")
        required(place.sender in self.granted, "thread_grant")
        certificate = self.certified(place.sender, on=delivered.day)
        try:
            content.verify(place, public=certificate.keys.signing)
        except (InvalidSignature, ValueError):
            required(False, "thread_signature")  # noqa: FBT003 - the sentence says what does not hold
        return certificate

    def certified(self, key: str, *, on: date, serial: int | None = None) -> Certificate:
        """Return a certificate of a key that counts on a day."""
        for certificate in self.certificates:
            if (
                certificate.keys.key == key
                and serial in {None, certificate.serial}
                and certificate.holds_on(on)
                and not (self.revoked and self.revoked.revoke(certificate.serial, on=on))
            ):
                return certificate
        raise Refused("thread_certificate", "A key is not certified by the organisation. Nothing is shown.")

    def act(self, body: object, delivered: Delivered) -> None:
        """Let what a message does have been done, where it may be."""
        if isinstance(body, Report):
            self.begin(body)
        elif isinstance(body, Grant):
            self.give(body, on=delivered.day)
        elif isinstance(body, Epoch):
            self.open_epoch(body, on=delivered.day)
        elif isinstance(body, Disclose | Disclosed):
            self.pass_on(body, delivered)
        elif isinstance(body, Confirm | Correct):
            required(body.record in self.records, "thread_order")

    def begin(self, body: Report) -> None:
        """Take from the report whose case it is, who may read it, and who must not."""
        required(sha256(self.thread.reporter_key) == body.reporter_key, "thread_reporter")
        self.granted, self.excluded = set(body.recipients), frozenset(body.excluded)
        required(not self.granted & self.excluded, "thread_excluded")
        self.knowing = set(body.identity)

    def give(self, body: Grant, *, on: date) -> None:
        """Let another handler read."""
        required(body.key not in self.excluded, "thread_excluded")
        self.certified(body.key, on=on, serial=body.serial)
        self.granted.add(body.key)

    def pass_on(self, body: Disclose | Disclosed, delivered: Delivered) -> None:
        """Let who knows the identity say to whom it goes, and only then let it go."""
        required(delivered.place.sender in self.knowing, "thread_identity")
        required(body.key not in self.excluded, "thread_excluded")
        self.certified(body.key, on=delivered.day)
        if isinstance(body, Disclose):
            self.announced.add(body.key)
            return
        required(body.key in self.announced, "thread_identity")
        self.knowing.add(body.key)

    def open_epoch(self, body: Epoch, *, on: date) -> None:
        """Let the next epoch begin, whose key is the one that was announced."""
        required(body.epoch == self.epoch + 1 and body.epoch <= len(self.keys), "thread_epoch")
        required(sha256(self.keys[body.epoch - 1]) == body.key_hash, "thread_epoch")
        handlers = set(body.recipients) - {REPORTER}
        required(REPORTER in body.recipients, "thread_epoch")
        required(not handlers & self.excluded, "thread_excluded")
        for key in sorted(handlers):
            self.certified(key, on=on)
        self.granted, self.epoch = handlers, body.epoch

    def finish(self) -> None:
        """Check that nothing is left over: an epoch that was never opened, or a reader whom nobody let in."""
        required(bool(self.seen), "thread_order")
        required(self.epoch == len(self.keys), "thread_epoch")
        required(not set(self.thread.handlers) & self.excluded, "thread_excluded")
        required(set(self.thread.handlers) <= self.granted, "thread_grant")


def certificates_in(thread: Thread) -> tuple[Certificate, ...]:
    """Return every certificate; one that the organisation did not sign spoils the thread."""
    try:
        return tuple(
            read_certificate(given, organisation=thread.organisation) for given in thread.certificates
        )
    except Refused:
        raise Refused("thread_certificate", "A certificate is not the organisation's.") from None


def revocations_in(thread: Thread) -> Revocations | None:
    """Return the revocation list that counts."""
    try:
        return newest(
            [read_revocations(given, organisation=thread.organisation) for given in thread.revocations]
        )
    except Refused:
        raise Refused("thread_certificate", "A revocation list is not the organisation's.") from None
