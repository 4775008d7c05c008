"""Counsellors are kept by whoever coordinates them, each act in the trail; visitors are nowhere."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.making import AT, LONG_AGO, counsellor_at, employer, someone, told
from weerklank.errors import Refused
from weerklank.guidance import actions
from weerklank.guidance.coverage import Serving, gaps
from weerklank.guidance.models import Counsellor, Service, SignpostCount
from weerklank.guidance.queries import counsellors, counsellors_of, findability, own_profile
from weerklank.guidance.states import Gap, Step
from weerklank.organisation.queries import placement_of, unit_with_code
from weerklank.people.states import Role
from weerklank.trail.queries import latest

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 5)
DAY = timedelta(days=1)
COORDINATOR = Role.COUNSELLOR_COORDINATOR


def serving(code: str, *, of: str = "min", on: date = TODAY) -> list[str]:
    place = placement_of(unit_with_code(code, employer=of).pk, on=on)
    assert place is not None
    return [one.name for one in counsellors_of(place, on=on)]


def test_whoever_serves_a_unit_serves_all_below_it_and_nothing_beside() -> None:
    employer()
    counsellor_at(unit_with_code("dir", employer="min"))
    assert [serving(code) for code in ("dir", "team", "min", "other")] == [["Noor Luisterrijk"]] * 2 + [
        [],
        [],
    ]


def test_a_pool_is_the_one_thing_that_crosses() -> None:
    here, there = employer("here: "), employer("there: ")
    keeper, host = someone(COORDINATOR, unit=here), someone(COORDINATOR, unit=there)
    pool = actions.add_pool("Groep", "Pool", kept_at=here.pk, by=keeper, on=LONG_AGO, at=AT)
    outside = told("Pim Pool", external=True)
    actions.add_counsellor(outside, serves=here.pk, pool=pool, by=keeper, on=LONG_AGO, at=AT)
    number = counsellor_at(here, by=keeper)
    assert serving("there", of="there") == []
    actions.let_in(pool, unit=there.pk, by=host, on=LONG_AGO, at=AT)
    actions.let_in(pool, unit=there.pk, by=host, on=LONG_AGO, at=AT)
    assert serving("there", of="there") == ["Pim Pool"]
    assert Service.objects.filter(pool=pool).count() == 1
    with pytest.raises(Refused):
        actions.let_in(pool, unit=there.pk, by=keeper, on=LONG_AGO, at=AT)
    with pytest.raises(Refused):
        actions.serve(number, unit=there.pk, by=keeper, on=LONG_AGO, at=AT)
    with pytest.raises(Refused):
        actions.add_counsellor(outside, serves=there.pk, pool=pool, by=host, on=LONG_AGO, at=AT)


def test_a_stranger_keeps_nothing_and_leaves_nothing() -> None:
    here, there = employer("here: "), employer("there: ")
    number, stranger = counsellor_at(here), someone(COORDINATOR, unit=there)
    plain = someone(Role.CONFIDENTIAL_COUNSELLOR, unit=here)
    entries = latest().count()
    for by in (stranger, plain):
        with pytest.raises(Refused):
            actions.change_profile(number, told("Other"), by=by, on=TODAY, at=AT)
        with pytest.raises(Refused):
            actions.end_counsellor(number, by=by, on=TODAY, at=AT)
        with pytest.raises(Refused):
            actions.confirm_profile(number, by=by, on=TODAY, at=AT)
        with pytest.raises(Refused):
            actions.add_counsellor(told(), serves=here.pk, pool=None, by=by, on=TODAY, at=AT)
    assert Counsellor.objects.get().name == "Noor Luisterrijk"
    assert latest().count() == entries


def test_a_counsellor_keeps_their_own_profile_and_so_confirms_it() -> None:
    unit = employer()
    keeper = someone(COORDINATOR, unit=unit)
    mine, number = someone(Role.CONFIDENTIAL_COUNSELLOR, unit=unit), counsellor_at(unit, by=keeper)
    actions.link_account(number, mine, by=keeper, on=TODAY, at=AT)
    assert own_profile(mine, on=TODAY) is not None
    actions.change_profile(number, told("Noor Anders"), by=mine, on=TODAY, at=AT)
    kept = Counsellor.objects.get()
    assert (kept.name, kept.confirmed_on) == ("Noor Anders", TODAY)
    last = latest()[0]
    assert (last.verb, last.kind, last.actor) == ("changed", "counsellor", str(mine.pseudonym))
    with pytest.raises(Refused):
        actions.end_counsellor(number, by=mine, on=TODAY, at=AT)


def test_an_account_of_another_employer_is_not_linked() -> None:
    here, there = employer("here: "), employer("there: ")
    keeper = someone(COORDINATOR, unit=here)
    number = counsellor_at(here, by=keeper)
    with pytest.raises(Refused, match="same employer"):
        actions.link_account(number, someone(unit=there), by=keeper, on=TODAY, at=AT)


def test_whoever_keeps_a_profile_for_another_does_not_confirm_it_by_changing_it() -> None:
    unit = employer()
    keeper = someone(COORDINATOR, unit=unit)
    number = counsellor_at(unit, by=keeper)
    actions.change_profile(number, told("Noor Anders"), by=keeper, on=TODAY, at=AT)
    assert Counsellor.objects.get().confirmed_on == LONG_AGO
    actions.confirm_profile(number, by=keeper, on=TODAY, at=AT)
    assert Counsellor.objects.get().confirmed_on == TODAY


@pytest.mark.parametrize(("days", "stale"), [(90, False), (91, True)])
def test_a_profile_is_flagged_after_ninety_days(days: int, stale: bool) -> None:  # noqa: FBT001 - what is expected
    counsellor_at(employer())
    (one,) = counsellors(on=LONG_AGO + days * DAY)
    assert vars(one)["stale"] is stale


def test_nobody_is_shown_who_cannot_be_reached() -> None:
    with pytest.raises(Refused, match="telephone"):
        counsellor_at(employer(), phone="", email="")


def test_who_stopped_is_shown_nowhere_and_was_shown_before() -> None:
    unit = employer()
    keeper = someone(COORDINATOR, unit=unit)
    number = counsellor_at(unit, by=keeper)
    actions.end_counsellor(number, by=keeper, on=TODAY, at=AT)
    assert serving("min") == []
    assert serving("min", on=TODAY - DAY) == ["Noor Luisterrijk"]


def test_who_never_began_leaves_nothing() -> None:
    unit = employer()
    keeper = someone(COORDINATOR, unit=unit)
    number = counsellor_at(unit, by=keeper)
    actions.end_counsellor(number, by=keeper, on=LONG_AGO, at=AT)
    assert not Counsellor.objects.exists()
    assert latest()[0].verb == "withdrew"


def test_coverage_counts_who_is_there_today() -> None:
    unit = employer("min: ; dir: min")
    keeper = someone(COORDINATOR, unit=unit)
    counsellor_at(unit, by=keeper)
    away = counsellor_at(unit_with_code("dir", employer="min"), by=keeper, gender="man", external=True)
    found = findability(unit.pk, on=TODAY)
    assert {row.place.unit.code for row in found.uncovered} == {"min"}
    assert (found.units, found.covered, found.profiles, found.fresh) == (2, 1, 2, 0)
    actions.add_absence(away, first=TODAY, last=TODAY, by=keeper, on=TODAY, at=AT)
    assert {row.place.unit.code for row in findability(unit.pk, on=TODAY).uncovered} == {"min", "dir"}
    assert findability(unit.pk, on=TODAY + DAY).covered == 1


def test_an_absence_that_ends_before_it_begins_is_refused() -> None:
    unit = employer()
    keeper = someone(COORDINATOR, unit=unit)
    number = counsellor_at(unit, by=keeper)
    with pytest.raises(Refused, match="before it begins"):
        actions.add_absence(number, first=TODAY, last=TODAY - DAY, by=keeper, on=TODAY, at=AT)


def test_a_service_ends_and_a_gap_is_seen() -> None:
    unit = employer()
    keeper = someone(COORDINATOR, unit=unit)
    counsellor_at(unit, by=keeper)
    actions.stop_serving(Service.objects.get().pk, by=keeper, on=TODAY, at=AT)
    assert serving("min") == []
    assert Gap.FEWER_THAN_TWO in gaps(frozenset[Serving]())


def test_a_channel_is_of_a_route_that_employers_keep() -> None:
    unit = employer()
    keeper = someone(COORDINATOR, unit=unit)
    kept = {"phone": "1", "email": "", "page": "", "unit": unit.pk, "by": keeper, "on": TODAY, "at": AT}
    actions.set_channel("integrity_desk", **kept)  # type: ignore[arg-type]  # one set of arguments for three calls
    with pytest.raises(Refused):
        actions.set_channel("police", **kept)  # type: ignore[arg-type]  # as above, the same set
    with pytest.raises(Refused):
        actions.set_channel("integrity_desk", **(kept | {"by": someone(unit=unit)}))  # type: ignore[arg-type]  # as above, the same set


def test_a_month_is_counted_as_one() -> None:
    for on in (date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1)):
        actions.count_step(Step.STARTED, on=on)
    counted = SignpostCount.objects.order_by("month").values_list("times", flat=True)
    assert list(counted) == [2, 1]
