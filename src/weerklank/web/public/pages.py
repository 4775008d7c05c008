"""Pages for anyone. No cookie is set, nothing about the visitor is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from weerklank.trail.register import register

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def front(request: HttpRequest) -> HttpResponse:
    """Return the front page."""
    return render(request, "public/front.html")


def processing(request: HttpRequest) -> HttpResponse:
    """Return the register of processing activities."""
    return render(request, "public/processing.html", {"activities": register()})


def accessibility(request: HttpRequest) -> HttpResponse:
    """Return what is done so that everyone can use this, and whom to tell where someone cannot."""
    return render(request, "public/accessibility.html")
