"""Employers, units and people that tests begin with, made by the product's own actions."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from weerklank.guidance.actions import add_absence, add_campaign, add_counsellor, publish_code
from weerklank.guidance.models import Absence, Service
from weerklank.guidance.profile import Profile
from weerklank.guidance.queries import codes
from weerklank.guidance.states import Medium
from weerklank.organisation.actions import import_units
from weerklank.organisation.queries import unit_with_code
from weerklank.organisation.reorganisation import Listed
from weerklank.people.actions import appoint_first, open_account
from weerklank.people.models import Grant
from weerklank.people.states import EVERYONE, Right, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weerklank.organisation.models import Unit
    from weerklank.organisation.reorganisation import Plan
    from weerklank.people.models import Person

LONG_AGO = date(2020, 1, 1)
AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
TREE = "min: ; dir: min; team: dir; other: min"
NUMBERS = itertools.count(1)


def listed(text: str, **every: object) -> list[Listed]:
    """Rows of a list, from `code: parent; code: parent`."""
    pairs = [pair.partition(":") for pair in text.split(";")]
    return [
        Listed(**{"row": row, "code": code.strip(), "parent": parent.strip(), **names(code.strip()), **every})  # type: ignore[arg-type]  # tests fill in what they try
        for row, (code, _, parent) in enumerate(pairs, 2)
    ]


def names(code: str) -> dict[str, str]:
    return {"name_nl": f"Onderdeel {code}", "name_en": f"Unit {code}"}


def imported(rows: Sequence[Listed], *, on: date = LONG_AGO) -> Plan:
    return import_units(rows, on=on, file="units.csv", by="tester", at=AT)


def employer(tree: str = TREE) -> Unit:
    """An employer with its units; its code is the first."""
    code = imported(listed(tree)).employer
    return unit_with_code(code, employer=code)


def someone(
    role: Role = Role.EMPLOYEE, *, unit: Unit, at: Unit | None = None, right: Right = Right.ACT
) -> Person:
    """Someone who works at a unit and holds a role there, or at another unit."""
    number = next(NUMBERS)
    person = open_account(f"p{number}@example.invalid", name=f"Person {number}", unit=unit, at=AT)
    if role not in EVERYONE:
        appoint_first(wanted(person, role, unit=at or unit, right=right), at=AT)
    return person


def wanted(
    person: Person,
    role: Role,
    *,
    unit: Unit,
    right: Right = Right.ACT,
    since: date = LONG_AGO,
    until: date | None = None,
) -> Grant:
    """A grant that is not yet given."""
    return Grant(person=person, role=role, right=right, unit=unit, valid_from=since, valid_to=until)


def grant_at(unit: Unit) -> int:
    """A role that somebody holds at a unit; its number."""
    return Grant.objects.get(person=someone(Role.MANAGER, unit=unit)).pk


def told(name: str = "Noor Luisterrijk", **more: object) -> Profile:
    """What a counsellor tells of themselves."""
    usual = {"gender": "woman", "external": False, "phone": "000 00 01", "topics": ("conduct",)}
    return Profile(**{"name": name, "languages": ("nl",), **usual, **more})  # type: ignore[arg-type]  # tests fill in what they try


def counsellor_at(unit: Unit, *, by: Person | None = None, **more: object) -> int:
    """A counsellor who serves a unit and below; the number of the profile."""
    keeper = by or someone(Role.COUNSELLOR_COORDINATOR, unit=unit.employer or unit)
    return add_counsellor(told(**more), serves=unit.pk, pool=None, by=keeper, on=LONG_AGO, at=AT)  # type: ignore[arg-type]  # tests fill in what they try


def absence_at(unit: Unit) -> int:
    """An absence of a counsellor who serves a unit; its number."""
    keeper = someone(Role.COUNSELLOR_COORDINATOR, unit=unit)
    number = counsellor_at(unit, by=keeper)
    add_absence(number, first=LONG_AGO, last=LONG_AGO, by=keeper, on=LONG_AGO, at=AT)
    return Absence.objects.get(counsellor=number).pk


CODE = "# Geschenken\n\nNeem niets aan.\n\n# Omgang\n\nIedereen hoort erbij."
CODE_IN_ENGLISH = "# Gifts\n\nAccept nothing.\n\n# Conduct\n\nEveryone belongs."


def code_of_conduct(unit: Unit, *, on: date = LONG_AGO, nl: str = CODE, en: str = CODE_IN_ENGLISH) -> None:
    """A code of conduct at an employer, the first time it is asked for on a day."""
    if not codes(unit.pk).filter(valid_from=on).exists():
        editor = someone(Role.EDITOR, unit=unit)
        publish_code(nl, en, valid_from=on, by=editor, on=on, at=AT)


def campaign(unit: Unit, *, by: Person, begins_on: date = LONG_AGO) -> int:
    """A campaign of one day, by a poster."""
    days = {"begins_on": begins_on, "ends_on": begins_on}
    return add_campaign(
        "Een boodschap", medium=Medium.POSTER, unit=unit.pk, by=by, on=begins_on, at=AT, **days
    )


def service_at(unit: Unit) -> int:
    """That a counsellor serves a unit; its number."""
    return Service.objects.get(counsellor=counsellor_at(unit)).pk
