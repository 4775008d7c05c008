"""What stands around every page: words in both languages, headers, refusals, and logs that name nobody."""

from __future__ import annotations

import io
import json
import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override

from tests.making import AT
from weerklank.errors import Refused, bad_input
from weerklank.jobs import doctor
from weerklank.web import wording
from weerklank.web.borrowed import FILE
from weerklank.web.errors import Refusals, status_of
from weerklank.web.headers import POLICY
from weerklank.web.log_lines import Line
from weerklank.web.templatetags.wording import say

WEB = Path(wording.__file__).parent
SAID = re.compile(r"""say(?:_later)?[ (]["']([a-z_]+\.[a-z_0-9]+)["']""")
ROOT = Path(__file__).parents[2]
SPOKEN = ("sealed.", "handler.")
"""How texts begin that a script says."""
MADE_OF_A_CODE = re.compile(r"""f"([a-z_]+\.(?:[a-z]+_)?)\{""")
"""How the name of a text begins that code makes: the rest is a code of a table, a rule or a flow."""
SAID_BY_SCRIPT = re.compile(r"""["'`]([a-z_]+(?:[._][a-z_]+)*[._]?)(?:["'`]|\$\{)""")
FIRST_WORDS = re.compile(r">[^<>{}%]*[A-Za-z]{3,}[^<>{}%]*<")


def said() -> set[str]:
    files = [*WEB.rglob("*.html"), *WEB.parent.rglob("*.py")]
    return {name for file in files for name in SAID.findall(file.read_text())}


def said_by_code() -> set[str]:
    """Texts whose names code makes, as `f"cases.state_{state}"`, and those of refusals, by their code."""
    code = "".join(file.read_text() for file in WEB.parent.rglob("*.py"))
    begun = tuple({*MADE_OF_A_CODE.findall(code)} - {"refused."})
    refusals = {f"refused.{name}" for name in re.findall(r'"([a-z_]+)"', code)}
    return {name for name in wording.words() if name in refusals or name.startswith(begun)}


def said_by_script() -> set[str]:
    """Texts that a script says, which names them without their file; a dot stands between two names of its own."""
    files = [*(ROOT / "frontend" / "src").rglob("*.ts"), *(WEB.parent / "cases").glob("*.json")]
    script = "".join(file.read_text() for file in files)
    named = {*SAID_BY_SCRIPT.findall(script)}
    begun = tuple(name for name in named if name.endswith((".", "_")))
    keys = {name: name.partition(".")[2] for name in wording.words() if name.startswith(SPOKEN)}
    return {
        name
        for name, key in keys.items()
        if key in named or key.startswith(begun) or named.issuperset(key.split("."))
    }


def said_by_a_library() -> set[str]:
    """Texts in place of a library's own; `test_borrowed.py` looks whether it still says those."""
    return {name for name in wording.words() if name.startswith(FILE)}


def test_every_text_that_is_said_is_there_and_every_other_is_gone() -> None:
    assert said() <= set(wording.words())
    assert set(wording.words()) - said() - said_by_code() - said_by_script() - said_by_a_library() == set()


def test_no_template_says_anything_in_one_language_alone() -> None:
    loose = {
        file.name: found for file in WEB.rglob("*.html") if (found := FIRST_WORDS.findall(file.read_text()))
    }
    assert loose == {}
    assert FIRST_WORDS.findall("<p>Welkom hier</p>")


@pytest.mark.parametrize(("language", "text"), [("nl", "Bladzijde 2 van 3"), ("en", "Page 2 of 3")])
def test_a_text_is_said_in_the_language_of_the_page(language: str, text: str) -> None:
    with override(language):
        assert wording.say("parts.page_of", number=2, total=3) == text
        assert str(wording.say_later("parts.page_of", number=2, total=3)) == text


def test_what_is_put_in_a_text_is_escaped() -> None:
    with override("nl"):
        assert "&lt;b&gt;" in say("employee.signed_in_as", name="<b>")


def test_nothing_from_elsewhere_and_nothing_inline() -> None:
    answer = Client().get(reverse("healthz"))
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "http" not in answer["Content-Security-Policy"]
    assert POLICY["default-src"] == "'none'"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in answer["Permissions-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["public:front", "account_login", "account_reset_password"])
def test_no_page_has_anything_inline_or_from_elsewhere(name: str) -> None:
    page = Client().get(reverse(name)).content.decode()
    assert not re.findall(r"<style|\sstyle=|\son\w+=", page)
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page)
    scripts = re.findall(r"<script[^>]*>", page)
    assert all("src=" in script or "application/json" in script for script in scripts)


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Refused("not_found"), 404),
        (Refused("may_not"), 404),
        (Refused("account_exists"), 409),
        (bad_input("wrong", "mend"), 422),
    ],
)
def test_a_refusal_has_a_status(refusal: Refused, status: int) -> None:
    assert status_of(refusal) == status


def test_a_bug_stays_a_bug() -> None:
    shown = Refusals(lambda _request: HttpResponse())
    assert shown.process_exception(RequestFactory().get("/"), ValueError("a bug")) is None


def test_security_txt_expires_and_names_whom_to_tell() -> None:
    text = Client().get("/.well-known/security.txt").content.decode()
    assert text.startswith("Contact: mailto:security@example.nl\nExpires: 20")


def logged(*, name: str, message: str, error: Exception | None = None) -> dict[str, object]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Line())
    log = logging.getLogger(name)
    log.addHandler(handler)
    try:
        if error is None:
            log.warning(message, extra={"code": "may_not", "email": "a@example.nl"})
        else:
            log.warning(message, exc_info=error)
    finally:
        log.removeHandler(handler)
    line: dict[str, object] = json.loads(stream.getvalue())
    return line


def test_a_log_line_of_ours_has_its_event_and_no_more() -> None:
    line = logged(name="weerklank.web.tried", message="refused")
    assert (line["event"], line["code"], line["level"]) == ("refused", "may_not", "warning")
    assert "a@example.nl" not in json.dumps(line)


def test_what_others_log_does_not_tell_what_a_person_wrote() -> None:
    line = logged(name="django.tried", message="Not Found: /nl/my-name-is-anna", error=ValueError("anna"))
    assert line["error"] == "ValueError"
    assert "anna" not in json.dumps(line)


def test_clocks_that_disagree_are_found() -> None:
    assert doctor.clock_finding(AT, now=AT + timedelta(seconds=1)).well
    assert "time server" in doctor.clock_finding(AT, now=AT + timedelta(minutes=1)).mend


@pytest.mark.django_db(databases=["default", "answers"])
def test_the_doctor_looks_at_everything() -> None:
    found = {finding.what: finding for finding in doctor.examined()}
    assert list(found) == [
        "store default",
        "store answers",
        "clock",
        "keeper",
        "trail",
        "erasure",
        "mail",
        "headers",
        "contact",
        "keys",
        "handler keys",
        "backups",
        "disk",
    ]
    assert found["store default"].well
    assert found["clock"].well
    assert found["contact"].well
    assert str(found["headers"]).startswith("MEND  headers: People come without encryption")


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "heading"), [("nl", "niet verstuurd"), ("en", "was not sent")])
def test_a_form_that_is_too_old_is_answered_in_plain_words(language: str, heading: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(f"/{language}/account/login/", {"login": "a@example.nl"})
    assert answer.status_code == 403
    assert heading in answer.content.decode()
    assert "CSRF" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "heading"), [("nl", "niet lezen"), ("en", "could not read")])
def test_what_is_too_much_is_answered_in_plain_words(language: str, heading: str) -> None:
    told = {f"barrier{number}": "1" for number in range(1001)}
    answer = Client(headers={"sec-fetch-site": "same-origin"}).post(f"/{language}/what-kept-me", told)
    assert answer.status_code == 400
    assert heading in answer.content.decode()


def test_a_host_that_is_not_ours_gets_nothing() -> None:
    answer = Client(headers={"host": "elsewhere.example"}).get("/nl/")
    assert (answer.status_code, answer.content) == (400, b"")
    assert answer["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["9" * 18, "9" * 20, "9223372036854775808"])
def test_a_number_that_no_store_can_hold_is_the_address_of_nothing(number: str) -> None:
    for address in (f"/nl/counsellors/at/{number}", f"/nl/counsellors/at/{number}/poster"):
        assert Client().get(address).status_code == 404
