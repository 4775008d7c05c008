"""Fast coverage beside a slow, obvious twin."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from weerklank.guidance.coverage import STEP, Serving, coverage, gaps
from weerklank.guidance.states import Gap, Gender
from weerklank.organisation import models

PEOPLE = [
    Serving(number, external, gender)
    for number, (external, gender) in enumerate(
        (external, gender) for external in (True, False) for gender in Gender
    )
]
PATHS = ["a", "aa", "ab", "aaa", "aab", "b", "ba"]


def path(short: str) -> str:
    return "".join(f"{letter:>{STEP}}" for letter in short)


def slowly(unit: str, serving: dict[str, frozenset[Serving]]) -> set[Gap]:
    """Ask every unit above, and count by hand."""
    who = {one for above, ones in serving.items() if unit.startswith(above) for one in ones}
    found = set()
    if len(who) < 2:
        found.add(Gap.FEWER_THAN_TWO)
    if not [one for one in who if one.external]:
        found.add(Gap.NONE_EXTERNAL)
    women, men, others = (
        [one for one in who if one.gender == gender] for gender in ("woman", "man", "other")
    )
    if [bool(women), bool(men), bool(others)].count(True) < 2:
        found.add(Gap.ONE_GENDER)
    return found


@given(st.dictionaries(st.sampled_from(PATHS), st.frozensets(st.sampled_from(PEOPLE))))
def test_coverage_is_what_counting_by_hand_gives(serving: dict[str, frozenset[Serving]]) -> None:
    paths = sorted(path(short) for short in PATHS)
    by_path = {path(short): ones for short, ones in serving.items()}
    found = {unit: set(lacking) for unit, lacking in coverage(paths, by_path)}
    assert found == {unit: slowly(unit, by_path) for unit in paths}


def test_two_of_whom_one_external_and_not_of_one_gender_are_enough() -> None:
    woman, man = Serving(1, external=True, gender="woman"), Serving(2, external=False, gender="man")
    unsaid = Serving(3, external=False, gender="unsaid")
    assert gaps(frozenset({woman, man})) == ()
    assert gaps(frozenset({woman, unsaid})) == (Gap.ONE_GENDER,)
    assert gaps(frozenset({man})) == (Gap.FEWER_THAN_TWO, Gap.NONE_EXTERNAL, Gap.ONE_GENDER)


def test_a_step_is_as_long_as_the_organisation_makes_it() -> None:
    assert STEP == models.STEP
