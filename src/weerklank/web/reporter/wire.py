"""What the scripts of this door ask and send. Nothing here can be read by the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET, require_POST

from weerklank.cases import actions, deciding, queries
from weerklank.web.asked import field
from weerklank.web.clock import today
from weerklank.web.reporter.entrance import body_of, wire

if TYPE_CHECKING:
    from django.http import HttpRequest

CREATED, OK = 201, 200
BYTES = "application/octet-stream"


@require_GET
@wire
def recipients(request: HttpRequest) -> HttpResponse:
    """Return to whom a report about a unit can be sealed."""
    procedure, unit = field(request.GET, "procedure"), field(request.GET, "unit")
    return JsonResponse(queries.recipients_at(procedure, unit, on=today()))


@require_POST
@wire
def envelope(request: HttpRequest) -> HttpResponse:
    """Store a report; the same again is answered the same."""
    accepted = actions.submit(body_of(request), on=today())
    told = {"case": accepted.case, "day": accepted.day.isoformat(), "digest": accepted.digest}
    return JsonResponse(told, status=CREATED if accepted.fresh else OK)


@require_POST
@wire
def thread(request: HttpRequest) -> HttpResponse:
    """Return the sealed thread of a receipt."""
    return JsonResponse(actions.thread_asked(body_of(request)))


@require_POST
@wire
def reply(request: HttpRequest) -> HttpResponse:
    """Store what a reporter adds."""
    fresh = actions.reply_as_reporter(body_of(request), on=today())
    return JsonResponse({}, status=CREATED if fresh else OK)


@require_POST
@wire
def file(request: HttpRequest) -> StreamingHttpResponse:
    """Return one sealed file of a receipt."""
    return StreamingHttpResponse(actions.file_asked(body_of(request)), content_type=BYTES)


@require_POST
@wire
def act(request: HttpRequest) -> HttpResponse:
    """Rate, or withdraw."""
    deciding.act_as_reporter(body_of(request), on=today())
    return JsonResponse({})
