"""What is published, for programs: read only, by the Dutch API Design Rules; `openapi.yaml` describes it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.core.paginator import InvalidPage, Paginator
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

from weerklank.errors import Refused
from weerklank.packaged import packaged
from weerklank.releases.queries import once_published, published, verified
from weerklank.web.asked import field
from weerklank.web.errors import BAD_QUERY
from weerklank.web.problems import open_to_programs, problem
from weerklank.web.public.releases import gone, is_withdrawn
from weerklank.web.public.steady import steady

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from weerklank.releases.figure import Figure
    from weerklank.releases.queries import Opened, Released

PAGE = 50
SAFE = ("GET", "HEAD", "OPTIONS")
NOT_ALLOWED = 405


def read_only(answer: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer to questions alone: nothing can be changed here."""

    def asked(request: HttpRequest, **named: str) -> HttpResponse:
        if request.method not in SAFE:
            response = problem(NOT_ALLOWED, "read_only", detail="Nothing can be changed here: use GET.")
            response.headers["Allow"] = ", ".join(SAFE)
            return response
        return open_to_programs(answer(request, **named))

    return csrf_exempt(gzip_page(asked))


@read_only
def openapi(request: HttpRequest) -> HttpResponse:
    """Return what this interface says and is asked."""
    told = {**description(), "servers": [{"url": request.build_absolute_uri("/api/v1")}]}
    return steady(request, JsonResponse(told), since=None)


@cache
def description() -> dict[str, Any]:
    """Return the OpenAPI document, without the address of this server."""
    told: dict[str, Any] = packaged(__package__, "openapi.yaml")
    return told


@read_only
def releases(request: HttpRequest) -> HttpResponse:
    """Return what is published, the last first."""
    paginator = Paginator(published(), PAGE)
    try:
        page = paginator.page(field(request.GET, "page") if "page" in request.GET else "1")
    except InvalidPage:
        raise Refused(BAD_QUERY, f"The page is a whole number from 1 to {paginator.num_pages}.") from None
    told = {
        "releases": [told_of(row, request) for row in page],
        "page": page.number,
        "pages": paginator.num_pages,
        "total": paginator.count,
    }
    return steady(request, JsonResponse(told), since=None)


@read_only
def release(request: HttpRequest, code: str) -> HttpResponse:
    """Return one release."""
    return answer(request, code, lambda shown: told_of(shown.publication, request))


@read_only
def figures(request: HttpRequest, code: str) -> HttpResponse:
    """Return the figures of a release."""
    return answer(request, code, lambda shown: {"figures": [told_figure(one) for one in figures_of(shown)]})


@read_only
def cells(request: HttpRequest, code: str) -> HttpResponse:
    """Return the cells of a table."""
    return answer(request, code, lambda shown: {"cells": told_cells(shown)})


def answer(request: HttpRequest, code: str, told: Callable[[Opened], dict[str, object]]) -> HttpResponse:
    """Return what is told of a release, verified; one that was withdrawn is gone, and says why."""
    publication = once_published(code)
    if is_withdrawn(publication):
        return gone(publication)
    return steady(request, JsonResponse(told(verified(publication))), since=publication.published_at)


def told_of(row: Released, request: HttpRequest) -> dict[str, object]:
    """Return a release without what it holds."""
    named = {"code": row.code}
    links = {
        "self": reverse("api:release", kwargs=named),
        "csv": reverse("release_csv", kwargs=named),
        "json": reverse("release_json", kwargs=named),
        "page": f"/nl/releases/{row.code}",
    }
    return {
        "id": row.code,
        "kind": row.kind,
        "title": {"nl": row.title_nl, "en": row.title_en},
        "period": row.period,
        "employer": row.employer.code,
        "publishedAt": row.published_at.isoformat() if row.published_at else None,
        "checksum": row.checksum,
        "links": {name: request.build_absolute_uri(where) for name, where in links.items()},
    }


def figures_of(shown: Opened) -> tuple[Figure, ...]:
    """Return the figures of a release; what holds none has no such address."""
    if shown.figures is None:
        raise Refused("not_found")
    return shown.figures.figures


def told_figure(figure: Figure) -> dict[str, object]:
    """Return a figure as it is published: rounded, with its interval and its base."""
    return {
        "indicator": figure.indicator,
        "domain": figure.domain,
        "label": figure.label,
        "unit": figure.unit.value,
        "value": round(figure.value, figure.decimals),
        "low": round(figure.low, figure.decimals + 1),
        "high": round(figure.high, figure.decimals + 1),
        "level": figure.level,
        "respondents": figure.respondents,
        "base": figure.base,
        "population": figure.population,
        "wave": figure.wave,
    }


def told_cells(shown: Opened) -> list[dict[str, object]]:
    """Return the cells of a table by the names of their columns; a hidden one has no count."""
    if shown.table is None:
        raise Refused("not_found")
    return [told_cell(dict(zip(shown.table.columns, row, strict=True))) for row in shown.table.rows]


COUNTED = {"n": "count", "least": "least", "greatest": "greatest"}


def told_cell(cell: dict[str, str]) -> dict[str, object]:
    """Return one cell: which one it is, its status, and what is told of its count."""
    which = {name: code for name, code in cell.items() if name not in {*COUNTED, "status"}}
    told = {COUNTED[name]: int(count) if count else None for name, count in cell.items() if name in COUNTED}
    return {"group": which, "status": cell["status"], **told}


@csrf_exempt
def nothing_here(_request: HttpRequest, **_named: str) -> HttpResponse:
    """Refuse an address that does not exist, as a program reads it."""
    raise Refused("not_found")
