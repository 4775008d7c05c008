"""The demonstration survey: invented, repeatable, a tree, routed, and with every figure of the letter in it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from examples.demonstration import generate
from examples.demonstration.government import LEVELS
from examples.demonstration.people import CALIBRATED
from examples.demonstration.targets import LETTER, Better, Scenario, Wave, aims
from weerklank.errors import BadInput
from weerklank.fieldwork.conditions import YES, Given, truth
from weerklank.fieldwork.form import Kind
from weerklank.fieldwork.importers import letter_indicators, read_answers, reference, supplement
from weerklank.fieldwork.indicators import derive
from weerklank.stats.answers import Answers
from weerklank.stats.calibrate import Method, calibrate
from weerklank.stats.compare import WAVE, Difference, difference, family, stacked
from weerklank.stats.design import design

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from weerklank.fieldwork.form import Item, Questionnaire, Section

SMALL, FULL = 12_000, 150_000
DESIGN = (*LEVELS, "headcount", "design_weight", "weight")
MEASURED = {
    "safe_scale_mean": 4.1,
    "unsafe_feedback": 9,
    "not_stand_up": 5,
    "not_be_self": 8,
    "bullying_internal": 14,
    "verbal_aggression_internal": 15,
    "verbal_aggression_citizens": 32,
    "threat_citizens": 20,
    "discrimination_experienced": 9,
    "discrimination_witnessed": 15,
    "org_responds_adequately": 61,
    "decisions_influenced": 21,
    "knows_counsellor_exists": 88,
    "knows_counsellor_findable": 77,
    "knows_code": 52,
    "knows_where_to_report": 70,
    "sexual_attention_internal": 3,
    "sexual_attention_citizens": 3,
}
"""The letter's figures, at the letter's rounding."""


@cache
def survey(
    *, wave: str = "2021", scenario: str = "as_measured", people: int = SMALL
) -> generate.Demonstration:
    return generate.survey(wave=wave, scenario=scenario, people=people)


def questionnaires() -> tuple[Questionnaire, ...]:
    return reference(), supplement()


@cache
def derived(*, wave: str = "2021", scenario: str = "as_measured", people: int = SMALL) -> Answers:
    return derive(letter_indicators(), Answers(survey(wave=wave, scenario=scenario, people=people).frame))


def figure(answers: Answers, indicator: str) -> float:
    """Return the weighted mean in the letter's unit: points of the scale, else percent."""
    answered = answers.frame.select(indicator, "weight").drop_nulls()
    values, weights = answered.to_numpy().T
    return float(values @ weights / weights.sum()) * (1 if indicator == "safe_scale_mean" else 100)


# --- the figures


def test_the_aims_are_the_letters_figures() -> None:
    assert set(LETTER) == set(MEASURED)
    assert {one.figure for one in letter_indicators() if one.figure} == set(MEASURED)


@pytest.mark.parametrize("indicator", MEASURED)
def test_a_figure_of_the_whole_government_comes_out_at_the_letters_rounding(indicator: str) -> None:
    value = figure(derived(people=FULL), indicator)
    assert round(value, 1 if indicator == "safe_scale_mean" else 0) == MEASURED[indicator]
    assert abs(value - MEASURED[indicator]) < (0.01 if indicator == "safe_scale_mean" else 0.2)


@pytest.mark.parametrize("wave", Wave)
def test_a_figure_is_what_was_aimed_at_to_within_a_hundredth(wave: Wave) -> None:
    answers = derived(wave=wave.value, people=FULL)
    aimed = aims(wave=wave, scenario=Scenario.AS_MEASURED, respondents=len(answers))
    for name in set(MEASURED) - {"safe_scale_mean"}:
        assert figure(answers, name) == pytest.approx(100 * aimed.share[name], abs=0.01), name
    assert figure(answers, "safe_scale_mean") == pytest.approx(aimed.mean, abs=0.001)


def test_more_than_seventy_percent_knows_where_to_report_in_both_waves() -> None:
    for wave in ("2020", "2021"):
        assert figure(derived(wave=wave, people=FULL), "knows_where_to_report") >= 70


@pytest.mark.parametrize("indicator", MEASURED)
def test_the_earlier_wave_is_within_a_tenth_of_a_point(indicator: str) -> None:
    earlier = figure(derived(wave="2020", people=FULL), indicator)
    assert abs(earlier - figure(derived(people=FULL), indicator)) < 0.12


def changes(scenario: str) -> dict[str, Difference]:
    waves = derived(wave="2020"), derived(scenario=scenario)
    both, strata = stacked(*waves, strata="ministry", overlapping=False)
    of = design(both, weights="weight", strata=strata, fpc=["headcount"])
    later = both.numbers(WAVE) == 1
    found = [difference(both, of, name, first=later, second=~later) for name in MEASURED]
    return {one.item: one for one in family(found)}


@pytest.mark.parametrize(
    ("scenario", "told_apart", "way"),
    [("as_measured", False, 0), ("inside", False, 1), ("better", True, 1), ("worse", True, -1)],
)
def test_a_scenario_moves_the_later_wave_as_far_as_it_says(
    scenario: str, *, told_apart: bool, way: int
) -> None:
    for name, change in changes(scenario).items():
        assert (change.p_adjusted < 0.05) is told_apart, name
        if way:
            assert np.sign(change.est) == way * LETTER[name].better.value, name


def test_a_scenario_leaves_the_earlier_wave_and_the_people_as_they_are() -> None:
    worse = survey(wave="2020", scenario="worse").frame
    assert worse.equals(survey(wave="2020").frame)
    backgrounds = [*DESIGN, "AG1", "AG2", "AG3", "AG4", "AG5"]
    assert survey(scenario="better").frame.select(backgrounds).equals(survey().frame.select(backgrounds))


def test_a_better_world_keeps_shares_between_nothing_and_all() -> None:
    for scenario in Scenario:
        share = aims(wave=Wave.LATER, scenario=scenario, respondents=60_000).share
        assert all(0.005 < value < 0.95 for value in share.values())
    better = aims(wave=Wave.LATER, scenario=Scenario.BETTER, respondents=60_000).share
    assert better["bullying_internal"] == pytest.approx(0.11)
    assert better["knows_code"] == pytest.approx(0.56)
    assert LETTER["bullying_internal"].better is Better.DOWN


def test_conduct_goes_with_the_climate() -> None:
    frame = derived().frame
    safe, unsafe = frame.filter(pl.col("climate") >= 4), frame.filter(pl.col("climate") < 3)
    for name in ("bullying_internal", "verbal_aggression_internal", "discrimination_experienced"):
        shares = [part.get_column(name).drop_nulls().to_numpy().mean() for part in (unsafe, safe)]
        assert shares[0] > 2 * shares[1], name


def test_units_differ_more_than_chance_would_have_it() -> None:
    climate = derived(people=FULL).frame.select("directorate", "climate").drop_nulls()
    by_unit = climate.group_by("directorate").agg(
        pl.col("climate").mean().alias("mean"), pl.col("climate").var().alias("var"), pl.len().alias("n")
    )
    by_unit = by_unit.filter(pl.col("n") >= 30)
    by_chance = (by_unit["var"] / by_unit["n"]).to_numpy().mean()
    assert by_unit["mean"].to_numpy().var() > 2 * by_chance


# --- the questionnaire


def test_the_columns_are_the_design_and_the_questionnaires_and_nothing_that_names_a_person() -> None:
    asked = {column.name for form in questionnaires() for column in form.columns()}
    assert set(survey().frame.columns) == asked | set(DESIGN)


def test_the_order_of_the_rows_says_nothing() -> None:
    teams = survey().frame.get_column("team").to_numpy()
    assert 0.4 < (teams[1:] >= teams[:-1]).mean() < 0.6


def routed() -> Iterator[tuple[Questionnaire, Section, Item, str, NDArray[np.bool_]]]:
    """Yield each question with who should be asked it, by the questionnaire's own conditions."""
    frame = survey().frame

    def asks(column: str) -> Given:
        values = frame.get_column(column).to_numpy().astype(float)
        return Given(values, values < 0)

    for form in questionnaires():
        for section in form.sections:
            for item in section.items:
                for about in section.for_each.items if section.for_each else ("",):
                    asked = np.ones(frame.height, dtype=bool)
                    for condition in (section.show_if, item.show_if):
                        if condition is not None:
                            asked &= truth(condition, asks=asks) == YES
                    if section.for_each:
                        asked &= np.isin(asks(about).values, section.for_each.when)
                    yield form, section, item, f"{item.id}_{about}" if about else item.id, asked


def test_everybody_is_asked_what_the_routing_says_and_nothing_else() -> None:
    frame, questions = survey().frame, 0
    for _, _, item, question, asked in routed():
        names = [question] if item.kind is Kind.SINGLE else [f"{question}_{key}" for key in item.options]
        for name in names:
            assert ((frame.get_column(name).to_numpy() != -2) == asked).all(), name
        questions += 1
    assert questions == 66 + 6


def test_every_code_is_one_the_question_offers() -> None:
    frame = survey().frame
    for form, _, item, question, _ in routed():
        if item.kind is Kind.SINGLE:
            given = set(frame.get_column(question).unique().to_list())
            assert given <= set(form.codes(item).codes) | {-1, -2}, question
            assert len(given - {-1, -2, -8, -9}) > 1, question


def test_a_question_with_several_options_is_answered_whole_or_not_at_all() -> None:
    frame = survey().frame
    for _, _, item, question, asked in routed():
        if item.kind is Kind.MULTIPLE:
            options = frame.select([f"{question}_{key}" for key in item.options]).to_numpy()[asked]
            skipped = (options == -1).any(axis=1)
            assert (options[skipped] == -1).all(), question
            assert np.isin(options[~skipped], (0, 1)).all(), question
            assert (options[~skipped].sum(axis=1) >= 1).all(), question
            alone = [place for place, option in enumerate(item.options.values()) if option.exclusive]
            exclusive = (options[:, alone] == 1).any(axis=1)
            assert (options[exclusive].sum(axis=1) == 1).all(), question


def test_missing_answers_are_there_in_small_shares() -> None:
    frame = survey().frame
    for column, code in (("CL1", -1), ("CL1", -9), ("OG_BUL", -8), ("BK3", -9), ("AG5", -8), ("RO2", -9)):
        share = (frame.get_column(column).to_numpy() == code).mean()
        assert 0.002 < share < 0.2, column


def test_nobody_is_bullied_by_those_they_lead_without_leading_anybody() -> None:
    frame = survey().frame
    assert frame.filter((pl.col("WHO_OG_BUL_d") == 1) & (pl.col("AG3") != 1)).is_empty()


def test_nobody_knows_how_to_reach_a_counsellor_they_do_not_know_of() -> None:
    frame = survey().frame
    assert frame.filter(pl.col("BK1").is_in([2, -9]) & (pl.col("BK2") == 1)).is_empty()


# --- the government and the weights


def test_the_units_are_a_tree_whose_headcounts_add_up() -> None:
    units = survey().units
    for above, below in pairwise(LEVELS):
        assert units.select(above, below).unique().height == units.get_column(below).n_unique()
    assert units.get_column("team").is_unique().all()
    assert units.get_column("headcount").sum() == SMALL
    assert units.get_column("headcount").to_numpy().min() >= 3


def test_the_whole_government_has_the_size_it_should() -> None:
    units = survey(people=FULL).units
    counts = {level: units.get_column(level).n_unique() for level in LEVELS}
    assert counts["ministry"] == 15
    assert 100 <= counts["dg"] <= 120
    assert 850 <= counts["directorate"] <= 950
    assert 3300 <= counts["department"] <= 3700
    assert 11_500 <= counts["team"] <= 12_500
    assert 58_000 <= survey(people=FULL).frame.height <= 62_000


def test_the_units_of_the_answers_are_those_of_the_government() -> None:
    for wave in ("2020", "2021"):
        found = survey(wave=wave)
        assert found.units.equals(survey().units)
        unknown = found.frame.select(LEVELS).unique().join(found.units, on=LEVELS, how="anti")
        assert unknown.is_empty()


def test_who_responds_depends_on_age_on_leading_and_on_the_ministry() -> None:
    found = survey(people=FULL)
    shares = {
        column: {
            code: found.frame.filter(pl.col(column).cast(pl.String) == code).height / there
            for code, there in totals.items()
        }
        for column, totals in found.totals.items()
    }
    assert shares["AG1"]["1"] + 0.1 < shares["AG1"]["3"]
    assert shares["AG3"]["2"] + 0.05 < shares["AG3"]["1"]
    assert max(shares["ministry"].values()) - min(shares["ministry"].values()) > 0.1


@pytest.mark.parametrize("wave", ["2020", "2021"])
def test_the_weights_are_positive_and_add_up_to_every_headcount(wave: str) -> None:
    found = survey(wave=wave)
    assert found.frame.get_column("weight").to_numpy().min() > 0
    assert set(found.totals) == set(CALIBRATED)
    for column, totals in found.totals.items():
        sums = found.frame.group_by(pl.col(column).cast(pl.String)).agg(pl.col("weight").sum())
        assert dict(sums.rows()) == pytest.approx(totals, rel=1e-9)
        assert sum(totals.values()) == SMALL


def test_calibrating_the_design_weights_to_the_totals_gives_the_weights() -> None:
    found = survey()
    answers = Answers(found.frame)
    of = design(answers, weights="design_weight", strata="ministry", fpc=["headcount"])
    weights = calibrate(answers, of, found.totals, method=Method.RAKE).weights
    assert weights == pytest.approx(found.frame.get_column("weight").to_numpy(), rel=1e-6)


def test_the_population_of_a_stratum_is_its_ministrys_headcount() -> None:
    found = survey()
    by_ministry = found.frame.group_by("ministry").agg(
        pl.col("headcount").unique(), pl.col("design_weight").sum()
    )
    for ministry, headcounts, weight in by_ministry.rows():
        assert headcounts == [found.totals["ministry"][ministry]]
        assert weight == pytest.approx(headcounts[0])


@pytest.mark.parametrize("seed", range(5))
def test_the_smallest_government_still_fills_every_stratum(seed: int) -> None:
    found = generate.survey(seed=seed, people=generate.FEWEST)
    assert found.frame.group_by("ministry").len().get_column("len").to_numpy().min() >= 2
    for column, totals in found.totals.items():
        assert found.frame.get_column(column).n_unique() == len(totals)


def test_a_government_that_is_too_small_is_refused() -> None:
    with pytest.raises(BadInput, match="too small"):
        generate.survey(people=generate.FEWEST - 1)


# --- the files


def small_files(*, seed: int = 3, scenario: str = "as_measured") -> dict[str, bytes]:
    waves = [
        generate.survey(seed=seed, wave=wave.value, scenario=scenario, people=generate.FEWEST)
        for wave in Wave
    ]
    return generate.files(waves)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not() -> None:
    once, again, other = small_files(), small_files(), small_files(seed=4)
    assert once == again
    assert all(once[name] != other[name] for name in once)


def test_the_script_writes_every_file_from_wherever_it_is_called(tmp_path: Path) -> None:
    script = Path(generate.__file__)
    call = [sys.executable, str(script), "--out", "made", "--people", "3000", "--seed", "3"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "all invented" in done.stdout
    written = {path.name: path.read_bytes() for path in (tmp_path / "made").iterdir()}
    assert written == small_files()


def test_the_files_say_that_they_are_invented(tmp_path: Path) -> None:
    for name, content in small_files(scenario="better").items():
        (tmp_path / name).write_bytes(content)
    manifest = json.loads((tmp_path / "demonstration.json").read_text())
    assert manifest["demonstration"] is True
    assert manifest["scenario"] == "better"
    for name, checksum in manifest["files"].items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == checksum
    for wave in ("2020", "2021"):
        marks = pl.read_parquet_metadata(tmp_path / f"wave-{wave}.parquet")
        assert (marks["demonstration"], marks["wave"]) == ("true", wave)


def test_the_files_hold_what_the_survey_holds(tmp_path: Path) -> None:
    for name, content in small_files().items():
        (tmp_path / name).write_bytes(content)
    found = generate.survey(seed=3, people=generate.FEWEST)
    assert pl.read_parquet(tmp_path / "wave-2021.parquet").equals(found.frame)
    assert pl.read_csv(tmp_path / "population.csv").equals(found.units)
    assert json.loads((tmp_path / "totals-2021.json").read_text()) == found.totals


def test_the_product_reads_a_wave_with_every_code_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "wave-2021.parquet"
    path.write_bytes(small_files()[path.name])
    for form in questionnaires():
        assert len(read_answers(path, questionnaire=form)) > 1_000


def test_too_few_people_on_the_command_line_is_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate.main(["--out", str(tmp_path / "made"), "--people", "10"]) == 2
    assert "Ask for more people" in capsys.readouterr().err
    assert not (tmp_path / "made").exists()
