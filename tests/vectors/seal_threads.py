"""Threads for the vectors: those that may be shown, and one for everything that a server could forge."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from weerklank.seal import casekey, content, message
from weerklank.seal.certificate import (
    Certificate,
    Revocations,
    Signed,
    sign_certificate,
    sign_revocations,
)
from weerklank.seal.certificate import signed as signed_body
from weerklank.seal.context import NOTHING_SEEN, REPORTER, Place
from weerklank.seal.handlerkey import Bundle
from weerklank.seal.notation import canonical, to_bytes, to_text
from weerklank.seal.signature import signing_public

if TYPE_CHECKING:
    from collections.abc import Callable

CASE = "0123456789abcdef" * 2
ORGANISATION, STRANGE = bytes([1] * 32), bytes([2] * 32)
SEED = bytes([3] * 32)
CASE_KEYS = {1: bytes([11] * 32), 2: bytes([12] * 32)}
BEGIN, DAY, LATER, END = date(2026, 1, 1), date(2026, 3, 2), date(2026, 3, 9), date(2027, 12, 31)
BUNDLES = {name: Bundle(bytes([at] * 32), bytes([at + 100] * 32)) for at, name in enumerate("ABC", 21)}
KEYS = {name: bundle.public().key for name, bundle in BUNDLES.items()}
SERIALS = {"A": 1, "B": 2, "C": 3}
FILE = content.Attached("f0" * 16, "brief.pdf", "0" * 64, 12, "application/pdf")
Vectors = list[dict[str, Any]]


def sha256(raw: bytes) -> str:
    """Return a SHA-256 in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def certificate(name: str, **changed: Any) -> Certificate:
    """Return the certificate of an invented handler."""
    fine = Certificate(
        employer="bzk",
        name=f"Handler {name} (invented)",
        person=f"{SERIALS[name]:032x}",
        role="confidential_counsellor",
        serial=SERIALS[name],
        keys=BUNDLES[name].public(),
        valid_from=BEGIN,
        valid_to=END,
    )
    return replace(fine, **changed)


def signed(name: str, *, seed: bytes = ORGANISATION, **changed: Any) -> Signed:
    """Return a signed certificate."""
    return sign_certificate(certificate(name, **changed), seed=seed)


def revoked(number: int, *, seed: bytes = ORGANISATION, **serials: date) -> Signed:
    """Return a signed revocation list; `_1` stands for serial 1."""
    told = {int(serial.strip("_")): on for serial, on in serials.items()}
    return sign_revocations(Revocations(number, LATER, told), seed=seed)


@dataclass
class Story:
    """A case that is written message by message, well or badly."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    last: str = NOTHING_SEEN
    epoch: int = 1
    positions: dict[str, int] = field(default_factory=dict)

    def say(
        self,
        who: str,
        body: content.Body,
        *,
        on: date = DAY,
        after: str | None = None,
        signing: bytes | None = None,
        case_key: bytes | None = None,
        told: Callable[[bytes], bytes] = bytes,
    ) -> Story:
        """Let someone say something; what is changed is changed before it is sealed."""
        sender = REPORTER if who == "R" else KEYS[who]
        position = self.positions.get(sender, 0) + 1
        place = Place(CASE, self.epoch, sender, position)
        seed = signing or (b"" if who == "R" else BUNDLES[who].signing)
        written = content.write(body, place=place, after=after or self.last, signing=seed)
        label = f"{len(self.sent)}|{who}|{written!r}"
        drawn = hashlib.shake_256(label.encode()).digest(44)
        pieces = iter((drawn[:32], drawn[32:]))
        sealed = message.seal_message(
            told(written),
            case_key=case_key or CASE_KEYS[self.epoch],
            place=place,
            draw=lambda _length: next(pieces),
        )
        self.positions[sender], self.last = position, sha256(sealed)
        self.sent.append(
            {"day": on.isoformat(), "epoch": self.epoch, "position": position}
            | {"sealed": to_text(sealed), "sender": sender}
        )
        return self


def report(**changed: Any) -> content.Report:
    """Return the report of an invented reporter."""
    fine = content.Report(
        text="Er is iets gebeurd. (verzonnen)",
        answers={"behaviour": "bullying"},
        excluded=(KEYS["C"],),
        files=(FILE,),
        recipients=(KEYS["A"],),
        reporter_key=sha256(casekey.sealing_public(SEED)),
    )
    return replace(fine, **changed)


def epoch(*names: str, reporter: bool = True, key: bytes = CASE_KEYS[2], number: int = 2) -> content.Epoch:
    """Return the opening of the second epoch for some handlers."""
    recipients = (*((REPORTER,) if reporter else ()), *(KEYS[name] for name in names))
    return content.Epoch(epoch=number, recipients=recipients, key_hash=sha256(key))


SAID, GRANT = content.Message(text="Dank u."), content.Grant(key=KEYS["B"], serial=2)


def begun() -> Story:
    """Return a case with a report and an answer."""
    return Story().say("R", report()).say("A", content.Message(text="Ik heb het gelezen."))


def given() -> Story:
    """Return a case in which a record is confirmed, and a second handler was let in and speaks."""
    story = begun().say("R", content.Message(text="Nog iets.", files=(FILE,)))
    story.say("A", content.Record(text="Wij spraken elkaar."))
    story.say("R", content.Confirm(record=story.last))
    return story.say("A", GRANT).say("B", SAID)


TO_B = content.Disclose(key=KEYS["B"], reason="De rechter vraagt erom. (verzonnen)")
PASSED = content.Disclosed(identity="2" * 64, key=KEYS["B"])


def named() -> Story:
    """Return a case with an identity that the first handler alone can open."""
    story = Story().say("R", report(identity={KEYS["A"]: "1" * 64}))
    return story.say("A", content.Message(text="Ik heb het gelezen."))


def whole() -> Story:
    """Return a case in which the second handler opens an epoch without the first, and all go on."""
    story = given().say("B", epoch("B"), on=LATER)
    story.epoch = 2
    return story.say("R", SAID, on=LATER).say("B", SAID, on=LATER)


def answer(story: Story, *, epochs: int, **changed: Any) -> dict[str, Any]:
    """Return the answer of a server that gives a case."""
    wraps = wraps_for(changed.pop("recipient", REPORTER), changed.pop("seed", SEED))
    keys = changed.pop("handlers", ["B"] if epochs == 2 else ["A"])
    told: dict[str, Any] = {
        "case": CASE,
        "certificates": [signed(name).to_json() for name in "ABC"],
        "day": LATER.isoformat(),
        "epochs": wraps[:epochs],
        "files": [],
        "handlers": [{"key": KEYS[name], "since": DAY.isoformat()} for name in keys],
        "messages": list(story.sent),
        "organisation": to_text(signing_public(ORGANISATION)),
        "procedure": "confidential_contact",
        "refused": [],
        "reporter_key": to_text(casekey.sealing_public(SEED)),
        "revocations": [],
        "state": "received",
        "terms": [],
        "unit": "1",
        "v": 1,
    }
    told |= {name: in_json(value) for name, value in changed.items()}
    return told


def in_json(value: Any) -> Any:
    """Return signed bodies as they are sent, and everything else as it is."""
    listed = isinstance(value, list)
    return [item.to_json() if isinstance(item, Signed) else item for item in value] if listed else value


WRAPS: dict[tuple[str, bytes], list[dict[str, Any]]] = {}


def wraps_for(recipient: str, seed: bytes) -> list[dict[str, Any]]:
    """Return the wraps of both epochs for a recipient; made once, so that all threads share them."""
    if (recipient, seed) not in WRAPS:
        WRAPS[recipient, seed] = [wrapped(number, key, recipient, seed) for number, key in CASE_KEYS.items()]
    return WRAPS[recipient, seed]


def wrapped(number: int, key: bytes, recipient: str, seed: bytes) -> dict[str, Any]:
    """Return one wrap, as a server gives it."""
    public = casekey.sealing_public(seed)
    wrap = casekey.wrap(key, to=public, case=CASE, epoch=number, recipient=recipient)
    return {"epoch": number, "wrap": to_text(wrap)}


def shown() -> Vectors:
    """Return threads that may be shown."""
    old = [revoked(1, _1=BEGIN), revoked(2)]
    later = [revoked(1, _1=date(2026, 3, 3))]
    as_b: dict[str, Any] = {"recipient": KEYS["B"], "seed": BUNDLES["B"].sealing}
    renewed = [signed("A", valid_to=BEGIN), signed("A", serial=7), signed("B"), signed("C")]
    return [
        good("a report alone", answer(Story().say("R", report()), epochs=1)),
        good("a report and an answer", answer(begun(), epochs=1)),
        good("a second handler", answer(given(), epochs=1, handlers=["A", "B"])),
        good("a second epoch", answer(whole(), epochs=2)),
        good("read by the second handler", answer(whole(), epochs=2, **as_b), **as_b),
        good("a certificate revoked afterwards", answer(begun(), epochs=1, revocations=later)),
        good("the highest list counts", answer(begun(), epochs=1, revocations=old)),
        good("a certificate renewed", answer(begun(), epochs=1, certificates=renewed)),
        good("a handler whose access lapsed", answer(begun(), epochs=1, handlers=[])),
        good("an identity sealed apart", answer(named(), epochs=1)),
        good("a wish to pass the identity on", answer(named().say("A", TO_B), epochs=1)),
        good("an identity passed on", answer(named().say("A", TO_B).say("A", PASSED), epochs=1)),
    ]


def good(name: str, told: dict[str, Any], *, recipient: str = REPORTER, seed: bytes = SEED) -> dict[str, Any]:
    """Return a thread that may be shown."""
    fine = {"recipient": recipient, "seed": to_text(seed), "shown": len(told["messages"])}
    return {"name": name, "thread": told} | fine


def bad(name: str, code: str, told: dict[str, Any]) -> dict[str, Any]:
    """Return a thread that is refused."""
    return {"name": name, "thread": told, "refused": code, "recipient": REPORTER, "seed": to_text(SEED)}


def out_of_order() -> Vectors:
    """Return threads from which something was taken, or in which something was moved."""
    sent, story = whole().sent, begun()
    first, second = story.sent[0], story.sent[1]
    back = begun().say("A", SAID)
    names = [sha256(to_bytes(item["sealed"])) for item in back.sent]
    back.say("A", SAID, after=names[1])
    cases: dict[str, tuple[str, list[dict[str, Any]]]] = {
        "a message dropped": ("thread_order", sent[:4] + sent[5:]),
        "a message dropped that another had seen": ("thread_order", sent[:8] + sent[9:]),
        "two messages changed about": ("thread_order", [sent[0], sent[2], sent[1], *sent[3:]]),
        "a message twice": ("thread_order", [*sent, sent[-1]]),
        "the report dropped": ("thread_kind", sent[1:]),
        "the opening of the epoch dropped": ("thread_order", sent[:7] + sent[8:]),
        "a message moved to another epoch": ("thread_order", [first, second | {"epoch": 2}]),
        "a message under another position": ("thread_order", [first, second | {"position": 2}]),
        "a message under another name": ("cannot_open", [first, second | {"sender": KEYS["B"]}]),
        "a message of another case": ("cannot_open", [first, second | {"sealed": elsewhere()}]),
        "nothing": ("thread_order", []),
        "after a message before one's own": ("thread_order", back.sent),
        "after nothing": ("thread_order", begun().say("R", SAID, after=NOTHING_SEEN).sent),
        "a record that is none": ("thread_order", begun().say("R", content.Confirm(record="0" * 64)).sent),
    }
    return [
        bad(name, code, answer(Story(sent=told), epochs=2 if len(told) > 5 else 1))
        for name, (code, told) in cases.items()
    ]


def elsewhere() -> str:
    """Return a message that is sealed for another case."""
    place = Place("f" * 32, 1, KEYS["A"], 1)
    written = content.write(SAID, place=place, after="0" * 64, signing=BUNDLES["A"].signing)
    return to_text(message.seal_message(written, case_key=CASE_KEYS[1], place=place, draw=bytes))


def unsigned(written: bytes) -> bytes:
    """Return a content without its signature."""
    return written[: written.index(b'"signature":"')] + b'"signature":""}'


def with_signature(written: bytes) -> bytes:
    """Return a content of the reporter with some signature."""
    return unsigned(written)[:-2] + to_text(bytes(64)).encode() + b'"}'


def misspelt(written: bytes) -> bytes:
    """Return a content of a kind that is none."""
    return written.replace(b"message", b"massage")


def with_more(written: bytes) -> bytes:
    """Return a content with a field too many."""
    return written.replace(b'{\\"after', b'{\\"aa\\":1,\\"after')


def forged() -> Vectors:
    """Return threads in which someone wrote who may not, or what they may not."""
    told = forged_by_handlers() | forged_by_the_reporter() | forged_identities()
    return [bad(name, code, answer(story, epochs=1)) for name, (code, story) in told.items()]


def forged_by_handlers() -> dict[str, tuple[str, Story]]:
    """Return what a handler did not write, or may not."""
    other = BUNDLES["C"].signing
    to_c = content.Grant(key=KEYS["C"], serial=3)
    other_serial = content.Grant(key=KEYS["B"], serial=3)
    confirm = content.Confirm(record="0" * 64)

    def answered(**changed: Any) -> Story:
        return Story().say("R", report()).say("A", SAID, **changed)

    return {
        "an answer of the server": ("cannot_open", answered(case_key=SEED)),
        "an answer that nobody signed": ("thread_signature", answered(told=unsigned)),
        "an answer signed by another": ("thread_signature", answered(signing=other)),
        "a forged grant": ("thread_signature", begun().say("A", GRANT, signing=other)),
        "a grant to someone excluded": ("thread_excluded", begun().say("A", to_c)),
        "a grant by another certificate": ("thread_certificate", begun().say("A", other_serial)),
        "a handler to whom nobody gave it": ("thread_grant", begun().say("B", SAID)),
        "a handler who was excluded": ("thread_excluded", begun().say("C", SAID)),
        "a handler who confirms": ("thread_kind", begun().say("A", confirm)),
    }


def forged_by_the_reporter() -> dict[str, tuple[str, Story]]:
    """Return what a reporter did not write, or may not."""
    to_c = report(recipients=(KEYS["A"], KEYS["C"]))
    return {
        "a report to someone excluded": ("thread_excluded", Story().say("R", to_c)),
        "another key in the report": ("thread_reporter", Story().say("R", report(reporter_key="0" * 64))),
        "a second report": ("thread_kind", begun().say("R", report())),
        "a grant of the reporter": ("thread_kind", begun().say("R", GRANT)),
        "a record of the reporter": ("thread_kind", begun().say("R", content.Record(text="x"))),
        "a reporter who signs": ("thread_signature", begun().say("R", SAID, told=with_signature)),
        "a kind that is none": ("cannot_open", begun().say("R", SAID, told=misspelt)),
        "a field too many": ("cannot_open", begun().say("R", SAID, told=with_more)),
    }


def forged_identities() -> dict[str, tuple[str, Story]]:
    """Return an identity that was passed on as it may not be."""
    to_c = content.Disclose(key=KEYS["C"], reason="x")
    nobody = content.Disclose(key="d" * 32, reason="x")
    both = named().say("A", GRANT)
    return {
        "an identity passed on unsaid": ("thread_identity", named().say("A", PASSED)),
        "an identity passed on by who has none": ("thread_identity", both.say("B", TO_B)),
        "an identity that nobody gave": ("thread_identity", begun().say("A", TO_B)),
        "an identity for someone excluded": ("thread_excluded", named().say("A", to_c)),
        "an identity for who is not certified": ("thread_certificate", named().say("A", nobody)),
        "a reporter who passes it on": ("thread_kind", named().say("R", TO_B)),
        "a server that passes it on": (
            "thread_signature",
            named().say("A", TO_B).say("A", PASSED, signing=BUNDLES["C"].signing),
        ),
    }


def forged_epochs() -> Vectors:
    """Return threads with an epoch that nobody opened so."""
    swapped = given().say("B", epoch("B", key=bytes(32)), on=LATER)
    lonely = given().say("B", epoch("B", reporter=False), on=LATER)
    far = given().say("B", epoch("B", number=3), on=LATER)
    outsider = begun().say("B", epoch("B"), on=LATER)
    excluded = given().say("B", epoch("B", "C"), on=LATER)
    removed = whole().say("A", SAID, on=LATER)
    return [
        bad("another key than announced", "thread_epoch", answer(swapped, epochs=2)),
        bad("an epoch without the reporter", "thread_epoch", answer(lonely, epochs=2)),
        bad("an epoch skipped", "thread_epoch", answer(far, epochs=2)),
        bad(
            "an epoch whose key is kept back", "thread_epoch", answer(given().say("B", epoch("B")), epochs=1)
        ),
        bad("an epoch that no message opened", "thread_epoch", answer(given(), epochs=2)),
        bad("an epoch opened by an outsider", "thread_grant", answer(outsider, epochs=2)),
        bad("an epoch for someone excluded", "thread_excluded", answer(excluded, epochs=2)),
        bad("a handler who was removed", "thread_grant", answer(removed, epochs=2)),
        bad("a wrap of another epoch", "cannot_open", answer(whole(), epochs=2) | {"epochs": crossed()}),
    ]


def crossed() -> list[dict[str, Any]]:
    """Return the wraps of both epochs, each under the other's number."""
    first, second = wraps_for(REPORTER, SEED)
    return [{"epoch": 1, "wrap": second["wrap"]}, {"epoch": 2, "wrap": first["wrap"]}]


def uncertified() -> Vectors:
    """Return threads with a certificate, a list or a key that the organisation did not stand for."""
    rest = [signed("B"), signed("C")]
    other_key = to_text(casekey.sealing_public(bytes(32)))
    changed: dict[str, dict[str, Any]] = {
        "no certificate": {"certificates": rest},
        "a certificate of another organisation": {"certificates": [signed("A", seed=STRANGE), *rest]},
        "a strange certificate beside good ones": {
            "certificates": [signed("A"), *rest, signed("B", seed=STRANGE)]
        },
        "a certificate of another handler": {"certificates": [signed("B", serial=1), *rest]},
        "a certificate that had ended": {"certificates": [signed("A", valid_to=date(2026, 3, 1)), *rest]},
        "a certificate that had not begun": {"certificates": [signed("A", valid_from=LATER), *rest]},
        "a certificate that was revoked": {"revocations": [revoked(1, _1=DAY)]},
        "a list of another organisation": {"revocations": [revoked(1, seed=STRANGE)]},
        "another organisation": {"organisation": to_text(signing_public(STRANGE))},
    }
    told = [
        bad(name, "thread_certificate", answer(begun(), epochs=1, **change))
        for name, change in changed.items()
    ]
    return [
        *told,
        bad(
            "another key of the reporter",
            "thread_reporter",
            answer(begun(), epochs=1, reporter_key=other_key),
        ),
        bad("a reader whom nobody let in", "thread_grant", answer(begun(), epochs=1, handlers=["A", "B"])),
        bad("a reader who was excluded", "thread_excluded", answer(begun(), epochs=1, handlers=["A", "C"])),
    ]


def threads() -> dict[str, Any]:
    """Return every thread."""
    return pooled(shown() + out_of_order() + forged() + forged_epochs() + uncertified())


def pooled(told: Any, *, longest: int = 100) -> dict[str, Any]:
    """Return vectors in which every long string stands once, in a pool, and `@n` where it was."""
    pool: dict[str, str] = {}

    def shortened(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: shortened(item) for name, item in value.items()}
        if isinstance(value, list):
            return [shortened(item) for item in value]
        if isinstance(value, str) and len(value) > longest:
            return pool.setdefault(value, f"@{len(pool)}")
        return value

    vectors = shortened(told)
    return {"pool": {name: value for value, name in pool.items()}, "vectors": vectors}


def certificates() -> dict[str, Any]:
    """Return certificates and lists that the organisation signed, and some that are refused."""
    public = to_text(signing_public(ORGANISATION))
    fine = signed("A")
    listed = revoked(3, _1=DAY, _2=LATER)

    def told(kind: str, name: str, given: Signed, **more: Any) -> dict[str, Any]:
        return {"kind": kind, "name": name, "organisation": public, "signed": given.to_json()} | more

    wrong = {
        "another organisation": signed("A", seed=STRANGE),
        "a list for a certificate": listed,
        "a name changed": Signed(fine.body.replace("Handler A", "Handler B"), fine.signature),
        "not canonical": by_hand(fine.body.replace('":', '": ', 1)),
        "a field too many": by_hand(fine.body.replace('{"employer"', '{"aa":1,"employer"')),
        "another key": by_hand(fine.body.replace(KEYS["A"], KEYS["B"])),
        "ends before it begins": by_hand(fine.body.replace("2027-12-31", "2025-12-31")),
        "a day that is none": by_hand(fine.body.replace("2027-12-31", "2027-02-30")),
        "another version": by_hand(fine.body.replace('"v":1', '"v":2')),
    }
    return pooled(
        [
            told("certificate", "good", fine, serial=1, key=KEYS["A"]),
            told("revocations", "good", listed, number=3, serials={"1": "2026-03-02", "2": "2026-03-09"}),
            told("revocations", "a certificate for a list", fine, refused="cannot_open"),
            *(told("certificate", name, given, refused="cannot_open") for name, given in wrong.items()),
        ]
    )


def by_hand(body: str) -> Signed:
    """Return any text, signed as a certificate."""
    return signed_body("certificate", body.encode(), seed=ORGANISATION)


def contents() -> dict[str, Any]:
    """Return what stands inside messages of every kind, and what may not."""
    record = content.Record(text="x")
    bodies: dict[str, tuple[str, content.Body]] = {
        "report": ("R", report()),
        "message": ("R", SAID),
        "message of a handler": ("A", SAID),
        "record": ("A", record),
        "confirm": ("R", content.Confirm(record="0" * 64)),
        "correct": ("R", content.Correct(record="0" * 64, text="Niet zo.")),
        "grant": ("A", GRANT),
        "epoch": ("A", epoch("A", "B")),
        "report with an identity": ("R", report(identity={KEYS["A"]: "1" * 64})),
        "disclose": ("A", TO_B),
        "disclosed": ("A", PASSED),
    }
    told = [written(name, who, body) for name, (who, body) in bodies.items()]
    return pooled(
        told
        + [
            {"name": name, "content": text, "refused": "cannot_open"}
            for name, text in wrong_contents().items()
        ]
    )


def written(name: str, who: str, body: content.Body) -> dict[str, Any]:
    """Return one content, and by whom it was signed."""
    sender = REPORTER if who == "R" else KEYS[who]
    place = Place(CASE, 1, sender, 1)
    seed = b"" if who == "R" else BUNDLES[who].signing
    text = content.write(body, place=place, signing=seed).decode()
    public = "" if who == "R" else to_text(signing_public(seed))
    return {"name": name, "content": text, "case": CASE, "epoch": 1, "position": 1} | {
        "sender": sender,
        "signing_public": public,
        "kind": type(body).__name__.lower(),
    }


def wrong_contents() -> dict[str, str]:
    """Return what may not stand inside a message."""
    fine: dict[str, Any] = {"after": NOTHING_SEEN, "kind": "message", "text": "x", "files": []}
    attached = {"id": "f0" * 16, "name": "a.txt", "sha256": "0" * 64, "size": 1, "type": "text/plain"}

    def outer(body: dict[str, Any], **more: Any) -> str:
        return canonical({"body": canonical(body).decode(), "signature": ""} | more).decode()

    return {
        "no signature": canonical({"body": canonical(fine).decode()}).decode(),
        "a signature of another length": outer(fine, signature="AA"),
        "a body that is an object": canonical({"body": fine, "signature": ""}).decode(),
        "a field too many outside": outer(fine, more=1),
        "a field too many inside": outer(fine | {"more": 1}),
        "no text": outer({name: value for name, value in fine.items() if name != "text"}),
        "no kind": outer({name: value for name, value in fine.items() if name != "kind"}),
        "a text that is a number": outer(fine | {"text": 1}),
        "a short after": outer(fine | {"after": "0" * 63}),
        "a file in a path": outer(fine | {"files": [attached | {"name": "a/b"}]}),
        "a file twice": outer(fine | {"files": [attached, attached]}),
        "eleven files": outer(fine | {"files": [attached | {"id": f"{at:032x}"} for at in range(11)]}),
        "a body with white space": outer(fine).replace('\\":', '\\": ', 1),
        "empty": "",
        "a list": "[]",
        **wrong_named(),
    }


def wrong_named() -> dict[str, str]:
    """Return reports and disclosures that may not stand inside a message."""
    fine: dict[str, Any] = content.to_json(report()) | {"after": NOTHING_SEEN}

    def outer(body: dict[str, Any]) -> str:
        return canonical({"body": canonical(body).decode(), "signature": ""}).decode()

    asked = {"after": NOTHING_SEEN, "kind": "disclose", "key": KEYS["B"], "reason": "x"}
    return {
        "an identity for nobody": outer(fine | {"identity": {}}),
        "an identity for who does not read": outer(fine | {"identity": {KEYS["B"]: "1" * 64}}),
        "an identity with a short hash": outer(fine | {"identity": {KEYS["A"]: "1" * 63}}),
        "an identity in words": outer(fine | {"identity": "Noor"}),
        "an identity in a message": outer(
            {"after": NOTHING_SEEN, "files": [], "identity": {}, "kind": "message", "text": "x"}
        ),
        "a disclosure to no key": outer(asked | {"key": "B"}),
        "a disclosure without a reason": outer(
            {name: value for name, value in asked.items() if name != "reason"}
        ),
        "a disclosure with the name": outer(asked | {"name": "Noor"}),
        "a disclosed without its hash": outer(asked | {"kind": "disclosed"}),
    }
