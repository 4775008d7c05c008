"""What this door shows today: what it is for, and that it does not take anything yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def front(request: HttpRequest) -> HttpResponse:
    """Return the one page there is."""
    return render(request, "reporter/front.html")
