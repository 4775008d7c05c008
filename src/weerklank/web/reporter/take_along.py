"""The reporter's own copy without a script: made in memory of a case that was opened here, stored nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from weerklank.cases import along, on_behalf
from weerklank.errors import Refused
from weerklank.web.asked import field
from weerklank.web.reporter.entrance import unremembered
from weerklank.web.reporter.plain import again, posted
from weerklank.web.wording import language, say, words

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

LONGEST = 500
"""Characters that seven words never have."""


@csrf_exempt
@require_POST
@unremembered
def take_along(request: HttpRequest) -> HttpResponseBase:
    """Give the whole conversation with its files in one file."""
    try:
        posted(request)
        case, files = along.with_files(field(request.POST, "words")[:LONGEST])
    except Refused as refusal:
        return again(request, refusal, "plain_return", {})
    response = HttpResponse(along.packed(case, page_of(case), files), content_type="application/zip")
    response.headers["Content-Disposition"] = on_behalf.as_download(f"{say('sealed.export.name')}.zip")
    return response


def page_of(case: on_behalf.Opened) -> str:
    """Return a conversation as a page to read, which needs nothing of ours."""
    places = along.places(case)
    told = {
        "case": case,
        "language": language(),
        "state_words": say(f"cases.state_{case.state}"),
        "messages": [
            (message, role_of(message), [(file, places[file.id]) for file in along.files_of(message)])
            for message in case.messages
        ],
    }
    return render_to_string("reporter/kept.html", told)


def role_of(message: on_behalf.Shown) -> str:
    """Return in which role a handler wrote a message; nothing of the reporter."""
    if message.certificate is None:
        return ""
    named = f"kept.role_{message.certificate.role}"
    return say(named if named in words() else "kept.role_other")
