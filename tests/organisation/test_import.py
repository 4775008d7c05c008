"""Units from a list: the past stays, what is wrong is named, and size is no trouble."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.making import LONG_AGO, employer, imported, listed
from weerklank.errors import BadInput
from weerklank.organisation.actions import plan_import
from weerklank.organisation.importers import read_units
from weerklank.organisation.models import Placement, Unit
from weerklank.organisation.queries import below, employers, placements_with_headcount, unit_with_code
from weerklank.organisation.reorganisation import DEEPEST, in_loops, planned
from weerklank.trail.queries import latest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

NEW_YEAR = date(2026, 1, 1)
DAY = timedelta(days=1)
MANY = 200_000


def codes(top: str, *, on: date) -> list[str]:
    """Every unit at and below one, on a date."""
    place = Placement.objects.filter(unit__code=top, valid_from__lte=on).latest("valid_from")
    return sorted(found.unit.code for found in below([place.path], on=on))


def faults(text: str, **every: object) -> list[str]:
    with pytest.raises(BadInput) as refused:
        planned(listed(text, **every), {}, on=LONG_AGO, file="units.csv")
    return [str(fault) for fault in refused.value.faults]


def test_a_list_becomes_a_tree() -> None:
    employer()
    assert codes("min", on=LONG_AGO) == ["dir", "min", "other", "team"]
    assert codes("dir", on=LONG_AGO) == ["dir", "team"]
    assert [place.unit.code for place in employers(on=LONG_AGO)] == ["min"]


def test_nothing_stands_before_it_began() -> None:
    employer()
    assert not employers(on=LONG_AGO - DAY)


def test_a_reorganisation_keeps_the_past() -> None:
    employer()
    plan = imported(listed("min: ; dir: other; other: min"), on=NEW_YEAR)
    assert [row.code for row in plan.moved] == ["dir"]
    assert codes("other", on=NEW_YEAR - DAY) == ["other"]
    assert codes("other", on=NEW_YEAR) == ["dir", "other", "team"]


def test_a_unit_that_ends_has_a_successor() -> None:
    employer()
    rows = [*listed("min: "), *listed("other: min", valid_to=NEW_YEAR, successor="dir")]
    imported(rows, on=NEW_YEAR)
    assert codes("min", on=NEW_YEAR - DAY) == ["dir", "min", "other", "team"]
    assert codes("min", on=NEW_YEAR) == ["dir", "min", "team"]
    assert Unit.objects.get(code="dir").predecessors.get().code == "other"


def test_what_stands_moves_below_a_unit_that_is_new() -> None:
    employer()
    imported(listed("min: ; new: min; team: new"), on=NEW_YEAR)
    assert codes("new", on=NEW_YEAR) == ["new", "team"]
    assert codes("dir", on=NEW_YEAR - DAY) == ["dir", "team"]


def test_what_stands_does_not_move_below_a_unit_that_has_not_begun() -> None:
    employer()
    rows = [*listed("min: "), *listed("new: min", valid_from=NEW_YEAR + DAY), *listed("team: new")]
    with pytest.raises(BadInput, match="moves before the unit above it begins"):
        imported(rows, on=NEW_YEAR)
    imported(rows, on=NEW_YEAR + DAY)
    assert codes("new", on=NEW_YEAR + DAY) == ["new", "team"]


def test_a_unit_does_not_end_above_one_that_is_not_listed_and_stays() -> None:
    employer()
    ended = [*listed("min: "), *listed("dir: min", valid_to=NEW_YEAR)]
    with pytest.raises(BadInput, match="not listed goes on after its end"):
        imported(ended, on=LONG_AGO + DAY)
    imported([*ended, *listed("team: other")], on=LONG_AGO + DAY)
    assert codes("min", on=NEW_YEAR) == ["min", "other", "team"]


def test_what_begins_later_can_be_listed_again_and_moves_along() -> None:
    employer()
    rows = [*listed("min: ; dir: min"), *listed("later: dir", valid_from=NEW_YEAR + DAY)]
    imported(rows, on=NEW_YEAR)
    again = imported(rows, on=NEW_YEAR)
    assert (again.new, again.moved, again.renamed) == ([], [], [])
    imported(listed("min: ; other: min; dir: other"), on=NEW_YEAR)
    assert codes("other", on=NEW_YEAR) == ["dir", "other", "team"]
    assert codes("other", on=NEW_YEAR + DAY) == ["dir", "later", "other", "team"]


def test_a_unit_does_not_move_with_one_below_it_that_was_changed_later() -> None:
    employer()
    imported(listed("min: ; dir: min; team: other"), on=NEW_YEAR + DAY)
    imported(listed("min: ; team: dir"), on=NEW_YEAR + 2 * DAY)
    with pytest.raises(BadInput, match="a unit below it was changed after this date already"):
        imported(listed("min: ; dir: other"), on=NEW_YEAR + DAY)


def test_silence_changes_nothing() -> None:
    employer()
    imported(listed("min: "), on=NEW_YEAR)
    assert codes("min", on=NEW_YEAR) == ["dir", "min", "other", "team"]


def test_the_same_list_twice_changes_nothing() -> None:
    employer()
    before = list(Placement.objects.values_list("pk", "path", "valid_from", "valid_to"))
    plan = imported(listed("min: ; dir: min; team: dir; other: min"), on=NEW_YEAR)
    assert (plan.new, plan.moved, plan.renamed, plan.ended, plan.counted) == ([], [], [], [], [])
    assert list(Placement.objects.values_list("pk", "path", "valid_from", "valid_to")) == before


def test_what_kind_of_unit_it_is_follows_the_list_that_says_it() -> None:
    employer()
    imported(listed("dir: min", kind="directorate") + listed("min: ") + listed("other: min"), on=NEW_YEAR)
    assert unit_with_code("dir", employer="min").kind == "directorate"
    plan = imported(listed("min: ; dir: min"), on=NEW_YEAR)
    assert (unit_with_code("dir", employer="min").kind, plan.of_another_kind) == ("directorate", [])


def test_another_first_day_of_a_unit_that_stands_is_said_and_not_written() -> None:
    employer()
    plan = imported(listed("min: ") + listed("dir: min", valid_from=NEW_YEAR), on=NEW_YEAR)
    assert "valid_from of a unit that stands, not changed: 1: dir" in list(plan.lines())
    assert unit_with_code("dir", employer="min").valid_from == LONG_AGO
    assert imported(listed("min: ") + listed("dir: min", valid_from=LONG_AGO), on=NEW_YEAR).begun == []


def test_two_changes_of_one_day_leave_one_place() -> None:
    employer()
    imported(listed("min: ; dir: other; other: min"), on=NEW_YEAR)
    imported(listed("min: ; dir: min"), on=NEW_YEAR)
    assert codes("dir", on=NEW_YEAR) == ["dir", "team"]
    assert codes("other", on=NEW_YEAR) == ["other"]


def test_a_dry_run_writes_nothing() -> None:
    plan = plan_import(listed("min: ; dir: min"), on=LONG_AGO, file="units.csv")
    assert next(iter(plan.lines())) == "new: 2: min, dir"
    assert not Unit.objects.exists()
    assert not latest()


def test_an_import_stands_in_the_trail() -> None:
    employer()
    assert [(entry.verb, entry.activity, entry.actor) for entry in latest()] == [
        ("imported", "organisation", "tester")
    ]


def test_what_will_change_later_is_not_brought_forward_and_that_is_said() -> None:
    employer()
    imported([*listed("min: "), *listed("dir: min", name_nl="Anders")], on=NEW_YEAR + DAY)
    plan = imported([*listed("min: "), *listed("dir: min", name_nl="Anders")], on=NEW_YEAR)
    assert [row.code for row in plan.later] == ["dir"]
    assert "changed from a later day already, not brought forward: 1: dir" in plan.lines()
    assert not imported(listed("min: "), on=NEW_YEAR + 2 * DAY).later


def test_a_headcount_is_written_where_a_later_one_says_the_same() -> None:
    top = employer()
    imported(listed("min: ", persons=40), on=NEW_YEAR)
    imported(listed("min: ", persons=41), on=NEW_YEAR + 9 * DAY)
    imported(listed("min: ", persons=41), on=NEW_YEAR + DAY)
    (place,) = placements_with_headcount(top.pk, on=NEW_YEAR + DAY).filter(parent=None)
    assert vars(place)["persons"] == 41


def test_headcounts_are_of_a_date() -> None:
    top = employer()
    imported([*listed("min: ", persons=40), *listed("dir: min", persons=10)], on=NEW_YEAR)
    imported(listed("min: ", persons=41), on=NEW_YEAR + DAY)
    counted = {
        place.unit.code: vars(place)["persons"]
        for place in placements_with_headcount(top.pk, on=NEW_YEAR + DAY)
    }
    assert counted == {"min": 41, "dir": 10, "other": None, "team": None}


def test_employers_may_use_the_same_codes_and_do_not_meet() -> None:
    employer("one: ; staff: one")
    employer("two: ; staff: two")
    assert unit_with_code("staff", employer="one") != unit_with_code("staff", employer="two")
    assert codes("one", on=LONG_AGO) == ["one", "staff"]


@pytest.mark.parametrize(
    ("text", "every", "said"),
    [
        ("min: ; a: b; b: a", {}, "stands below itself"),
        ("min: ; a: a", {}, "stands below itself"),
        ("min: ; a: min; a: min", {}, "stands in row 3 too"),
        ("min: ", {"valid_from": NEW_YEAR, "valid_to": LONG_AGO}, "the end is not after the beginning"),
        ("min: ", {"valid_to": LONG_AGO}, "the end is not after the beginning"),
        ("min: ; a: nowhere", {}, "the parent is not known"),
        ("min: ; a: ", {}, "2 rows have no parent"),
        ("min/a & b: ", {}, "the code of an employer stands in addresses of pages"),
        ("a: min", {}, "0 rows have no parent"),
        ("min: ; a: min", {"successor": "nobody"}, "the successor is not known"),
        ("min: ; a: min", {"successor": "a"}, "a unit does not follow itself"),
        ("min: ; a: min", {"successor": "min"}, "has a successor and no end"),
        ("; ".join(f"u{n}: {f'u{n - 1}' if n else ''}" for n in range(DEEPEST + 2)), {}, "deeper than 16"),
    ],
)
def test_what_is_wrong_is_named_with_its_row(text: str, every: dict[str, object], said: str) -> None:
    found = faults(text, **every)
    assert any(said in fault for fault in found), found
    assert all("row" in fault or "0 rows" in fault for fault in found)


def test_a_circle_through_units_that_stand_is_found() -> None:
    employer()
    with pytest.raises(BadInput, match="stands below itself"):
        imported(listed("min: ; dir: team"), on=NEW_YEAR)


def test_below_an_employer_a_code_may_be_anything() -> None:
    imported(listed("min: ; min/a & b: min"))
    assert codes("min", on=LONG_AGO) == ["min", "min/a & b"]


def test_an_ended_unit_does_not_come_back() -> None:
    employer()
    imported([*listed("min: "), *listed("other: min", valid_to=NEW_YEAR)], on=NEW_YEAR)
    with pytest.raises(BadInput, match="has ended already"):
        imported(listed("min: ; other: min"), on=NEW_YEAR + DAY)


def test_a_unit_does_not_end_above_one_that_stays() -> None:
    with pytest.raises(BadInput, match="the unit above it ends earlier"):
        imported([*listed("min: "), *listed("dir: min", valid_to=NEW_YEAR), *listed("team: dir")])


def test_the_past_is_not_rewritten() -> None:
    employer()
    imported(listed("min: ; dir: other; other: min"), on=NEW_YEAR)
    with pytest.raises(BadInput, match="changed after this date already"):
        imported(listed("min: ; dir: min"), on=NEW_YEAR - DAY)


@given(st.lists(st.integers(0, 7), min_size=1, max_size=8))
def test_circles_are_those_that_a_walk_finds(above: list[int]) -> None:
    parents = {str(unit): str(parent) for unit, parent in enumerate(above)}

    def returns(code: str) -> bool:
        step = code
        for _ in parents:
            step = parents.get(step, "")
            if step == code:
                return True
        return False

    assert in_loops(parents) == {code for code in parents if returns(code)}


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "units.csv"
    file.write_text(text)
    return file


def test_a_file_is_read_with_commas_or_semicolons(tmp_path: Path) -> None:
    rows = read_units(written(tmp_path, "\ufeffcode;parent;name_nl;headcount\nmin;;Ministerie;12\n"))
    assert [(row.row, row.code, row.name_en, row.persons) for row in rows] == [(2, "min", "Ministerie", 12)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,parent\nmin,", "the column name_nl is missing"),
        ("code,parent,name_nl,boss\nmin,,M,x", "column 4 has no meaning here"),
        ("code,parent,name_nl\n,,M", "row 2, column code: the cell is empty"),
        ("code,parent,name_nl\nmin,,M,x", "more cells than the header"),
        ("code,parent,name_nl,headcount\nmin,,M,-3", "no whole number"),
        ("code,parent,name_nl,valid_from\nmin,,M,1-1-2026", "this is no date"),
        (f"code,parent,name_nl\n{'x' * 41},,M", "longer than 40"),
        ("code,parent,name_nl\n", "there are no units"),
        ('code,parent,name_nl\nmin,,"M\na,min,A\n', "row 2: from here on the file cannot be read"),
        ('code,parent,name_nl\nmin,,"M\nM"\n', "row 3, column name_nl: the text holds a line break"),
        ("code,parent,name_nl\nmin,,M\0M\n", "row 2, column name_nl: the text holds a line break"),
        (f"code,parent,name_nl\nmin,,{'M' * 200_000}\n", "row 2: from here on the file cannot be read"),
        ("code,code,parent,name_nl\nmin,max,,M\n", "the column code stands there twice"),
        ("code,parent,name_nl\nmin,,M\n\n\nx,min,\n", "row 5, column name_nl: the cell is empty"),
        ("code,parent,name_nl,valid_from\nmin,,M,2026-W01-1", "this is no date"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"units\.csv") as refused:
        read_units(written(tmp_path, text))
    assert said in str(refused.value)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        read_units(tmp_path / "nothing.csv")
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\xff")
    with pytest.raises(BadInput, match="cannot be read as text"):
        read_units(tmp_path / "picture.csv")


def test_many_rows_are_judged_in_seconds(tmp_path: Path) -> None:
    lines = [f"u{n},{f'u{n // 10}' if n else ''},Unit {n}" for n in range(MANY)]
    lines[7], lines[MANY // 2] = "u7,u70,In a circle", "u1,u0,Twice"
    began = time.monotonic()
    rows = read_units(written(tmp_path, "code,parent,name_nl\n" + "\n".join(lines)))
    with pytest.raises(BadInput) as twice:
        planned(rows, {}, on=LONG_AGO, file="units.csv")
    assert [str(fault) for fault in twice.value.faults] == [
        "units.csv, row 100002: the unit stands in row 3 too. Keep one of the two."
    ]
    once = [row for row in rows if row.row != MANY // 2 + 2]
    with pytest.raises(BadInput) as circular:
        planned(once, {}, on=LONG_AGO, file="units.csv")
    assert {fault.row for fault in circular.value.faults if "below itself" in fault.what} == {9, 72}
    assert time.monotonic() - began < 30
