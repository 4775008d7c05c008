"""How long a case is kept, on its own page: until when, by which rule, what holds it, what the archive gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from weerklank.cases.kept import hold_of, kept
from weerklank.cases.rules import may_hold
from weerklank.cases.states import HoldGround
from weerklank.retention import actions
from weerklank.retention.queries import archive_key, to_archive
from weerklank.web.asked import day, field
from weerklank.web.handler.entrance import readable, serving_only
from weerklank.web.templatetags.wording import digests
from weerklank.web.visitor import actor, now, today
from weerklank.web.wording import language, say

if TYPE_CHECKING:
    from django.http import HttpRequest

    from weerklank.web.handler.entrance import Case

STORED = 201


def keeping_told(request: HttpRequest, case: Case) -> dict[str, object]:
    """Return what the page of a case shows of its keeping."""
    on = today()
    until, held = kept(case), hold_of(case, on=on)
    entry = to_archive(case.pk)
    return {
        "until": until,
        "rule_words": until.rule.action[language()] if until else "",
        "held": held,
        "held_words": say(f"retention.ground_{held.ground}") if held else "",
        "may_hold": may_hold(actor(request), case, on=on),
        "grounds": [(ground.value, say(f"retention.ground_{ground}")) for ground in HoldGround],
        "to_archive": entry,
        "archive_digest": digests()["archive.js"],
        "archive_key": archive_key(case.employer_id) if entry else None,
    }


@serving_only
@require_POST
def hold(request: HttpRequest, case: str) -> HttpResponse:
    """Keep a case longer."""
    readable(request, case)
    ground, until = field(request.POST, "ground"), day(request.POST, "until")
    actions.postpone(case, ground=ground, until_on=until, by=actor(request), on=today(), at=now())
    messages.success(request, say("retention.postponed"))
    return redirect("handler:case", case)


@serving_only
@require_POST
def archived(request: HttpRequest, case: str) -> HttpResponse:
    """Note which file the browser made for the archive: its SHA-256, and nothing of what stands in it."""
    readable(request, case)
    digest = request.read(100).decode("ascii", "replace")
    actions.note_export(case, digest, by=actor(request), on=today(), at=now())
    return HttpResponse(status=STORED)
