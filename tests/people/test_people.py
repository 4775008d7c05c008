"""Nobody grants what they do not hold, and nobody judges those they are tied to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import yaml

from tests.making import AT, LONG_AGO, employer, imported, listed, someone, wanted
from weerklank.errors import Refused
from weerklank.organisation.queries import unit_with_code
from weerklank.people import actions, roles
from weerklank.people.models import Grant
from weerklank.people.queries import grants_within, roles_held
from weerklank.people.rules import may_act, may_grant, may_judge
from weerklank.people.states import EVERYONE, WITHOUT_ACCOUNT, Right, Role
from weerklank.trail.queries import latest

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 5)
DAY = timedelta(days=1)
COUNSELLOR = Role.CONFIDENTIAL_COUNSELLOR


def test_every_role_has_its_text_and_its_access() -> None:
    assert set(roles.roles()) == set(Role)
    for text in roles.roles().values():
        assert text.nl
        assert text.en
        assert set(text.access.values()) <= set("OCMADP")


def test_nobody_but_a_counsellor_sees_notes_and_a_technical_admin_sees_nothing() -> None:
    assert [role for role, text in roles.roles().items() if "counsellor_note" in text.access] == [COUNSELLOR]
    assert not roles.role_text(Role.TECHNICAL_ADMIN).access
    assert yaml.safe_dump(dict(roles.role_text(Role.WORKS_COUNCIL).access)) == "indicator: A\n"


def test_a_role_holds_at_a_unit_and_below() -> None:
    top = employer()
    directorate, team, other = (unit_with_code(code, employer="min") for code in ("dir", "team", "other"))
    manager = someone(Role.MANAGER, unit=directorate)
    acts = [may_act(manager, Role.MANAGER, unit.pk, on=TODAY) for unit in (directorate, team, other, top)]
    assert acts == [True, True, False, False]
    assert not may_act(manager, COUNSELLOR, team.pk, on=TODAY)


def test_a_role_follows_a_reorganisation() -> None:
    employer()
    team, other = (unit_with_code(code, employer="min") for code in ("team", "other"))
    manager = someone(Role.MANAGER, unit=other)
    imported(listed("min: ; team: other"), on=TODAY)
    assert not may_act(manager, Role.MANAGER, team.pk, on=TODAY - DAY)
    assert may_act(manager, Role.MANAGER, team.pk, on=TODAY)


def test_a_role_begins_and_ends() -> None:
    person = someone(unit=employer())
    grant = wanted(person, COUNSELLOR, unit=person.unit, until=TODAY)  # type: ignore[arg-type]  # made with a unit
    actions.appoint_first(grant, at=AT)
    held = [COUNSELLOR in roles_held(person, on=on) for on in (LONG_AGO - DAY, LONG_AGO, TODAY, TODAY + DAY)]
    assert held == [False, True, True, False]


def test_a_closed_account_holds_nothing() -> None:
    person = someone(COUNSELLOR, unit=employer())
    assert roles_held(person, on=TODAY) == EVERYONE | {COUNSELLOR}
    person.is_active = False
    person.save()
    assert roles_held(person, on=TODAY) == EVERYONE


def test_who_may_appoint_grants_within_that() -> None:
    top = employer()
    granter = someone(COUNSELLOR, unit=top, right=Right.APPOINT)
    other = someone(unit=top)
    given = actions.grant(wanted(other, COUNSELLOR, unit=top), by=granter, on=TODAY, at=AT)
    assert given.granted_by == granter
    assert COUNSELLOR in roles_held(other, on=TODAY)
    last = latest()[0]
    assert (last.verb, last.kind, last.actor) == (
        "granted",
        "grant confidential_counsellor",
        str(granter.pseudonym),
    )
    assert last.subject == str(other.pseudonym)


def test_nobody_grants_what_they_do_not_hold() -> None:
    top = employer()
    directorate, team = (unit_with_code(code, employer="min") for code in ("dir", "team"))
    person = someone(unit=top)
    granter = someone(COUNSELLOR, unit=top, at=directorate, right=Right.APPOINT)
    holder = someone(COUNSELLOR, unit=top)
    assert may_grant(granter, wanted(person, COUNSELLOR, unit=team), on=TODAY)
    assert not may_grant(granter, wanted(person, COUNSELLOR, unit=top), on=TODAY)
    assert not may_grant(granter, wanted(person, Role.MANAGER, unit=team), on=TODAY)
    assert not may_grant(granter, wanted(granter, COUNSELLOR, unit=team), on=TODAY)
    assert not may_grant(holder, wanted(person, COUNSELLOR, unit=team), on=TODAY)
    assert not may_grant(person, wanted(holder, COUNSELLOR, unit=team), on=TODAY)


def test_a_grant_does_not_outlast_the_right_to_give_it() -> None:
    top = employer()
    granter, person = someone(unit=top), someone(unit=top)
    actions.appoint_first(wanted(granter, COUNSELLOR, unit=top, right=Right.APPOINT, until=TODAY), at=AT)
    assert may_grant(granter, wanted(person, COUNSELLOR, unit=top, until=TODAY), on=TODAY)
    assert not may_grant(granter, wanted(person, COUNSELLOR, unit=top, until=TODAY + DAY), on=TODAY)
    assert not may_grant(granter, wanted(person, COUNSELLOR, unit=top), on=TODAY)


def test_a_right_that_begins_later_gives_nothing_before() -> None:
    top = employer()
    granter, person = someone(unit=top), someone(unit=top)
    right = wanted(granter, COUNSELLOR, unit=top, right=Right.APPOINT, since=TODAY + DAY)
    actions.appoint_first(right, at=AT)
    later = wanted(person, COUNSELLOR, unit=top, since=TODAY + DAY)
    assert not may_grant(granter, later, on=TODAY)
    assert may_grant(granter, later, on=TODAY + DAY)


def test_a_refused_grant_leaves_nothing() -> None:
    top = employer()
    person, other = someone(unit=top), someone(unit=top)
    entries = latest().count()
    with pytest.raises(Refused):
        actions.grant(wanted(other, COUNSELLOR, unit=top), by=person, on=TODAY, at=AT)
    assert not Grant.objects.exists()
    assert latest().count() == entries


@pytest.mark.parametrize("role", sorted(EVERYONE | WITHOUT_ACCOUNT))
def test_nobody_is_granted_what_everyone_or_no_one_has(role: Role) -> None:
    top = employer()
    with pytest.raises(Refused, match="not granted"):
        actions.appoint_first(wanted(someone(unit=top), role, unit=top), at=AT)


def test_a_role_stays_at_ones_own_employer() -> None:
    here, there = employer("one: "), employer("two: ")
    with pytest.raises(Refused, match="at the employer where someone works"):
        actions.appoint_first(wanted(someone(unit=here), COUNSELLOR, unit=there), at=AT)
    someone(COUNSELLOR, unit=here)
    assert not grants_within(there.pk, on=TODAY)


def test_a_grant_is_withdrawn_by_who_may_appoint_or_by_its_holder() -> None:
    top = employer()
    holder, stranger = someone(COUNSELLOR, unit=top), someone(unit=top)
    given = Grant.objects.get(person=holder)
    with pytest.raises(Refused):
        actions.withdraw(given.pk, by=stranger, on=TODAY, at=AT)
    actions.withdraw(given.pk, by=holder, on=TODAY, at=AT)
    assert COUNSELLOR in roles_held(holder, on=TODAY - DAY)
    assert COUNSELLOR not in roles_held(holder, on=TODAY)
    assert latest()[0].verb == "withdrew"


def test_nobody_judges_themselves_their_line_or_their_ties() -> None:
    top = employer()
    directorate, team, other = (unit_with_code(code, employer="min") for code in ("dir", "team", "other"))
    manager, member = someone(Role.MANAGER, unit=directorate), someone(unit=team)
    colleague, friend = someone(unit=other), someone(unit=top)
    assert may_judge(colleague, [member, friend], on=TODAY)
    assert not may_judge(member, [member], on=TODAY)
    assert not may_judge(manager, [member], on=TODAY)
    assert not may_judge(member, [manager], on=TODAY)
    actions.declare_conflict(friend, member, by=friend, at=AT)
    assert not may_judge(friend, [member], on=TODAY)
    assert not may_judge(member, [friend], on=TODAY)
    with pytest.raises(Refused):
        actions.declare_conflict(friend, member, by=colleague, at=AT)


def test_an_account_is_opened_once() -> None:
    top = employer()
    actions.open_account("A.Jansen@example.invalid", name="A", unit=top, at=AT)
    with pytest.raises(Refused, match="already"):
        actions.open_account("a.jansen@EXAMPLE.invalid", name="B", unit=top, at=AT)


@pytest.mark.parametrize(
    ("email", "name"), [("no address", "A"), ("", "A"), ("a@b", "A"), ("a.jansen@example.nl", "A" * 201)]
)
def test_an_account_has_an_address_that_can_be_one(email: str, name: str) -> None:
    top = employer()
    with pytest.raises(Refused) as refusal:
        actions.open_account(email, name=name, unit=top, at=AT)
    assert refusal.value.code == "account_unusable"
    assert not latest().filter(kind="account").exists()
