"""The code of conduct, for anyone: each version, each section by its own address, and a search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render

from weerklank.guidance.code_text import matching
from weerklank.guidance.queries import code_numbered, codes, employers_with_code
from weerklank.web.asked import field
from weerklank.web.clock import today

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def employers(request: HttpRequest) -> HttpResponse:
    """Return the employers with a code; where there is one alone, lead to it."""
    found = list(employers_with_code(on=today()))
    if len(found) == 1:
        return redirect("public:code", found[0].unit.code)
    return render(request, "public/codes.html", {"employers": found})


def code(request: HttpRequest, employer: str, number: int | None = None) -> HttpResponse:
    """Return a version of the code of an employer: the one in force, or the one with a number."""
    found = code_numbered(employer, number, on=today())
    query = field(request.GET, "q")
    begun = codes(found.version.employer_id).filter(valid_from__lte=today())
    told = {"code": found, "query": query, "versions": begun, "sections": matching(found.sections, query)}
    return render(request, "public/code.html", {**told, "employer": employer, "in_force": begun[0]})
