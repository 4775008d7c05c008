"""The letter: what it says, what it refuses, and that its figures are those of the real one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import yaml

from tests.programme.making import (
    COMMITMENTS,
    GOLDEN,
    MEASURES,
    PLAN,
    SAID,
    all_of,
    change,
    figure,
    prepared,
    published,
    saying,
    written,
)
from weerklank.errors import Refused
from weerklank.programme.letter import html, letter, markdown
from weerklank.programme.measures import Evidence
from weerklank.programme.plan import Indicative, PlannedSection, Qualifier, QuotedFigure
from weerklank.programme.quoting import require_possible
from weerklank.programme.structure import Letter, Reference, SourceKind, Table, Words, places
from weerklank.releases import notation
from weerklank.releases.figure import Figure, Release, release, step
from weerklank.releases.states import ReleaseState
from weerklank.stats.compare import Verdict

REAL = yaml.safe_load((GOLDEN / "figures.yaml").read_text())["figures"]


def body(made: Letter) -> list[Reference]:
    """The references of the letter's text, without its tables and notes."""
    in_tables = {
        id(run)
        for section in made.sections
        for block in section.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        for run in cell
    }
    runs = [run for place, run in places(made) if place != "notes" and id(run) not in in_tables]
    return [run for run in runs if isinstance(run, Reference)]


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda refusal: refusal.code == code)


def with_measure(text: str, *, evidence: Evidence = Evidence.NONE, evaluation: str = "") -> Letter:
    altered = replace(MEASURES[0], text=text, evidence=evidence, evaluation=evaluation)
    return written(measures=(altered, *MEASURES[1:]))


# what it says


@pytest.mark.parametrize("real", [r for r in REAL if r["id"] in SAID], ids=lambda real: real["id"])
def test_each_figure_is_the_real_letters(real: dict[str, object]) -> None:
    shown = {r.shown for r in body(written()) if r.source.id == real["id"] and r.note}
    mean = str(real["unit"]).startswith("mean")
    value = notation.number(float(str(real["value"])), decimals=1 if mean else 0, language="nl")
    assert shown == {f"{real.get('qualifier', '')} {value}{'' if mean else '%'}".strip()}


def test_no_figure_stands_in_the_text_that_the_real_letter_has_not() -> None:
    quoted = {r.source.id for r in body(written()) if r.source.kind is SourceKind.FIGURE}
    assert quoted == set(SAID)


def test_the_other_figures_of_the_real_letter_keep_their_kind() -> None:
    shown = {(r.source.kind, r.source.id): r.shown for r in body(written())}
    assert shown[SourceKind.INDICATIVE, "moral_doubt_majority"] == "meer dan de helft van de 315 respondenten"
    assert shown[SourceKind.COMMITMENT, "C09"] == "100%"
    assert shown[SourceKind.DOCUMENT, "resilience-news"] == "100 miljoen euro"
    assert {r["id"] for r in REAL} - set(SAID) == {
        "moral_doubt_majority",
        "target_known_findable",
        "extra_investment",
        "reports_discrimination",
    }


def test_a_figure_carries_base_wave_interval_release_and_checksum() -> None:
    kept = published(verdicts=all_of(Verdict.EQUAL))
    [source] = {r.source for r in body(written(kept)) if r.source.id == "knows_code"}
    assert (source.base, source.wave, source.respondents) == (
        "alle medewerkers die deze vraag beantwoordden",
        "2021",
        60_123,
    )
    assert (source.low, source.high, source.level) == (52.12 - 0.3, 52.12 + 0.3, 0.95)
    assert (source.release, source.checksum) == (kept.id, kept.checksum)


def test_every_quoted_figure_has_a_footnote_with_its_interval_and_its_number_of_answers() -> None:
    notes = [run.shown for place, run in places(written()) if place == "notes" and isinstance(run, Reference)]
    about = [note for note in notes if "Grondslag" in note]
    assert len(about) == len(SAID)
    assert all("60.123 antwoorden" in note and "95%-interval" in note for note in about)


def test_each_aspect_and_each_commitment_is_in_it() -> None:
    page = markdown(written())
    promised = yaml.safe_load((GOLDEN / "commitments.yaml").read_text())["commitments"]
    assert all(f"| {commitment['id']} |" in page for commitment in promised)
    assert all(aspect in page for commitment in promised for aspect in commitment.get("aspects", []))


def test_the_letter_tells_what_was_promised_before_what_was_measured_and_ends_with_the_commitments() -> None:
    headings = [section.heading for section in written().sections if section.level == 2]
    assert headings == [
        "",
        "Wat is gemeten",
        "Wat is er veranderd",
        "Wat volgt",
        "Stand van de toezeggingen",
        "Tot slot",
    ]


def test_a_commitment_past_its_term_is_called_late() -> None:
    page = markdown(written(on=date(2023, 1, 15)))
    assert "Te laat is, en daarvoor ben ik u een verklaring schuldig: C03, C04," in page
    assert "te laat 7;" in page


def test_no_sentence_of_the_real_letter_was_copied() -> None:
    page = html(written())
    quotes = [commitment.quote.split("...")[0].strip() for commitment in COMMITMENTS if commitment.quote]
    assert len(quotes) == 22
    assert not [quote for quote in quotes if len(quote) > 40 and quote in page]


# the trend decides


@pytest.mark.parametrize(
    ("verdict", "said", "follows"),
    [
        (Verdict.IMPROVED, "Dat is voortgang.", "Ik houd vast aan de ingeslagen weg"),
        (Verdict.WORSE, "aantoonbaar slechter zijn", "Een verslechtering vraagt om een andere"),
        (Verdict.EQUAL, "Alle verschillen blijven binnen de marge", "Omdat verandering uitblijft"),
        (
            Verdict.UNDETERMINED,
            "Er is geen verandering aangetoond",
            "versterk ik de aanpak en blijf ik meten",
        ),
    ],
)
def test_other_answers_make_another_argument(verdict: Verdict, said: str, follows: str) -> None:
    pages = {each: markdown(written(published(verdicts=all_of(each)))) for each in Verdict}
    assert said in pages[verdict]
    assert follows in pages[verdict]
    for other in set(Verdict) - {verdict}:
        assert said not in pages[other]
        assert follows not in pages[other]


@pytest.mark.parametrize("verdict", set(Verdict) - {Verdict.IMPROVED}, ids=lambda verdict: verdict.value)
def test_without_improvement_nothing_is_called_progress(verdict: Verdict) -> None:
    page = markdown(written(published(verdicts=all_of(verdict))))
    assert "Dat is voortgang" not in page
    assert "houd vast aan de ingeslagen weg" not in page


def test_one_better_figure_is_not_called_a_better_picture() -> None:
    verdicts = all_of(Verdict.EQUAL) | {"knows_code": Verdict.IMPROVED}
    page = markdown(written(published(verdicts=verdicts)))
    assert "Dat is voortgang op die punten alleen" in page
    assert "Aantoonbaar beter:\n\n- Cijfer over knows code\n" in page


def test_better_and_worse_do_not_cancel_out() -> None:
    verdicts = all_of(Verdict.IMPROVED) | {"knows_code": Verdict.WORSE}
    assert "Het beeld is verdeeld" in markdown(written(published(verdicts=verdicts)))


def test_without_an_earlier_wave_nothing_is_said_of_change() -> None:
    page = markdown(written(published()))
    assert "niet met een eerdere meting vergeleken" in page
    assert "Oordeel" not in page


# what it refuses


def test_an_unanswered_aspect() -> None:
    unanswered = tuple(s for s in PLAN.sections if "C02/organisatiecultuur" not in s.answers)
    silent = tuple(m for m in MEASURES if "C02/organisatiecultuur" not in m.serves)
    written(plan=replace(PLAN, sections=unanswered))  # its measures answer it
    with refused("unanswered_aspect"):
        written(plan=replace(PLAN, sections=unanswered), measures=silent)


def test_a_heading_without_text_or_measure_is_no_answer() -> None:
    empty = tuple(replace(s, paragraphs=()) if "C02/bewustwording" in s.answers else s for s in PLAN.sections)
    silent = tuple(m for m in MEASURES if "C02/bewustwording" not in m.serves)
    with refused("unanswered_aspect"):
        written(plan=replace(PLAN, sections=empty), measures=silent)


def test_an_answer_to_what_was_never_asked() -> None:
    stray = PlannedSection("Iets anders", ("Tekst.",), ("C99",))
    with refused("unknown_target"):
        written(plan=replace(PLAN, sections=(*PLAN.sections, stray)))


@pytest.mark.parametrize(
    "claim",
    ["Deze training is effectief.", "This training is effective.", "De aanpak werkt.", "Bewezen aanpak."],
)
def test_a_claim_of_effect_without_a_comparison_group(claim: str) -> None:
    for evidence in set(Evidence) - {Evidence.COMPARISON_GROUP}:
        with refused("effect_without_comparison"):
            with_measure(claim, evidence=evidence, evaluation="survey-report")
    with refused("effect_without_comparison"):
        with_measure(claim, evidence=Evidence.COMPARISON_GROUP)  # and no evaluation to show
    with refused("effect_without_comparison"):
        written(plan=saying(claim))
    made = with_measure(claim, evidence=Evidence.COMPARISON_GROUP, evaluation="survey-report")
    assert claim in markdown(made)


@pytest.mark.parametrize("word", ["voortgang", "verbeterd", "vooruitgang", "improved"])
def test_progress_where_the_verdict_is_not_improved(word: str) -> None:
    told = saying(f"Op dit punt is er {word}: {{figure:knows_code}} kent de code.")
    for verdict in set(Verdict) - {Verdict.IMPROVED}:
        with refused("progress_not_shown"):
            written(published(verdicts=all_of(verdict)), plan=told)
    assert word in markdown(written(published(verdicts=all_of(Verdict.IMPROVED)), plan=told))
    with refused("progress_not_shown"):
        written(published(verdicts=all_of(Verdict.IMPROVED)), plan=saying(f"Er is {word}."))
    with refused("progress_not_shown"):
        with_measure(f"De cursus is {word}.")


@pytest.mark.parametrize(
    "text",
    [
        "Er waren 12 meldingen.",
        "Dat is vijf procent.",
        "De helft weet dit.",
        "Een op de zeven.",
        "½ deel",
        "5%",
    ],
)
def test_a_number_that_is_no_reference(text: str) -> None:
    with refused("number_without_reference"):
        with_measure(text)
    for plan in (
        saying(text),
        replace(PLAN, opening=(text,)),
        replace(PLAN, closing=(text,)),
        replace(PLAN, sections=(*PLAN.sections, PlannedSection(text, ()))),
    ):
        with refused("number_without_reference"):
            written(plan=plan)


def test_words_cannot_hold_a_number_whoever_makes_them() -> None:
    with refused("number_without_reference"):
        Words("In 2021 was het zo")


def test_a_figure_that_is_not_in_a_release() -> None:
    plan = replace(saying("{figure:intimidation}."), figures=(*PLAN.figures, QuotedFigure("intimidation")))
    with refused("no_such_figure"):
        written(plan=plan)
    with refused("not_planned"):
        written(plan=saying("{figure:intimidation}."))
    with refused("no_such_figure"):
        letter((), (), MEASURES, COMMITMENTS, plan=PLAN, documents=(), on=date(2022, 6, 27))


@pytest.mark.parametrize("state", [ReleaseState.PREPARED, ReleaseState.APPROVED])
def test_an_unpublished_figure(state: ReleaseState) -> None:
    unpublished = prepared() if state is ReleaseState.PREPARED else step(prepared(), state)
    with refused("unpublished"):
        written(unpublished)


def test_a_withdrawn_figure() -> None:
    with refused("unpublished"):
        written(step(published(), ReleaseState.WITHDRAWN))


def test_a_figure_that_was_changed_after_it_was_published() -> None:
    kept = published()
    altered = tuple(replace(f, value=53.0) if f.indicator == "knows_code" else f for f in kept.figures)
    with refused("checksum"):
        written(replace(kept, figures=altered))


@pytest.mark.parametrize("lacking", [{"base": {"nl": "", "en": ""}}, {"base": {}}, {"respondents": 0}])
def test_a_figure_without_a_base(lacking: dict[str, object]) -> None:
    bare = figure("knows_code", 52.12)
    for name, value in lacking.items():
        object.__setattr__(bare, name, value)
    with refused("no_base"):
        written(published(knows_code=bare))


def code_known(*, value: float = 52.12, low: float = 51.8, high: float = 52.4) -> Figure:
    return replace(figure("knows_code", 52.12), value=value, low=low, high=high)


def forged(**values: float) -> Release:
    """A release that went round its maker: sealed again over a figure that cannot be."""
    impossible = code_known(**values)
    others = tuple(f for f in published().figures if f.indicator != "knows_code")
    sealed = release(release_id="vals", title={"nl": "vals"}, wave="2021", figures=others)
    figures = (*others, impossible)
    return replace(sealed, figures=figures, state=ReleaseState.PUBLISHED)


@pytest.mark.parametrize(
    "values", [{"value": 152.0, "high": 153.0}, {"value": 20.0}, {"value": float("nan")}]
)
def test_a_percentage_that_cannot_be(values: dict[str, float]) -> None:
    with refused("bad_figure"):
        published(knows_code=code_known(**values))
    with pytest.raises(Refused) as made:
        require_possible(code_known(**values))
    assert made.value.code in {"impossible_percentage", "impossible_interval"}
    with refused("checksum"):
        written(forged(**values))


def test_an_interval_that_leaves_the_percentages() -> None:
    for beyond in ({"low": -1.0}, {"high": 101.0}):
        with refused("impossible_percentage"):
            written(published(knows_code=code_known(**beyond)))


def test_ruim_below_and_bijna_above_the_rounded_value() -> None:
    with refused("qualifier"):
        written(published(knows_where_to_report=figure("knows_where_to_report", 69.8)))
    nearly = tuple(
        replace(q, qualifier=Qualifier.NEARLY) if q.id == "knows_where_to_report" else q for q in PLAN.figures
    )
    with refused("qualifier"):
        written(plan=replace(PLAN, figures=nearly))
    below = published(knows_where_to_report=figure("knows_where_to_report", 69.8))
    assert "bijna 70%" in markdown(written(below, plan=replace(PLAN, figures=nearly)))


@pytest.mark.parametrize(
    "text",
    [
        "{indicative:moral_doubt_majority} twijfelt, en dat geldt voor alle rijksambtenaren.",
        "Medewerkers twijfelen: {indicative:moral_doubt_majority}.",
        "{figure:knows_code} kent de code en {indicative:moral_doubt_majority} twijfelt.",
    ],
)
def test_indicative_research_is_never_extrapolated(text: str) -> None:
    with refused("extrapolated"):
        written(plan=saying(text))


def test_indicative_research_is_no_figure_and_has_no_percentage() -> None:
    with refused("not_planned"):
        written(plan=saying("{figure:moral_doubt_majority}."))
    counted = Indicative("moral_doubt_majority", 315, "moral-questions", count=190)
    page = markdown(written(plan=replace(PLAN, indicative=(counted,))))
    assert "190 van de 315 respondenten" in page
    assert "60%" not in page
    with refused("impossible_count"):
        written(plan=replace(PLAN, indicative=(replace(counted, count=316),)))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{document:nergens}", "unknown_document"),
        ("{due:C05}", "no_term"),
        ("{due:C77}", "unknown_commitment"),
        ("{target:C03}", "no_target"),
        ("{date:moral-questions}", "no_date"),
        ("{quantity:onbekend}", "unknown_quantity"),
        ("{getal:twaalf}", "unknown_reference"),
        ("{figure", "unknown_reference"),
        ("{scale:knows_code}", "scale"),
        ("{indicative:onbekend}", "no_such_figure"),
    ],
)
def test_a_reference_that_leads_nowhere(text: str, code: str) -> None:
    with refused(code):
        written(plan=saying(text))


def test_the_earlier_wave_is_not_named_where_nothing_was_compared() -> None:
    with refused("not_compared"):
        written(published(), plan=saying("{wave:earlier}"))


def test_a_change_that_the_release_does_not_hold() -> None:
    kept = published(verdicts={"knows_code": Verdict.EQUAL})
    with refused("no_such_change"):
        letter(
            (kept,),
            (change("knows_code", verdict=Verdict.IMPROVED),),
            MEASURES,
            COMMITMENTS,
            plan=PLAN,
            documents=(),
            on=date(2022, 6, 27),
        )


def test_an_earlier_figure_that_is_not_the_one_published_then() -> None:
    kept = published(verdicts={"knows_code": Verdict.EQUAL})
    before = release(
        release_id="demonstratie-2020",
        title={"nl": "Toen"},
        wave="2020",
        figures=(kept.changes[0].earlier,),
    )
    published_then = step(step(before, ReleaseState.APPROVED), ReleaseState.PUBLISHED)
    page = markdown(written(kept, published_then))
    assert "| Cijfer over knows code | 52% | 52% |" in page
    other = release(
        release_id="anders",
        title={"nl": "Toen"},
        wave="2020",
        figures=(figure("knows_code", 40, wave="2020"),),
    )
    with refused("earlier_differs"):
        written(kept, step(step(other, ReleaseState.APPROVED), ReleaseState.PUBLISHED))


def test_a_commitment_that_is_not_ready_cannot_be_settled() -> None:
    unready = tuple(replace(c, state=type(c.state).REGISTERED) if c.id == "C01" else c for c in COMMITMENTS)
    with refused("no_such_move"):
        written(commitments=unready)
    with refused("unknown_commitment"):
        written(plan=replace(PLAN, settles=("C77",)))
