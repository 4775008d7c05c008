"""The reporter's door: nothing is remembered, nothing that was written is left anywhere but sealed."""

from __future__ import annotations

import gzip
import html
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.formats import date_format
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.making import AT
from tests.sealed import Desk, answer_of, desk, grant_of, record_of, sealed_case
from weerklank.cases.actions import grant_access, reply_as_handler
from weerklank.cases.cleaning import cleaned
from weerklank.cases.deeds import propose_longer
from weerklank.cases.models import REPORTER, Case, Message, Piece, TermNote
from weerklank.cases.on_behalf import PlainFile, Written, derived, open_for, sealed_report
from weerklank.cases.procedures import COMPLAINT
from weerklank.cases.queries import last_position, terms_told
from weerklank.cases.questions import questions
from weerklank.cases.states import CaseState, SealedBy
from weerklank.seal.asking import Act, Fetch, Lookup, number_of
from weerklank.seal.content import Confirm, Correct
from weerklank.seal.envelope import pack
from weerklank.seal.receipt import new_words
from weerklank.web.wording import words as every_text

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase
    from django.test import Client

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
SAID = "Zij lacht mij uit bij de koffieautomaat, iedere ochtend."
MORE = "En vandaag weer."
HERE = "/nl/report/"
TALK = "confidential_contact/"
FILES = [PlainFile("note.txt", "text/plain", b"nine o'clock")]
VECTORS = Path(__file__).parents[1] / "vectors" / "clean"
BYTES = "application/octet-stream"


def sealed(own: Desk, words: str) -> bytes:
    """What a browser sends: a report, sealed to those who may read it."""
    report = Written(
        procedure="confidential_contact",
        unit_id=own.unit.pk,
        text=SAID,
        answers={},
        shared={},
        excluded=frozenset(),
        attachments=(),
    )
    return pack(sealed_report(report, own=derived(words), on=timezone.localdate()))


def post(client: Client, name: str, body: bytes, **headers: str) -> HttpResponse:
    answer: HttpResponse = client.post(f"{HERE}{name}", body, content_type=BYTES, headers=headers)  # type: ignore[assignment]  # Django's test client answers as its own kind of response
    return answer


def shown_words(page: HttpResponseBase) -> str:
    """The words of a receipt on a page."""
    listed = re.search(r'<ol class="words">(.*?)</ol>', b"".join(page).decode(), re.DOTALL)
    return " ".join(re.findall(r"<li>(\w+)</li>", listed[1])) if listed else ""


@pytest.mark.parametrize(
    "path", ["", "who", "complaint", "integrity_report", "complaint/units", "return", "return/plain"]
)
def test_pages_set_no_cookie_and_are_kept_by_nobody(path: str, client: Client) -> None:
    page = client.get(f"{HERE}{path}")
    assert page.status_code == 200
    assert not page.cookies
    assert page.headers["Cache-Control"] == "no-store"


def test_only_pages_that_derive_keys_may_run_what_is_compiled(client: Client) -> None:
    own = desk()
    deriving = (f"{TALK}{own.unit.pk}/write", "return")
    others = ("", "who", f"{TALK}units", f"{TALK}{own.unit.pk}/plain", "return/plain")
    policies = {
        path: client.get(f"{HERE}{path}").headers["Content-Security-Policy"] for path in deriving + others
    }
    assert [path for path, policy in policies.items() if "wasm-unsafe-eval" in policy] == list(deriving)


def test_the_sealed_form_cannot_be_sent_in_the_clear(client: Client) -> None:
    page = client.get(f"{HERE}{TALK}{desk().unit.pk}/write").content.decode()
    form = re.search(r'<form id="sealed"(.*?)</form>', page, re.DOTALL)
    assert form is not None
    assert "action=" not in form[0]
    assert "method=" not in form[0]
    assert "<fieldset disabled>" in form[0]


def test_a_report_is_stored_once_however_often_it_is_sent(client: Client) -> None:
    own, words = desk(), new_words()
    body = sealed(own, words)
    first, again = post(client, "envelope", body), post(client, "envelope", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.content == again.content
    assert Case.objects.count() == 1
    changed = body[:-1] + bytes([body[-1] ^ 1])
    assert post(client, "envelope", changed).status_code == 409
    assert Case.objects.count() == 1


def test_a_receipt_finds_its_case_and_nothing_else_does(client: Client) -> None:
    own, words = desk(), new_words()
    post(client, "envelope", sealed(own, words))
    lookup, case = derived(words).lookup, Case.objects.get()
    found = post(client, "thread", pack(Lookup(lookup=lookup)))
    assert found.status_code == 200
    assert found.json()["case"] == case.pk  # type: ignore[attr-defined]  # Django's test client adds it
    wrong = [
        post(client, "thread", pack(Lookup(lookup=bytes(32)))),
        post(client, "file", pack(Fetch(lookup=lookup, case=case.pk, file="0" * 32))),
        post(client, "file", pack(Fetch(lookup=lookup, case="1" * 32, file="0" * 32))),
        post(client, "act", pack(Act(lookup=bytes(32), case=case.pk, act="withdraw", value=0))),
    ]
    assert {(answer.status_code, answer.content) for answer in wrong} == {(404, b'{"refused": "not_found"}')}


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}],
)
def test_another_site_cannot_post_here(headers: dict[str, str], client: Client) -> None:
    own = desk()
    assert post(client, "envelope", sealed(own, new_words()), **headers).status_code == 403
    assert client.post(f"{HERE}{TALK}{own.unit.pk}/plain", {"text": SAID}, headers=headers).status_code == 403
    assert not Case.objects.exists()


def test_broken_envelopes_are_refused_in_one_way_and_nothing_is_stored(client: Client) -> None:
    body = sealed(desk(), new_words())
    broken = [b"", b"WKL1", body[:-1], body + b"\0", body[:40], body.replace(b'"v":1', b'"v":2', 1), body[4:]]
    answers = {
        (answer.status_code, answer.content) for answer in (post(client, "envelope", one) for one in broken)
    }
    assert answers == {(409, b'{"refused": "envelope"}')}
    assert not Case.objects.exists()


def test_what_is_too_large_is_refused_before_it_is_read(client: Client) -> None:
    answer = post(client, "envelope", bytes(25 * 1024 * 1024 + 1))
    assert (answer.status_code, answer.content) == (413, b'{"refused": "too_large"}')


def test_a_second_visit_to_the_form_weighs_at_most_ten_kilobytes(client: Client) -> None:
    own = desk()
    page = client.get(f"{HERE}{TALK}{own.unit.pk}/write", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert len(page.content) <= 10_000
    assert len(gzip.decompress(page.content)) > 10_000


def test_without_a_script_a_report_is_sealed_here_and_read_back(client: Client) -> None:
    own = desk()
    told = {"text": SAID, "files": SimpleUploadedFile("../../a\0b.txt", b"proof", "text/plain")}
    page = client.post(f"{HERE}{TALK}{own.unit.pk}/plain", told)
    words = shown_words(page)
    assert len(words.split()) == 7
    assert Case.objects.get().sealed_by == SealedBy.SERVER
    back = client.post(f"{HERE}return/plain", {"words": words.upper()})
    assert html.escape(SAID) in back.content.decode()
    more = client.post(f"{HERE}return/plain/add", {"words": words, "text": "En vandaag weer."})
    assert "En vandaag weer." in more.content.decode()
    assert last_position(Case.objects.get(), REPORTER) == 2
    file = Case.objects.get().files.get().file
    kept = client.post(f"{HERE}return/plain/file", {"words": words, "file": file})
    assert kept.content == b"proof"
    assert ".." not in kept.headers["Content-Disposition"]


def test_without_a_script_the_page_says_who_reads_where_it_stands_and_what_each_message_is(
    client: Client,
) -> None:
    own = desk()
    case = sealed_case(own, text=SAID)
    other, day = desk(own.unit), timezone.localdate()
    body = answer_of(own, case.number, "Dank u.")
    reply_as_handler(body, by=own.person, on=day, at=AT)
    grant_access(grant_of(own, case.number, other, position=2), by=own.person, on=day, at=AT)
    page = shown_to(client, case.words)
    shown = ["Er is contact.", "Gesprek uiterlijk", "Uw eerste bericht", "Dank u.", "Wie kan dit nu lezen"]
    shown += [f"{other.person.name} mag vanaf nu meelezen"]
    shown += [f"<li>{one.person.name}, sinds " for one in (own, other)]
    assert [part for part in shown if part not in page] == []


def test_without_a_script_two_things_are_said_apart_and_a_report_is_ended(client: Client) -> None:
    own = desk()
    case = sealed_case(own, text=SAID)
    reply_as_handler(answer_of(own, case.number, "Dank u."), by=own.person, on=timezone.localdate(), at=AT)
    for act, value in (("heard", "5"), ("followup", "2"), ("withdraw", "0")):
        told = {"words": case.words, "act": act, "value": value}
        assert client.post(f"{HERE}return/plain/act", told).status_code == 200
    found = Case.objects.get()
    assert (found.rated_heard, found.rated_followup, found.state) == (5, 2, CaseState.CLOSED)


def written_down(own: Desk, *texts: str) -> tuple[str, list[str]]:
    """The words of a case in which a handler wrote down what was spoken, and the hash of each record."""
    case = sealed_case(own, text="", answers={"spoken": "telephone", "consent": "given"}, attachments=FILES)
    for position, text in enumerate(texts, 1):
        body = record_of(own, case.number, text, position=position)
        reply_as_handler(body, by=own.person, on=timezone.localdate(), at=AT)
    return case.words, list(open_for(case.words).hashes[1:])


def waiting(text: str) -> list[str]:
    """The records on a page that can still be confirmed, in order; each can be corrected too."""
    confirm, correct = (
        re.findall(rf'action="[^"]*/{act}"[^>]*><input [^>]*><input [^>]*name="record" value="(\w+)">', text)
        for act in ("confirm", "correct")
    )
    assert confirm == correct
    return confirm


def test_without_a_script_a_record_of_what_was_spoken_is_confirmed_and_another_corrected(
    client: Client,
) -> None:
    words, records = written_down(desk(), "Zij belde om negen uur.", "Zij belde om tien uur.")
    assert waiting(shown_to(client, words)) == records
    first, second = ({"words": words, "record": record} for record in records)
    page = client.post(f"{HERE}return/plain/confirm", first).content.decode()
    assert "U bevestigde het verslag" in page
    assert waiting(page) == records[1:]
    page = client.post(f"{HERE}return/plain/correct", second | {"text": "Het was elf uur."}).content.decode()
    assert "U verbeterde het verslag" in page
    assert "Het was elf uur." in page
    assert waiting(page) == []
    told = [message.content.body for message in open_for(words).messages[3:]]
    assert told == [Confirm(record=records[0]), Correct(record=records[1], text="Het was elf uur.")]


@pytest.mark.parametrize("act", ["confirm", "correct"])
def test_without_a_script_only_a_record_that_waits_is_answered(act: str, client: Client) -> None:
    words, records = written_down(desk(), "Zij belde om negen uur.")
    report = open_for(words).hashes[0]
    client.post(f"{HERE}return/plain/confirm", {"words": words, "record": records[0]})
    for record in (records[0], report, "0" * 64, ""):
        told = {"words": words, "record": record, "text": "Het was elf uur."}
        page = client.post(f"{HERE}return/plain/{act}", told)
        assert page.status_code == 409
        assert "Op dit verslag hebt u al geantwoord, of het is er niet." in page.content.decode()
        assert "Het was elf uur." in page.content.decode()
    assert len(open_for(words).messages) == 3


def test_without_a_script_a_correction_says_how_it_was(client: Client) -> None:
    words, records = written_down(desk(), "Zij belde om negen uur.")
    told = {"words": words, "record": records[0], "text": ""}
    page = client.post(f"{HERE}return/plain/correct", told)
    assert page.status_code == 422
    assert "Er staat nog niets." in page.content.decode()
    assert len(open_for(words).messages) == 2


def test_without_a_script_the_page_says_until_when_what_has_ended_is_kept(client: Client) -> None:
    case = sealed_case(desk(), text=SAID)
    assert "Uw gesprek wordt bewaard tot en met" not in shown_to(client, case.words)
    told = {"words": case.words, "act": "withdraw", "value": "0"}
    page = client.post(f"{HERE}return/plain/act", told)
    until = date_format(terms_told(Case.objects.get())[-1].due_on, "j F Y")
    assert f"Uw gesprek wordt bewaard tot en met {until}." in page.content.decode()


def shown_to(client: Client, words: str) -> str:
    """A case as its reporter reads it without a script."""
    return html.unescape(client.post(f"{HERE}return/plain", {"words": words}).content.decode())


def proposed(own: Desk, number: str, *, weeks: int) -> date:
    """The last day that a handler proposes to a complainant."""
    until, rule = timezone.localdate() + timedelta(weeks=weeks), "awb_decision_committee"
    propose_longer(number, rule, until=until, by=own.person, on=timezone.localdate(), at=AT)
    return until


def agreed(number: str) -> list[date | None]:
    """The last days to which a reporter agreed."""
    return [note.until_on for note in TermNote.objects.filter(case=number).exclude(agreed_on=None)]


def test_without_a_script_one_agrees_to_the_day_on_the_page_and_to_no_other(client: Client) -> None:
    own = desk(role=COMPLAINT.recipients)
    case = sealed_case(own, text=SAID, procedure=COMPLAINT.id)
    read = proposed(own, case.number, weeks=30)
    page = shown_to(client, case.words)
    told = {
        "words": case.words,
        "act": "agree",
        "value": re.findall(r'name="value" value="(\d{8})"', page)[0],
    }
    assert date_format(read, "j F Y") in page
    swapped = proposed(own, case.number, weeks=50)
    refused = client.post(f"{HERE}return/plain/act", told)
    assert refused.status_code == 412
    assert every_text()["refused.proposal_changed"]["nl"] in refused.content.decode()
    assert agreed(case.number) == []
    again = re.findall(r'name="value" value="(\d{8})"', shown_to(client, case.words))
    assert client.post(f"{HERE}return/plain/act", told | {"value": again[0]}).status_code == 200
    assert agreed(case.number) == [swapped]


def test_a_script_is_told_apart_that_something_else_is_proposed(client: Client) -> None:
    own = desk(role=COMPLAINT.recipients)
    case = sealed_case(own, text=SAID, procedure=COMPLAINT.id)
    lookup = derived(case.words).lookup
    days = [proposed(own, case.number, weeks=weeks) for weeks in (30, 50)]
    sent = [
        Act(lookup=lookup, case=case.number, act="agree", value=number_of(day)) for day in (*days, days[1])
    ]
    answers = [post(client, "act", pack(act)) for act in sent]
    assert [answer.status_code for answer in answers] == [412, 200, 412]
    assert answers[0].content == b'{"refused": "proposal_changed"}'
    assert agreed(case.number) == days[1:]
    no_day = re.sub(rb'"value":\d{8}', b'"value":20260229', pack(sent[0]))
    told = post(client, "act", no_day)
    assert (told.status_code, told.content) == (409, b'{"refused": "envelope"}')


@pytest.mark.parametrize("name", ["page.pdf", "photo.jpg", "letter.docx"])
def test_without_a_script_a_file_is_cleaned_here(name: str, client: Client) -> None:
    own = desk()
    sent = (VECTORS / name).read_bytes()
    told = {"text": SAID, "files": SimpleUploadedFile(name, sent)}
    words = shown_words(client.post(f"{HERE}{TALK}{own.unit.pk}/plain", told))
    asked = {"words": words, "file": Case.objects.get().files.get().file}
    back = client.post(f"{HERE}return/plain/file", asked).content
    assert back == cleaned(name, sent).content != sent


DAMAGED = (
    "is beschadigd. Daarom kunnen wij er niet uithalen wat u verraadt. "
    "Open het, bewaar het opnieuw en kies het nog eens, of laat het weg. Er is niets verstuurd."
)
LOCKED = "heeft een wachtwoord. Haal dat eraf en kies het nog eens, of laat het weg. Er is niets verstuurd."
UNCLEAN = {"locked.pdf": LOCKED, "locked.odt": LOCKED, "photo_cut.jpg": DAMAGED, "drawing_cut.png": DAMAGED}
UNCLEAN |= {"unfolding.docx": "is te groot om na te kijken. Deel het op of laat het weg."}


@pytest.mark.parametrize("name", UNCLEAN)
def test_without_a_script_a_file_that_cannot_be_cleaned_is_named_with_the_mend(
    name: str, client: Client
) -> None:
    own, other = desk(), f"answers.{questions()[0].id}"
    desk(own.unit)
    files = [SimpleUploadedFile("goed.txt", b"goed"), upload(name)]
    answer = questions()[0].answers[1].id
    told = {
        "text": SAID,
        "files": files,
        "exclude": own.key,
        other: answer,
        f"shared.{questions()[0].id}": "1",
    }
    page = client.post(f"{HERE}{TALK}{own.unit.pk}/plain", told)
    text = html.unescape(page.content.decode())
    assert page.status_code == 422
    assert f"Het bestand {name} {UNCLEAN[name]}" in text
    assert "Kies uw bestanden opnieuw" in text
    assert SAID in text
    ticked = [f"exclude-{own.key}", f"{questions()[0].id}-{answer}", f"shared-{questions()[0].id}"]
    assert sorted(re.findall(r'<input [^>]*id="([^"]+)"[^>]* checked>', text)) == sorted(ticked)
    assert not Case.objects.exists()


def test_a_file_that_cannot_be_cleaned_takes_no_addition_with_it(client: Client) -> None:
    case = sealed_case(desk(), text=SAID)
    told = {"words": case.words, "text": "En vandaag weer.", "files": upload("locked.pdf")}
    page = client.post(f"{HERE}return/plain/add", told)
    assert page.status_code == 422
    assert f"Het bestand locked.pdf {LOCKED}" in page.content.decode()
    assert "En vandaag weer." in page.content.decode()
    assert case.read_by_reporter() == [SAID]


def seen_on(page: HttpResponseBase) -> str:
    (seen,) = re.findall(r'name="seen" value="([0-9a-f]{64})"', b"".join(page).decode())
    return str(seen)


def test_a_form_that_is_sent_twice_adds_once_and_the_same_words_later_are_new(client: Client) -> None:
    case = sealed_case(desk(), text=SAID)
    page = client.post(f"{HERE}return/plain", {"words": case.words})
    told = {"words": case.words, "text": MORE, "seen": seen_on(page)}
    for _again in range(2):
        page = client.post(f"{HERE}return/plain/add", told | {"files": upload("letter.docx")})
        assert page.status_code == 200
    assert case.read_by_reporter() == [SAID, MORE]
    page = client.post(f"{HERE}return/plain/add", told)
    assert case.read_by_reporter() == [SAID, MORE, MORE]
    client.post(f"{HERE}return/plain/add", told | {"seen": seen_on(page)})
    assert case.read_by_reporter() == [SAID, MORE, MORE, MORE]


def test_too_much_at_once_leaves_the_text_on_the_page(client: Client) -> None:
    told = {"text": SAID, "files": SimpleUploadedFile("film.mp4", bytes(27 * 1024 * 1024))}
    page = client.post(f"{HERE}{TALK}{desk().unit.pk}/plain", told)
    assert page.status_code == 413
    assert html.escape(SAID) in page.content.decode()
    many = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(11)]
    page = client.post(f"{HERE}{TALK}{desk().unit.pk}/plain", {"text": SAID, "files": many})
    assert page.status_code == 422
    assert "te veel bestanden: hoogstens 10" in page.content.decode()
    assert html.escape(SAID) in page.content.decode()
    assert not Case.objects.exists()


def upload(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (VECTORS / name).read_bytes())


def test_nothing_that_was_written_is_stored_but_sealed(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    own = desk()
    words = shown_words(client.post(f"{HERE}{TALK}{own.unit.pk}/plain", {"text": SAID}))
    client.post(f"{HERE}return/plain", {"words": words})
    client.post(f"{HERE}return/plain", {"words": words + "x"})
    rows = [
        *Message.objects.values_list("sealed", flat=True),
        *Piece.objects.values_list("sealed", flat=True),
    ]
    stored = b"".join(map(bytes, rows)) + repr([*Case.objects.values()]).encode()
    case = Case.objects.get()
    told = caplog.text
    assert SAID.encode() not in stored
    assert not any(word in told or word.encode() in stored for word in words.split() if len(word) > 6)
    assert str(case.lookup) not in told
    assert case.digest not in told
    assert "127.0.0.1" not in told


def test_what_is_wrong_leaves_the_text_on_the_page(client: Client) -> None:
    own = desk()
    page = client.post(f"{HERE}{TALK}{own.unit.pk}/plain", {"text": SAID, "exclude": own.key})
    assert page.status_code in {409, 422}
    assert html.escape(SAID) in page.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize(("text", "code"), [('\n"' * 20_000, 422), ("", 422), ("x" * 70_000, 422)])
def test_a_text_that_no_message_holds_is_refused_on_the_page(text: str, code: int, client: Client) -> None:
    page = client.post(f"{HERE}{TALK}{desk().unit.pk}/plain", {"text": text})
    assert page.status_code == code
    assert not Case.objects.exists()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=400), name=st.sampled_from(["envelope", "thread", "reply", "file", "act"]))
def test_no_bytes_break_an_endpoint(body: bytes, name: str, client: Client) -> None:
    assert post(client, name, b"WKL1" + body).status_code in {404, 409, 429}
    assert post(client, name, body).status_code in {404, 409, 429}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    one=st.text(max_size=30), other=st.text(max_size=30), page=st.sampled_from([f"{TALK}units", "recipients"])
)
@example(one="\0", other="\0", page=f"{TALK}units")
@example(one="confidential_contact", other="9" * 30, page="recipients")
def test_no_text_breaks_a_page(one: str, other: str, page: str, client: Client) -> None:
    asked = {"q": one, "procedure": one, "unit": other}
    assert client.get(f"{HERE}{page}", asked).status_code in {200, 404, 409, 429}
    assert client.post(f"{HERE}return/plain/file", {"words": "", "file": one}).status_code in {
        404,
        409,
        422,
        429,
    }
