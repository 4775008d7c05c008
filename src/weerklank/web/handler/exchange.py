"""What the script of this door fetches and sends: sealed, or locked, or about dates. Nothing can be read here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_POST, require_safe

from weerklank.cases import actions, addressing, disclosing, queries, speaking
from weerklank.errors import Refused
from weerklank.people.actions import replace_locks, request_certificate
from weerklank.people.queries import own_key
from weerklank.web.asked import field
from weerklank.web.handler.entrance import own_key_in, readable, serving_only
from weerklank.web.visitor import actor, now, today

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST_BYTES = 25 * 1024 * 1024
"""Of an envelope; what is larger is refused before it is read."""
SEALED = "application/octet-stream"
STORED = 201


def unfit() -> Refused:
    """Return the one refusal of what does not have the form."""
    return Refused("envelope", "This cannot be accepted.")


def sent_object(request: HttpRequest) -> dict[str, Any]:
    """Return what was sent as an object; refuses anything else."""
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        raise unfit() from None
    if not isinstance(sent, dict):
        raise unfit()
    return sent


def sent_sealed(request: HttpRequest) -> bytes:
    """Return the octets that were sent: of their own type, and no more than an envelope may have."""
    length = request.headers.get("Content-Length", "")
    fits = length.isdecimal() and int(length) <= MOST_BYTES
    if request.content_type != SEALED or not fits:
        raise unfit()
    return request.read()


@serving_only
def key(request: HttpRequest) -> HttpResponse:
    """Return one's own key, locked; or take in one that was just made."""
    if request.method == "POST":
        request_certificate(sent_object(request), by=actor(request), at=now())
        return HttpResponse(status=STORED)
    own = own_key(actor(request))
    if own is None:
        raise Refused("not_found")
    return JsonResponse({"key": own.key, "locks": own.locks, "v": 1})


@serving_only
@require_POST
def locks(request: HttpRequest) -> HttpResponse:
    """Take in other locks for one's own key."""
    replace_locks(sent_object(request), by=actor(request), at=now())
    return HttpResponse(status=STORED)


@serving_only
@require_safe
def thread(request: HttpRequest, case: str) -> HttpResponse:
    """Return a case, sealed, with what is needed to check it."""
    return JsonResponse(actions.open_thread(case, by=actor(request), on=today()))


@serving_only
@require_safe
def colleagues(request: HttpRequest, case: str) -> HttpResponse:
    """Return the certificates of those who could be added to a case."""
    found = readable(request, case)
    return JsonResponse(addressing.colleagues(found, on=today()))


@serving_only
@require_safe
def recipients(request: HttpRequest) -> HttpResponse:
    """Return to whom what is told about a unit can be sealed."""
    procedure, unit = field(request.GET, "procedure"), field(request.GET, "unit")
    return JsonResponse(queries.recipients_at(procedure, unit, on=today()))


@serving_only
@require_POST
def record_spoken(request: HttpRequest) -> HttpResponse:
    """Take in a case that was begun for someone who spoke."""
    speaking.record_spoken(sent_sealed(request), by=actor(request), on=today(), at=now())
    return HttpResponse(status=STORED)


@serving_only
@require_safe
def file(request: HttpRequest, case: str, file: str) -> StreamingHttpResponse:
    """Return a sealed file, piece by piece."""
    found = queries.sealed_file(readable(request, case), file)
    answer = StreamingHttpResponse(queries.pieces(found), content_type=SEALED)
    answer.headers["Content-Length"] = str(found.length)
    answer.headers["Content-Disposition"] = "attachment"
    return answer


@serving_only
@require_safe
def notes(request: HttpRequest, case: str) -> HttpResponse:
    """Return one's own notes about a case, and nobody else's."""
    found = readable(request, case)
    pages = [
        {"day": note.day.isoformat(), "position": note.position, "sealed": queries.text_of(note.sealed)}
        for note in queries.notebook(found, own_key_in(request, found))
    ]
    return JsonResponse({"notes": pages, "v": 1})


@serving_only
@require_POST
def add_note(request: HttpRequest, case: str, position: int) -> HttpResponse:
    """Take in a note for one's own notebook."""
    readable(request, case)
    sealed = sent_sealed(request)
    actions.write_note(case, sealed, position=position, by=actor(request), on=today(), at=now())
    return HttpResponse(status=STORED)


@serving_only
@require_POST
def add_message(request: HttpRequest, case: str) -> HttpResponse:
    """Take in an answer or a record; the envelope names its case, and the action whose it is."""
    readable(request, case)
    actions.reply_as_handler(sent_sealed(request), by=actor(request), on=today(), at=now())
    return HttpResponse(status=STORED)


@serving_only
@require_POST
def add_grant(request: HttpRequest, case: str) -> HttpResponse:
    """Take in a signed grant with the wraps for whom it lets in."""
    readable(request, case)
    actions.grant_access(sent_sealed(request), by=actor(request), on=today(), at=now())
    return HttpResponse(status=STORED)


@serving_only
@require_POST
def add_epoch(request: HttpRequest, case: str) -> HttpResponse:
    """Take in the signed opening of a new epoch with the wraps for those who stay."""
    readable(request, case)
    actions.open_epoch(sent_sealed(request), by=actor(request), on=today(), at=now())
    return HttpResponse(status=STORED)


@serving_only
@require_safe
def identity(request: HttpRequest, case: str) -> HttpResponse:
    """Return who the reporter is, sealed to whoever asks; everyone else is told that it is not there."""
    sealed = disclosing.fetch_identity(case, by=actor(request), on=today(), at=now())
    return JsonResponse({"identity": sealed, "v": 1})


@serving_only
@require_POST
def announce_disclosure(request: HttpRequest, case: str) -> HttpResponse:
    """Take in the wish to pass on who the reporter is, with the sealed reason."""
    readable(request, case)
    disclosing.announce_disclosure(sent_sealed(request), by=actor(request), on=today(), at=now())
    return HttpResponse(status=STORED)


@serving_only
@require_POST
def pass_identity_on(request: HttpRequest, case: str) -> HttpResponse:
    """Take in who the reporter is, sealed to the one for whom that was approved."""
    readable(request, case)
    disclosing.pass_identity_on(sent_sealed(request), by=actor(request), on=today(), at=now())
    return HttpResponse(status=STORED)
