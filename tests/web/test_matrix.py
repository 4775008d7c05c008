"""Every address with every visitor. A new page adds a row; an address without a row fails.

A row says who sees the page. Everyone else who signed in is told that it does not exist; a stranger may sign in. A
row with `at` is about one thing of one employer: people of another employer must not see that it exists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.keeping import list_at
from tests.making import absence_at, code_of_conduct, counsellor_at, employer, grant_at, service_at, someone
from tests.releasing import figures_at, letter_at, table_at
from tests.sealed import case_at
from tests.signing import signed_in
from weerklank.people.states import HANDLERS, WITHOUT_ACCOUNT, Role
from weerklank.trail.queries import acts_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from weerklank.organisation.models import Unit

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

SIGNED_IN = frozenset(Role) - WITHOUT_ACCOUNT
OK, MOVED, NOT_FOUND, NOT_ALLOWED = 200, 302, 404, 405


@dataclass(frozen=True)
class Row:
    """Who may see a page; `at` makes what the address is about, for one employer."""

    roles: frozenset[Role] = SIGNED_IN
    anyone: bool = False
    answer: int = OK
    at: Callable[[Unit], dict[str, Any]] | None = field(default=None)
    named: dict[str, str] = field(default_factory=dict)

    def expected(self, role: Role | None) -> int:
        if self.anyone or role in self.roles:
            return self.answer
        return MOVED if role is None else NOT_FOUND

    def arguments(self, unit: Unit) -> dict[str, Any]:
        return self.at(unit) if self.at else self.named


def anyone(answer: int = OK) -> Row:
    return Row(anyone=True, answer=answer)


def everyone_at(**named: str) -> Row:
    """A public page about something that is no employer's alone."""
    return Row(anyone=True, named=named)


def only(*roles: Role, at: Callable[[Unit], dict[str, Any]] | None = None) -> Row:
    return Row(frozenset(roles), at=at)


def posted(*roles: Role, at: Callable[[Unit], dict[str, Any]] | None = None) -> Row:
    """An address that a form is sent to: whoever may send it is told that it is no page."""
    return Row(frozenset(roles), answer=NOT_ALLOWED, at=at)


def shown(at: Callable[[Unit], dict[str, Any]]) -> Row:
    """What is of one employer, and everyone sees: releases and counsellors."""
    return Row(anyone=True, at=at)


def a_counsellor(unit: Unit) -> dict[str, Any]:
    return {"number": counsellor_at(unit)}


COORDINATOR = Role.COUNSELLOR_COORDINATOR
RELEASERS = (Role.PROGRAMME_MANAGER, Role.SECTOR_OWNER, Role.RESEARCHER)


MINDING = (COORDINATOR, Role.INTEGRITY_COORDINATOR, Role.DATA_PROTECTION_OFFICER)


def code_of(unit: Unit) -> dict[str, Any]:
    code_of_conduct(unit)
    return {"employer": unit.code}


def first_code_of(unit: Unit) -> dict[str, Any]:
    return {**code_of(unit), "number": 1}


DECIDERS = (Role.EMPLOYER_AUTHORITY, Role.INDEPENDENT_REPORT_OFFICER, Role.COMMITTEE_SECRETARY)
OFFICE = (
    *(Role.TECHNICAL_ADMIN, Role.DATA_PROTECTION_OFFICER, Role.COUNSELLOR_COORDINATOR),
    *RELEASERS,
    *(Role.EDITOR, Role.INTEGRITY_COORDINATOR),
    *DECIDERS,
)


def form_at(unit: Unit) -> dict[str, Any]:
    """A form about a unit of an employer: anyone may speak about any."""
    return {"procedure": "confidential_contact", "unit": unit.pk}


ROWS = {
    "root": anyone(MOVED),
    "healthz": anyone(),
    "readyz": anyone(),
    "theme": anyone(NOT_FOUND),
    "security_txt": anyone(),
    "public:front": anyone(),
    "public:toolbox": anyone(),
    "public:toolbox_worker": anyone(),
    "public:toolbox_manifest": anyone(),
    "public:toolbox_card": everyone_at(name="told"),
    "public:signpost": anyone(),
    "public:signpost_at": everyone_at(steps="affected/sexual/colleague/week"),
    "public:barriers": anyone(NOT_ALLOWED),
    "public:barriers_told": anyone(),
    "public:find": anyone(),
    "public:counsellors_at": shown(lambda unit: {"unit": unit.pk}),
    "public:poster": shown(lambda unit: {"unit": unit.pk}),
    "public:counsellor": shown(lambda unit: {"number": counsellor_at(unit)}),
    "public:contact_card": shown(lambda unit: {"number": counsellor_at(unit)}),
    "public:codes": anyone(),
    "public:code": Row(anyone=True, at=code_of),
    "public:code_numbered": Row(anyone=True, at=first_code_of),
    "public:processing": anyone(),
    "public:accessibility": anyone(),
    "public:releases": anyone(),
    "public:release": shown(at=figures_at),
    "public:release_groups": shown(at=lambda unit: figures_at(unit) | {"indicator": "bullying"}),
    "release_csv": shown(at=figures_at),
    "release_json": shown(at=figures_at),
    "letter_page": shown(at=letter_at),
    "catalogue": anyone(),
    "api:openapi": anyone(),
    "api:releases": anyone(),
    "api:release": shown(at=figures_at),
    "api:figures": shown(at=figures_at),
    "api:cells": shown(at=table_at),
    "api:nothing": anyone(NOT_FOUND),
    "reporter:front": anyone(),
    "reporter:who": anyone(),
    "reporter:way": everyone_at(procedure="complaint"),
    "reporter:units": everyone_at(procedure="integrity_report"),
    "reporter:write": shown(at=form_at),
    "reporter:plain": shown(at=form_at),
    "reporter:return": anyone(),
    "reporter:plain_return": anyone(),
    "reporter:recipients": anyone(NOT_FOUND),
    **{
        f"reporter:{name}": anyone(NOT_ALLOWED)
        for name in (
            "plain_add",
            "plain_confirm",
            "plain_correct",
            "plain_act",
            "plain_file",
            "plain_along",
            "envelope",
            "thread",
            "reply",
            "file",
            "act",
        )
    },
    "reporter:plain_rise": Row(anyone=True, answer=NOT_ALLOWED, named={"procedure": "complaint"}),
    "employee:start": Row(),
    "employee:profile": only(Role.CONFIDENTIAL_COUNSELLOR),
    "employee:profile_confirm": posted(Role.CONFIDENTIAL_COUNSELLOR),
    "employee:profile_absent": posted(Role.CONFIDENTIAL_COUNSELLOR),
    "employee:absence_remove": posted(
        Role.CONFIDENTIAL_COUNSELLOR, at=lambda unit: {"absence": absence_at(unit)}
    ),
    "employee:code": Row(),
    "employee:roles": Row(),
    "employee:role_end": Row(answer=NOT_ALLOWED, at=lambda unit: {"grant": grant_at(unit)}),
    "employee:tie": Row(answer=NOT_ALLOWED),
    "office:code": only(Role.EDITOR, Role.INTEGRITY_COORDINATOR),
    "office:campaigns": only(Role.COUNSELLOR_COORDINATOR),
    "handler:inbox": only(*HANDLERS),
    "handler:keys": only(*HANDLERS),
    "handler:year": only(*HANDLERS),
    "handler:spoken": only(*HANDLERS),
    "handler:record_spoken": posted(*HANDLERS),
    "handler:recipients": Row(frozenset(HANDLERS), answer=NOT_FOUND),
    "handler:key": only(),
    "handler:locks": posted(*HANDLERS),
    **{f"handler:{name}": only(at=case_at) for name in ("case", "thread", "colleagues", "notes", "terms")},
    "handler:identity": only(at=case_at),
    "handler:file": only(at=lambda unit: case_at(unit) | {"file": "0" * 32}),
    **{
        f"handler:{name}": posted(*HANDLERS, at=case_at)
        for name in (
            *("messages", "grants", "epochs", "move", "close", "ratings", "deed"),
            *("hold", "archived"),
            *("adjourn", "suspend", "resume", "propose"),
            *("announcements", "disclosures"),
        )
    },
    "handler:add_note": posted(*HANDLERS, at=lambda unit: {**case_at(unit), "position": 1}),
    "office:start": only(*OFFICE),
    "office:register": Row(
        frozenset({Role.INTEGRITY_COORDINATOR, Role.INDEPENDENT_REPORT_OFFICER}),
        named={"procedure": "integrity_report"},
    ),
    "office:register_csv": Row(
        frozenset({Role.INTEGRITY_COORDINATOR, Role.COMMITTEE_SECRETARY}), named={"procedure": "complaint"}
    ),
    "office:units": only(Role.TECHNICAL_ADMIN, Role.COUNSELLOR_COORDINATOR),
    "office:grants": only(Role.TECHNICAL_ADMIN, Role.DATA_PROTECTION_OFFICER),
    "office:disclosures": only(*DECIDERS),
    **{
        f"office:disclosure_{name}": Row(frozenset(DECIDERS), answer=NOT_ALLOWED, named={"number": "1"})
        for name in ("approve", "refuse")
    },
    "office:trail": only(Role.DATA_PROTECTION_OFFICER),
    "office:counsellors": only(COORDINATOR),
    "office:counsellor_new": only(COORDINATOR),
    "office:counsellor": only(COORDINATOR, at=a_counsellor),
    "office:counsellor_confirm": posted(COORDINATOR, at=a_counsellor),
    "office:counsellor_end": posted(COORDINATOR, at=a_counsellor),
    "office:counsellor_serve": posted(COORDINATOR, at=a_counsellor),
    "office:counsellor_account": posted(COORDINATOR, at=a_counsellor),
    "office:counsellor_absent": posted(COORDINATOR, at=a_counsellor),
    "office:service_stop": posted(COORDINATOR, at=lambda unit: {"service": service_at(unit)}),
    "office:pools": only(COORDINATOR),
    "office:pool_let_in": Row(frozenset({COORDINATOR}), answer=NOT_ALLOWED, named={"pool": "1"}),
    "office:channels": only(COORDINATOR),
    "office:findability": only(COORDINATOR),
    "office:barriers": only(COORDINATOR),
    "office:releases": only(*RELEASERS),
    "office:release": only(*RELEASERS, at=figures_at),
    "office:yearly_report": only(*RELEASERS),
    "office:retention": only(*MINDING),
    "office:destruction_list": only(COORDINATOR, Role.DATA_PROTECTION_OFFICER, at=list_at),
    "office:signals": only(*RELEASERS),
    "office:terms": only(Role.COUNSELLOR_COORDINATOR, Role.INTEGRITY_COORDINATOR),
}
NAMES_EMPLOYERS = frozenset({"public:find", "reporter:units"})
"""Where anyone chooses at which employer they work."""
SIGNING_IN = ("account_", "mfa_", "socialaccount_", "openid_connect_")
"""How the names of the pages for signing in begin: they show one's own account, and have tests beside."""


def addresses(patterns: list[URLPattern | URLResolver], *, space: str = "") -> Iterator[str]:
    """Every named address, with the name of its door before it."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from addresses(pattern.url_patterns, space=space + inner)
        else:
            yield f"{space}{pattern.name}"


def walked() -> set[str]:
    names = addresses(get_resolver("weerklank.urls").url_patterns)
    return {name for name in names if not name.startswith(SIGNING_IN)}


def visitor(role: Role | None, *, unit: Unit) -> Client:
    return Client() if role is None else signed_in(someone(role, unit=unit))


def test_every_address_has_a_row() -> None:
    assert walked() == set(ROWS)


@pytest.mark.parametrize("role", [None, *sorted(SIGNED_IN)])
def test_everyone_sees_what_is_theirs_and_nothing_else(role: Role | None) -> None:
    unit = employer()
    client = visitor(role, unit=unit)
    found = {name: client.get(reverse(name, kwargs=row.arguments(unit))) for name, row in ROWS.items()}
    wrong = {
        name: answer.status_code
        for name, answer in found.items()
        if answer.status_code != ROWS[name].expected(role)
    }
    assert wrong == {}


@pytest.mark.parametrize("role", sorted(SIGNED_IN))
def test_people_of_another_employer_do_not_see_that_it_exists(role: Role) -> None:
    here, there = employer("here: "), employer("there: ")
    client = visitor(role, unit=there)
    rows = {name: row for name, row in ROWS.items() if row.at and not row.anyone}
    found = {
        name: (client.post if row.answer == NOT_ALLOWED else client.get)(
            reverse(name, kwargs=row.arguments(here))
        )
        for name, row in rows.items()
    }
    assert {name for name, answer in found.items() if answer.status_code != NOT_FOUND} == set()


@pytest.mark.parametrize("role", sorted(SIGNED_IN))
def test_lists_show_nothing_of_another_employer(role: Role) -> None:
    employer("hidden-here: ; hidden-unit: hidden-here")
    someone(Role.MANAGER, unit=employer("hidden-too: "))
    client = visitor(role, unit=employer("there: "))
    lists = {name: row for name, row in ROWS.items() if not row.at and name not in NAMES_EMPLOYERS}
    pages = [client.get(reverse(name, kwargs=row.named)) for name, row in lists.items()]
    assert not any(b"hidden-" in page.content for page in pages)


def test_the_trail_shows_what_was_done_at_ones_own_employer_alone() -> None:
    here, there = employer("here: "), employer("there: ")
    someone(Role.MANAGER, unit=here)
    officer = visitor(Role.DATA_PROTECTION_OFFICER, unit=there)
    shown = officer.get(reverse("office:trail")).content.decode()
    own, others = acts_at(there.pk), acts_at(here.pk)
    assert (
        {"imported", "created", "granted"}
        == {entry.verb for entry in own}
        == {entry.verb for entry in others}
    )
    assert all(entry.subject in shown for entry in own)
    assert not any(entry.subject in shown for entry in others if len(entry.subject) > 10)


def test_what_is_hidden_from_others_is_shown_to_ones_own() -> None:
    unit = employer("hidden-here: ; hidden-unit: hidden-here")
    page = visitor(Role.TECHNICAL_ADMIN, unit=unit).get(reverse("office:units"))
    assert b"hidden-unit" in page.content


@pytest.mark.parametrize("urls", ["weerklank.urls_reporter", "weerklank.urls_answers"])
def test_the_doors_of_their_own_have_no_other_pages(urls: str) -> None:
    names = set(addresses(get_resolver(urls).url_patterns))
    door = urls.rpartition("_")[2]
    own = {name for name in names if name.startswith(f"{door}:")}
    assert names - own == {"root", "healthz", "theme", "security_txt"}
