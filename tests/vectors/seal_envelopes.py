"""Envelopes for the vectors: those that are read, and one for every way in which one is refused.

A vector has the exact `header`, and `rest`, the number of bytes after it (byte i being i mod 251); `declared`
where the length that is told is not the header's own, and `magic` where that is another.
"""

from __future__ import annotations

import hashlib
from typing import Any

from weerklank.seal.context import REPORTER
from weerklank.seal.notation import canonical, to_text, u32

CASE, FILE, KEY, OTHER = "0123456789abcdef" * 2, "f0" * 16, "a1" * 16, "b2" * 16
WRAP, LOOKUP, PUBLIC = to_text(bytes(1_168)), to_text(bytes(range(32))), to_text(bytes(1_216))
MESSAGE: dict[str, Any] = {"kind": "message", "length": 4_156}
SEALED_FILE: dict[str, Any] = {"kind": "file", "file": FILE, "length": 65_584}
REPLY = {"case": CASE, "epoch": 1, "lookup": LOOKUP, "parts": [MESSAGE], "position": 2, "v": 1}
ANSWER = {"case": CASE, "epoch": 2, "parts": [MESSAGE], "position": 1, "sender": KEY, "v": 1}
GRANT = ANSWER | {"grant": {"epochs": {"1": WRAP, "2": WRAP}, "key": OTHER}}
OPENING = ANSWER | {"opens": {"epoch": 3, "wraps": {REPORTER: WRAP, KEY: WRAP}}}
SUBMISSION: dict[str, Any] = {
    "case": CASE,
    "epoch": 1,
    "lookup": LOOKUP,
    "parts": [MESSAGE, SEALED_FILE],
    "procedure": "confidential_contact",
    "reporter_key": PUBLIC,
    "shared": {"behaviour": "bullying exclusion", "frequency": "weekly"},
    "unit": "bzk",
    "v": 1,
    "withheld": {OTHER: WRAP},
    "wraps": {REPORTER: WRAP, KEY: WRAP},
}
IDENTITY = to_text(bytes(2_160))
ANNOUNCING: dict[str, Any] = ANSWER | {"announces": {"ground": "legal_duty", "key": OTHER}}
PASSING: dict[str, Any] = ANSWER | {"passes": {"identity": IDENTITY, "key": OTHER}}
SMALL = SUBMISSION | {"withheld": {}, "parts": [MESSAGE], "shared": {}}
ACT = {"act": "heard", "case": CASE, "lookup": LOOKUP, "v": 1, "value": 5}
FETCH = {"case": CASE, "file": FILE, "lookup": LOOKUP, "v": 1}
Vectors = list[dict[str, Any]]


def generated(length: int) -> bytes:
    """Return content of a length: byte i is i mod 251."""
    return (bytes(range(251)) * (length // 251 + 1))[:length]


def body_of(vector: dict[str, Any]) -> bytes:
    """Return the envelope that a vector describes."""
    header: bytes = vector["header"].encode()
    declared = vector.get("declared", len(header))
    magic: bytes = vector.get("magic", "WKL1").encode()
    return magic + u32(declared) + header + generated(vector["rest"])


def accepted() -> Vectors:
    """Return envelopes of every kind."""
    kinds: dict[str, tuple[str, dict[str, Any]]] = {
        "a submission with a file": ("submission", SUBMISSION),
        "a submission without a unit": ("submission", SMALL | {"unit": ""}),
        "a submission with an identity": ("submission", SMALL | {"identity": {KEY: IDENTITY}}),
        "a reply": ("reply", REPLY),
        "a reply of 64 KiB": ("reply", REPLY | {"parts": [{"kind": "message", "length": 65_596}]}),
        "an answer": ("answer", ANSWER),
        "a grant": ("granting", GRANT),
        "a new epoch": ("opening", OPENING),
        "an identity to be passed on": ("announcing", ANNOUNCING),
        "an identity passed on": ("passing", PASSING),
        "a look-up": ("lookup", {"lookup": LOOKUP, "v": 1}),
        "a fetch": ("fetch", FETCH),
        "heard": ("act", ACT),
        "withdrawn": ("act", ACT | {"act": "withdraw", "value": 0}),
        "settled": ("act", ACT | {"act": "settle", "value": 0}),
        "agreed": ("act", ACT | {"act": "agree", "value": 20_260_701}),
    }
    told = [{"name": name, "kind": kind, **described(header)} for name, (kind, header) in kinds.items()]
    return [vector | {"body_sha256": hashlib.sha256(body_of(vector)).hexdigest()} for vector in told]


def described(header: dict[str, Any]) -> dict[str, Any]:
    """Return a header, and the bytes that its parts have."""
    rest = sum(part["length"] for part in header.get("parts", []))
    return {"header": canonical(header).decode(), "rest": rest}


def wrong_headers() -> dict[str, dict[str, Any]]:
    """Return headers that are refused."""
    without = {name: value for name, value in SMALL.items() if name != "unit"}
    eleven = [MESSAGE, *(SEALED_FILE | {"file": f"{number:032x}"} for number in range(11))]
    return {
        "an unknown field": REPLY | {"more": 1},
        "an absent field": without,
        "another version": REPLY | {"v": 2},
        "a version that is true": REPLY | {"v": True},
        "an epoch that is not the first": SMALL | {"epoch": 2},
        "a case in capitals": REPLY | {"case": CASE.upper()},
        "a short case": REPLY | {"case": CASE[1:]},
        "a position of nought": REPLY | {"position": 0},
        "a position below nought": REPLY | {"position": -1},
        "a position in quotes": REPLY | {"position": "2"},
        "a position of ten digits": REPLY | {"position": 1_000_000_000},
        "a short look-up": REPLY | {"lookup": to_text(bytes(31))},
        "a look-up with padding": REPLY | {"lookup": LOOKUP + "="},
        "a look-up with other letters": REPLY | {"lookup": "+" + LOOKUP[1:]},
        "a look-up with loose bits": REPLY | {"lookup": LOOKUP[:-1] + "9"},
        "a message of another length": REPLY | {"parts": [MESSAGE | {"length": 4_157}]},
        "two messages": REPLY | {"parts": [MESSAGE, MESSAGE]},
        "no parts": REPLY | {"parts": []},
        "a file first": REPLY | {"parts": [SEALED_FILE, MESSAGE]},
        "a file of another length": REPLY | {"parts": [MESSAGE, SEALED_FILE | {"length": 65_585}]},
        "an empty file": REPLY | {"parts": [MESSAGE, SEALED_FILE | {"length": 32}]},
        "a file twice": REPLY | {"parts": [MESSAGE, SEALED_FILE, SEALED_FILE]},
        "eleven files": REPLY | {"parts": eleven},
        "a part of another kind": REPLY | {"parts": [MESSAGE | {"kind": "note"}]},
        "a part with a field too many": REPLY | {"parts": [MESSAGE | {"more": 1}]},
        "parts that are no list": REPLY | {"parts": {}},
        **wrong_submissions(),
        **wrong_answers(),
    }


def wrong_submissions() -> dict[str, dict[str, Any]]:
    """Return headers of reports that are refused."""
    short = to_text(bytes(1_167))
    return {
        "no wrap for the reporter": SMALL | {"wraps": {KEY: WRAP, OTHER: WRAP}},
        "a wrap for the reporter alone": SMALL | {"wraps": {REPORTER: WRAP}},
        "a short wrap": SMALL | {"wraps": {REPORTER: WRAP, KEY: short}},
        "somebody both given and withheld": SMALL | {"withheld": {KEY: WRAP}},
        "too many recipients": SMALL
        | {"wraps": {REPORTER: WRAP} | {f"{number:032x}": WRAP for number in range(1, 51)}},
        "a short key of the reporter": SMALL | {"reporter_key": to_text(bytes(1_215))},
        "an empty procedure": SMALL | {"procedure": ""},
        "a procedure in words": SMALL | {"procedure": "iets anders"},
        "a unit in words": SMALL | {"unit": "mijn afdeling"},
        "a shared answer in words": SMALL | {"shared": {"behaviour": "hij riep: ga weg!"}},
        "a shared answer that is a number": SMALL | {"shared": {"behaviour": 1}},
        "shared answers in a list": SMALL | {"shared": []},
        **wrong_identities(),
    }


def wrong_identities() -> dict[str, dict[str, Any]]:
    """Return headers with an identity that is refused."""
    short = to_text(bytes(2_159))
    passed, announced = PASSING["passes"], ANNOUNCING["announces"]
    return {
        "an identity for nobody": SMALL | {"identity": {}},
        "an identity for the reporter": SMALL | {"identity": {REPORTER: IDENTITY}},
        "an identity for someone who does not read": SMALL | {"identity": {OTHER: IDENTITY}},
        "an identity for a stand-in": SUBMISSION | {"identity": {OTHER: IDENTITY}},
        "a short identity": SMALL | {"identity": {KEY: short}},
        "a wrap for an identity": SMALL | {"identity": {KEY: WRAP}},
        "identities in a list": SMALL | {"identity": [IDENTITY]},
        "an identity in a reply": REPLY | {"identity": {KEY: IDENTITY}},
        "a ground in words": ANNOUNCING | {"announces": announced | {"ground": "hij wil het"}},
        "a wish without a ground": ANNOUNCING | {"announces": {"key": OTHER}},
        "a wish for the reporter": ANNOUNCING | {"announces": announced | {"key": REPORTER}},
        "a wish with a file": ANNOUNCING | {"parts": [MESSAGE, SEALED_FILE]},
        "a wish and its end at once": ANNOUNCING | PASSING,
        "an identity passed on to the reporter": PASSING | {"passes": passed | {"key": REPORTER}},
        "an identity passed on that is short": PASSING | {"passes": passed | {"identity": short}},
        "an identity passed on with a reason in the clear": PASSING | {"passes": passed | {"reason": "x"}},
        "an identity passed on with a file": PASSING | {"parts": [MESSAGE, SEALED_FILE]},
        "an identity passed on with a grant": PASSING | GRANT,
    }


def wrong_answers() -> dict[str, dict[str, Any]]:
    """Return headers of handlers, and questions, that are refused."""
    return {
        "an answer of the reporter": ANSWER | {"sender": REPORTER},
        "an answer with a look-up": ANSWER | {"lookup": LOOKUP},
        "a grant that lacks an epoch": GRANT | {"grant": {"epochs": {"2": WRAP}, "key": OTHER}},
        "a grant of an epoch to come": GRANT
        | {"grant": {"epochs": {"1": WRAP, "2": WRAP, "3": WRAP}, "key": OTHER}},
        "a grant of an epoch with a nought before": GRANT
        | {"grant": {"epochs": {"1": WRAP, "02": WRAP}, "key": OTHER}},
        "a grant to the reporter": GRANT | {"grant": {"epochs": {"1": WRAP, "2": WRAP}, "key": REPORTER}},
        "a grant with a file": GRANT | {"parts": [MESSAGE, SEALED_FILE]},
        "an epoch that is not the next": OPENING
        | {"opens": {"epoch": 4, "wraps": {REPORTER: WRAP, KEY: WRAP}}},
        "an epoch without the reporter": OPENING | {"opens": {"epoch": 3, "wraps": {KEY: WRAP, OTHER: WRAP}}},
        "a grant and an epoch at once": GRANT | OPENING,
        "a look-up with a case": {"case": CASE, "lookup": LOOKUP, "v": 1},
        "an act that is none": ACT | {"act": "praise"},
        "an act in a list": ACT | {"act": ["heard"]},
        "a rating of six": ACT | {"value": 6},
        "a rating of nought": ACT | {"value": 0},
        "a rating that is true": ACT | {"value": True},
        "a withdrawal with a rating": ACT | {"act": "withdraw"},
        "a settlement with a one": ACT | {"act": "settle", "value": 1},
        "an agreement with a nought": ACT | {"act": "agree", "value": 0},
        "an agreement without a day": ACT | {"act": "agree", "value": 1},
        "an agreement to a day that does not exist": ACT | {"act": "agree", "value": 20_260_229},
        "an agreement to a day of seven digits": ACT | {"act": "agree", "value": 9_990_701},
        "an agreement to a day of nine digits": ACT | {"act": "agree", "value": 120_260_701},
        "an agreement to a day in quotes": ACT | {"act": "agree", "value": "20260701"},
        "a rating with a day": ACT | {"value": 20_260_701},
        "an agreement that is true": ACT | {"act": "agree", "value": True},
    }


def wrong_bytes() -> Vectors:
    """Return envelopes whose bytes are refused, whatever the header says."""
    text = canonical(REPLY).decode()
    fine = {"header": text, "rest": 4_156}
    bare = {"header": "", "rest": 0}
    return [
        {"name": "empty", "magic": "", **bare, "declared": 0},
        {"name": "only the beginning", **bare},
        {"name": "another beginning", **fine, "magic": "WKL2"},
        {"name": "a byte short", **fine, "rest": 4_155},
        {"name": "a byte too many", **fine, "rest": 4_157},
        {"name": "no parts at all", **fine, "rest": 0},
        {"name": "a header said to be longer than all", **fine, "declared": 100_000},
        {"name": "a header said to be endless", **fine, "declared": 4_294_967_295},
        {"name": "a header said to be shorter", **fine, "declared": len(text) - 1},
        {"name": "a header that is no JSON", "header": "{", "rest": 4_156},
        {"name": "a header that is a list", "header": "[]", "rest": 4_156},
        {"name": "a header with white space", "header": text.replace(":", ": ", 1), "rest": 4_156},
        {"name": "a field twice", "header": text[:-1] + ',"v":1}', "rest": 4_156},
        {
            "name": "fields in another order",
            "header": '{"v":1,' + text[1:].replace(',"v":1', ""),
            "rest": 4_156,
        },
        {"name": "a number with a point", "header": text.replace('"v":1', '"v":1.0'), "rest": 4_156},
        {"name": "a header in a well", "header": "[" * 5_000 + "]" * 5_000, "rest": 0},
        {
            "name": "bytes after a look-up",
            "header": canonical({"lookup": LOOKUP, "v": 1}).decode(),
            "rest": 1,
        },
        {
            "name": "more than 25 MiB",
            "header": canonical(REPLY | {"parts": [MESSAGE, SEALED_FILE | {"length": 26_220_832}]}).decode(),
            "rest": 4_156 + 26_220_832,
        },
    ]


def envelopes() -> Vectors:
    """Return every envelope."""
    wrong = [{"name": name, **described(header)} for name, header in wrong_headers().items()]
    return accepted() + [vector | {"refused": "envelope"} for vector in wrong + wrong_bytes()]
