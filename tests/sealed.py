"""Counsellors with certified keys, and cases sealed to them, made by the product's own actions."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from tests.lent import keys_lent, receipt_lent
from tests.making import AT, LONG_AGO, employer, someone
from weerklank.cases.actions import add_reader, submit
from weerklank.cases.clocks import happen
from weerklank.cases.models import Case, Happening, Reader, Term
from weerklank.cases.models import Message as Row
from weerklank.cases.on_behalf import Written, open_for, sealed_report
from weerklank.cases.procedures import CONTACT, Naming, Procedure, procedure_named
from weerklank.cases.queries import wrap_of
from weerklank.cases.states import SealedBy
from weerklank.people.actions import (
    import_certificates,
    import_revocations,
    request_certificate,
    trust_organisation,
)
from weerklank.people.models import Certificate as Certified
from weerklank.people.states import Role
from weerklank.seal.casekey import new_case_key, unwrap, wrap
from weerklank.seal.certificate import Certificate, Revocations, sign_certificate
from weerklank.seal.content import Body, Disclose, Disclosed, Epoch, Grant, Message, Record, sha256, write
from weerklank.seal.context import REPORTER, Place
from weerklank.seal.envelope import Announcing, Answer, Granting, Opening, Passing, pack
from weerklank.seal.handlerkey import Bundle, code_shown, lock_to_json, new_bundle
from weerklank.seal.identity import Identity, seal_identity
from weerklank.seal.keyfiles import revoked
from weerklank.seal.message import seal_message
from weerklank.seal.notation import to_text
from weerklank.seal.signature import signing_public

if TYPE_CHECKING:
    from weerklank.organisation.models import Unit
    from weerklank.people.models import Person

ORGANISATION = bytes(range(32))
"""The seed of an organisation's key that is no secret of anyone."""
FAR = date(2099, 12, 31)
SERIALS = itertools.count(1)


@dataclass(frozen=True)
class Desk:
    """A counsellor, what they know by heart, and their keys."""

    person: Person
    unit: Unit
    role: Role
    passphrase: str
    code: str
    bundle: Bundle

    @property
    def key(self) -> str:
        return self.bundle.public().key


def desk(unit: Unit | None = None, role: Role = Role.CONFIDENTIAL_COUNSELLOR) -> Desk:
    """A counsellor, or another handler, with a certified key: at an employer of their own or a given one."""
    unit = unit or employer("min: ")
    return keyed(someone(role, unit=unit), unit, role)


def keyed(person: Person, unit: Unit, role: Role) -> Desk:
    """Someone with a new certified key, beside those that they may have."""
    keys = keys_lent()
    public = keys.bundle.public()
    told = {"v": 1, "key": public.key, "sealing": to_text(public.sealing), "signing": to_text(public.signing)}
    request_certificate(told | {"locks": [lock_to_json(lock) for lock in keys.locks]}, by=person, at=AT)
    made = Desk(person, unit, role, keys.passphrase, code_shown(keys.code), keys.bundle)
    certify(made)
    return made


def certify(own: Desk, *, at: Unit | None = None) -> None:
    """Let an organisation sign a key, as it is done away from the server: their own, or another one they serve."""
    unit = at or own.unit
    trust_organisation(signing_public(ORGANISATION), employer=unit, on=LONG_AGO)
    certificate = Certificate(
        employer=unit.code,
        name=own.person.name,
        person=str(own.person.pseudonym),
        role=own.role,
        serial=next(SERIALS),
        keys=own.bundle.public(),
        valid_from=LONG_AGO,
        valid_to=FAR,
    )
    signed = sign_certificate(certificate, seed=ORGANISATION)
    import_certificates([signed], employer=unit, on=timezone.localdate(AT), at=AT)


def revoke(own: Desk, *, since: date = LONG_AGO) -> None:
    """Let the organisation sign that a key no longer counts, as it is done away from the server."""
    serial = Certified.objects.get(key=own.key).serial
    listed = Revocations(number=next(SERIALS), on=since, serials={serial: since})
    import_revocations(revoked(listed, seed=ORGANISATION), at=AT)


def answer_of(own: Desk, number: str, text: str, *, position: int = 1, epoch: int = 1) -> bytes:
    """What the browser of a handler sends as an answer."""
    return sent_by(own, Place(number, epoch, own.key, position), Message(text=text))


def record_of(own: Desk, number: str, text: str, *, position: int = 1) -> bytes:
    """What the browser of a handler sends as a record of what was spoken."""
    return sent_by(own, Place(number, 1, own.key, position), Record(text=text))


def sent_by(own: Desk, place: Place, body: Body) -> bytes:
    """What the browser of a handler sends that is a message and nothing besides."""
    return pack(
        Answer(
            case=place.case,
            epoch=place.epoch,
            message=said(own, place, body),
            position=place.position,
            sender=own.key,
        )
    )


def said(own: Desk, place: Place, body: Body) -> bytes:
    """A body, signed by a handler and sealed with the key of the case that they unwrap."""
    content = write(body, place=place, after=last_seen(place.case), signing=own.bundle.signing)
    return seal_message(content, case_key=case_key_of(own, place.case, place.epoch), place=place)


def case_key_of(own: Desk, number: str, epoch: int) -> bytes:
    """The key of a case, as a handler's browser opens it."""
    sealed = wrap_of(number, own.key, epoch=epoch)
    return unwrap(sealed, seed=own.bundle.sealing, case=number, epoch=epoch, recipient=own.key)


def a_week_goes_by() -> None:
    """Let every day that is stored about cases be a week longer ago: the same as a clock that goes on."""
    for model in (Case, Reader, Row, Happening, Term):
        for row in model.objects.all():
            days = [name for name, value in vars(row).items() if type(value) is date]
            for name in days:
                setattr(row, name, getattr(row, name) - timedelta(days=7))
            row.save(update_fields=days)


def last_seen(number: str) -> str:
    """The hash of the last sealed message of a case."""
    row = Row.objects.filter(case=number).order_by("-number").first()
    return sha256(bytes(row.sealed)) if row else "0" * 64


def grant_of(own: Desk, number: str, other: Desk, *, position: int) -> bytes:
    """What the browser of a handler sends to let another read."""
    serial = Certified.objects.get(key=other.key).serial
    place = Place(number, 1, own.key, position)
    case_key = case_key_of(own, number, 1)
    public = other.bundle.public().sealing
    return pack(
        Granting(
            case=number,
            epoch=1,
            message=said(own, place, Grant(key=other.key, serial=serial)),
            position=position,
            sender=own.key,
            key=other.key,
            epochs={1: wrap(case_key, to=public, case=number, epoch=1, recipient=other.key)},
        )
    )


def announcement_of(own: Desk, number: str, to: Desk, reason: str, *, position: int) -> bytes:
    """What the browser of a handler sends to ask whether the identity may be passed on."""
    place = Place(number, 1, own.key, position)
    return pack(
        Announcing(
            case=number,
            epoch=1,
            message=said(own, place, Disclose(key=to.key, reason=reason)),
            position=position,
            sender=own.key,
            key=to.key,
            ground="legal_duty",
        )
    )


def passing_of(own: Desk, number: str, to: Desk, who: Identity, *, position: int) -> bytes:
    """What the browser of a handler sends to pass an identity on."""
    place = Place(number, 1, own.key, position)
    sealed = seal_identity(who, to=to.bundle.public().sealing, case=number, recipient=to.key)
    return pack(
        Passing(
            case=number,
            epoch=1,
            message=said(own, place, Disclosed(key=to.key, identity=sha256(sealed))),
            position=position,
            sender=own.key,
            key=to.key,
            identity=sealed,
        )
    )


def opening_of(own: Desk, number: str, *, position: int) -> bytes:
    """What the browser of a handler sends to begin an epoch that they alone read, with the reporter."""
    case_key = new_case_key()
    reporter = bytes(Case.objects.get(pk=number).reporter_key)
    publics = {REPORTER: reporter, own.key: own.bundle.public().sealing}
    place = Place(number, 1, own.key, position)
    body = Epoch(epoch=2, recipients=tuple(sorted(publics)), key_hash=sha256(case_key))
    wraps = {
        key: wrap(case_key, to=public, case=number, epoch=2, recipient=key) for key, public in publics.items()
    }
    return pack(
        Opening(
            case=number,
            epoch=1,
            message=said(own, place, body),
            position=position,
            sender=own.key,
            opens=2,
            wraps=wraps,
        )
    )


@dataclass(frozen=True)
class Sealed:
    """A case, and the words that bring its reporter back."""

    number: str
    words: str

    def read_by_reporter(self) -> list[str]:
        """What the reporter reads in it."""
        shown = open_for(self.words).messages
        return [message.content.body.text for message in shown if hasattr(message.content.body, "text")]


def sealed_case(
    own: Desk,
    *,
    text: str,
    procedure: str = CONTACT.id,
    at: Unit | None = None,
    on: date | None = None,
    **more: Any,
) -> Sealed:
    """A report to everyone who serves the unit of a desk, or another, but for whom the reporter left out."""
    usual: dict[str, Any] = {"answers": {}, "shared": {}, "excluded": frozenset(), "attachments": ()}
    if procedure_named(procedure).naming == Naming.REQUIRED:
        usual["name"] = "Noor Luisterrijk (verzonnen)"
    place = (at or own.unit).pk
    written = Written(procedure=procedure, unit_id=place, text=text, **(usual | more))
    today, own_words = on or timezone.localdate(), receipt_lent()
    report = pack(sealed_report(written, own=own_words.receipt, on=today))
    return Sealed(submit(report, on=today, sealed_by=SealedBy.SERVER).case, own_words.words)


def case_at(unit: Unit, *, procedure: Procedure = CONTACT, on: date = LONG_AGO) -> dict[str, str]:
    """A case at an employer that is sealed to nobody who asks."""
    number = new_bundle().sealing.hex()[:32]
    Case(
        id=number,
        employer=unit,
        unit=unit,
        procedure=procedure.id,
        state=procedure.first,
        received_on=on,
        moved_on=on,
        sealed_by="browser",
        lookup=number * 2,
        reporter_key=b"",
        digest="",
        size="small",
    ).save()
    return {"case": number}


def entrusted(own: Desk, *, procedure: Procedure) -> str:
    """A case of today in someone's inbox, without the slow step of sealing one; its number."""
    made = Case.objects.get(pk=case_at(own.unit, procedure=procedure, on=timezone.localdate())["case"])
    add_reader(made, own.key, on=made.received_on)
    happen(made, procedure.received, on=made.received_on)
    return made.pk
