"""What came in, and whether terms were kept: for who oversees a procedure, and who prepares figures of a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render

from weerklank.cases.counting import kept, missed, year_of
from weerklank.cases.questions import questions
from weerklank.fieldwork.indicators import Unit
from weerklank.people.rules import require
from weerklank.releases.figure import Release
from weerklank.releases.gathering import Beside, prepare_year
from weerklank.releases.queries import published_by, verified
from weerklank.releases.ratio import TRUST
from weerklank.releases.rules import RELEASERS
from weerklank.retention.queries import minded
from weerklank.terms.rules import rule_named
from weerklank.web.asked import year_asked
from weerklank.web.numbering import number_of
from weerklank.web.visitor import OVERSEERS, actor, in_figures, now, open_to, today
from weerklank.web.wording import language, say, say_later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from weerklank.cases.counting import Missed
    from weerklank.web.visitor import Someone

MOST_SHOWN = 500
"""Missed terms on one page; beyond that the page says how many there are."""
APART = "|"
OF_RATIO = "-gap"
"""How the id of the document ends that holds a reporting ratio."""


class YearForm(forms.Form):
    """Which year, and beside which published figures it is put."""

    year = forms.IntegerField(label=say_later("signals.year"), min_value=2000, max_value=2100)
    affected = forms.ChoiceField(label=say_later("signals.affected"), required=False)
    trust = forms.ChoiceField(label=say_later("signals.trust"), required=False)
    behaviour = forms.ChoiceField(label=say_later("signals.behaviour"), required=False)

    def clean(self) -> dict[str, object]:
        """Refuse one of the three without the others: a ratio is never shown alone."""
        told: dict[str, object] = super().clean() or {}
        beside = [told.get(name) for name in ("affected", "trust", "behaviour")]
        if any(beside) and not all(beside):
            raise forms.ValidationError(say("signals.all_or_none"))
        return told


@open_to(*sorted(OVERSEERS))
def terms(request: HttpRequest) -> HttpResponse:
    """Return how often each term was kept in a year, and of which cases it was missed, for who may know."""
    year = year_asked(request, today())
    period = year_of(year)
    own = [one for one in minded(actor(request), on=today()) if one.proposes]
    rows = [
        (say(f"cases.procedure_{one.procedure}"), action(rule.rule), rule)
        for one in own
        for rule in kept(one.procedure, one.employer.pk, period, on=today())
    ]
    late = [
        row
        for one in own
        if one.numbers
        for row in missed(one.procedure, one.employer.pk, period, on=today())
    ]
    told = {
        "year": year,
        "years": [year - 1, year + 1],
        "rows": rows,
        "late": shown(late),
        "count": sum(rule.missed for *_, rule in rows),
        "counted_alone": [say(f"cases.procedure_{one.procedure}") for one in own if not one.numbers],
    }
    return render(request, "office/terms.html", told)


def action(rule: str) -> str:
    """Return what a rule asks, in the language of the page."""
    return rule_named(rule).action[language()].capitalize()


def shown(late: list[Missed]) -> Iterator[tuple[str, str, Missed]]:
    """Return the first missed terms, each with the number of its case and what should have been done."""
    for one in late[:MOST_SHOWN]:
        yield number_of(one.case), action(one.rule), one


@open_to(*RELEASERS)
def year(request: HttpRequest) -> HttpResponse:
    """Gather the year of one's own employer and hand it in; a second person decides."""
    require(in_figures(request))
    form = YearForm(request.POST or None, initial={"year": today().year - 1})
    offered = [*published_figures(actor(request))]
    choices = {
        "affected": [(value, label) for value, label, asked in offered if asked not in TRUST],
        "trust": [(value, label) for value, label, asked in offered if asked in TRUST],
        "behaviour": [*behaviours()],
    }
    for name, found in choices.items():
        form.fields[name].choices = [("", say("signals.none")), *found]  # type: ignore[attr-defined]  # the field of choices, by its name
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = prepare_year(told["year"], beside=beside(told), by=actor(request), on=today(), at=now())
        messages.success(request, say("signals.done", count=len(made)))
        if told["affected"] and not any(one.code.endswith(OF_RATIO) for one in made):
            messages.warning(request, say("signals.no_ratio"))
        return redirect("office:releases")
    return render(request, "office/signals.html", {"form": form})


def published_figures(person: Someone) -> Iterator[tuple[str, str, str]]:
    """Return every published percentage of everybody at an employer: its value, its label and what it asks."""
    for row in published_by(person.unit_id).defer(None):
        document = verified(row).document
        if isinstance(document, Release):
            for one in document.figures:
                if not one.domain and one.unit is Unit.PERCENT:
                    label = f"{one.label[language()]} ({one.wave})"
                    yield f"{row.code}{APART}{one.indicator}", label, one.indicator


def behaviours() -> Iterator[tuple[str, str]]:
    """Return the behaviours that a reporter can share."""
    for question in questions():
        if question.id == "behaviour":
            yield from (
                (answer.id, answer.en if language() == "en" else answer.nl) for answer in question.answers
            )


def beside(told: dict[str, str]) -> Beside | None:
    """Return beside which published figures a year is put; nothing where none was chosen."""
    if not told["affected"]:
        return None
    code, _, affected = told["affected"].partition(APART)
    trusted, _, trust = told["trust"].partition(APART)
    return Beside(affected=(code, affected), trust=(trusted, trust), behaviour=told["behaviour"])
