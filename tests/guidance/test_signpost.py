"""Whatever someone answers, they end at people: inside and outside, with 112 first where there is danger."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from weerklank.errors import Refused
from weerklank.guidance import signpost as module
from weerklank.guidance.signpost import (
    EXTERNAL,
    INTERNAL,
    every_combination,
    next_question,
    read_answers,
    routes,
    signpost,
)

ALL = list(every_combination())


def ids(answers: dict[str, str]) -> list[str]:
    return [way.id for way in routes(answers)]


def test_there_are_at_most_four_questions_and_all_combinations_are_walked() -> None:
    assert len(signpost().questions) == 4
    assert len(ALL) == 5 * 8 * 5 * 4
    assert len({tuple(answers.items()) for answers in ALL}) == len(ALL)


def test_every_combination_ends_at_an_internal_and_an_external_contact() -> None:
    for answers in ALL:
        found = routes(answers)
        assert {way.side for way in found} == {INTERNAL, EXTERNAL}, answers
        assert "counsellor" in ids(answers)
        assert any(way.side == EXTERNAL and way.phone for way in found), answers


def test_every_route_is_reached_by_someone_and_none_stands_twice() -> None:
    reached = {way for answers in ALL for way in ids(answers)}
    assert reached == {way.id for way in signpost().routes}
    assert all(len(ids(answers)) == len(set(ids(answers))) for answers in ALL)


def test_immediate_danger_shows_112_first_and_nothing_else_does() -> None:
    for answers in ALL:
        first = ids(answers)[0]
        assert (first == "emergency") is (answers["when"] == "danger")
        assert ("emergency" in ids(answers)) is (answers["when"] == "danger")


def test_without_danger_a_talk_that_leaves_you_in_control_comes_before_every_step_that_does_not() -> None:
    for answers in ALL:
        ways = routes(answers)
        final = [place for place, way in enumerate(ways) if way.warning]
        assert all(ids(answers).index("counsellor") < place for place in final)


def test_steps_that_cannot_be_taken_back_say_so() -> None:
    warned = {way.id for way in signpost().routes if way.warning}
    assert warned == {"integrity_desk", "complaints_committee", "police", "authorities"}


@pytest.mark.parametrize(
    ("steps", "there"),
    [
        ("affected/sexual/manager/week", "csg"),
        ("bystander/discrimination/colleague/longer", "adv"),
        ("affected/violence/outsider/week", "aggression_team"),
        ("affected/conduct/political/longer", "registrar"),
        ("office_holder/violence/outsider/danger", "registrar_for_office_holders"),
        ("respondent/conduct/colleague/longer", "social_work"),
        ("affected/handling/manager/past", "ombudsman"),
        ("bystander/integrity/unclear/longer", "authorities"),
        ("manager/conduct/colleague/week", "above_manager"),
    ],
)
def test_a_route_is_there_for_whom_it_is_meant(steps: str, there: str) -> None:
    assert there in ids(read_answers(steps))


def test_nobody_is_sent_to_the_one_they_fear() -> None:
    for answers in ALL:
        if answers["by"] in {"manager", "political"}:
            assert "own_manager" not in ids(answers)
        if answers["who"] == "respondent":
            assert not {"complaints_committee", "police", "csg", "huis"} & set(ids(answers))


def test_all_nine_authorities_of_the_act_are_named() -> None:
    named = {one.id for one in signpost().authorities}
    assert named == {"hvk", "acm", "afm", "anvs", "ap", "dnb", "igj", "nvwa", "nza"}


def test_answers_are_asked_in_order_and_none_is_asked_twice() -> None:
    given = read_answers("")
    for step in ("affected", "sexual", "colleague", "week"):
        put = next_question(given)
        assert put is not None
        assert put.id not in given
        given = read_answers("/".join([*given.values(), step]))
    assert next_question(given) is None


def test_a_question_is_put_otherwise_to_the_one_complained_about() -> None:
    by = signpost().questions[2]
    assert by.asked_of({"who": "respondent"}).nl == "Wie zegt dit over u?"
    assert by.asked_of({"who": "affected"}).nl == "Wie deed het?"


@pytest.mark.parametrize(
    "steps", ["nobody", "affected/nothing", "sexual", "affected/sexual/colleague/week/more"]
)
def test_an_answer_that_is_none_is_refused(steps: str) -> None:
    with pytest.raises(Refused):
        read_answers(steps)


def test_fewer_answers_leave_more_routes() -> None:
    for answers in ALL:
        partly = dict(list(answers.items())[:2])
        assert set(ids(answers)) <= set(ids(partly))


def test_every_condition_is_an_answer_that_can_be_given() -> None:
    possible = {put.id: {option.id for option in put.options} for put in signpost().questions}
    for way in signpost().routes:
        for about, options in [*way.fits.items(), *(way.leads or {}).items()]:
            assert set(options) <= possible[about], way.id


def test_the_word_for_the_one_complained_about_is_never_accused() -> None:
    told = Path(module.__file__).with_name("signpost.yaml").read_text(encoding="utf-8")
    assert "accused" not in told
    assert "beschuldigd" not in told
    assert yaml.safe_load(told)["routes"]
