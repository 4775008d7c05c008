"""Errors for programs: `application/problem+json` (RFC 9457), as the Dutch API Design Rules ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

API = "/api/"
DATA = (".csv", ".json", ".jsonld")
VERSION = "1.0.0"


def is_for_a_program(request: HttpRequest) -> bool:
    """Return whether an address is read by programs, not by people."""
    return request.path_info.startswith(API) or request.path_info.endswith(DATA)


def problem(status: int, code: str, *, detail: str) -> HttpResponse:
    """Return a problem: its status, its code, and a sentence for a person."""
    told = {"type": f"urn:weerklank:problem:{code}", "title": code, "status": status, "detail": detail}
    return open_to_programs(JsonResponse(told, status=status, content_type="application/problem+json"))


def open_to_programs(response: HttpResponse) -> HttpResponse:
    """Let pages of others read an answer, and say which version of the interface gave it."""
    response.headers["API-Version"] = VERSION
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
