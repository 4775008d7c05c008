"""Pages of the reporter's door: no account, no cookie, and the server reads nothing of what is written on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from weerklank.cases import addressing, queries
from weerklank.cases.procedures import PROCEDURES, procedure_named
from weerklank.cases.questions import questions_of
from weerklank.cases.threats import threats
from weerklank.web.asked import field
from weerklank.web.clock import today
from weerklank.web.reporter.entrance import deriving, digests, unremembered
from weerklank.web.reporter.ways import acts, authorities, outside, promises, way_told
from weerklank.web.wording import along, say, spoken

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ELSEWHERE = "https://www.rijksoverheid.nl/"
"""Where the quick exit leads: a page that says nothing of why someone looks at it."""
WORD_LIST = "words.txt"


def shown(request: HttpRequest, page: str, **told: Any) -> HttpResponse:  # noqa: ANN401 - whatever a page shows
    """Return a page of this door."""
    return render(
        request, f"reporter/{page}.html", {"elsewhere": ELSEWHERE, "authorities": authorities(), **told}
    )


def scripted(script: str) -> dict[str, Any]:
    """Return what a page with a script needs: its hash, that of the word list, and every word it may say."""
    return {
        "script": f"weerklank/seal/{script}",
        "script_digest": digests().get(script, ""),
        "words_digest": digests().get(WORD_LIST, ""),
        "clean_digest": digests().get("clean.js", ""),
        "clean_pdf_digest": digests().get("clean-pdf.js", ""),
        "export_digest": digests().get("export.js", ""),
        "script_words": [*spoken("sealed"), *along(), ("return.changed", say("refused.proposal_changed"))],
    }


@require_safe
@unremembered
def front(request: HttpRequest) -> HttpResponse:
    """Say what this is, which ways there are, and what the own device still shows."""
    ways = [(name, say(f"choosing.{name}"), say(f"choosing.{name}_short")) for name in PROCEDURES]
    return shown(request, "front", ways=ways)


@require_safe
@unremembered
def way(request: HttpRequest, procedure: str) -> HttpResponse:
    """Say what happens on one way, who reads it, what can be taken back and which terms run, before it begins."""
    return shown(request, "way", **way_told(procedure, on=today()))


@require_safe
@unremembered
def who(request: HttpRequest) -> HttpResponse:
    """Say who can read what is written, and who cannot: from the table of the threat model."""
    return shown(request, "who", threats=threats())


@require_safe
@unremembered
def units(request: HttpRequest, procedure: str) -> HttpResponse:
    """Choose for which part of which organisation: by name, or from the top."""
    text = field(request.GET, "q")[:100]
    english = (get_language() or "nl").startswith("en")
    offered = addressing.units_offered(text, language="en" if english else "nl", on=today())
    return shown(request, "units", procedure=procedure, offered=offered, text=text)


@require_safe
@gzip_page
@unremembered
@deriving
def write(request: HttpRequest, procedure: str, unit: int) -> HttpResponse:
    """Write what only those it is addressed to can read: the form is sealed in the browser."""
    return shown(request, "write", **about(procedure, unit), **scripted("reporter.js"))


@require_safe
@gzip_page
@unremembered
@deriving
def come_back(request: HttpRequest) -> HttpResponse:
    """Come back with the words of a receipt, that never leave the browser."""
    salt = queries.text_of(queries.installation_salt())
    anywhere = [route for found in PROCEDURES.values() for route in outside(found)]
    rest = {"rest_digest": digests().get("rest.js", "")}
    return shown(request, "return", salt=salt, outside=anywhere, **acts(), **rest, **scripted("return.js"))


def about(procedure: str, unit: int) -> dict[str, Any]:
    """Return what a form about a unit shows; refuses a unit that is not there."""
    found = procedure_named(procedure)
    employer_id, _ = queries.unit_addressed(str(unit), on=today())
    return {
        "unit": addressing.unit_offered(unit, on=today()),
        "counted": addressing.unit_counted(unit, on=today()),
        "procedure": procedure,
        "this_way": say(f"choosing.{procedure}"),
        "reads_told": say(f"choosing.{procedure}_reads"),
        "name_told": say(f"choosing.{procedure}_name"),
        "back_told": say(f"choosing.{procedure}_back"),
        "promises": promises(found, employer_id=employer_id, on=today()),
        "readers": addressing.readers_offered(procedure, unit, on=today()),
        "role": found.recipients.value,
        "naming": found.naming.value,
        "stands_in": found.stands_in,
        "companions": addressing.companions_offered(procedure, unit, on=today()),
        "later": addressing.colleagues_offered(procedure, unit, on=today()),
        "questions": questions_of(found.asks),
        "outside": outside(found),
    }
