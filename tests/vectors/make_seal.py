"""Make the vectors of the sealed format, for both implementations: `python -m tests.vectors.make_seal`.

What is random is drawn from a counter, so that a second run gives the same files; encapsulation alone cannot be
steered, and is tested in the direction of opening. What is too long to be written down is described: content is
`length` bytes, byte i being i mod 251, and a sealed whole is given by its SHA-256. A string that begins with `@`
stands for a value of the `pool` of its file. docs/sealing.md says what the fields are; bytes are base64url.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.vectors.seal_envelopes import envelopes
from tests.vectors.seal_threads import certificates, contents, threads
from weerklank.seal import casekey, files, handlerkey, identity, message, receipt
from weerklank.seal.context import REPORTER, Place
from weerklank.seal.message import content_key
from weerklank.seal.notation import canonical, to_text, u32
from weerklank.seal.padding import pad

if TYPE_CHECKING:
    from collections.abc import Callable

PLACE = Path(__file__).parent / "seal"
CASE, FILE, KEY = "0123456789abcdef" * 2, "f0" * 16, "a1" * 16
SEED, CASE_KEY = bytes(range(32)), bytes(range(100, 132))
SECOND = Place(CASE, 1, REPORTER, 2)
Vectors = list[dict[str, Any]]


def generated(length: int) -> bytes:
    """Return content of a length: byte i is i mod 251."""
    return (bytes(range(251)) * (length // 251 + 1))[:length]


def sha256(raw: bytes) -> str:
    """Return a SHA-256 in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def counted(label: str) -> Callable[[int], bytes]:
    """Return a source of bytes that gives the same ones every time."""
    state = hashlib.shake_256(label.encode()).digest(4096)
    at = 0

    def draw(length: int) -> bytes:
        nonlocal at
        at += length
        return state[at - length : at]

    return draw


def keys() -> Vectors:
    """Return wraps that open, and wraps that do not."""
    public = casekey.sealing_public(SEED)
    good = casekey.wrap(CASE_KEY, to=public, case=CASE, epoch=1, recipient=KEY)
    fine = {"seed": to_text(SEED), "case": CASE, "epoch": 1, "recipient": KEY, "wrap": to_text(good)}
    wrong: dict[str, dict[str, Any]] = {
        "another case": {"case": "1" * 32},
        "another epoch": {"epoch": 2},
        "another recipient": {"recipient": REPORTER},
        "another seed": {"seed": to_text(bytes(32))},
        "cut short": {"wrap": to_text(good[:-1])},
        "a byte too many": {"wrap": to_text(good + b"\0")},
        "empty": {"wrap": ""},
        "the lattice's half changed": {"wrap": to_text(flipped(good, 0))},
        "the curve's half changed": {"wrap": to_text(flipped(good, 1_100))},
        "the sealed key changed": {"wrap": to_text(flipped(good, 1_121))},
        "the tag changed": {"wrap": to_text(flipped(good, 1_167))},
    }
    opened = {"case_key": to_text(CASE_KEY), "public_sha256": sha256(public)}
    return [
        {"name": "opens", **fine, **opened},
        *({"name": name, **fine, **change, "refused": "cannot_open"} for name, change in wrong.items()),
    ]


def flipped(raw: bytes, at: int) -> bytes:
    """Return bytes with one bit fallen over."""
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


def identities() -> Vectors:
    """Return identities that open, at the bounds of their one size, and identities that do not."""
    public = casekey.sealing_public(SEED)
    longest = identity.LONGEST - len(canonical({"contact": "", "name": ""}))
    told = {
        "opens": identity.Identity("Noor Luisterrijk (verzonnen)", "000 00 01"),
        "a name alone": identity.Identity("Noor", ""),
        "empty": identity.Identity("", ""),
        "as long as it can be": identity.Identity("x" * longest, ""),
    }
    fine = {"seed": to_text(SEED), "case": CASE, "recipient": KEY}

    def sealed(one: identity.Identity) -> bytes:
        return identity.seal_identity(one, to=public, case=CASE, recipient=KEY)

    good = [
        {"name": name, **fine, "sealed": to_text(sealed(one)), "told": one.name, "contact": one.contact}
        for name, one in told.items()
    ]
    wrong = [{**good[0], "name": name, **change} for name, change in wrong_identities(sealed).items()]
    return good + [vector | {"refused": "cannot_open"} for vector in wrong]


def wrong_identities(sealed: Callable[[identity.Identity], bytes]) -> dict[str, dict[str, Any]]:
    """Return what keeps a sealed identity shut."""
    good = sealed(identity.Identity("Noor", ""))
    public, bound = casekey.sealing_public(SEED), identity.bound(CASE, KEY)
    wrap = casekey.wrap(CASE_KEY, to=public, case=CASE, epoch=1, recipient=KEY)

    def holding(content: bytes, *, sizes: tuple[int, ...] = identity.SIZES) -> str:
        return to_text(casekey.seal_to(public, pad(content, sizes=sizes), info=bound))

    fine = canonical({"contact": "", "name": "Noor"})
    return {
        "another case": {"case": "1" * 32},
        "another recipient": {"recipient": "b2" * 16},
        "another seed": {"seed": to_text(bytes(32))},
        "cut short": {"sealed": to_text(good[:-1])},
        "a byte too many": {"sealed": to_text(good + b"\0")},
        "empty of anything": {"sealed": ""},
        "a case key": {"sealed": to_text(wrap)},
        "the lattice's half changed": {"sealed": to_text(flipped(good, 0))},
        "the curve's half changed": {"sealed": to_text(flipped(good, 1_100))},
        "the text changed": {"sealed": to_text(flipped(good, 1_130))},
        "the tag changed": {"sealed": to_text(flipped(good, 2_159))},
        "the size of a message": {"sealed": holding(fine, sizes=(4_096,))},
        "padding that is not zero": {
            "sealed": to_text(casekey.seal_to(public, pad(fine, sizes=(1_024,))[:-1] + b"\1", info=bound))
        },
        "not canonical": {"sealed": holding(fine.replace(b":", b": "))},
        "a field too many": {"sealed": holding(canonical({"contact": "", "more": "", "name": ""}))},
        "no contact": {"sealed": holding(canonical({"name": "Noor"}))},
        "a name that is a number": {"sealed": holding(canonical({"contact": "", "name": 1}))},
    }


def messages() -> Vectors:
    """Return messages at the bounds of every size, and messages that do not open."""
    told = []
    place = {"case": CASE, "epoch": 1, "sender": REPORTER, "position": 2, "case_key": to_text(CASE_KEY)}
    for length in (0, 1, 4_092, 4_093, 16_380, 16_381, 65_532):
        label = f"message {length}"
        drawn = counted(label)(44)
        sealed = message.seal_message(generated(length), case_key=CASE_KEY, place=SECOND, draw=counted(label))
        told.append(
            {"name": f"{length} bytes", **place, "length": length}
            | {"salt": to_text(drawn[:32]), "nonce": to_text(drawn[32:])}
            | {"sealed_length": len(sealed), "sealed_sha256": sha256(sealed)}
        )
    return told + [
        {"name": name, **place, "refused": "cannot_open"} | ({"sealed": to_text(sealed)} | moved)
        for name, sealed, moved in broken_messages()
    ]


def broken_messages() -> list[tuple[str, bytes, dict[str, Any]]]:
    """Return sealed messages that do not open, some because they stand elsewhere."""
    good = message.seal_message(b"hallo", case_key=CASE_KEY, place=SECOND, draw=counted("good"))

    def holding(padded: bytes) -> bytes:
        salt, nonce = counted("bad")(32), counted("nonce")(12)
        cipher = content_key(CASE_KEY, salt=salt, bound=SECOND.sealed())
        return salt + nonce + cipher.encrypt(nonce, padded, None)

    return [
        ("another case", good, {"case": "1" * 32}),
        ("another epoch", good, {"epoch": 2}),
        ("another sender", good, {"sender": KEY}),
        ("another position", good, {"position": 3}),
        ("another case key", good, {"case_key": to_text(bytes(32))}),
        ("the salt changed", flipped(good, 0), {}),
        ("the nonce changed", flipped(good, 32), {}),
        ("the text changed", flipped(good, 44), {}),
        ("the tag changed", flipped(good, len(good) - 1), {}),
        ("cut short", good[:-1], {}),
        ("a byte too many", good + b"\0", {}),
        ("only a salt", good[:32], {}),
        ("empty", b"", {}),
        ("padding that is not zero", holding(pad(b"hallo")[:-1] + b"\1"), {}),
        ("a length past the end", holding(u32(4_093) + bytes(4_092)), {}),
        ("a larger size than needed", holding(u32(5) + b"hallo" + bytes(16_375)), {}),
    ]


def notes() -> Vectors:
    """Return a note, and one that was moved."""
    bundle, drawn = generated(64), counted("note")(44)
    sealed = message.seal_note(
        generated(300), bundle=bundle, case=CASE, key=KEY, position=1, draw=counted("note")
    )
    fine = {"bundle": to_text(bundle), "case": CASE, "key": KEY, "position": 1, "length": 300}
    fine |= {"salt": to_text(drawn[:32]), "nonce": to_text(drawn[32:]), "sealed": to_text(sealed)}
    return [
        {"name": "opens", **fine},
        {"name": "another handler", **fine, "key": "b2" * 16, "refused": "cannot_open"},
        {"name": "another position", **fine, "position": 2, "refused": "cannot_open"},
        {"name": "another bundle", **fine, "bundle": to_text(bytes(64)), "refused": "cannot_open"},
    ]


def sealed_files() -> Vectors:
    """Return files of lengths that matter, and files that do not open.

    A refusal has an `edit` of the file `of` that name: `cut` so many bytes off the end, `flip` the lowest bit of a
    byte, `swap` two chunks, `repeat` the last chunk, or `file`, another identifier; or it has `padded`: all that
    is sealed, `prefix` and then zeros up to `length`.
    """
    fine = {"case_key": to_text(CASE_KEY), "case": CASE, "epoch": 1, "file": FILE}
    told = []
    for name, length in file_lengths().items():
        plain = files.PlainFile("brief één.pdf", "application/pdf", generated(length))
        sealed = files.seal_file(plain, case_key=CASE_KEY, case=CASE, epoch=1, file=FILE, draw=counted(name))
        told.append(
            {"name": name, **fine, "file_name": plain.name, "type": plain.type, "length": length}
            | {"sha256": plain.sha256, "salt": to_text(sealed[:32])}
            | {"sealed_length": len(sealed), "sealed_sha256": sha256(sealed)}
        )
    refused: Vectors = [
        {"of": "two chunks", "edit": edit, "refused": "cannot_open"}
        for edit in (
            *({"cut": length} for length in (1, 16, 65_552)),
            *({"flip": place} for place in (0, 32, 65_584, 131_135)),
            *({"swap": [0, 1]}, {"repeat": 1}, {"file": "e0" * 16}),
        )
    ]
    return told + refused + [fine | padded for padded in padded_files()]


def file_lengths() -> dict[str, int]:
    """Return the lengths of files that matter; `header` is what comes before the bytes of this name and type."""
    header = 4 + len(canonical({"name": "brief één.pdf", "size": 65_000, "type": "application/pdf"}))
    return {
        "empty": 0,
        "one byte": 1,
        "one chunk to the last byte": 65_536 - header,
        "two chunks": 65_536 - header + 1,
        "1 MiB less one": 1_048_575,
        "1 MiB": 1_048_576,
        "1 MiB and one": 1_048_577,
    }


def padded_files() -> Vectors:
    """Return what is sealed well and is no file."""

    def holding(header: bytes, content: bytes = b"") -> str:
        return to_text(u32(len(header)) + header + content)

    told = {"name": "a.txt", "size": 3, "type": "text/plain"}
    chunk = 65_536
    wrong: list[tuple[str, str, int]] = [
        ("padding that is not zero", holding(canonical(told), b"abcd"), chunk),
        ("a chunk too many", holding(canonical(told), b"abc"), 2 * chunk),
        ("a size past the end", holding(canonical(told | {"size": chunk}), b"abc"), chunk),
        ("a path in the name", holding(canonical(told | {"name": "a/b.txt"}), b"abc"), chunk),
        ("a null byte in the name", holding(canonical(told | {"name": "a\0b"}), b"abc"), chunk),
        ("a name that turns around", holding(canonical(told | {"name": "a\u202eb"}), b"abc"), chunk),
        ("no name", holding(canonical(told | {"name": ""}), b"abc"), chunk),
        ("a field too many", holding(canonical(told | {"more": 1}), b"abc"), chunk),
        ("a size in quotes", holding(canonical(told | {"size": "3"}), b"abc"), chunk),
        ("a type that is none", holding(canonical(told | {"type": "text"}), b"abc"), chunk),
        ("not canonical", holding(canonical(told).replace(b":", b": "), b"abc"), chunk),
        ("a header past the end", to_text(u32(chunk)), chunk),
    ]
    return [
        {"name": name, "padded": {"prefix": prefix, "length": length}, "salt": to_text(bytes(32))}
        | {"refused": "cannot_open"}
        for name, prefix, length in wrong
    ]


def names() -> Vectors:
    """Return what a file was called, and the name that is kept."""
    called = {
        "brief.pdf": "brief.pdf",
        "/etc/passwd": "passwd",
        "C:\\Users\\piet\\brief.pdf": "brief.pdf",
        "a\u0000b.txt": "ab.txt",
        "a\nb.txt": "ab.txt",
        "omge\u202ekeerd.pdf": "omgekeerd.pdf",
        "  met ruimte .txt ": "met ruimte .txt",
        "..": "file",
        "map/": "file",
        "": "file",
        "x" * 201: "x" * 200,
        "😀" * 201: "😀" * 200,
    }
    return [{"called": name, "kept": kept} for name, kept in called.items()]


def receipts() -> Vectors:
    """Return what words give."""
    told = []
    for words, salt in (
        ("appel beer citroen dadel egel fiets gans", bytes(16)),
        ("  Appel beer citroen\tDADEL egel fiets gans ", bytes(16)),
        ("appel beer citroen dadel egel fiets gans", bytes(range(16))),
    ):
        derived = receipt.derive(words, salt=salt)
        told.append(
            {"words": words, "salt": to_text(salt), "lookup": to_text(derived.lookup)}
            | {"seed": to_text(derived.seed), "kept": receipt.kept(derived.lookup)}
            | {"public_sha256": sha256(casekey.sealing_public(derived.seed))}
        )
    return told


def locks() -> Vectors:
    """Return a lock of each kind, and locks that stay shut."""
    bundle = handlerkey.Bundle(SEED, CASE_KEY)
    public = bundle.public()
    code = generated(20)
    secrets = {
        handlerkey.Kind.PASSPHRASE: handlerkey.of_passphrase("Appel beer  citroen dadel egel fiets"),
        handlerkey.Kind.PASSKEY: generated(32),
        handlerkey.Kind.RECOVERY: code,
    }
    fine = {"key": public.key, "bundle": to_text(bundle.joined())}
    fine |= {"sealing_sha256": sha256(public.sealing), "signing": to_text(public.signing)}
    told: Vectors = [{"name": "recovery code", "code": to_text(code), "shown": handlerkey.code_shown(code)}]
    for kind, secret in secrets.items():
        credential = b"credential" if kind is handlerkey.Kind.PASSKEY else b""
        lock = handlerkey.locked(
            bundle, kind=kind, secret=secret, credential=credential, draw=counted(kind.name)
        )
        made = fine | {"secret": to_text(secret), "lock": handlerkey.lock_to_json(lock)}
        told.append({"name": f"kind {kind}", **made})
        told += [{"name": f"kind {kind}: {name}", **made, **wrong} for name, wrong in shut(secret).items()]
    return told


def shut(secret: bytes) -> dict[str, dict[str, Any]]:
    """Return what keeps a lock shut."""
    return {
        "another secret": {"secret": to_text(flipped(secret, 0)), "refused": "cannot_open"},
        "another handler": {"key": KEY, "refused": "cannot_open"},
    }


def texts() -> Vectors:
    """Return canonical JSON, and JSON that is not."""
    good = {"b": [1, 0, -3, True, None], "a": 'é"\\\n\u0001/', "ab": {}, "😀": "", "\uffff": "x"}
    return [
        {"text": canonical(good).decode(), "value": good},
        *(
            {"text": text, "refused": True}
            for text in (
                *('{"b":1,"a":2}', '{"a":1,"a":1}', '{"a": 1}', '{"a":1.0}', '{"a":1e2}', '{"a":01}'),
                *('{"a":9007199254740992}', '{"a":NaN}', '"\\u00e9"', '"\\/"', '{"a":1}\n', "", "{"),
                *('"\\ud800"', "[1,]", "'a'", "-0"),
            )
        ),
    ]


def write(name: str, told: object) -> None:
    """Write one file of vectors."""
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    (PLACE / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Write every file of vectors."""
    PLACE.mkdir(exist_ok=True)
    made = {
        "casekey": keys,
        "identity": identities,
        "message": messages,
        "note": notes,
        "file": sealed_files,
        "name": names,
    }
    made |= {"receipt": receipts, "handlerkey": locks, "notation": texts, "envelope": envelopes}
    for name, maker in made.items():
        write(name, maker())
    for name, pooled in {"certificate": certificates, "content": contents, "thread": threads}.items():
        write(name, pooled())


if __name__ == "__main__":
    main()
