"""Which answers make a figure, and what an indicator file is refused for."""

from __future__ import annotations

import importlib.resources
from pathlib import Path

import polars as pl
import pytest

from weerklank.errors import BadInput
from weerklank.fieldwork.importers import (
    letter_indicators,
    read_answers,
    read_indicators,
    read_questionnaire,
    reference,
    supplement,
)
from weerklank.fieldwork.indicators import Indicators, derive, indicators
from weerklank.stats.answers import Answers

GSS = Path(__file__).parents[2] / "examples" / "gss2018"

SMALL = """\
format: weerklank-indicators/1
id: small
version: 1.0.0
languages: [nl, en]
questionnaires: [reference.yaml]
indicators:
- id: safe
  label: {nl: "Veilig", en: "Safe"}
  unit: pct
  decimals: 0
  better: higher
  base: {text: {nl: "allen", en: "all"}}
  yes: {item: CL1, in: [4, 5]}
- id: mean_safe
  label: {nl: "Veilig", en: "Safe"}
  unit: mean
  decimals: 1
  better: higher
  base: {text: {nl: "leidinggevenden", en: "managers"}, when: {item: AG3, in: [1]}}
  item: CL1
"""

LETTER_FIGURES = [
    *("safe_scale_mean", "unsafe_feedback", "not_stand_up", "not_be_self", "bullying_internal"),
    *("verbal_aggression_internal", "verbal_aggression_citizens", "threat_citizens"),
    *(
        "discrimination_experienced",
        "discrimination_witnessed",
        "org_responds_adequately",
        "decisions_influenced",
    ),
    *("knows_counsellor_exists", "knows_counsellor_findable", "knows_code", "knows_where_to_report"),
    *("sexual_attention_internal", "sexual_attention_citizens"),
]


def small(text: str = SMALL) -> Indicators:
    return indicators(text, source="small.yaml", questionnaires=[reference()])


def answered(**columns: list[float | None]) -> Answers:
    height = len(next(iter(columns.values())))
    names = {name: [None] * height for name in letter_indicators().columns()}
    return Answers(pl.DataFrame(names | columns, schema=dict.fromkeys([*names, *columns], pl.Float64)))


def test_the_letter_has_its_eighteen_figures() -> None:
    letter = letter_indicators()
    assert [one.figure for one in letter if one.figure] == LETTER_FIGURES
    assert all(one.figure in {"", one.id} for one in letter)
    assert {one.id for one in letter if not one.figure} == {"climate", "inclusion", "speakup"}
    assert all(one.base.text["nl"] and one.base.text["en"] for one in letter)
    findable = letter.find("knows_counsellor_findable")
    assert findable is not None
    assert findable.base.when is None
    assert findable.target == 100
    assert letter.find("none") is None


def test_who_did_it_decides_between_colleagues_and_citizens() -> None:
    answers = answered(
        OG_VER=[1, 2, 3, 4, 2, None, -8],
        WHO_OG_VER_a=[None, 1, 0, 0, None, None, None],
        WHO_OG_VER_b=[None, 0, 0, 0, None, None, None],
        WHO_OG_VER_c=[-2, 0, 0, 0, -1, None, None],
        WHO_OG_VER_d=[None, 0, 0, 0, None, None, None],
        WHO_OG_VER_e=[None, 0, 1, 0, None, None, None],
        WHO_OG_VER_x=[None, 0, 0, 1, None, None, None],
    )
    frame = derive(letter_indicators(), answers).frame
    assert frame["verbal_aggression_internal"].to_list() == [0, 1, 0, None, None, None, None]
    assert frame["verbal_aggression_citizens"].to_list() == [0, 0, 1, None, None, None, None]
    assert frame["bullying_internal"].null_count() == 7


def test_not_knowing_counts_as_no_where_the_indicator_says_so() -> None:
    answers = answered(BK1=[1, 2, -9, -1, None], BK4=[2, -9, 1, -1, 2], BK5=[-9, 1, None, 2, None])
    frame = derive(letter_indicators(), answers).frame
    assert frame["knows_counsellor_exists"].to_list() == [1, 0, 0, None, None]
    assert frame["knows_where_to_report"].to_list() == [0, 1, 1, None, None]


def test_a_mean_leaves_missing_codes_out_and_an_index_turns_and_counts() -> None:
    answers = answered(
        VV1=[5, -9, None],
        CL1=[5, 5, 4],
        CL2=[5, 5, 4],
        CL3=[5, -9, 4],
        CL4=[1, None, 2],
        CL5=[5, -1, -9],
        CL6=[3, 4, -9],
    )
    frame = derive(letter_indicators(), answers).frame
    assert frame["safe_scale_mean"].to_list() == [5, None, None]
    assert frame["climate"].to_list() == pytest.approx([28 / 6, None, 4])


def test_only_the_base_is_counted() -> None:
    frame = derive(small(), answered(CL1=[1, 5, 4, -9], AG3=[1, 2, None, 1])).frame
    assert frame["safe"].to_list() == [0, 1, 1, None]
    assert frame["mean_safe"].to_list() == [1, None, None, None]


def test_lacking_and_taken_columns_are_all_named() -> None:
    with pytest.raises(BadInput) as found:
        derive(small(), Answers(pl.DataFrame({"safe": [1]}), source="a.csv"))
    assert {fault.column for fault in found.value.faults} == {"CL1", "AG3", "safe"}
    assert all(fault.file == "a.csv" for fault in found.value.faults)


@pytest.mark.parametrize(
    ("old", "new", "row", "what"),
    [
        ("weerklank-indicators/1", "weerklank-indicators/9", 1, "known words"),
        ("version: 1.0.0\n", "", 1, "version is missing"),
        ("- id: safe", "- id: CL1", 7, "used twice"),
        ("- id: mean_safe", "- id: safe", 14, "used twice"),
        ('en: "Safe"}', "en: Yes}", 8, "unquoted Yes"),
        ("unit: pct", "unit: percent", 9, "known words"),
        ("unit: pct", "unit: mean", 7, "a mean is made by"),
        ("unit: mean", "unit: pct", 14, "a share is made by"),
        ("decimals: 0", "decimals: 9", 10, "out of range"),
        ("decimals: 0", "decimals: none", 10, "no whole number"),
        ("better: higher", "better: more", 11, "known words"),
        ('base: {text: {nl: "allen", en: "all"}}', "base: {}", 12, "text is missing"),
        ('base: {text: {nl: "allen", en: "all"}}', "sensitive: false", 7, "base is missing"),
        ('base: {text: {nl: "allen", en: "all"}}', 'base: {text: {nl: "allen"}}', 12, "en is missing"),
        ("item: CL1, in: [4, 5]", "item: CL9, in: [4, 5]", 13, "question asked before"),
        ("item: CL1, in: [4, 5]", "item: CL1, in: [4, 6]", 13, "outside its scale"),
        ("item: CL1, in: [4, 5]", "item: WHO_OG_BUL, in: [q]", 13, "option of this question"),
        ("item: CL1, in: [4, 5]", "item: WHO, in: [a]", 13, "question asked before"),
        ("  yes:", "  answered: [3]\n  yes:", 13, "outside its scale"),
        ("  yes:", "  target: much\n  yes:", 13, "no number"),
        ("  yes:", "  index: climat\n  yes:", 13, "names no index"),
        ("  item: CL1\n", "  item: DG1\n", 20, "names no item"),
        ("  item: CL1\n", "  item: CL1\n  answered: [-9]\n", 21, "goes with a share"),
        ("when: {item: AG3, in: [1]}", "when: {item: AG3, in: [3]}", 19, "outside its scale"),
        ("  yes:", "  yess:", 13, "unknown key"),
    ],
)
def test_a_planted_fault_is_found_with_its_row(old: str, new: str, row: int, what: str) -> None:
    assert old in SMALL
    with pytest.raises(BadInput) as found:
        small(SMALL.replace(old, new, 1))
    assert any(f.row == row and what in f.what and f.mend for f in found.value.faults), str(found.value)


def test_two_questionnaires_may_not_share_a_column() -> None:
    with pytest.raises(BadInput, match="share a column"):
        indicators(SMALL, source="small.yaml", questionnaires=[reference(), reference()])


def test_the_packaged_file_names_the_packaged_questionnaires() -> None:
    folder = importlib.resources.files("weerklank.fieldwork") / "questionnaires"
    with importlib.resources.as_file(folder) as path:
        assert len(read_indicators(path / "letter.indicators.yaml")) == len(letter_indicators())
        assert read_questionnaire(path / "supplement.yaml") == supplement()


def test_the_general_social_survey_has_its_figures() -> None:
    form = read_questionnaire(GSS / "questionnaire.yaml")
    answers = read_answers(GSS / "gss2018_workplace.csv", questionnaire=form)
    assert len(answers) == 1415
    frame = derive(read_indicators(GSS / "indicators.yaml"), answers).frame
    counts = {
        name: (int(frame[name].sum()), len(frame) - frame[name].null_count())
        for name in ("threatened", "respected")
    }
    raw = answers.frame
    assert counts["threatened"] == (int((raw["wkharoth"] == 1).sum()), 1410)
    assert counts["respected"] == (int(raw["respect"].is_in([1, 2]).sum()), 1412)
    government = raw.filter((pl.col("wrkgovt") == 1) & pl.col("wkharoth").is_not_null())
    assert len(frame) - frame["government_threatened"].null_count() == len(government)
