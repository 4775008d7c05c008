"""Sealing and opening for someone whose browser cannot: in memory, and only where that was chosen.

Whoever uses this lets the server see what is written, and is told so before and after. Nothing is kept that was
not sealed; no name of a variable here reaches a log.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from weerklank.cases import queries
from weerklank.cases.actions import Accepted, submit
from weerklank.cases.cleaning import cleaned_at
from weerklank.cases.deciding import act_as_reporter
from weerklank.cases.deeds import proposals_of
from weerklank.cases.derivations import ROW
from weerklank.cases.models import REPORTER
from weerklank.cases.procedures import Naming, procedure_named
from weerklank.cases.states import SealedBy
from weerklank.errors import Refused
from weerklank.seal import asking, casekey, certificate, content, envelope, files, identity, message, receipt
from weerklank.seal import thread as threads
from weerklank.seal.context import Place
from weerklank.seal.notation import canonical, to_bytes
from weerklank.seal.padding import SIZES
from weerklank.seal.shapes import MEDIA_TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from weerklank.people.states import Role


PlainFile = files.PlainFile
Shown = threads.Shown
Attached = content.Attached
bare_name = files.clean_name
MOST = SIZES[-1] - 4
"""Bytes that one sealed message holds: the largest size, less its own length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What someone wrote on the page that seals here, and to whom.

    By their keys: who is left out, stands in, comes along, and may know the name where one alone may.
    """

    procedure: str
    unit_id: int
    text: str
    answers: Mapping[str, str]
    shared: Mapping[str, str]
    excluded: frozenset[str]
    attachments: Sequence[PlainFile]
    standing_in: frozenset[str] = frozenset()
    companions: frozenset[str] = frozenset()
    name: str = ""
    contact: str = ""
    knowing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """The sealing keys of those who read at once, and of those who stand in; `leading` are whose the case is."""

    now: dict[str, bytes]
    later: dict[str, bytes]
    leading: frozenset[str]


@dataclass(frozen=True, slots=True)
class Opened:
    """A case as its reporter reads it: every message that stood the check, and what may still be done.

    `hashes`: SHA-256 of each sealed message, in hexadecimal. `names` are those of handlers, by key; `refused` how
    often it was refused to pass the reporter's name on to a key.
    """

    case: str
    procedure: str
    unit_id: int
    state: str
    rating_asked: bool
    messages: tuple[threads.Shown, ...]
    hashes: tuple[str, ...]
    epoch: int
    after: str
    readers: tuple[queries.ReaderNamed, ...]
    terms: tuple[queries.Term, ...]
    names: Mapping[str, str]
    refused: Mapping[str, int]
    proposed_until: date | None

    @property
    def own_texts(self) -> list[str]:
        """What the reporter wrote, in order."""
        own = [shown.content.body for shown in self.messages if shown.place.sender == REPORTER]
        return [body.text for body in own if isinstance(body, content.Report | content.Message) and body.text]

    @property
    def knowing(self) -> list[str]:
        """Who can see the reporter's name, by name."""
        return [self.names.get(key, key) for key in threads.identities(self.messages)]

    @property
    def not_passed_on(self) -> frozenset[str]:
        """The wishes to pass the reporter's name on that a second person refused, by their hashes."""
        found: dict[str, list[str]] = {}
        for named, shown in zip(self.hashes, self.messages, strict=True):
            if isinstance(shown.content.body, content.Disclose):
                found.setdefault(shown.content.body.key, []).append(named)
        return frozenset(named for key, asked in found.items() for named in asked[: self.refused.get(key, 0)])

    @property
    def unanswered(self) -> frozenset[str]:
        """The records of what was spoken that the reporter neither confirmed nor corrected, by their hashes."""
        bodies = [shown.content.body for shown in self.messages]
        records = zip(self.hashes, bodies, strict=True)
        answered = {body.record for body in bodies if isinstance(body, content.Confirm | content.Correct)}
        return frozenset(named for named, body in records if isinstance(body, content.Record)) - answered

    @property
    def reading(self) -> tuple[str, ...]:
        """The keys of who can read it."""
        return threads.readers(self.messages)


def derived(words: str) -> receipt.Receipt:
    """Return what the words of a receipt give, in its turn; refuses `busy` where the row is full."""
    with ROW.place():
        return receipt.derive(words, salt=queries.installation_salt())


def submit_written(written: Written, *, on: date) -> tuple[Accepted, str]:
    """Seal what was written to those who may read it, store it, and return the words of the receipt."""
    refuse_nothing(written.text, written.attachments)
    words = receipt.new_words()
    own = derived(words)
    body = envelope.pack(sealed_report(written, own=own, on=on))
    return submit(body, on=on, sealed_by=SealedBy.SERVER), words


def sealed_report(written: Written, *, own: receipt.Receipt, on: date) -> envelope.Submission:
    """Return a report, sealed to its readers and to its reporter."""
    case, case_key = casekey.new_case(), casekey.new_case_key()
    public = casekey.sealing_public(own.seed)
    written = with_every_key(written, on=on)
    addressed = addressed_to(written, on=on)
    named = identity_apart(written, addressed, case=case)
    attached, sealed = sealed_files(written.attachments, case_key=case_key, case=case, epoch=1)
    body = content.Report(
        text=written.text,
        answers=written.answers,
        excluded=tuple(sorted(written.excluded)),
        files=attached,
        recipients=tuple(sorted(addressed.now | addressed.later)),
        reporter_key=content.sha256(public),
        identity={key: content.sha256(sealed) for key, sealed in named.items()},
    )
    place = Place(case, 1, REPORTER, 1)
    return envelope.Submission(
        case=case,
        epoch=1,
        message=sealed_message(content.write(body, place=place), case_key=case_key, place=place),
        files=sealed,
        lookup=own.lookup,
        procedure=written.procedure,
        reporter_key=public,
        shared=written.shared,
        unit=str(written.unit_id),
        withheld=wrapped(case_key, addressed.later, case=case),
        wraps=wrapped(case_key, addressed.now | {REPORTER: public}, case=case),
        identity=named,
    )


def wrapped(case_key: bytes, keys: Mapping[str, bytes], *, case: str) -> dict[str, bytes]:
    """Return the key of a case, sealed to each of these keys."""
    return {
        key: casekey.wrap(case_key, to=sealing, case=case, epoch=1, recipient=key)
        for key, sealing in keys.items()
    }


def identity_apart(written: Written, addressed: Addressed, *, case: str) -> dict[str, bytes]:
    """Return who the reporter is, sealed apart to those who may know it; nothing where no name was given."""
    told = identity.Identity(name=written.name, contact=written.contact)
    if not (told.name or told.contact):
        return {}
    if not identity.fits(told):
        raise Refused("name_long", "This name, or how to reach who bears it, is too long.")
    knowing = {
        Naming.NONE: (),
        Naming.APART: sorted(addressed.leading, key=lambda key: (key != written.knowing, key))[:1],
        Naming.REQUIRED: addressed.leading,
    }[procedure_named(written.procedure).naming]
    return {
        key: identity.seal_identity(told, to=addressed.now[key], case=case, recipient=key) for key in knowing
    }


def sealed_message(told: bytes, *, case_key: bytes, place: Place) -> bytes:
    """Return a message, sealed; refuses what is longer than one message holds."""
    if len(told) > MOST:
        raise Refused("too_long", "This text is too long for one message.")
    return message.seal_message(told, case_key=case_key, place=place)


def refuse_nothing(text: str, attachments: Sequence[PlainFile]) -> None:
    """Refuse a message in which nothing stands."""
    if not text and not attachments:
        raise Refused("nothing_written", "Write something, or choose a file.")


def addressed_to(written: Written, *, on: date) -> Addressed:
    """Return to whom something goes. Where everyone else is left out, whoever stands in reads at once."""
    procedure = procedure_named(written.procedure)
    leading = sealing_keys(written, [procedure.recipients], on=on)
    along = sealing_keys(written, sorted(procedure.companions), on=on)
    later = {key: sealing for key, sealing in leading.items() if key in written.standing_in}
    now = {key: sealing for key, sealing in leading.items() if key not in later}
    if not now:
        now, later = later, {}
    coming = {key: sealing for key, sealing in along.items() if key in written.companions}
    return Addressed(now=coming | now, later=later, leading=frozenset(now))


def with_every_key(written: Written, *, on: date) -> Written:
    """Return what was written, with every key of those who are chosen by one: a second key changes nothing."""
    found = certified_for(written, on=on)

    def every(keys: frozenset[str]) -> frozenset[str]:
        chosen = {one.person for one in found if one.keys.key in keys}
        return keys | {one.keys.key for one in found if one.person in chosen}

    return replace(
        written,
        excluded=every(written.excluded),
        standing_in=every(written.standing_in),
        companions=every(written.companions),
    )


def sealing_keys(written: Written, roles: Sequence[Role], *, on: date) -> dict[str, bytes]:
    """Return the sealing keys of those with a role who may read: certified today, and not left out."""
    counting = queries.keys_certified(roles, written.unit_id, on=on)
    return {
        one.keys.key: one.keys.sealing
        for one in certified_for(written, on=on)
        if one.keys.key in counting and one.keys.key not in written.excluded
    }


def certified_for(written: Written, *, on: date) -> list[certificate.Certificate]:
    """Return the certificates of everyone to whom something could be sealed today; each is checked."""
    told = queries.recipients(written.procedure, written.unit_id, on=on)
    organisation = to_bytes(told["organisation"])
    found = (
        certificate.read_certificate(certificate.signed_from(given), organisation=organisation)
        for given in told["certificates"]
    )
    return [one for one in found if one.holds_on(on)]


def sealed_files(
    attachments: Sequence[PlainFile], *, case_key: bytes, case: str, epoch: int
) -> tuple[tuple[content.Attached, ...], tuple[envelope.SealedFile, ...]]:
    """Return how a message names its files, and the files themselves, sealed."""
    numbered = [(casekey.new_case(), plain) for plain in attachments]
    named = tuple(
        content.Attached(
            id=number, name=plain.name, sha256=plain.sha256, size=len(plain.content), type=plain.type
        )
        for number, plain in numbered
    )
    sealed = tuple(
        envelope.SealedFile(
            number, files.seal_file(plain, case_key=case_key, case=case, epoch=epoch, file=number)
        )
        for number, plain in numbered
    )
    return named, sealed


def open_for(words: str) -> Opened:
    """Open a whole case with the words of its receipt; the refusal is the same whatever is wrong with them."""
    return opened(derived(words))


def opened(own: receipt.Receipt) -> Opened:
    """Open a whole case: checked as every client checks it, and shown in full or not at all."""
    case = queries.case_of_receipt(receipt.kept(own.lookup))
    told = threads.parse(canonical(queries.thread(case, REPORTER)))
    shown = threads.unsealed(told, seed=own.seed, recipient=REPORTER)
    return Opened(
        case=case.pk,
        procedure=case.procedure,
        unit_id=case.unit_id,
        state=case.state,
        rating_asked=case.rating_asked,
        messages=shown,
        hashes=tuple(content.sha256(message.sealed) for message in told.messages),
        epoch=case.epoch,
        after=content.sha256(told.messages[-1].sealed),
        readers=tuple(queries.readers_named(case)),
        terms=queries.terms_told(case),
        names=queries.names_in(case),
        refused=Counter(told.refused),
        proposed_until=proposals_of(case).values_list("until_on", flat=True).first(),
    )


def check_rise(case: Opened, procedure: str) -> None:
    """Refuse a way that does not follow on the one that a case is on."""
    if procedure not in procedure_named(case.procedure).rises_to:
        raise Refused("not_found")


def file_for(words: str, file: str) -> PlainFile:
    """Open one file of a case with the words of its receipt."""
    return unsealed_file(derived(words), file)


def unsealed_file(own: receipt.Receipt, file: str) -> PlainFile:
    """Open one file of a case with the reporter's own key."""
    case = queries.case_of_receipt(receipt.kept(own.lookup))
    stored = queries.sealed_file(case, file)
    wrap = queries.wrap_of(case.pk, REPORTER, epoch=stored.epoch)
    case_key = casekey.unwrap(wrap, seed=own.seed, case=case.pk, epoch=stored.epoch, recipient=REPORTER)
    sealed = b"".join(queries.pieces(stored))
    return files.unseal_file(sealed, case_key=case_key, case=case.pk, epoch=stored.epoch, file=file)


def act_for(words: str, act: str, value: int, *, on: date) -> Opened:
    """Rate or withdraw with the words of a receipt, and return the case as it then is."""
    own = derived(words)
    case = queries.case_of_receipt(receipt.kept(own.lookup))
    asked = asking.Act(lookup=own.lookup, case=case.pk, act=act, value=value)
    act_as_reporter(envelope.pack(asked), on=on)
    return opened(own)


def attachments(given: Sequence[tuple[str, str, bytes]]) -> list[PlainFile]:
    """Return files by name, media type and bytes: cleaned, the name without a path, the type one that exists."""
    return [
        files.PlainFile(files.clean_name(name), known_type(kind), cleaned_at(place, stored).content)
        for place, (name, kind, stored) in enumerate(given, 1)
    ]


def known_type(kind: str) -> str:
    """Return a media type, or the one that says nothing."""
    return kind if MEDIA_TYPE.fullmatch(kind) else files.UNKNOWN_TYPE


def as_download(name: str) -> str:
    """Return what lets a browser keep a file under its name."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"
