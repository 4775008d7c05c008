"""The report of a release: one page of HTML that needs nothing else, in Dutch or in English.

The page is made from frozen inputs alone: a `Release` that is verified first, and an `Account` of the survey.
The same inputs give the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from weerklank.errors import Refused
from weerklank.fieldwork.indicators import Unit
from weerklank.releases import chart
from weerklank.releases.figure import verify
from weerklank.releases.markup import Markup, joined, tag
from weerklank.releases.notation import number
from weerklank.releases.states import ReleaseState
from weerklank.releases.tabulation import change_table, count_table, domain_table, figure_table
from weerklank.releases.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from weerklank.fieldwork.form import Words
    from weerklank.releases.chart import Grouping
    from weerklank.releases.figure import Change, Figure, Release
    from weerklank.releases.notation import Language
    from weerklank.releases.tabulation import CountTable

OTHER_PAGE: Words = {"nl": "en.html", "en": "index.html"}


@dataclass(frozen=True)
class Theme:
    """Indicators that are told together, under one heading, in this order."""

    title: Words
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class Account:
    """What a report says about the survey, besides its figures.

    `asked`, `asked_of`, `field_work`, `weighting` and `source` are whole sentences or phrases in each language.
    `respondents` and `invited` count people; `invited` is None where it is not known. `smallest_group` is the
    least number of answers for which a figure is shown, `smallest_sensitive` that for a sensitive subject, None
    where there is none. `invented` marks demonstration data on the page.
    `groupings` list every member that could have had a figure: what is missing is told as not shown.
    """

    employer: Words
    asked: Words
    asked_of: Words
    field_work: Words
    weighting: Words
    source: Words
    respondents: int
    smallest_group: int
    smallest_sensitive: int | None = None
    invited: int | None = None
    invented: bool = False
    themes: tuple[Theme, ...] = ()
    groupings: tuple[Grouping, ...] = ()
    tables: tuple[CountTable, ...] = ()


def report(release: Release, account: Account, *, language: Language) -> str:
    """Return the page, a whole HTML document.

    Raises `Refused`: "checksum" where the release was changed, "withdrawn" where it was withdrawn,
    "no_figures" where it holds none, "no_base" where a figure has no base.
    """
    verify(release)
    if release.state is ReleaseState.WITHDRAWN:
        raise Refused("withdrawn", f"Release {release.id} was withdrawn: make a report of a later one.")
    sections = [section for section in _sections(release, account, language) if section.body]
    main = tag("main", *(_section(section) for section in sections), id="content")
    page = tag("div", _header(release, account, sections, language), main, _footer(language), class_="page")
    skip = tag("a", say("skip", language), class_="skip", href="#content")
    whole = tag("html", _head(release, account, language), tag("body", skip, page), lang=language)
    return f"<!doctype html>\n{whole}\n"


@dataclass(frozen=True)
class _Section:
    ident: str
    title: str
    body: Markup


def _sections(release: Release, account: Account, language: Language) -> Iterable[_Section]:
    earlier = release.changes[0].earlier.wave if release.changes else ""
    yield _Section("about", say("about_title", language), _about(account, language))
    yield _Section("sure", say("sure_title", language), _said(_SURE, language))
    yield _Section("figures", say("figures_title", language), _figures(release, account, language))
    yield _Section("changes", say("changes_title", language, earlier=earlier), _changes(release, language))
    yield _Section("domains", say("domains_title", language), _domains(release, account, language))
    yield _Section("counts", say("counts_title", language), _counts(account, language))
    yield _Section("hidden", say("hidden_title", language), _hidden(account, language))
    yield _Section("method", say("method_title", language), _said(_METHOD, language))
    yield _Section("origin", say("origin_title", language), _origin(release, language))


_SURE = ("sure", "sure_not", "reading", "more_reports")
_METHOD = ("method_weights", "method_variance", "method_domains", "method_rounding")


def _head(release: Release, account: Account, language: Language) -> Markup:
    css = resources.files("weerklank.releases").joinpath("report.css").read_text(encoding="utf-8")
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="author", content=account.employer[language]),
        tag("meta", name="description", content=account.asked[language]),
        tag("title", f"{release.title[language]} – {account.employer[language]}"),
        tag("style", Markup(css)),
    )


def _header(release: Release, account: Account, sections: Sequence[_Section], language: Language) -> Markup:
    links = [tag("li", tag("a", section.title, href=f"#{section.ident}")) for section in sections]
    contents = tag("h2", say("contents", language), id="contents")
    return tag(
        "header",
        tag("p", account.employer[language], class_="from"),
        tag("h1", release.title[language]),
        tag("p", say("wave", language, wave=release.wave), class_="wave"),
        *_notices(release, account, language),
        tag("nav", contents, tag("ul", *links), aria_labelledby="contents"),
        _other_language(language),
    )


def _other_language(language: Language) -> Markup:
    other = "en" if language == "nl" else "nl"
    link = tag("a", say("other_language", language), href=OTHER_PAGE[language], hreflang=other, lang=other)
    return tag("p", link, class_="wave other")


def _notices(release: Release, account: Account, language: Language) -> Iterable[Markup]:
    if account.invented:
        yield _notice("invented", language)
    if release.state is not ReleaseState.PUBLISHED:
        yield _notice("draft", language)


def _notice(key: str, language: Language) -> Markup:
    return tag("p", tag("strong", say(f"{key}_title", language)), " ", say(key, language), class_="notice")


def _section(section: _Section) -> Markup:
    return tag(
        "section",
        tag("h2", section.title, id=section.ident),
        section.body,
        aria_labelledby=section.ident,
    )


def _said(keys: Iterable[str], language: Language, **filled: str) -> Markup:
    return joined(*(tag("p", say(key, language, **filled)) for key in keys))


def _about(account: Account, language: Language) -> Markup:
    told = [("asked_of", account.asked_of[language]), ("field_work", account.field_work[language])]
    if account.invited is not None:
        invited = number(account.invited, language=language)
        told.append(("invited", say("people", language, n=invited)))
    told += [
        ("answered", _answered(account, language)),
        ("weighting", account.weighting[language]),
        ("source", account.source[language]),
    ]
    return joined(tag("p", account.asked[language]), _terms(told, language))


def _answered(account: Account, language: Language) -> str:
    people = number(account.respondents, language=language)
    if not account.invited:
        return say("people", language, n=people)
    share = number(100 * account.respondents / account.invited, language=language)
    return say("response", language, n=people, share=share)


def _terms(told: Iterable[tuple[str, str]], language: Language) -> Markup:
    pairs = (joined(tag("dt", say(key, language)), tag("dd", words)) for key, words in told)
    return tag("dl", *pairs)


def _figures(release: Release, account: Account, language: Language) -> Markup:
    whole = [figure for figure in release.figures if not figure.domain]
    if not whole:
        raise Refused("no_figures", f"Release {release.id} holds no figure of everybody: add at least one.")
    themed = _themed(whole, account, language)
    return joined(*(_theme(*theme, place=n, language=language) for n, theme in enumerate(themed)))


def _themed(
    figures: Sequence[Figure], account: Account, language: Language
) -> Iterable[tuple[str, list[Figure]]]:
    """Return the figures under the title of their theme; those without one come last."""
    left = {figure.indicator: figure for figure in figures}
    for theme in account.themes:
        told = [left.pop(indicator) for indicator in theme.indicators if indicator in left]
        if told:
            yield theme.title[language], told
    if left:
        yield say("other_theme" if account.themes else "figures_title", language), list(left.values())


def _theme(title: str, figures: Sequence[Figure], *, place: int, language: Language) -> Markup:
    parts = []
    for unit in Unit:
        told = [figure for figure in figures if figure.unit is unit]
        if told:
            name = say("means_of", language, theme=title) if unit is Unit.MEAN else title
            drawn = chart.interval_chart(told, language=language, ident=f"f{place}-{unit.value}", title=name)
            parts.append(_beside(drawn, figure_table(told, title=name, language=language), language))
    return joined(tag("h3", title), *parts)


def _changes(release: Release, language: Language) -> Markup:
    parts = []
    for unit in Unit:
        changes = [c for c in release.changes if c.later.unit is unit and not c.later.domain]
        if changes:
            parts.append(_trend(changes, unit, language))
    return joined(_said(("changes", "not_why"), language), *parts) if parts else Markup()


def _trend(changes: Sequence[Change], unit: Unit, language: Language) -> Markup:
    title = say(f"trend_{unit.value}", language)
    earlier, later = [change.earlier for change in changes], [change.later for change in changes]
    drawn = chart.trend_chart(earlier, later, language=language, ident=f"t-{unit.value}", title=title)
    return _beside(
        drawn, change_table(changes, title=title, language=language), language, layout="beside broad"
    )


def _domains(release: Release, account: Account, language: Language) -> Markup:
    groupings = enumerate(account.groupings)
    parts = [_grouping(release, grouping, place=n, language=language) for n, grouping in groupings]
    return joined(_said(("domains",), language), *parts) if any(parts) else Markup()


def _grouping(release: Release, grouping: Grouping, *, place: int, language: Language) -> Markup:
    codes = {code for code, _ in grouping.members}
    by_indicator: dict[str, list[Figure]] = {}
    for figure in release.figures:
        if figure.domain in codes:
            by_indicator.setdefault(figure.indicator, []).append(figure)
    whole = {figure.indicator: figure for figure in release.figures if not figure.domain}
    parts = [
        _divided(figures, grouping, whole=whole.get(indicator), ident=f"d{place}-{n}", language=language)
        for n, (indicator, figures) in enumerate(by_indicator.items())
    ]
    return joined(tag("h3", grouping.title[language]), *parts) if parts else Markup()


def _divided(
    figures: Sequence[Figure], grouping: Grouping, *, whole: Figure | None, ident: str, language: Language
) -> Markup:
    label = figures[0].label[language]
    title = f"{label}, {grouping.title[language].lower()}"
    drawn = chart.domain_chart(figures, grouping, language=language, ident=ident, title=title, whole=whole)
    table = domain_table(figures, grouping, whole=whole, title=title, language=language)
    return joined(tag("h4", label), _beside(drawn, table, language))


def _beside(drawn: Markup, table: Markup, language: Language, *, layout: str = "beside") -> Markup:
    """Return a chart with its table beside it."""
    picture = tag("figure", tag("figcaption", say("picture", language)), drawn)
    return tag("div", picture, table, class_=layout)


def _counts(account: Account, language: Language) -> Markup:
    tables = [count_table(table, language=language) for table in account.tables]
    return joined(_said(("counts",), language), *tables) if tables else Markup()


def _hidden(account: Account, language: Language) -> Markup:
    smallest = number(account.smallest_group, language=language)
    said = [_said(("hidden",), language, smallest=smallest)]
    if account.smallest_sensitive is not None:
        larger = number(account.smallest_sensitive, language=language)
        said.append(_said(("hidden_sensitive",), language, smallest=larger))
    return joined(*said, _said(("hidden_reason",), language))


def _origin(release: Release, language: Language) -> Markup:
    pairs = (
        ("release", release.id),
        ("state", say(release.state.value, language)),
        ("checksum", tag("code", release.checksum)),
    )
    return joined(_said(("origin",), language), _terms(pairs, language))


def _footer(language: Language) -> Markup:
    return tag("footer", say("made_with", language))
