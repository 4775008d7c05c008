"""The vectors of the sealed format: the browser passes the same ones."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.vectors.make_seal import generated
from tests.vectors.seal_envelopes import body_of
from weerklank.errors import Refused
from weerklank.seal import (
    casekey,
    certificate,
    content,
    envelope,
    files,
    handlerkey,
    identity,
    message,
    notation,
    receipt,
    thread,
)
from weerklank.seal.context import Place
from weerklank.seal.message import content_key
from weerklank.seal.notation import to_bytes

ROOM = Path(__file__).parents[1] / "vectors" / "seal"


def told(name: str) -> list[dict[str, Any]]:
    """Every vector of a file, with what stands in its pool filled in."""
    read = json.loads((ROOM / f"{name}.json").read_text(encoding="utf-8"))
    return filled(read["vectors"], read["pool"]) if isinstance(read, dict) else read  # type: ignore[no-any-return] # vectors are lists


def filled(value: Any, pool: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: filled(item, pool) for name, item in value.items()}
    if isinstance(value, list):
        return [filled(item, pool) for item in value]
    return pool.get(value, value) if isinstance(value, str) else value


def name_of(vector: dict[str, Any]) -> str:
    return str(vector.get("name") or vector.get("edit") or vector.get("called") or vector.get("words"))


def vectors(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", told(name), ids=name_of)


def drawing(*pieces: bytes) -> Any:
    """A source that gives what a vector says was drawn."""
    rest = iter(pieces)
    return lambda _length: next(rest)


def sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def refusal(code: str) -> Any:
    return pytest.raises(Refused, check=lambda refused: refused.code == code)


@vectors("casekey")
def test_case_keys(vector: dict[str, Any]) -> None:
    asked = {name: vector[name] for name in ("case", "epoch", "recipient")}
    seed, wrap = to_bytes(vector["seed"]), to_bytes(vector["wrap"])
    if code := vector.get("refused"):
        with refusal(code):
            casekey.unwrap(wrap, seed=seed, **asked)
        return
    assert casekey.unwrap(wrap, seed=seed, **asked) == to_bytes(vector["case_key"])
    assert sha256(casekey.sealing_public(seed)) == vector["public_sha256"]


@vectors("identity")
def test_identities(vector: dict[str, Any]) -> None:
    asked: dict[str, Any] = {name: vector[name] for name in ("case", "recipient")}
    sealed, seed = to_bytes(vector["sealed"]), to_bytes(vector["seed"])
    if code := vector.get("refused"):
        with refusal(code):
            identity.unseal_identity(sealed, seed=seed, **asked)
        return
    told = identity.Identity(vector["told"], vector["contact"])
    assert identity.unseal_identity(sealed, seed=seed, **asked) == told
    assert identity.fits(told)


@vectors("message")
def test_messages(vector: dict[str, Any]) -> None:
    place = Place(*(vector[name] for name in ("case", "epoch", "sender", "position")))
    key = to_bytes(vector["case_key"])
    if code := vector.get("refused"):
        with refusal(code):
            message.unseal_message(to_bytes(vector["sealed"]), case_key=key, place=place)
        return
    said, drawn = generated(vector["length"]), drawing(to_bytes(vector["salt"]), to_bytes(vector["nonce"]))
    sealed = message.seal_message(said, case_key=key, place=place, draw=drawn)
    assert (len(sealed), sha256(sealed)) == (vector["sealed_length"], vector["sealed_sha256"])
    assert message.unseal_message(sealed, case_key=key, place=place) == said


@vectors("note")
def test_notes(vector: dict[str, Any]) -> None:
    asked: dict[str, Any] = {name: vector[name] for name in ("case", "key", "position")}
    asked |= {"bundle": to_bytes(vector["bundle"])}
    sealed = to_bytes(vector["sealed"])
    if code := vector.get("refused"):
        with refusal(code):
            message.unseal_note(sealed, **asked)
        return
    drawn = drawing(to_bytes(vector["salt"]), to_bytes(vector["nonce"]))
    assert message.seal_note(generated(vector["length"]), **asked, draw=drawn) == sealed
    assert message.unseal_note(sealed, **asked) == generated(vector["length"])


def sealed_as(vector: dict[str, Any]) -> bytes:
    plain = files.PlainFile(vector["file_name"], vector["type"], generated(vector["length"]))
    drawn = drawing(to_bytes(vector["salt"]))
    return files.seal_file(plain, **place_of(vector), draw=drawn)


def place_of(vector: dict[str, Any]) -> dict[str, Any]:
    place = {name: vector[name] for name in ("case", "epoch", "file")}
    return place | {"case_key": to_bytes(vector["case_key"])}


@pytest.mark.parametrize("vector", [vector for vector in told("file") if "length" in vector], ids=name_of)
def test_files(vector: dict[str, Any]) -> None:
    sealed = sealed_as(vector)
    assert (len(sealed), sha256(sealed)) == (vector["sealed_length"], vector["sealed_sha256"])
    plain = files.unseal_file(sealed, **place_of(vector))
    assert (plain.name, plain.type, plain.sha256) == (
        vector["file_name"],
        vector["type"],
        vector["sha256"],
    )


def edited(sealed: bytes, edit: dict[str, Any]) -> bytes:
    step = files.CHUNK + 16
    head, chunks = (
        sealed[:32],
        [sealed[start : start + step] for start in range(32, len(sealed), step)],
    )
    if "cut" in edit:
        return sealed[: -edit["cut"]]
    if "flip" in edit:
        at = edit["flip"]
        return sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
    if "swap" in edit:
        return head + chunks[1] + chunks[0]
    return sealed + (chunks[-1] if "repeat" in edit else b"")


@pytest.mark.parametrize("vector", [vector for vector in told("file") if "edit" in vector], ids=name_of)
def test_files_that_were_changed(vector: dict[str, Any]) -> None:
    fine = next(other for other in told("file") if other.get("name") == vector["of"])
    place = place_of(fine) | {name: vector["edit"][name] for name in ("file",) if name in vector["edit"]}
    with refusal(vector["refused"]):
        files.unseal_file(edited(sealed_as(fine), vector["edit"]), **place)


@pytest.mark.parametrize("vector", [vector for vector in told("file") if "padded" in vector], ids=name_of)
def test_files_that_are_none(vector: dict[str, Any]) -> None:
    place = place_of(vector)
    padded = to_bytes(vector["padded"]["prefix"]).ljust(vector["padded"]["length"], b"\0")
    salt = to_bytes(vector["salt"])
    bound = files.of_file(vector["case"], vector["epoch"], vector["file"])
    cipher = content_key(place["case_key"], salt=salt, bound=bound)
    starts = range(0, len(padded), files.CHUNK)
    chunks = [
        cipher.encrypt(files.nonce(at, last=len(starts) - 1), padded[start : start + files.CHUNK], None)
        for at, start in enumerate(starts)
    ]
    with refusal(vector["refused"]):
        files.unseal_file(salt + b"".join(chunks), **place)


@vectors("name")
def test_names(vector: dict[str, Any]) -> None:
    assert files.clean_name(vector["called"]) == vector["kept"]


@vectors("receipt")
def test_receipts(vector: dict[str, Any]) -> None:
    derived = receipt.derive(vector["words"], salt=to_bytes(vector["salt"]))
    assert derived == receipt.Receipt(to_bytes(vector["lookup"]), to_bytes(vector["seed"]))
    assert receipt.kept(derived.lookup) == vector["kept"]
    assert sha256(casekey.sealing_public(derived.seed)) == vector["public_sha256"]


@pytest.mark.parametrize("vector", [vector for vector in told("handlerkey") if "lock" in vector], ids=name_of)
def test_locks(vector: dict[str, Any]) -> None:
    lock = handlerkey.lock_from(vector["lock"])
    secret = to_bytes(vector["secret"])
    if code := vector.get("refused"):
        with refusal(code):
            handlerkey.unlocked(lock, key=vector["key"], secret=secret)
        return
    bundle = handlerkey.unlocked(lock, key=vector["key"], secret=secret)
    public = bundle.public()
    assert (bundle.joined(), public.signing) == (to_bytes(vector["bundle"]), to_bytes(vector["signing"]))
    assert (sha256(public.sealing), public.key) == (vector["sealing_sha256"], vector["key"])
    drawn = drawing(lock.salt, lock.nonce)
    again = handlerkey.locked(bundle, kind=lock.kind, secret=secret, credential=lock.credential, draw=drawn)
    assert again == lock


def test_recovery_codes() -> None:
    vector = next(vector for vector in told("handlerkey") if "code" in vector)
    assert handlerkey.code_shown(to_bytes(vector["code"])) == vector["shown"]
    assert handlerkey.code_typed(vector["shown"]) == to_bytes(vector["code"])


@pytest.mark.parametrize("vector", told("notation"), ids=lambda vector: vector["text"])
def test_canonical_json(vector: dict[str, Any]) -> None:
    text = vector["text"].encode()
    if vector.get("refused"):
        with pytest.raises(ValueError):  # noqa: PT011 - any: a border makes one refusal of all
            notation.from_canonical(text)
        return
    assert notation.from_canonical(text) == vector["value"]
    assert notation.canonical(vector["value"]) == text


@vectors("certificate")
def test_certificates(vector: dict[str, Any]) -> None:
    reader: Any = {
        "certificate": certificate.read_certificate,
        "revocations": certificate.read_revocations,
    }[vector["kind"]]
    given, organisation = certificate.signed_from(vector["signed"]), to_bytes(vector["organisation"])
    if code := vector.get("refused"):
        with refusal(code):
            reader(given, organisation=organisation)
        return
    read = reader(given, organisation=organisation)
    if vector["kind"] == "certificate":
        assert (read.serial, read.keys.key) == (vector["serial"], vector["key"])
        return
    serials = {int(serial): date.fromisoformat(on) for serial, on in vector["serials"].items()}
    assert (read.number, read.serials) == (vector["number"], serials)


@vectors("content")
def test_contents(vector: dict[str, Any]) -> None:
    text = vector["content"].encode()
    if code := vector.get("refused"):
        with refusal(code):
            content.read(text)
        return
    read = content.read(text)
    place = Place(*(vector[name] for name in ("case", "epoch", "sender", "position")))
    assert type(read.body).__name__.lower() == vector["kind"]
    assert bool(read.signature) == bool(vector["signing_public"])
    if vector["signing_public"]:
        read.verify(place, public=to_bytes(vector["signing_public"]))


@vectors("envelope")
def test_envelopes(vector: dict[str, Any]) -> None:
    body = body_of(vector)
    if code := vector.get("refused"):
        with refusal(code):
            envelope.parse(body)
        return
    parsed = envelope.parse(body)
    assert type(parsed).__name__.lower() == vector["kind"]
    assert envelope.pack(parsed) == body
    assert sha256(body) == vector["body_sha256"]


@vectors("thread")
def test_threads(vector: dict[str, Any]) -> None:
    given = thread.parse(json.dumps(vector["thread"]).encode())
    asked = {"seed": to_bytes(vector["seed"]), "recipient": vector["recipient"]}
    if code := vector.get("refused"):
        with refusal(code):
            thread.unsealed(given, **asked)
        return
    shown = thread.unsealed(given, **asked)
    assert len(shown) == vector["shown"]
    assert set(given.handlers) <= set(thread.readers(shown))
