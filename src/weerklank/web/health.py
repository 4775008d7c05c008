"""Whether the process lives, whether it can work, and whom to tell of a weakness."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.utils import timezone

if TYPE_CHECKING:
    from django.http import HttpRequest

UNAVAILABLE = 503
YEAR = timedelta(days=365)


def alive(_request: HttpRequest) -> HttpResponse:
    """Answer that the process lives; nothing else is asked."""
    return JsonResponse({"status": "ok"})


def ready(_request: HttpRequest) -> HttpResponse:
    """Answer whether every store can be reached and has the tables of this version."""
    stores = {alias: store_state(alias) for alias in connections}
    able = set(stores.values()) == {"ok"}
    return JsonResponse(
        {"status": "ok" if able else "not ready", **stores}, status=200 if able else UNAVAILABLE
    )


def store_state(alias: str) -> str:
    """Return `ok`, or in a few words what is wrong with a store."""
    try:
        executor = MigrationExecutor(connections[alias])
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "cannot be reached"
    return "has to be migrated" if waiting else "ok"


def security_contact(request: HttpRequest) -> HttpResponse:
    """Return security.txt (RFC 9116), valid for a year from now; there is none without a contact."""
    if not settings.SECURITY_CONTACT:
        return HttpResponse(status=404)
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {(timezone.now() + YEAR).strftime('%Y-%m-%dT%H:%M:%SZ')}",
        "Preferred-Languages: nl, en",
        f"Canonical: {request.build_absolute_uri()}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
