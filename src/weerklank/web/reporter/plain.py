"""The way without scripts, for who chooses it: this server seals in memory, and says so before and after.

Nothing that is posted here is written anywhere but sealed. Files stay in memory. No name, no text and no word of a
receipt reaches a log: a refusal has a code, and nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler, SkipFile
from django.http import HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from weerklank.cases import adding, addressing, on_behalf
from weerklank.cases.cleaning import Uncleaned
from weerklank.cases.procedures import procedure_named
from weerklank.cases.questions import questions_of
from weerklank.errors import Refused
from weerklank.web.asked import field, fields
from weerklank.web.clock import today
from weerklank.web.errors import NOT_FOUND, status_of
from weerklank.web.reporter.buckets import FAILURES
from weerklank.web.reporter.conversation import told_of
from weerklank.web.reporter.entrance import (
    FORBIDDEN,
    MOST_BYTES,
    ROOM_FOR_FORM,
    TOO_LARGE,
    TOO_MANY,
    fits,
    from_here,
    unremembered,
)
from weerklank.web.reporter.pages import about, shown
from weerklank.web.reporter.ways import acts, rising, standing, way_told
from weerklank.web.wording import say, told, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

MOST_TEXT = 60_000
"""Bytes of text in UTF-8 that one sealed message holds, with room for its answers and files."""
MOST_FILES, MOST_NAME = 10, 200
DIGITS = re.compile(r"[0-9]{1,8}")
AGAIN = {"busy": "60"}
"""Seconds after which to try again, by refusal."""
UNAVAILABLE = 503


class InMemory(MemoryFileUploadHandler):
    """Keep every file in memory: nothing that is not sealed touches a disk."""

    def handle_raw_input(self, *parts: Any, **named: Any) -> None:  # noqa: ANN401 - as Django calls it
        """Be there for every file, whatever its size: what is too large was refused before."""
        super().handle_raw_input(*parts, **named)
        self.activated = True


class NoFiles(FileUploadHandler):
    """Let every file go by unread: of a post that is too large, what was written is shown again."""

    def new_file(self, *_parts: Any, **_named: Any) -> None:  # noqa: ANN401 - as Django calls it
        """Take in nothing of a file."""
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Let a piece go by."""

    def file_complete(self, file_size: int) -> None:
        """Keep no file."""


def posted(request: HttpRequest) -> bool:
    """Take a post as it comes, its files in memory; return whether it may be read."""
    if not from_here(request):
        raise Refused("other_site", "This form was sent from another site.")
    if not fits(request, most=MOST_BYTES + ROOM_FOR_FORM):
        request.upload_handlers = [NoFiles(request)]
        raise Refused("too_large", "This is more than can be sent at once: at most 25 MiB.")
    request.upload_handlers = [InMemory(request)]
    return True


def text_in(request: HttpRequest) -> str:
    """Return what was written; refuses nothing at all, and more than one message holds."""
    text = field(request.POST, "text")
    text = text.encode("utf-8", "replace").decode()
    if len(text.encode()) > MOST_TEXT:
        raise Refused("too_long", "This text is too long for one message. Shorten it, or add a file.")
    return text


def written_in(request: HttpRequest, procedure: str, unit: int) -> on_behalf.Written:
    """Return what stands in the form."""
    asked = questions_of(procedure_named(procedure).asks)
    known = {question.id: {answer.id for answer in question.answers} for question in asked}
    answers = {
        name: given for name in known if (given := field(request.POST, f"answers.{name}")) in known[name]
    }
    large = addressing.unit_counted(unit, on=today())
    if large and field(request.POST, "answers.unit") == str(large.id):
        answers["unit"] = str(large.id)
    return on_behalf.Written(
        procedure=procedure,
        unit_id=unit,
        text=text_in(request),
        answers=answers,
        shared={name: given for name, given in answers.items() if f"shared.{name}" in request.POST},
        excluded=frozenset(fields(request.POST, "exclude")),
        attachments=attachments_in(request),
        standing_in=frozenset(fields(request.POST, "later")),
        companions=frozenset(fields(request.POST, "companion")),
        **{name: field(request.POST, name)[:MOST_NAME] for name in ("name", "contact", "knowing")},
    )


def attachments_in(request: HttpRequest) -> list[on_behalf.PlainFile]:
    """Return the files of the form, without paths in their names; an empty field is no file."""
    given = chosen_in(request)
    if len(given) > MOST_FILES:
        raise Refused("too_many_files", "At most ten files can be added.")
    return on_behalf.attachments([(file.name or "", file.content_type or "", file.read()) for file in given])


def chosen_in(request: HttpRequest) -> list[UploadedFile[Any]]:
    """Return the files that were chosen; an empty field is no file."""
    return [file for file in request.FILES.getlist("files") if file.name]


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@unremembered
def write(request: HttpRequest, procedure: str, unit: int) -> HttpResponseBase:
    """Write without a script: sealed by this server, because it was chosen so."""
    told = about(procedure, unit)
    if request.method != "POST":
        return shown(request, "plain", **told)
    try:
        posted(request)
        _, words = on_behalf.submit_written(written_in(request, procedure, unit), on=today())
    except Refused as refusal:
        return again(request, refusal, "plain", told)
    return shown(request, "plain_receipt", words=words.split(), outside=told["outside"])


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@unremembered
def come_back(request: HttpRequest) -> HttpResponseBase:
    """Come back without a script: this server opens the whole case, because it was chosen so."""
    if request.method != "POST":
        return shown(request, "plain_return")
    return opened(request, on_behalf.open_for)


@csrf_exempt
@require_POST
@unremembered
def add(request: HttpRequest) -> HttpResponseBase:
    """Add something to a case that was opened here."""
    return opened(
        request,
        lambda words: adding.reply_written(
            words,
            text_in(request),
            attachments_in(request),
            seen=field(request.POST, "seen"),
            on=today(),
        ),
    )


@csrf_exempt
@require_POST
@unremembered
def confirm(request: HttpRequest) -> HttpResponseBase:
    """Confirm a record of what was spoken, in a case that was opened here."""
    return opened(
        request, lambda words: adding.confirm_record(words, field(request.POST, "record"), on=today())
    )


@csrf_exempt
@require_POST
@unremembered
def correct(request: HttpRequest) -> HttpResponseBase:
    """Say how it was instead, of a record in a case that was opened here."""
    return opened(
        request,
        lambda words: adding.correct_record(
            words, field(request.POST, "record"), text_in(request), on=today()
        ),
    )


@csrf_exempt
@require_POST
@unremembered
def act(request: HttpRequest) -> HttpResponseBase:
    """Rate, or withdraw, a case that was opened here."""
    return opened(request, lambda words: on_behalf.act_for(words, *acted_in(request), on=today()))


def acted_in(request: HttpRequest) -> tuple[str, int]:
    """Return what is done, and its value: how it is rated, or the day that is agreed to; 0 where it has none."""
    given = field(request.POST, "value")
    return field(request.POST, "act"), int(given) if DIGITS.fullmatch(given) else 0


@csrf_exempt
@require_POST
@unremembered
def rise(request: HttpRequest, procedure: str) -> HttpResponseBase:
    """Show the form of the next way, which only the reporter may take, with what they wrote before."""
    try:
        posted(request)
        case = on_behalf.open_for(field(request.POST, "words")[:500])
        on_behalf.check_rise(case, procedure)
    except Refused as refusal:
        return again(request, refusal, "plain_return", {})
    told = way_told(procedure, on=today()) | about(procedure, case.unit_id)
    kept = {"text": "\n\n".join(case.own_texts)}
    ticked = {f"companion-{key}" for key in case.reading}
    return shown(request, "plain", rises=True, kept=kept, ticked=ticked, **told)


@csrf_exempt
@require_POST
@unremembered
def file(request: HttpRequest) -> HttpResponseBase:
    """Fetch one file of a case that was opened here: kept by the browser, never shown as a page of ours."""
    try:
        posted(request)
        plain = on_behalf.file_for(field(request.POST, "words"), field(request.POST, "file"))
    except Refused as refusal:
        return again(request, refusal, "plain_return", {})
    response = HttpResponse(plain.content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = on_behalf.as_download(plain.name)
    return response


def opened(request: HttpRequest, work: Any) -> HttpResponseBase:  # noqa: ANN401 - what is done with the words
    """Do something with the words of a receipt, and show the case as it then is."""
    try:
        posted(request)
        words = field(request.POST, "words")[:500]
        case = work(words)
    except Refused as refusal:
        return again(request, refusal, "plain_return", {})
    stands = standing(case.procedure, case.state)
    ways = acts() | {"rising": [way for way in rising() if stands in way.at]}
    return shown(request, "plain_case", case=case, words=words, stands=stands, **told_of(case), **ways)


def again(request: HttpRequest, refusal: Refused, page: str, told: dict[str, Any]) -> HttpResponse:
    """Show the form again with what was wrong, and with what was written still in it."""
    status = status_shown(refusal)
    theirs = refusal.code != "other_site"
    kept = request.POST if theirs else QueryDict()
    ticked = {*kept, *kept.getlist("exclude"), *answers_kept(kept)}
    ticked |= {f"{name}-{key}" for name in ("later", "companion", "knowing") for key in kept.getlist(name)}
    files = chosen_in(request) if theirs else []
    response = shown(
        request, page, refusal=sentence(refusal, files), kept=kept, ticked=ticked, files=files, **told
    )
    response.status_code = status
    if refusal.code in AGAIN:
        response.headers["Retry-After"] = AGAIN[refusal.code]
    return response


def answers_kept(kept: QueryDict) -> list[str]:
    """Return the answers that were chosen, each as the identifier of its choice on the page."""
    start = "answers."
    return [f"{name.removeprefix(start)}-{kept.get(name, '')}" for name in kept if name.startswith(start)]


def sentence(refusal: Refused, files: Sequence[UploadedFile[Any]]) -> str:
    """Return what was wrong and how to mend it; a file is called by the name that its sender gave it."""
    if isinstance(refusal, Uncleaned):
        name = on_behalf.bare_name(files[refusal.place - 1].name or "")
        return say(f"reporter.refused_{refusal.code}", name=name)
    known = f"reporter.refused_{refusal.code}"
    if known in words():
        return say(known)
    return told(refusal) if f"refused.{refusal.code}" in words() else say("reporter.refused_other")


def status_shown(refusal: Refused) -> int:
    """Return the status of a refusal on these pages; failures beyond what people can make are answered shortly."""
    known = {"busy": UNAVAILABLE, "other_site": FORBIDDEN, "too_large": TOO_LARGE}
    if refusal.code in known:
        return known[refusal.code]
    status = status_of(refusal)
    return TOO_MANY if status == NOT_FOUND and not FAILURES.take() else status
