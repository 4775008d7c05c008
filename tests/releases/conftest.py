"""A release of two waves with groups, some of them hidden; everybody in it is invented."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from weerklank.fieldwork.indicators import Unit
from weerklank.releases.chart import Grouping
from weerklank.releases.figure import Change, Figure, Release, release, step
from weerklank.releases.report import Account, Theme
from weerklank.releases.states import ReleaseState
from weerklank.releases.tabulation import CountTable
from weerklank.stats.compare import Verdict

if TYPE_CHECKING:
    from weerklank.fieldwork.form import Words

EVERYBODY: Words = {"nl": "alle medewerkers van het Rijk", "en": "all staff of central government"}
IN_CONTACT: Words = {"nl": "medewerkers met burgercontact", "en": "staff in contact with citizens"}
WHOLE: Words = {"nl": "Hele Rijk", "en": "All of government"}
LABELS: dict[str, tuple[str, str, float, Words]] = {
    "unsafe_feedback": (
        "Voelt zich niet veilig om directe collega's feedback te geven",
        "Does not feel safe to give direct colleagues feedback",
        9.1,
        EVERYBODY,
    ),
    "not_stand_up": ("Komt niet voor zichzelf op", "Does not stand up for themselves", 5.2, EVERYBODY),
    "not_be_self": ("Durft niet zichzelf te zijn", "Does not dare to be themselves", 8.3, EVERYBODY),
    "bullying_internal": (
        "Pestgedrag van collega's of leidinggevenden",
        "Bullying by colleagues or managers",
        14.1,
        EVERYBODY,
    ),
    "verbal_aggression_internal": (
        "Verbale agressie van collega's of leidinggevenden",
        "Verbal aggression by colleagues or managers",
        15.2,
        EVERYBODY,
    ),
    "sexual_attention_internal": (
        "Ongewenste seksuele aandacht van collega's of leidinggevenden",
        "Unwanted sexual attention from colleagues or managers",
        2.9,
        EVERYBODY,
    ),
    "verbal_aggression_citizens": (
        "Verbale agressie van burgers",
        "Verbal aggression by citizens",
        32.4,
        IN_CONTACT,
    ),
    "threat_citizens": ("Bedreiging door burgers", "Threats by citizens", 20.1, EVERYBODY),
    "knows_counsellor_exists": (
        "Weet dat er een vertrouwenspersoon is",
        "Knows that there is a confidential counsellor",
        88.2,
        EVERYBODY,
    ),
    "knows_code": (
        "Is bekend met de Gedragscode Integriteit Rijk",
        "Knows the code of conduct",
        52.3,
        EVERYBODY,
    ),
}
NAMES = (
    "Algemene Zaken",
    "Binnenlandse Zaken en Koninkrijksrelaties",
    "Buitenlandse Zaken",
    "Financiën",
    "Infrastructuur en Waterstaat",
    "Onderwijs, Cultuur en Wetenschap",
    "Volksgezondheid, Welzijn en Sport",
)
HIDDEN = {0, 4}


def percentage(indicator: str, *, wave: str = "2021", shift: float = 0.0) -> Figure:
    dutch, english, value, base = LABELS[indicator]
    middle, half = value + shift, 0.4 + 2.2 * (value / 100 * (1 - value / 100)) ** 0.5
    return Figure(
        indicator=indicator,
        label={"nl": dutch, "en": english},
        unit=Unit.PERCENT,
        value=middle,
        low=middle - half,
        high=middle + half,
        respondents=3187,
        base=base,
        population=WHOLE,
        wave=wave,
    )


def mean() -> Figure:
    label = {"nl": "Voelt zich sociaal veilig op het werk", "en": "Feels socially safe at work"}
    return replace(
        percentage("not_be_self"),
        indicator="safe_scale_mean",
        label=label,
        unit=Unit.MEAN,
        value=4.08,
        low=4.05,
        high=4.11,
        decimals=1,
    )


def members() -> tuple[tuple[str, Words], ...]:
    return tuple((f"ministry={n}", {"nl": name, "en": name}) for n, name in enumerate(NAMES))


def by_ministry(indicator: str) -> tuple[Figure, ...]:
    whole = percentage(indicator)
    return tuple(
        replace(
            whole,
            domain=code,
            value=whole.value + n - 3,
            low=whole.value + n - 3 - 2.5,
            high=whole.value + n - 3 + 3.1,
            respondents=90 + 70 * n,
        )
        for n, (code, _) in enumerate(members())
        if n not in HIDDEN
    )


def change(indicator: str, shift: float, verdict: Verdict) -> Change:
    then, now = percentage(indicator, wave="2019", shift=shift), percentage(indicator)
    return Change(then, now, -shift, -shift - 1.6, -shift + 1.6, 0.0004 if abs(shift) > 2 else 0.41, verdict)


@pytest.fixture
def prepared() -> Release:
    """Return a release that nobody approved yet."""
    return release(
        release_id="demonstratie-2021-1",
        title={"nl": "Sociale veiligheid en integriteit", "en": "Social safety and integrity"},
        wave="2021",
        figures=(
            mean(),
            *(percentage(indicator) for indicator in LABELS),
            *by_ministry("bullying_internal"),
            *by_ministry("knows_counsellor_exists"),
        ),
        changes=(
            change("bullying_internal", 2.4, Verdict.IMPROVED),
            change("not_be_self", -0.2, Verdict.EQUAL),
            change("threat_citizens", -2.8, Verdict.WORSE),
            change("verbal_aggression_internal", 0.9, Verdict.UNDETERMINED),
        ),
    )


@pytest.fixture
def published(prepared: Release) -> Release:
    """Return the same release, approved and published."""
    return step(step(prepared, ReleaseState.APPROVED), ReleaseState.PUBLISHED)


@pytest.fixture
def counts() -> CountTable:
    """Return a safe table of one response, with one unit hidden."""
    rows = (
        ("Total", "1", 451, "published"),
        ("Total", "0", 2736, "published"),
        ("Total", "Total", 3187, "published"),
        ("m1", "1", None, "hidden"),
        ("m1", "0", None, "hidden"),
        ("m1", "Total", 90, "published"),
        ("m2", "1", None, "hidden"),
        ("m2", "0", None, "hidden"),
        ("m2", "Total", 3097, "published"),
    )
    return CountTable(
        title={"nl": "Ervoer pestgedrag", "en": "Experienced bullying"},
        base=EVERYBODY,
        rows=rows,
        unit_names=dict(zip(("m1", "m2"), (name for _, name in members()), strict=False)),
        response_names={"1": {"nl": "Ja", "en": "Yes"}, "0": {"nl": "Nee", "en": "No"}},
    )


@pytest.fixture
def account(counts: CountTable) -> Account:
    """Return what the report says about the survey."""
    return Account(
        employer={"nl": "Rijksoverheid (demonstratie)", "en": "Central government (demonstration)"},
        asked={
            "nl": "Medewerkers kregen vragen over hoe zij het werk en de omgang met elkaar ervaren, en over "
            "ongewenst gedrag in de afgelopen 12 maanden.",
            "en": "Staff were asked how they experience work and how people treat each other, and about "
            "undesirable conduct in the past 12 months.",
        },
        asked_of=EVERYBODY,
        field_work={"nl": "November 2021, online", "en": "November 2021, online"},
        weighting={
            "nl": "Naar ministerie, leeftijd en geslacht",
            "en": "By ministry, age and sex",
        },
        source={"nl": "Verzonnen antwoorden, CC0", "en": "Invented answers, CC0"},
        respondents=3187,
        invited=8200,
        smallest_group=25,
        invented=True,
        themes=(
            Theme(
                {"nl": "Veilig voelen", "en": "Feeling safe"},
                ("safe_scale_mean", "unsafe_feedback", "not_stand_up", "not_be_self"),
            ),
            Theme(
                {"nl": "Gedrag van collega's en leidinggevenden", "en": "Conduct of colleagues and managers"},
                ("bullying_internal", "verbal_aggression_internal", "sexual_attention_internal"),
            ),
            Theme(
                {"nl": "Gedrag van burgers", "en": "Conduct of citizens"},
                ("verbal_aggression_citizens", "threat_citizens"),
            ),
        ),
        groupings=(Grouping({"nl": "Per ministerie", "en": "By ministry"}, members()),),
        tables=(counts,),
    )
