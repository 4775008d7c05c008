"""A code is published by an editor and read by all; how many read it is known, and who is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.making import AT, CODE, CODE_IN_ENGLISH, LONG_AGO, code_of_conduct, employer, someone
from weerklank.errors import Refused
from weerklank.guidance.actions import acknowledge_code, add_campaign, publish_code
from weerklank.guidance.models import Acknowledgement
from weerklank.guidance.queries import (
    acknowledged_by_unit,
    campaigns,
    code_in_force,
    code_numbered,
    codes,
    has_acknowledged,
)
from weerklank.guidance.states import Medium
from weerklank.organisation.queries import unit_with_code
from weerklank.people.states import Role
from weerklank.trail.queries import latest

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 5)
DAY = timedelta(days=1)


def test_only_an_editor_of_the_whole_employer_publishes() -> None:
    unit = employer()
    for by in (someone(unit=unit), someone(Role.EDITOR, unit=unit, at=unit_with_code("dir", employer="min"))):
        with pytest.raises(Refused, match="may not"):
            publish_code(CODE, CODE_IN_ENGLISH, valid_from=TODAY, by=by, on=TODAY, at=AT)
    assert not codes(unit.pk)


def test_a_version_holds_until_the_next_and_stays_readable() -> None:
    unit = employer()
    editor = someone(Role.EDITOR, unit=unit)
    code_of_conduct(unit)
    second = publish_code(CODE + "!", CODE_IN_ENGLISH, valid_from=TODAY + DAY, by=editor, on=TODAY, at=AT)
    assert second == 2
    in_force = [code_in_force(unit.pk, on=on) for on in (LONG_AGO - DAY, TODAY, TODAY + DAY)]
    assert [version and version.number for version in in_force] == [None, 1, 2]
    assert code_numbered("min", 1, on=TODAY + DAY).sections[1].text_nl == "Iedereen hoort erbij."
    with pytest.raises(Refused, match="not_found"):
        code_numbered("min", 2, on=TODAY)
    assert "published" in [entry.verb for entry in latest()]


@pytest.mark.parametrize("valid_from", [TODAY - DAY, LONG_AGO])
def test_a_version_begins_today_or_later(valid_from: date) -> None:
    editor = someone(Role.EDITOR, unit=employer())
    with pytest.raises(Refused, match="begins today or later"):
        publish_code(CODE, CODE_IN_ENGLISH, valid_from=valid_from, by=editor, on=TODAY, at=AT)


def test_a_version_comes_after_the_one_before() -> None:
    editor = someone(Role.EDITOR, unit=employer())
    later = TODAY + DAY
    publish_code(CODE, CODE_IN_ENGLISH, valid_from=later, by=editor, on=TODAY, at=AT)
    with pytest.raises(Refused, match="after the one before"):
        publish_code(CODE, CODE_IN_ENGLISH, valid_from=later, by=editor, on=TODAY, at=AT)


def test_who_read_it_stands_nowhere_and_is_counted_once() -> None:
    unit = employer()
    code_of_conduct(unit)
    reader, other, nobody = someone(unit=unit), someone(unit=unit), someone(unit=unit)
    before = len(latest())
    for person in (reader, reader, other):
        acknowledge_code(by=person, on=TODAY)
    version = code_in_force(unit.pk, on=TODAY)
    assert version is not None
    assert acknowledged_by_unit(version, on=TODAY) == {unit.pk: 2}
    assert has_acknowledged(reader, version)
    assert not has_acknowledged(nobody, version)
    kept = str(list(Acknowledgement.objects.values()))
    assert not any(str(told) in kept for told in (reader.pk, reader.pseudonym, reader.email))
    assert len(latest()) == before


def test_numbers_are_of_the_employer_and_of_the_units_right_below() -> None:
    unit = employer()
    code_of_conduct(unit)
    for code in ("dir", "team", "team", "other"):
        acknowledge_code(by=someone(unit=unit_with_code(code, employer="min")), on=TODAY)
    version = code_in_force(unit.pk, on=TODAY)
    assert version is not None
    directorate, other = (unit_with_code(code, employer="min").pk for code in ("dir", "other"))
    assert acknowledged_by_unit(version, on=TODAY) == {unit.pk: 4, directorate: 3, other: 1}


def test_there_is_nothing_to_read_where_nothing_was_published() -> None:
    with pytest.raises(Refused, match="not_found"):
        acknowledge_code(by=someone(unit=employer()), on=TODAY)


def test_a_campaign_is_of_a_coordinator_for_their_own_units() -> None:
    here, there = employer("here: "), employer("there: ")
    by = someone(Role.COUNSELLOR_COORDINATOR, unit=here)
    told = {"medium": Medium.POSTER, "begins_on": TODAY, "by": by, "on": TODAY, "at": AT}
    add_campaign("Praat erover", unit=here.pk, ends_on=TODAY + DAY, **told)  # type: ignore[arg-type]  # what all of them share
    assert [one.message for one in campaigns(here.pk)] == ["Praat erover"]
    assert not campaigns(there.pk)
    with pytest.raises(Refused, match="may not"):
        add_campaign("Praat erover", unit=there.pk, ends_on=TODAY, **told)  # type: ignore[arg-type]  # what all of them share
    with pytest.raises(Refused, match="end before it begins"):
        add_campaign("Praat erover", unit=here.pk, ends_on=TODAY - DAY, **told)  # type: ignore[arg-type]  # what all of them share
    assert not any("Praat" in str(vars(entry)) for entry in latest())
