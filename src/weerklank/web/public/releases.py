"""Published figures, tables, letters and reports: as pages, and as files that programs read."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page

from weerklank.errors import Refused
from weerklank.releases.catalogue import Listed, catalogue
from weerklank.releases.queries import once_published, published, published_sources, publisher_of, verified
from weerklank.releases.states import ReleaseState
from weerklank.web.asked import field
from weerklank.web.figures import by_groups, told_of
from weerklank.web.problems import open_to_programs, problem
from weerklank.web.public.steady import steady
from weerklank.web.wording import say

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.http import HttpRequest

    from weerklank.releases.queries import Opened, Released

PAGE, ROWS = 20, 120
GONE = 410
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def releases(request: HttpRequest) -> HttpResponse:
    """Return what is published, the last first."""
    page = Paginator(published(), PAGE).get_page(field(request.GET, "page"))
    return render(request, "public/releases.html", {"page": page})


@gzip_page
def release(request: HttpRequest, code: str) -> HttpResponse:
    """Return the page of one release; one that was withdrawn says so, and why."""
    publication = once_published(code)
    if is_withdrawn(publication):
        return render(request, "public/withdrawn.html", {"publication": publication}, status=GONE)
    shown = verified(publication)
    told = told_of(shown) | ({"page": rows_of(request, shown)} if shown.table else {})
    page = render(request, f"public/release_{publication.kind}.html", told)
    rests = told["sources"]  # one of these may be withdrawn later, and then the page says so
    return steady(request, page, since=None if rests else publication.published_at)


def rows_of(request: HttpRequest, shown: Opened) -> Page[tuple[str, ...]]:
    """Return the rows of a table that stand on one page: a large one does not fit a telephone."""
    rows = shown.table.rows if shown.table else []
    return Paginator(rows, ROWS).get_page(field(request.GET, "page"))


@gzip_page
def release_groups(request: HttpRequest, code: str, indicator: str) -> HttpResponse:
    """Return one figure of a release by groups."""
    publication = once_published(code)
    if is_withdrawn(publication):
        return render(request, "public/withdrawn.html", {"publication": publication}, status=GONE)
    shown = verified(publication)
    drawn = by_groups(shown, indicator=indicator)
    if not drawn:
        raise Refused("not_found")
    told = {"shown": shown, "panels": drawn, "publisher": publisher_of(publication)}
    return steady(
        request, render(request, "public/release_groups.html", told), since=publication.published_at
    )


def is_withdrawn(publication: Released) -> bool:
    """Return whether a release was taken back."""
    return publication.state == ReleaseState.WITHDRAWN.value


def gone(publication: Released) -> HttpResponse:
    """Return for a program that a release was withdrawn, and why."""
    return problem(GONE, "withdrawn", detail=say("releases.withdrawn_because", reason=publication.reason))


@gzip_page
def release_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Return one release as CSV."""
    return file_of(request, code, kind="text/csv; charset=utf-8", ending="csv")


@gzip_page
def release_json(request: HttpRequest, code: str) -> HttpResponse:
    """Return one release as the document it is."""
    return file_of(request, code, kind="application/json", ending="json")


def file_of(request: HttpRequest, code: str, *, kind: str, ending: str) -> HttpResponse:
    """Return one release as a file."""
    publication = once_published(code)
    if is_withdrawn(publication):
        return gone(publication)
    shown = verified(publication)
    response = HttpResponse(shown.csv if ending == "csv" else shown.json, content_type=kind)
    response.headers["Content-Disposition"] = f'inline; filename="{publication.code}.{ending}"'
    return steady(request, open_to_programs(response), since=publication.published_at)


@gzip_page
def letter_page(request: HttpRequest, code: str) -> HttpResponse:
    """Return a letter as it was written, in a sandbox: its own style, and nothing else, may do anything."""
    publication = once_published(code)
    if is_withdrawn(publication):
        return render(request, "public/withdrawn.html", {"publication": publication}, status=GONE)
    page = verified(publication).page
    styles = [
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in STYLE.findall(page)
    ]
    allowed = " ".join(f"'sha256-{style}'" for style in styles) or "'none'"
    response = HttpResponse(page)
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {allowed}; frame-ancestors 'none'; base-uri 'none'; sandbox"
    )
    return steady(request, response, since=publication.published_at)


@gzip_page
def catalogue_jsonld(request: HttpRequest) -> HttpResponse:
    """Return what is published as a catalogue of data (DCAT-AP-NL), for those who collect catalogues."""
    rows = list(published_sources())
    listed = [
        Listed(
            code=row.code,
            title={"nl": row.title_nl, "en": row.title_en},
            period=row.period,
            employer=row.employer.code,
            checksum=row.checksum,
            published_on=timezone.localdate(row.published_at).isoformat() if row.published_at else "",
        )
        for row in rows
    ]
    told = catalogue(listed, site=request.build_absolute_uri("/").rstrip("/"))
    response = open_to_programs(JsonResponse(told, content_type="application/ld+json"))
    return steady(request, response, since=None)  # what was withdrawn left no day in it
