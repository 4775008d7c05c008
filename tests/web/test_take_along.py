"""The reporter's own copy without a script: the same file as a browser makes, in memory alone."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from tests.sealed import answer_of, desk
from tests.zips import parts_of
from weerklank.cases.actions import reply_as_handler
from weerklank.cases.on_behalf import PlainFile, Written, submit_written

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
SAID = "Hij zei: <b>\"weg\"</b> & 'nu'."
ANSWERED = "Ik heb het gelezen."
CONTENT = b"wat erin staat"


def test_a_whole_conversation_is_one_file(client: Client) -> None:
    own, today = desk(), timezone.localdate()
    files = [PlainFile("foto #1.txt", "text/plain", CONTENT), PlainFile("foto #1.txt", "text/plain", b"")]
    written = Written(
        procedure="confidential_contact",
        unit_id=own.unit.pk,
        text=SAID,
        answers={"role": "affected"},
        shared={},
        excluded=frozenset(),
        attachments=files,
    )
    accepted, words = submit_written(written, on=today)
    body = answer_of(own, accepted.case, ANSWERED)
    reply_as_handler(body, by=own.person, on=today, at=timezone.now())
    answer = client.post("/nl/report/return/plain/along", {"words": words})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert (answer["Cache-Control"], "gesprek.zip" in answer["Content-Disposition"]) == ("no-store", True)
    parts = parts_of(answer.content)
    assert list(parts) == ["index.html", "case.json", "files/01-foto #1.txt", "files/02-foto #1.txt"]
    assert parts["files/01-foto #1.txt"] == CONTENT
    page = parts["index.html"].decode()
    assert "&lt;b&gt;" in page
    assert ANSWERED in page
    assert f"{own.person.name}, vertrouwenspersoon" in page
    assert 'href="files/01-foto%20%231.txt"' in page
    data = json.loads(parts["case.json"])
    assert (data["v"], data["case"], data["procedure"]) == (1, accepted.case, "confidential_contact")
    assert [message["body"]["text"] for message in data["messages"]] == [SAID, ANSWERED]
    assert [message["sender"] for message in data["messages"]] == ["reporter", own.key]
    named = data["messages"][0]["body"]["files"][0]
    assert (named["path"], named["sha256"]) == ("files/01-foto #1.txt", hashlib.sha256(CONTENT).hexdigest())


def test_other_words_get_no_file(client: Client) -> None:
    desk()
    answer = client.post("/nl/report/return/plain/along", {"words": "een twee drie vier vijf zes zeven"})
    assert answer.status_code == 404
    assert b"PK" not in answer.content[:2]
