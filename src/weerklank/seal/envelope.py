"""What travels to the server: `WKL1` ‖ u32 length of header ‖ header (canonical JSON) ‖ parts.

Two verbs: `parse` what arrived, `pack` what is sent. `parse` refuses with `Refused("envelope")` whatever is not
exactly of the form: an unknown or absent field, a length that does not add up, a byte too many. It holds no keys:
what it returns is still sealed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from weerklank.seal import asking
from weerklank.seal.asking import Asking, lookup_in
from weerklank.seal.casekey import PUBLIC, WRAP
from weerklank.seal.context import REPORTER
from weerklank.seal.errors import ENVELOPE, refusing
from weerklank.seal.files import may_be_file
from weerklank.seal.identity import SEALED
from weerklank.seal.message import SEALED_SIZES
from weerklank.seal.notation import canonical, from_canonical, split_u32, to_bytes, to_text, u32
from weerklank.seal.shapes import code, codes, decimal, distinct, fields, identifier, keyed, number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAGIC = b"WKL1"
MOST_BYTES = 25 * 1024 * 1024
"""Bytes of the largest envelope."""
MOST_HEADER = 1024 * 1024
"""Bytes of the largest header."""
MOST_FILES, MOST_RECIPIENTS, MOST_SHARED, MOST_EPOCHS = 10, 50, 50, 100


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file of an envelope: its identifier, and its sealed bytes."""

    file: str
    sealed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What every envelope brings: a case, an epoch, one sealed message, and files."""

    case: str
    epoch: int
    message: bytes
    files: tuple[SealedFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission(Sent):
    """A new report.

    `wraps` holds a sealed case key by recipient, the reporter's among them; `withheld` those for stand-ins, which
    the server keeps back by a rule. `shared` are coded answers, kept apart from the case. `unit` is empty where
    the reporter names none. `identity` holds who the reporter is, sealed apart to some of those in `wraps`.
    """

    lookup: bytes
    procedure: str
    reporter_key: bytes
    shared: Mapping[str, str]
    unit: str
    withheld: Mapping[str, bytes]
    wraps: Mapping[str, bytes]
    identity: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Sent):
    """What the reporter adds, known by the receipt alone."""

    lookup: bytes
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Sent):
    """What a handler adds; who the sender is, the session tells too."""

    position: int
    sender: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Granting(Answer):
    """A handler lets another read: a wrap of every epoch, 1 to this one, for the key of the new one."""

    key: str
    epochs: Mapping[int, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcing(Answer):
    """A handler wants to pass the identity on to a key: the ground is a code, the reason in words is sealed."""

    key: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing(Answer):
    """A handler passes the identity on: sealed to one key, after that was asked and approved."""

    key: str
    identity: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening(Answer):
    """A handler opens the next epoch: a wrap of its key for every recipient, the reporter among them."""

    opens: int
    wraps: Mapping[str, bytes]


Carrying = Submission | Reply | Answer | Granting | Opening | Announcing | Passing
Envelope = Carrying | Asking

ALWAYS = frozenset({"case", "epoch", "parts", "v"})
OF_SUBMISSION = ALWAYS | {"lookup", "procedure", "reporter_key", "shared", "unit", "withheld", "wraps"}
NAMED = OF_SUBMISSION | {"identity"}
OF_REPLY = ALWAYS | {"lookup", "position"}
OF_ANSWER = ALWAYS | {"position", "sender"}
OF_GRANTING = OF_ANSWER | {"grant"}
OF_OPENING = OF_ANSWER | {"opens"}
OF_ANNOUNCING = OF_ANSWER | {"announces"}
OF_PASSING = OF_ANSWER | {"passes"}


def parse(body: bytes) -> Envelope:
    """Return what an envelope brings; refuses everything that is not exactly of the form."""
    with refusing(ENVELOPE):
        header, rest = split(body)
        if not isinstance(header, dict) or header.get("v") != 1 or type(header["v"]) is not int:
            raise ValueError
        names = frozenset(header)
        if names in asking.KINDS and not rest:
            return asking.KINDS[names](header)
        if names in CARRYING:
            return CARRYING[names](header, sent(header, rest))
        raise ValueError


def split(body: bytes) -> tuple[Any, bytes]:
    """Return the header, and the bytes of the parts."""
    if len(body) > MOST_BYTES or not body.startswith(MAGIC):
        raise ValueError
    length, rest = split_u32(body[len(MAGIC) :])
    if length > min(len(rest), MOST_HEADER):
        raise ValueError
    return from_canonical(rest[:length]), rest[length:]


def sent(header: dict[str, Any], rest: bytes) -> dict[str, Any]:
    """Return what every envelope brings; the lengths must add up to the bytes that are there."""
    case, epoch = identifier(header["case"]), number(header["epoch"])
    message, files = parts_of(header["parts"])
    lengths = [message, *(length for _, length in files)]
    if sum(lengths) != len(rest):
        raise ValueError
    pieces = cut(rest, lengths)
    names = distinct(tuple(name for name, _ in files))
    sealed = tuple(SealedFile(name, piece) for name, piece in zip(names, pieces[1:], strict=True))
    return {"case": case, "epoch": epoch, "message": pieces[0], "files": sealed}


def cut(rest: bytes, lengths: list[int]) -> list[bytes]:
    """Return the bytes, cut at these lengths."""
    pieces, start = [], 0
    for length in lengths:
        pieces.append(rest[start : start + length])
        start += length
    return pieces


def parts_of(told: Any) -> tuple[int, list[tuple[str, int]]]:  # noqa: ANN401 - what JSON held, still unknown
    """Return the length of the one message, and name and length of each file."""
    if not isinstance(told, list) or not 1 <= len(told) <= 1 + MOST_FILES:
        raise ValueError
    first = fields(told[0], frozenset({"kind", "length"}))
    if first["kind"] != "message" or number(first["length"]) not in SEALED_SIZES:
        raise ValueError
    return first["length"], [file_part(part) for part in told[1:]]


def file_part(told: Any) -> tuple[str, int]:  # noqa: ANN401 - what JSON held, still unknown
    """Return name and length of a file."""
    part = fields(told, frozenset({"file", "kind", "length"}))
    if part["kind"] != "file" or not may_be_file(number(part["length"])):
        raise ValueError
    return identifier(part["file"]), part["length"]


def wrap_in(value: Any) -> bytes:  # noqa: ANN401 - what JSON held, still unknown
    """Return a wrap."""
    return to_bytes(value, length=WRAP)


def wraps_in(value: Any) -> dict[str, bytes]:  # noqa: ANN401 - what JSON held, still unknown
    """Return the wraps of an epoch by recipient: the reporter's and at least one more."""
    wraps = keyed(value, identifier, wrap_in, most=MOST_RECIPIENTS)
    if REPORTER not in wraps or len(wraps) == 1:
        raise ValueError
    return wraps


def submission(header: dict[str, Any], brought: dict[str, Any]) -> Submission:
    """Return a report."""
    wraps = wraps_in(header["wraps"])
    withheld = keyed(header["withheld"], identifier, wrap_in, most=MOST_RECIPIENTS)
    if brought["epoch"] != 1 or wraps.keys() & withheld.keys():
        raise ValueError
    return Submission(
        **brought,
        lookup=lookup_in(header),
        procedure=code(header["procedure"]),
        reporter_key=to_bytes(header["reporter_key"], length=PUBLIC),
        shared=keyed(header["shared"], code, codes, most=MOST_SHARED),
        unit="" if header["unit"] == "" else code(header["unit"]),
        withheld=withheld,
        wraps=wraps,
        identity=identity_in(header, wraps=wraps) if "identity" in header else {},
    )


def identity_in(header: dict[str, Any], *, wraps: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the identity by recipient: of those who get the case at once, and never of the reporter."""
    found: dict[str, bytes] = keyed(header["identity"], identifier, sealed_identity, most=MOST_RECIPIENTS)
    if not found or not found.keys() <= wraps.keys() - {REPORTER}:
        raise ValueError
    return found


def sealed_identity(value: Any) -> bytes:  # noqa: ANN401 - what JSON held, still unknown
    """Return a sealed identity."""
    return to_bytes(value, length=SEALED)


def reply(header: dict[str, Any], brought: dict[str, Any]) -> Reply:
    """Return what the reporter adds."""
    return Reply(**brought, lookup=lookup_in(header), position=number(header["position"]))


def signed(header: dict[str, Any], brought: dict[str, Any]) -> dict[str, Any]:
    """Return what every envelope of a handler brings."""
    sender = identifier(header["sender"])
    if sender == REPORTER:
        raise ValueError
    return brought | {"position": number(header["position"]), "sender": sender}


def answer(header: dict[str, Any], brought: dict[str, Any]) -> Answer:
    """Return what a handler adds."""
    return Answer(**signed(header, brought))


def granting(header: dict[str, Any], brought: dict[str, Any]) -> Granting:
    """Return a grant."""
    told = fields(header["grant"], frozenset({"epochs", "key"}))
    epochs = keyed(told["epochs"], decimal, wrap_in, most=MOST_EPOCHS)
    key = identifier(told["key"])
    if epochs.keys() != set(range(1, brought["epoch"] + 1)) or key == REPORTER or brought["files"]:
        raise ValueError
    return Granting(**signed(header, brought), key=key, epochs=epochs)


def opening(header: dict[str, Any], brought: dict[str, Any]) -> Opening:
    """Return the opening of an epoch."""
    told = fields(header["opens"], frozenset({"epoch", "wraps"}))
    if number(told["epoch"]) != brought["epoch"] + 1 or brought["files"]:
        raise ValueError
    return Opening(**signed(header, brought), opens=told["epoch"], wraps=wraps_in(told["wraps"]))


def announcing(header: dict[str, Any], brought: dict[str, Any]) -> Announcing:
    """Return the wish to pass an identity on."""
    told = fields(header["announces"], frozenset({"ground", "key"}))
    key = identifier(told["key"])
    if key == REPORTER or brought["files"]:
        raise ValueError
    return Announcing(**signed(header, brought), key=key, ground=code(told["ground"]))


def passing(header: dict[str, Any], brought: dict[str, Any]) -> Passing:
    """Return an identity that is passed on."""
    told = fields(header["passes"], frozenset({"identity", "key"}))
    key = identifier(told["key"])
    if key == REPORTER or brought["files"]:
        raise ValueError
    return Passing(**signed(header, brought), key=key, identity=sealed_identity(told["identity"]))


CARRYING: Mapping[frozenset[str], Callable[[dict[str, Any], dict[str, Any]], Carrying]] = {
    OF_SUBMISSION: submission,
    NAMED: submission,
    OF_REPLY: reply,
    OF_ANSWER: answer,
    OF_GRANTING: granting,
    OF_OPENING: opening,
    OF_ANNOUNCING: announcing,
    OF_PASSING: passing,
}


def pack(envelope: Envelope) -> bytes:
    """Return an envelope as it is sent. What `parse` would refuse is refused here."""
    header, sealed = {"v": 1} | own(envelope), b""
    if isinstance(envelope, Sent):
        header |= common(envelope)
        sealed = b"".join((envelope.message, *(part.sealed for part in envelope.files)))
    told = canonical(header)
    body = MAGIC + u32(len(told)) + told + sealed
    parse(body)
    return body


def common(envelope: Sent) -> dict[str, Any]:
    """Return the fields of every header with parts."""
    message: dict[str, Any] = {"kind": "message", "length": len(envelope.message)}
    files = [{"file": part.file, "kind": "file", "length": len(part.sealed)} for part in envelope.files]
    return {"case": envelope.case, "epoch": envelope.epoch, "parts": [message, *files]}


def own(envelope: Envelope) -> dict[str, Any]:
    """Return the fields that a header has besides."""
    if isinstance(envelope, Submission):
        return own_of_submission(envelope)
    if isinstance(envelope, Asking):
        return asking.own(envelope)
    if isinstance(envelope, Reply):
        return {"lookup": to_text(envelope.lookup), "position": envelope.position}
    return own_of_handler(envelope)


def own_of_handler(envelope: Answer) -> dict[str, Any]:
    """Return the fields of a handler's header."""
    told: dict[str, Any] = {"position": envelope.position, "sender": envelope.sender}
    if isinstance(envelope, Granting):
        return told | {"grant": {"epochs": in_text(envelope.epochs), "key": envelope.key}}
    if isinstance(envelope, Opening):
        return told | {"opens": {"epoch": envelope.opens, "wraps": in_text(envelope.wraps)}}
    if isinstance(envelope, Announcing):
        return told | {"announces": {"ground": envelope.ground, "key": envelope.key}}
    if isinstance(envelope, Passing):
        return told | {"passes": {"identity": to_text(envelope.identity), "key": envelope.key}}
    return told


def own_of_submission(envelope: Submission) -> dict[str, Any]:
    """Return the fields of a report's header."""
    named = {"identity": in_text(envelope.identity)} if envelope.identity else {}
    return {
        **named,
        "lookup": to_text(envelope.lookup),
        "procedure": envelope.procedure,
        "reporter_key": to_text(envelope.reporter_key),
        "shared": dict(envelope.shared),
        "unit": envelope.unit,
        "withheld": in_text(envelope.withheld),
        "wraps": in_text(envelope.wraps),
    }


def in_text(wraps: Mapping[str, bytes] | Mapping[int, bytes]) -> dict[str, str]:
    """Return wraps as they stand in a header."""
    return {str(name): to_text(sealed) for name, sealed in wraps.items()}
