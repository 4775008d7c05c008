"""Pages for those who prepare figures and those who decide on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render

from weerklank.errors import Refused, bad_input
from weerklank.people.rules import require
from weerklank.releases.actions import (
    LONGEST,
    approve_release,
    prepare_release,
    prepare_yearly_report,
    publish_release,
    reject_release,
    withdraw_release,
)
from weerklank.releases.queries import of_colleagues, of_employer, published_sources, verified
from weerklank.releases.rules import RELEASERS, may_decide
from weerklank.releases.states import ReleaseState
from weerklank.web.asked import field
from weerklank.web.figures import by_groups, told_of
from weerklank.web.visitor import actor, in_figures, now, open_to, today
from weerklank.web.wording import language, say, say_later

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse

    from weerklank.releases.queries import Released

PAGE = 50
LONGEST_FOREWORD = 2000


class Upload(forms.Form):
    """A document to prepare."""

    document = forms.FileField(
        label=say_later("releases.document"), help_text=say_later("releases.document_told")
    )


class YearlyReport(forms.Form):
    """What a yearly report is put together from."""

    year = forms.IntegerField(label=say_later("releases.year"))
    foreword_nl = forms.CharField(
        label=say_later("releases.foreword_nl"), widget=forms.Textarea, max_length=LONGEST_FOREWORD
    )
    foreword_en = forms.CharField(
        label=say_later("releases.foreword_en"), widget=forms.Textarea, max_length=LONGEST_FOREWORD
    )
    shown = forms.MultipleChoiceField(
        label=say_later("releases.shown_releases"), widget=forms.CheckboxSelectMultiple
    )


@open_to(*RELEASERS)
def releases(request: HttpRequest) -> HttpResponse:
    """Return what is prepared and decided on here, and take in a new document."""
    require(in_figures(request))
    form = Upload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["document"]
        made = prepare_release(text_of(file), source=file.name, by=actor(request), on=today(), at=now())
        return moved(request, made.code, "releases.done_prepare")
    page = Paginator(of_employer(actor(request).unit_id), PAGE).get_page(field(request.GET, "page"))
    return render(request, "office/releases.html", {"page": page, "form": form})


def text_of(file: UploadedFile[bytes]) -> str:
    """Return the text of a file that was sent; refuses what is too large or no text."""
    if file.size is None or file.size > LONGEST:
        raise bad_input("is too large", f"Give at most {LONGEST:,} bytes", file=file.name or "")
    try:
        text: str = file.read().decode("utf-8")
    except UnicodeDecodeError:
        raise bad_input(
            "is not UTF-8 text", "Give the file as Weerklank wrote it", file=file.name or ""
        ) from None
    return text


@open_to(*RELEASERS)
def release(request: HttpRequest, code: str) -> HttpResponse:
    """Return one release as it would be shown, with what this person may do; do it when asked."""
    publication = of_colleagues(code, person=actor(request))
    require(in_figures(request))
    if request.method == "POST":
        return act(request, code, field(request.POST, "act"))
    shown = verified(publication)
    own = publication.prepared_by_id == actor(request).pk
    told = told_of(shown) | {"acts": acts_on(request, publication), "own": own, "by_groups": by_groups(shown)}
    return render(request, "office/release.html", told)


def acts_on(request: HttpRequest, publication: Released) -> frozenset[str]:
    """Return what whoever asks may do with a release now."""
    state = ReleaseState(publication.state)
    deciding = {"approve", "reject"} if may_decide(actor(request), publication, on=today()) else set()
    offered = {
        ReleaseState.PREPARED: {"withdraw", *deciding},
        ReleaseState.APPROVED: {"withdraw", "publish"},
        ReleaseState.PUBLISHED: {"withdraw"},
    }
    return frozenset(offered.get(state, ()))


def act(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Do what was asked with a release, and say that it was done."""
    plain = {"approve": approve_release, "publish": publish_release}
    reasoned = {"reject": reject_release, "withdraw": withdraw_release}
    by, on, at = actor(request), today(), now()
    if name in plain:
        plain[name](code, by=by, on=on, at=at)
    elif name in reasoned:
        reasoned[name](code, reason=field(request.POST, "reason"), by=by, on=on, at=at)
    else:
        raise Refused("not_found")
    return moved(request, code, f"releases.done_{name}")


def moved(request: HttpRequest, code: str, said: str) -> HttpResponse:
    """Say what was done, and lead to the release."""
    messages.success(request, say(said))
    return redirect("office:release", code=code)


@open_to(*RELEASERS)
def yearly_report(request: HttpRequest) -> HttpResponse:
    """Put a yearly report together from what is published; a second person signs it off like any release."""
    require(in_figures(request))
    form = YearlyReport(request.POST or None)
    sources = [(row.code, title_of(row)) for row in published_sources()]
    form.fields["shown"].choices = sources  # type: ignore[attr-defined]  # the field of choices, by its name
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = prepare_yearly_report(
            told["year"],
            foreword={"nl": told["foreword_nl"], "en": told["foreword_en"]},
            codes=told["shown"],
            by=actor(request),
            on=today(),
            at=now(),
        )
        return moved(request, made.code, "releases.done_prepare")
    return render(request, "office/yearly_report.html", {"form": form, "any": bool(sources)})


def title_of(row: Released) -> str:
    """Return what a release is called, with the time it is about."""
    return f"{row.title_en if language() == 'en' else row.title_nl} ({row.period})"
