"""Handlers' keys: made by their owner, certified away from the server, and revoked for good."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from tests.making import AT, employer, someone
from weerklank.cli.demo_keys import asked
from weerklank.errors import Refused
from weerklank.jobs import doctor
from weerklank.organisation.queries import unit_with_code
from weerklank.people import actions, queries
from weerklank.people.models import Grant
from weerklank.people.states import INVENTED_PASSPHRASE, Right, Role
from weerklank.seal import handlerkey, keyfiles, organisationkey
from weerklank.seal.certificate import Revocations, fingerprint, read_certificate, signed_from
from weerklank.seal.notation import to_bytes
from weerklank.seal.signature import signing_public
from weerklank.trail.queries import latest

if TYPE_CHECKING:
    from pathlib import Path

    from weerklank.people.models import Person

pytestmark = pytest.mark.django_db

TODAY, UNTIL = AT.date(), date(2027, 12, 31)
DAY = timedelta(days=1)
SEED, STRANGE = bytes([1] * 32), bytes([2] * 32)
COUNSELLOR = Role.CONFIDENTIAL_COUNSELLOR
BUNDLE = handlerkey.Bundle(bytes([3] * 32), bytes([4] * 32))
ASKED = asked(BUNDLE)


def counsellor() -> Person:
    employer()
    person = someone(COUNSELLOR, unit=unit_with_code("dir", employer="min"))
    actions.request_certificate(ASKED, by=person, at=AT)
    return person


def requests(*, on: date = TODAY) -> tuple[keyfiles.Request, ...]:
    return keyfiles.requests_in(actions.export_requests(unit_with_code("min", employer="min"), on=on))


def signed(*, seed: bytes = SEED, until: date = UNTIL, on: date = TODAY) -> bytes:
    return keyfiles.certified(requests(on=on), seed=seed, since=on, until=until)


def taken(file: bytes) -> int:
    return actions.import_certificates_file(file, on=TODAY, at=AT)


def revoked(number: int, *serials: int, seed: bytes = SEED, on: date = TODAY) -> bytes:
    return keyfiles.revoked(Revocations(number, TODAY, dict.fromkeys(serials, on)), seed=seed)


def counting(on: date = TODAY) -> list[int]:
    return [certificate.serial for certificate in queries.certificates_on(on).order_by("serial")]


def test_just_after_midnight_it_is_the_day_of_the_people_that_counts() -> None:
    unit = employer()
    person, day = someone(unit=unit), date(2026, 7, 2)
    grant = Grant(person=person, role=COUNSELLOR, right=Right.ACT, unit=unit, valid_from=day)
    actions.appoint_first(grant, at=AT)
    actions.request_certificate(ASKED, by=person, at=AT)
    half_past_midnight = datetime.combine(day, time(0, 30), timezone.get_current_timezone())
    at = half_past_midnight.astimezone(UTC)
    assert actions.import_certificates_file(signed(on=day), on=day, at=at) == 1


def test_what_is_asked_is_certified_and_asked_no_more() -> None:
    person = counsellor()
    assert [(asked.person, asked.role, asked.serial) for asked in requests()] == [
        (str(person.pseudonym), COUNSELLOR, 1)
    ]
    file = signed()
    assert (taken(file), taken(file)) == (1, 0)
    assert requests() == ()
    assert counting() == counting(UNTIL) == [1]
    assert counting(TODAY - DAY) == counting(UNTIL + DAY) == []
    assert latest()[0].kind == "handler key"


def test_what_is_published_can_be_verified_by_a_client() -> None:
    person = counsellor()
    taken(signed())
    home = queries.employer_of(person.unit_id) or 0
    told = queries.certified(home, [BUNDLE.public().key])
    organisation = to_bytes(told["organisation"])
    read = read_certificate(signed_from(told["certificates"][0]), organisation=organisation)
    assert (read.person, read.keys) == (str(person.pseudonym), BUNDLE.public())
    assert queries.fingerprint_of(person) == fingerprint(organisation)


def test_a_key_that_is_sent_twice_is_there_once_and_belongs_to_one_person() -> None:
    person = counsellor()
    assert actions.request_certificate(ASKED, by=person, at=AT).person == person
    other = someone(COUNSELLOR, unit=unit_with_code("dir", employer="min"))
    with pytest.raises(Refused):
        actions.request_certificate(ASKED, by=other, at=AT)
    assert len(requests()) == 1


def test_who_has_no_role_that_reads_asks_for_nothing() -> None:
    employer()
    person = someone(Role.MANAGER, unit=unit_with_code("dir", employer="min"))
    actions.request_certificate(ASKED, by=person, at=AT)
    assert requests() == ()


def test_only_what_was_asked_is_taken_in_and_only_from_the_organisation() -> None:
    counsellor()
    asked = requests()[0]
    other = handlerkey.Bundle(bytes(32), bytes(32)).public()
    for changed in ({"person": "nobody"}, {"keys": other}):
        names = ("employer", "name", "person", "role", "serial", "keys")
        told = {name: getattr(asked, name) for name in names} | changed
        file = keyfiles.certified([keyfiles.Request(**told)], seed=SEED, since=TODAY, until=UNTIL)
        with pytest.raises(Refused, match="Nobody asked"):
            taken(file)
    assert list(queries.organisation_keys()) == []
    taken(signed())
    with pytest.raises(Refused) as refused:
        taken(keyfiles.certified([asked], seed=STRANGE, since=TODAY, until=UNTIL))
    assert refused.value.code == "other_organisation"


def test_a_certificate_that_ends_soon_is_asked_for_again() -> None:
    counsellor()
    taken(signed(until=TODAY + timedelta(days=59)))
    assert queries.ending_certificates(on=TODAY, within=doctor.SOON).count() == 1
    assert [asked.serial for asked in requests()] == [2]
    taken(signed())
    assert counting() == [1, 2]
    assert queries.ending_certificates(on=TODAY, within=doctor.SOON).count() == 0
    assert requests() == ()


def test_a_revoked_certificate_no_longer_counts_and_no_list_takes_it_back() -> None:
    counsellor()
    taken(signed())
    assert actions.import_revocations(revoked(1, 1), at=AT) == 1
    assert counting() == requests_left() == []
    for file, code in (
        (revoked(1, 1), "older_list"),
        (revoked(2), "shorter_list"),
        (revoked(2, 1, seed=STRANGE), "other_organisation"),
        (revoked(2, 1)[:-9], "key_file"),
        (actions.export_requests(unit_with_code("min", employer="min"), on=TODAY), "key_file"),
    ):
        with pytest.raises(Refused) as refused:
            actions.import_revocations(file, at=AT)
        assert refused.value.code == code


def requests_left() -> list[int]:
    return [asked.serial for asked in requests()]


def test_an_invented_handler_opens_their_keys_with_what_is_shown() -> None:
    lock = handlerkey.lock_from(ASKED["locks"][0])
    secret = handlerkey.of_passphrase(INVENTED_PASSPHRASE)
    assert handlerkey.unlocked(lock, key=BUNDLE.public().key, secret=secret) == BUNDLE


def test_the_doctor_knows_the_key_that_must_not_be_here(tmp_path: Path) -> None:
    own, other = tmp_path / "a.key", tmp_path / "b.key"
    own.write_bytes(organisationkey.key_file(SEED, passphrase=INVENTED_PASSPHRASE))
    other.write_text("k" * 60)
    assert [doctor.holds_organisation_key(file) for file in (own, other)] == [True, False]
    assert signing_public(SEED) == organisationkey.public_in(own.read_bytes())
