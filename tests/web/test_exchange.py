"""To whom a handler can seal what is told them: who reads it today, with a key that counts, and nobody else."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests.making import AT, employer, someone, wanted
from tests.sealed import ORGANISATION, Desk, desk, keyed, revoke
from tests.signing import signed_in
from weerklank.cases.models import Salt
from weerklank.cases.procedures import COMPLAINT, CONTACT, INTEGRITY
from weerklank.organisation.queries import unit_beside
from weerklank.people.actions import appoint_first
from weerklank.people.models import Certificate, Grant
from weerklank.people.states import Role
from weerklank.seal.signature import signing_public
from weerklank.web.visitor import today

if TYPE_CHECKING:
    from collections.abc import Callable

    from weerklank.cases.procedures import Procedure
    from weerklank.organisation.models import Unit

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
OFFICER, COUNSELLOR = INTEGRITY.recipients, Role.CONFIDENTIAL_COUNSELLOR


def at(unit: Unit, code: str, role: Role = OFFICER) -> Desk:
    """Someone with a key whose role holds at a unit of an employer."""
    return keyed(someone(role, unit=unit, at=unit_beside(unit.pk, code)), unit, role)


def told(asking: Desk, unit: Unit, procedure: Procedure = INTEGRITY) -> dict[str, Any]:
    """What the browser of a handler is told about a unit."""
    asked = {"procedure": procedure.id, "unit": str(unit.pk)}
    answer = signed_in(asking.person).get(reverse("handler:recipients"), asked)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def offered(found: dict[str, Any]) -> dict[str, str]:
    """The roles of those to whom can be sealed, by pseudonym."""
    bodies = [json.loads(one["body"]) for one in found["certificates"]]
    return {body["person"]: body["role"] for body in bodies}


def roles_of(*people: Desk) -> dict[str, str]:
    return {str(one.person.pseudonym): one.role for one in people}


def octets(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.fixture
def unit() -> Unit:
    return employer("min: ; dir: min; team: dir; other: min")


def test_who_reads_what_is_told_about_a_unit_is_offered_with_what_checks_it(unit: Unit) -> None:
    own, above, along = at(unit, "team"), at(unit, "dir"), at(unit, "min", COUNSELLOR)
    found = told(own, unit_beside(unit.pk, "team"))
    assert offered(found) == roles_of(own, above, along)
    assert octets(found["organisation"]) == signing_public(ORGANISATION)
    assert octets(found["salt"]) == bytes(Salt.objects.get().salt)
    sent = {one["body"] for one in found["certificates"]}
    assert sent == set(Certificate.objects.values_list("body", flat=True))


def test_who_does_not_read_it_is_not_offered(unit: Unit) -> None:
    own, beside, elsewhere = at(unit, "team"), at(unit, "other"), desk(employer("far: "), OFFICER)
    secretary, investigator = at(unit, "min", COMPLAINT.recipients), at(unit, "min", Role.INVESTIGATOR)
    keyless = someone(OFFICER, unit=unit)
    found = offered(told(own, unit_beside(unit.pk, "team")))
    assert found == roles_of(own)
    others = {str(one.person.pseudonym) for one in (beside, elsewhere, secretary, investigator)}
    assert not found.keys() & (others | {str(keyless.pseudonym)})
    assert offered(told(own, unit_beside(unit.pk, "other"))) == roles_of(beside)


def leave(one: Desk) -> None:
    one.person.is_active = False
    one.person.save(update_fields=["is_active"])


def step_down(one: Desk) -> None:
    Grant.objects.filter(person=one.person).update(valid_to=today() - timedelta(days=1))


def administer(one: Desk) -> None:
    appoint_first(wanted(one.person, Role.TECHNICAL_ADMIN, unit=one.unit), at=AT)


def expire(one: Desk) -> None:
    Certificate.objects.filter(key=one.key).update(valid_to=today() - timedelta(days=1))


@pytest.mark.parametrize("out", [leave, step_down, administer, expire, revoke])
def test_who_read_it_once_is_offered_no_more(out: Callable[[Desk], None], unit: Unit) -> None:
    own, other = at(unit, "team"), at(unit, "team")
    team = unit_beside(unit.pk, "team")
    assert offered(told(own, team)) == roles_of(own, other)
    out(other)
    assert offered(told(own, team)) == roles_of(own)


def test_each_procedure_has_its_own_readers(unit: Unit) -> None:
    officer, counsellor = at(unit, "min"), at(unit, "min", COUNSELLOR)
    secretary = at(unit, "min", COMPLAINT.recipients)
    found = {one.id: offered(told(officer, unit, one)) for one in (CONTACT, INTEGRITY, COMPLAINT)}
    assert found == {
        CONTACT.id: roles_of(counsellor),
        INTEGRITY.id: roles_of(officer, counsellor),
        COMPLAINT.id: roles_of(secretary, counsellor),
    }


@pytest.mark.parametrize("name", ["key", "locks"])
@pytest.mark.parametrize(
    "body",
    [
        *("", "[]", "null", "{}", "\x00", '{"key": 1, "locks": [], "v": 1}'),
        *('{"key": "\\ud800", "locks": [], "v": 1}', '{"key": {}, "locks": {"a": "\\u0000"}, "v": 1}'),
        *('{"a":' * 3000, "[" * 100_000, "9" * 5000),
    ],
    ids=lambda body: body[:20],
)
def test_what_no_browser_of_ours_sends_as_a_key_is_refused(name: str, body: str) -> None:
    client = signed_in(someone(COUNSELLOR, unit=employer()))
    answer = client.post(reverse(f"handler:{name}"), body, content_type="application/json")
    assert answer.status_code in {404, 409, 422}
