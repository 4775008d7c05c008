"""The questionnaire loader: what it reads, and every fault it finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerklank.errors import BadInput
from weerklank.fieldwork.conditions import AllOf, AnyInSection, AnyOf, Chosen, Condition, ItemIn, Not
from weerklank.fieldwork.form import (
    ForEach,
    Index,
    Item,
    Kind,
    Measure,
    Option,
    Pulse,
    Questionnaire,
    Scale,
    Section,
)
from weerklank.fieldwork.importers import reference, supplement
from weerklank.fieldwork.printing import printed
from weerklank.fieldwork.questionnaire import questionnaire

SMALL = """\
format: fieldwork-questionnaire/1
id: small
version: 1.0.0
languages: [nl, en]
default_language: nl
title: {nl: "Klein", en: "Small"}
support_notice: {nl: "Hulp", en: "Help"}
missing_codes:
  -1: {nl: "Overgeslagen", en: "Skipped"}
  -9: {nl: "Weet niet", en: "Don't know"}
scales:
  agree3:
    measure: ordinal
    codes:
      1: {nl: "Oneens", en: "Disagree"}
      2: {nl: "Geen van beide", en: "Neither"}
      3: {nl: "Eens", en: "Agree"}
  yesno:
    measure: nominal
    codes:
      1: {nl: "Ja", en: "Yes"}
      2: {nl: "Nee", en: "No"}
indices:
  climate: {items: [A1, A2], reverse: [A2], min_valid: 1, label: {nl: "Klimaat", en: "Climate"}}
sections:
- id: A
  title: {nl: "Eerste", en: "First"}
  scale: agree3
  items:
  - {id: A1, text: {nl: "Een", en: "One"}}
  - {id: A2, reverse: true, text: {nl: "Twee", en: "Two"}}
- id: B
  title: {nl: "Tweede", en: "Second"}
  sensitive: true
  for_each: {items: [A1, A2], when: {in: [2, 3]}}
  items:
  - id: W
    type: multiple
    text: {nl: "Wie", en: "Who"}
    options:
      a: {nl: "Ik", en: "I"}
      x: {nl: "Geen", en: "None", exclusive: true}
- id: C
  title: {nl: "Derde", en: "Third"}
  show_if: {any_item_in_section: A, in: [3]}
  items:
  - {id: C1, scale: yesno, show_if: {item: W_A1, in: [a]}, text: {nl: "Ja?", en: "Yes?"}}
  - {id: C2, type: single, measure: ordinal, text: {nl: "O", en: "O"}, options: {1: {nl: "m", en: "l"}}}
pulse:
- {id: kort, title: {nl: "Kort", en: "Short"}, items: [A1, C1]}
"""

# (what is replaced, by what, the row of the fault, words of the fault, words of the mend)
FAULTS = [
    (
        "fieldwork-questionnaire/1",
        "fieldwork-questionnaire/2",
        1,
        "known words",
        "Write fieldwork-questionnaire/1",
    ),
    ("id: small\n", "", 1, "id is missing", "Add id"),
    ("id: small", "id: a small one", 2, "no code", "letters"),
    ("version: 1.0.0", "version: 1.0", 3, "number", "between quotes"),
    ("languages: [nl, en]", "languages: [nl, nl, en]", 4, "twice", "once"),
    ("languages: [nl, en]", "languages: nl", 4, "not a list", "[a, b]"),
    ("default_language: nl", "default_language: fr", 5, "known words", "nl, en"),
    (
        'title: {nl: "Klein", en: "Small"}',
        'titel: {nl: "Klein", en: "Small"}',
        6,
        "unknown key",
        "Write title",
    ),
    ('title: {nl: "Klein", en: "Small"}', 'title: {nl: "Klein"}', 6, "en is missing", "Add en"),
    (
        'title: {nl: "Klein", en: "Small"}',
        'title: {nl: "Klein", en: No}',
        6,
        "unquoted Yes",
        "between quotes",
    ),
    ('title: {nl: "Klein", en: "Small"}', "title: {nl: Klein, en: }", 6, "text is missing", "Write the text"),
    (
        'title: {nl: "Klein", en: "Small"}',
        'title: {nl: Klein, en: " "}',
        6,
        "text is missing",
        "Write the text",
    ),
    ('title: {nl: "Klein", en: "Small"}', "title: Klein", 6, "not a mapping", "key: value"),
    ('title: {nl: "Klein", en: "Small"}', "title: {nl: k, en: s, de: k}", 6, "unknown key", "nl, en"),
    ('support_notice: {nl: "Hulp", en: "Help"}\n', "", 1, "support_notice is missing", "Add it"),
    ("missing_codes:", "mising_codes:", 8, "unknown key", "Write missing_codes"),
    ('  -1: {nl: "Over', '  "-1": {nl: "Over', 9, "no whole number", "without quotes"),
    ('  -1: {nl: "Overgeslagen", en: "Skipped"}', "  No: {nl: a, en: b}", 9, "is no code", "between quotes"),
    ('  -9: {nl: "Weet', '  -1: {nl: "Weet', 10, "written twice", "Keep one"),
    ("    measure: ordinal\n", "    measure: ordnal\n", 13, "known words", "Write ordinal"),
    ('      1: {nl: "Ja", en: "Yes"}', '      1: {nl: "Ja", en: Yes}', 21, "unquoted Yes", "between quotes"),
    ('      1: {nl: "Ja", en: "Yes"}', '      1.5: {nl: "Ja", en: "Yes"}', 21, "whole number", "digits"),
    ('      1: {nl: "Ja", en: "Yes"}', '      0x1: {nl: "Ja", en: "Yes"}', 21, "whole number", "digits"),
    ("reverse: [A2]", "reverse: [C1]", 24, "item of this index", "A1, A2"),
    ("items: [A1, A2], reverse", "items: [A1, A9], reverse", 24, "names no item", "stands before it: A1"),
    ("items: [A1, A2], reverse", "items: [A1, A2, A2], reverse", 24, "named twice", "once"),
    ("items: [A1, A2], reverse", "items: [A1, A2, C1], reverse", 24, "share one scale", "one scale"),
    ("min_valid: 1", "min_valid: 3", 24, "out of range", "1 to 2"),
    ("min_valid: 1", "min_valid: 0", 24, "out of range", "1 to 2"),
    ("min_valid: 1, ", "", 24, "min_valid is missing", "Add min_valid"),
    ("{id: A2, reverse: true,", "{id: A2,", 24, "do not agree", "Mark A2"),
    ("reverse: true", "reverse: yes", 31, "neither true nor false", "true or false"),
    ("  scale: agree3", "  scale: agree5", 28, "names no scale", "Write agree3"),
    ("  scale: agree3\n", "", 29, "neither a scale nor options", "Add scale"),
    ("{id: A2, rev", "{id: A1, rev", 31, "used twice", "of its own"),
    ("{id: A2, rev", "{id: 2A, rev", 31, "is no id", "letter"),
    ("- id: B", "- id: A", 32, "used twice", "section"),
    ("sensitive: true", "sensitiv: true", 34, "unknown key", "Write sensitive"),
    (
        "for_each: {items: [A1, A2]",
        "for_each: {items: [A1, C1]",
        35,
        "question asked before",
        "before it: A1",
    ),
    ("when: {in: [2, 3]}", "when: {in: [2, 7]}", 35, "outside its scale", "1, 2, 3"),
    ("type: multiple", "type: many", 38, "known words", "single"),
    ("any_item_in_section: A,", "any_item_in_section: Q,", 45, "section before", "A, B"),
    ("any_item_in_section: A,", "item: C1,", 45, "question asked before", "A1, A2, W_A1"),
    ("{item: W_A1, in: [a]}", "{item: W_A1, in: [b]}", 47, "option of this question", "a, x"),
    ("{item: W_A1, in: [a]}", "{item: W_A1}", 47, "in is missing", "Add in"),
    ("{item: W_A1, in: [a]}", "{itm: W_A1, in: [a]}", 47, "no condition", "item"),
    ("{item: W_A1, in: [a]}", "{not: {item: A1, in: [0]}}", 47, "outside its scale", "1, 2, 3"),
    ("{item: W_A1, in: [a]}", "{item: W_A1, in: []}", 47, "not a list", "list"),
    ("type: single, measure: ordinal,", "type: single,", 48, "measure is missing", "ordinal or nominal"),
    (
        "measure: ordinal, text",
        "scale: yesno, measure: ordinal, text",
        48,
        "both a scale and",
        "one of the two",
    ),
    ("items: [A1, C1]}", "items: [A1, C9]}", 50, "names no item", "before it: A1, A2, W, C1"),
]


def faults_of(text: str) -> BadInput:
    with pytest.raises(BadInput) as refused:
        questionnaire(text, source="small.yaml")
    return refused.value


def test_the_reference_has_its_items_and_columns() -> None:
    form = reference()
    assert (len(form.sections), len(form.items()), len(form.columns())) == (13, 60, 153)
    assert (len(form.scales), len(form.indices), len(form.pulses)) == (6, 5, 2)
    names = [column.name for column in form.columns()]
    assert len(set(names)) == len(names)
    assert {"CL1", "DG1_a", "WHO_OG_BUL_a", "WHO_OG_POW_x", "AG5"} <= set(names)
    assert "WHO" not in names
    assert form.indices["climate"] == Index(
        {"nl": "Sociaal veilig klimaat", "en": "Socially safe climate"},
        ("CL1", "CL2", "CL3", "CL4", "CL5", "CL6"),
        ("CL4",),
        4,
        1,
        5,
    )
    codes = {column.name: column.codes for column in form.columns()}
    assert codes["CL1"] == {1, 2, 3, 4, 5, -1, -2, -8, -9}
    assert codes["WHO_OG_BUL_a"] == {0, 1, -1, -2, -8, -9}


def test_the_supplement_shares_no_column_with_the_reference() -> None:
    asked = {column.name for column in reference().columns()}
    added = {column.name for column in supplement().columns()}
    assert added == {"VV1", "VV2", "VV3", "GD1", "RO1", "RO2"}
    assert not asked & added


def test_conditions_are_resolved() -> None:
    sections = {section.id: section for section in reference().sections}
    shown = sections["ML"].show_if
    assert isinstance(shown, AnyInSection)
    assert len(shown.items) == 7
    assert sections["OGW"].for_each == ForEach(shown.items, (2, 3, 4, 5))


@pytest.mark.parametrize(
    ("old", "new", "row", "what", "mend"), FAULTS, ids=[f"{f[2]}-{f[3]}-{i}" for i, f in enumerate(FAULTS)]
)
def test_a_planted_fault_is_found_with_its_row_and_its_mend(
    old: str, new: str, row: int, what: str, mend: str
) -> None:
    assert SMALL.count(old) >= 1
    refusal = faults_of(SMALL.replace(old, new, 1))
    found = [
        fault for fault in refusal.faults if fault.row == row and what in fault.what and mend in fault.mend
    ]
    assert found, str(refusal)
    assert all(fault.file == "small.yaml" and fault.row for fault in refusal.faults)


def test_the_unspoilt_questionnaire_is_read() -> None:
    assert len(questionnaire(SMALL, source="small.yaml").columns()) == 8


def test_one_reading_finds_all_faults() -> None:
    spoilt = SMALL
    for old, new, *_ in (FAULTS[4], FAULTS[9], FAULTS[27], FAULTS[41], FAULTS[-1]):
        spoilt = spoilt.replace(old, new, 1)
    assert [fault.row for fault in faults_of(spoilt).faults] == [4, 6, 24, 45, 50]


def test_a_fault_never_repeats_what_was_written() -> None:
    secret = "Piet de Vries uit kamer 12"  # noqa: S105 - no password, a text that must not come back
    spoilt = SMALL.replace('title: {nl: "Klein"', f'"{secret}": {{nl: "Klein"').replace(
        "id: small", f"id: {secret}"
    )
    assert secret not in str(faults_of(spoilt))


@pytest.mark.parametrize(
    ("text", "row", "what"),
    [
        ("", None, "empty"),
        ("# only a comment\n", None, "empty"),
        ("format: [1\nid: {", 2, "not YAML"),
        ("a: 1\n\tb: 2\n", 2, "not YAML"),
        ("a: 1\nb: \x07\n", 2, "not YAML"),
        ("a: &x [1]\nb: *x\n", 2, "anchor"),
        ("a: 1\n--- \nb: 2\n", 2, "not YAML"),
        ("a: " + "[" * 2000, 1, "nested"),
        ("[1, 2]", 1, "not a mapping"),
        ("just words", 1, "not a mapping"),
    ],
)
def test_what_is_no_questionnaire_at_all_is_refused(text: str, row: int | None, what: str) -> None:
    refusal = faults_of(text)
    assert (refusal.faults[0].row, what in refusal.faults[0].what) == (row, True), str(refusal)


def test_an_expanded_column_may_not_collide() -> None:
    collides = SMALL.replace("{id: C1, scale: yesno", "{id: W_A1_a, scale: yesno").replace(
        "[A1, C1]}", "[A1]}"
    )
    assert any(fault.row == 47 and "twice" in fault.what for fault in faults_of(collides).faults)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8)
WORDS = st.fixed_dictionaries({"nl": TEXT, "en": TEXT})
CODES = st.dictionaries(st.integers(-3, 9), WORDS, min_size=1, max_size=4)
SCALE = st.builds(Scale, st.sampled_from(Measure), CODES)
OPTIONS = st.dictionaries(
    st.sampled_from(["a", "b", "n", "y", "no", "on", "x"]),
    st.builds(Option, WORDS, st.booleans()),
    min_size=1,
)


@st.composite
def conditions(draw: st.DrawFn, asked: list[tuple[str, Scale | None, list[str]]]) -> Condition | None:
    if not asked or draw(st.booleans()):
        return None
    name, scale, options = draw(st.sampled_from(asked))
    some = st.lists(st.sampled_from(sorted(scale.codes) if scale else [0]), min_size=1, max_size=3)
    one: Condition = ItemIn(name, tuple(draw(some)))
    if options:
        one = Chosen(name, tuple(draw(st.lists(st.sampled_from(options), min_size=1, max_size=3))))
    shape = draw(st.sampled_from(["one", "not", "any", "all"]))
    shapes: dict[str, Condition] = {
        "one": one,
        "not": Not(one),
        "any": AnyOf((one, Not(one))),
        "all": AllOf((one,)),
    }
    return shapes[shape]


@st.composite
def forms(draw: st.DrawFn) -> Questionnaire:
    asked: list[tuple[str, Scale | None, list[str]]] = []
    sections = []
    for number in range(draw(st.integers(1, 3))):
        items = []
        for place in range(draw(st.integers(1, 3))):
            name = f"Q{number}_{place}"
            many, show_if = draw(st.booleans()), draw(conditions(asked))
            options = draw(OPTIONS) if many else {}
            codes = None if many else draw(SCALE)
            kind = Kind.MULTIPLE if many else Kind.SINGLE
            note = draw(st.none() | WORDS)
            items.append(Item(name, draw(WORDS), kind, None, codes, options, note=note, show_if=show_if))
            asked.append((name, codes, sorted(options)))
        sections.append(
            Section(
                f"S{number}",
                draw(WORDS),
                tuple(items),
                draw(st.none() | WORDS),
                sensitive=draw(st.booleans()),
            )
        )
    names = draw(st.lists(st.sampled_from([name for name, *_ in asked]), min_size=1, unique=True))
    return Questionnaire(
        id="drawn",
        version="1.0",
        languages=("nl", "en"),
        default_language="en",
        title=draw(WORDS),
        sections=tuple(sections),
        support_notice=draw(WORDS),
        missing_codes=draw(st.dictionaries(st.integers(-9, -4), WORDS, max_size=3)),
        pulses=(Pulse("kort", draw(WORDS), tuple(names)),),
    )


@given(forms())
def test_what_is_printed_reads_back_the_same(form: Questionnaire) -> None:
    assert questionnaire(printed(form), source="printed.yaml") == form


@pytest.mark.parametrize("form", [reference(), supplement(), questionnaire(SMALL, source="small.yaml")])
def test_whole_questionnaires_print_and_read_back_the_same(form: Questionnaire) -> None:
    assert questionnaire(printed(form), source="printed.yaml") == form
