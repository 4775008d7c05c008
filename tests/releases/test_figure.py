from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from weerklank.errors import Refused
from weerklank.releases.figure import Release, release, step, verify
from weerklank.releases.states import ReleaseState
from weerklank.stats.compare import Verdict

if TYPE_CHECKING:
    from weerklank.releases.figure import Figure


def remade(made: Release, *figures: Figure) -> Release:
    return release(release_id=made.id, title=made.title, wave=made.wave, figures=figures)


def test_a_published_release_gives_its_figures_and_its_changes(published: Release) -> None:
    assert published.find("bullying_internal").rounded() == 14
    assert published.find("bullying_internal", domain="ministry=1").respondents == 160
    assert published.find_change("threat_citizens").verdict is Verdict.WORSE


@pytest.mark.parametrize("domain", ["", "ministry=0"])
def test_what_is_not_in_a_release_cannot_be_quoted(published: Release, domain: str) -> None:
    with pytest.raises(Refused) as refusal:
        published.find("no_such_indicator" if not domain else "bullying_internal", domain=domain)
    assert refusal.value.code == "no_such_figure"
    with pytest.raises(Refused) as refusal:
        published.find_change("knows_code", domain=domain)
    assert refusal.value.code == "no_such_change"


def test_nothing_of_an_unpublished_release_can_be_quoted(prepared: Release) -> None:
    for ask in (prepared.find, prepared.find_change):
        with pytest.raises(Refused) as refusal:
            ask("bullying_internal")
        assert refusal.value.code == "unpublished"


def test_a_figure_without_a_base_cannot_be_quoted(prepared: Release) -> None:
    bare = replace(prepared.figures[1], base={"nl": "alle medewerkers", "en": ""})
    made = step(step(remade(prepared, bare), ReleaseState.APPROVED), ReleaseState.PUBLISHED)
    with pytest.raises(Refused) as refusal:
        made.find(bare.indicator)
    assert refusal.value.code == "no_base"


def test_the_checksum_finds_a_change_in_a_figure_and_in_a_verdict(published: Release) -> None:
    verify(published)
    first, *rest = published.figures
    better = replace(published.changes[2], verdict=Verdict.IMPROVED)
    for forged in (
        replace(published, figures=(replace(first, value=4.2), *rest)),
        replace(published, changes=(*published.changes[:2], better, *published.changes[3:])),
        replace(published, title={"nl": "Anders", "en": "Other"}),
    ):
        with pytest.raises(Refused) as refusal:
            verify(forged)
        assert refusal.value.code == "checksum"


def test_the_state_is_no_part_of_the_checksum_but_follows_its_flow(prepared: Release) -> None:
    assert step(prepared, ReleaseState.APPROVED).checksum == prepared.checksum
    with pytest.raises(Refused) as refusal:
        step(prepared, ReleaseState.PUBLISHED)
    assert refusal.value.code == "no_such_move"


@pytest.mark.parametrize(
    "numbers",
    [
        {"value": math.nan},
        {"high": math.inf},
        {"value": 120.0, "high": 130.0},
        {"value": -1.0, "low": -2.0},
        {"low": 50.0},
        {"high": 1.0},
    ],
)
def test_a_figure_that_is_not_sound_is_not_released(prepared: Release, numbers: dict[str, float]) -> None:
    with pytest.raises(Refused) as refusal:
        remade(prepared, replace(prepared.figures[1], **numbers))  # type: ignore[arg-type]  # numbers are floats
    assert refusal.value.code == "bad_figure"


def test_a_change_between_two_indicators_is_not_released(prepared: Release) -> None:
    first, second = prepared.changes[:2]
    for crossed in (
        replace(first, earlier=second.earlier),
        replace(first, difference=99.0),
        replace(first, p_adjusted=1.2),
    ):
        with pytest.raises(Refused) as refusal:
            release(
                release_id="r",
                title=prepared.title,
                wave="2021",
                figures=prepared.figures,
                changes=(crossed,),
            )
        assert refusal.value.code == "bad_figure"
